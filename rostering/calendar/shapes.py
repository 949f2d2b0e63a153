"""What a day of the calendar looks like."""

from typing import Any

from rest_framework import serializers

from rostering.calendar.models import CalendarDay
from rostering.enums import DayKind
from units.api.fields import DayField


class CalendarDayShape(serializers.Serializer[Any]):
    """`is_confirmed` false: the official notice isn't known, the kind is only weekday or weekend."""

    date = DayField()
    kind = serializers.ChoiceField(choices=list(DayKind))
    name = serializers.CharField(allow_blank=True)
    is_confirmed = serializers.BooleanField()
    is_edited = serializers.BooleanField()


def calendar_day_shape(day: CalendarDay) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind,
        "name": day.name,
        "is_confirmed": day.is_confirmed,
        "is_edited": day.is_edited,
    }
