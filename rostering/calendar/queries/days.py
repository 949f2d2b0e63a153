"""Days of the county's calendar; days it doesn't hold are shown as unconfirmed."""

from datetime import date, timedelta

from rostering.calendar.models import CalendarDay
from rostering.calendar.rules.unconfirmed import kind_by_weekday
from units.models import County


def days_between(county: County, first: date, last: date) -> list[CalendarDay]:
    """One row per day of `[first, last]`; a day without a row is an unsaved, unconfirmed one. One query."""
    known = {row.date: row for row in CalendarDay.objects.filter(county=county).between(first, last)}
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [
        known.get(day) or CalendarDay(county=county, date=day, kind=kind_by_weekday(day), is_confirmed=False)
        for day in days
    ]
