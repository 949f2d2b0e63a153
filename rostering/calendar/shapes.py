"""What a day of the calendar looks like."""

from typing import Any

from rostering.calendar.models import CalendarDay


def calendar_day_shape(day: CalendarDay) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind,
        "name": day.name,
        "is_confirmed": day.is_confirmed,
        "is_edited": day.is_edited,
    }
