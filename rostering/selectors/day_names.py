"""What people call a date: 休 or 班, and 端午节第 1 天."""

from dataclasses import dataclass
from datetime import date, timedelta

from rostering.domain.enums import DayKind
from rostering.models import CalendarDay
from rostering.selectors.calendar import days_between
from units.models import County

DAYS_OFF = frozenset({DayKind.WEEKEND, DayKind.STATUTORY_HOLIDAY, DayKind.HOLIDAY_BRIDGE})
# Longer than any run of days off.
LOOK_BACK = timedelta(days=20)


@dataclass(frozen=True, slots=True)
class DayName:
    """`festival` is empty outside a festival's days off; `nth` counts them from 1."""

    day: date
    kind: str
    is_confirmed: bool
    festival: str = ""
    nth: int = 0


def day_name(county: County, day: date) -> DayName:
    """One query."""
    days = days_between(county, day - LOOK_BACK, day)
    today = days[-1]
    if not _is_festival(today):
        return DayName(day, today.kind, today.is_confirmed)
    nth = 0
    for before in reversed(days):
        if before.name != today.name or not _is_festival(before):
            break
        nth += 1
    return DayName(day, today.kind, today.is_confirmed, today.name, nth)


def _is_festival(day: CalendarDay) -> bool:
    return bool(day.name) and day.is_confirmed and day.kind in DAYS_OFF
