"""What a day was called when a period of it was published."""

from datetime import date, timedelta

from rostering.calendar.queries.names import DayName, calendar_name
from rostering.rosters.models.revision import RosterRevision
from units.models import County


def day_name(county: County, day: date) -> DayName:
    """As a period of that day was published with it; otherwise as the calendar has it. Two queries at most."""
    key = f"words__named__{day.isoformat()}"
    of_day = {"period__first_day__lte": day, "period__last_day__gte": day - timedelta(days=1)}
    kept = RosterRevision.objects.filter(period__county=county, number=1, **of_day).order_by("-period__first_day")
    found = kept.filter(**{f"{key}__isnull": False}).values_list(key, flat=True).first()
    return DayName(day, *found) if found else calendar_name(county, day)
