"""What the days of a period are called."""

from collections.abc import Iterable
from datetime import date

from rostering.calendar.models import CalendarDay
from rostering.engine.problem import DutyClass
from rostering.labels import DUTY_CLASS_LABELS
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RosterRevision
from rostering.rosters.rules import is_new_years_eve


def day_names(period: DutyPeriod, days: Iterable[date]) -> dict[date, str]:
    """Festival names of the days that have one, as published, 除夕 by its own. At most one query."""
    wanted = list(days)
    eve = {day: str(DUTY_CLASS_LABELS[DutyClass.EVE]) for day in wanted if is_new_years_eve(day)}
    return {**_named(period, wanted), **eve}


def _named(period: DutyPeriod, days: list[date]) -> dict[date, str]:
    if period.is_in_force:
        kept = RosterRevision.objects.filter(period=period, number=1).values_list("words__days", flat=True).first()
        return {day: kept[day.isoformat()] for day in days if kept and day.isoformat() in kept}
    named = CalendarDay.objects.filter(county_id=period.county_id, date__in=days).exclude(name="")
    return dict(named.values_list("date", "name"))
