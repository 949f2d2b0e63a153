"""The official calendar as the engine sees it, without a database."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

from rostering.engine.problem import DutyClass
from rostering.enums import DayKind
from rostering.rosters.rules import duty_class, festival

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}
LEGAL_DAYS = {"春节": 4, "劳动节": 2, "国庆节": 3}
"""How many legal days a holiday has at most; the others have one."""


@dataclass(frozen=True, slots=True)
class DutyDay:
    day: date
    duty_class: DutyClass
    festival: str


@cache
def duty_day(day: date) -> DutyDay:
    """Years that the official notice doesn't cover have weekends only."""
    kind, name = _kind(day)
    return DutyDay(day, duty_class(day, kind), festival(day, kind, name))


def span(first: date, count: int) -> tuple[DutyDay, ...]:
    return tuple(duty_day(first + timedelta(days=offset)) for offset in range(count))


def _kind(day: date) -> tuple[DayKind, str]:
    try:
        is_off, found = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return (DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY), ""
    if not is_off:
        return DayKind.WORKDAY, ""
    name = NAMES.get(found or "", "")
    if not name:
        return DayKind.WEEKEND, ""
    return (DayKind.STATUTORY_HOLIDAY if _is_legal(day, found or "") else DayKind.HOLIDAY_BRIDGE), name


def _is_legal(day: date, found: str) -> bool:
    """Near enough for measuring: the first legal days of a holiday, counted from the festival itself."""
    first = next(d for d in _back(day, found) if duty_class(d, DayKind.STATUTORY_HOLIDAY) in _FESTIVE)
    return 0 <= (day - first).days < LEGAL_DAYS.get(NAMES[found], 1)


_FESTIVE = {DutyClass.EVE, DutyClass.FESTIVAL}


def _back(day: date, found: str) -> list[date]:
    """The days of this holiday and those shortly before and after, in order."""
    return [
        day + timedelta(days=offset) for offset in range(-8, 9) if _same_holiday(day + timedelta(days=offset), found)
    ]


def _same_holiday(day: date, found: str) -> bool:
    try:
        return bool(chinese_calendar.get_holiday_detail(day)[1] == found)
    except NotImplementedError:
        return False
