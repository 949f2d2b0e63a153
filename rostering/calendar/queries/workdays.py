"""Which days a county works, by its own calendar; what that doesn't hold, by the week."""

from datetime import date, timedelta
from uuid import UUID

from rostering.calendar.models import CalendarDay
from rostering.calendar.queries.days import DAYS_OFF
from rostering.calendar.rules.festivals import kind_by_weekday
from rostering.calendar.rules.workdays import IsWorkday

# Sixty workdays and the longest holidays among them.
REACH = timedelta(days=150)


def workdays_of(county_id: UUID, first: date) -> IsWorkday:
    """Asks about days from `first` on. One query."""
    rows = CalendarDay.objects.filter(county=county_id).between(first, first + REACH)
    known = dict(rows.values_list("date", "kind"))
    return lambda day: known.get(day, kind_by_weekday(day)) not in DAYS_OFF
