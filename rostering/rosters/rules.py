"""What a duty day counts as in the ledger: 除夕, the festival itself, other legal days, days off, ordinary days."""

from datetime import date

from rostering.calendar.rules.festivals import festivals
from rostering.engine.problem import DutyClass
from rostering.enums import DayKind

SPRING_FESTIVAL = "春节"
DAYS_OFF = frozenset({DayKind.STATUTORY_HOLIDAY, DayKind.HOLIDAY_BRIDGE})
# The days that festivals of the civil calendar are named for.
BY_DATE = frozenset({(1, 1), (5, 1), (10, 1)})


def duty_class(day: date, kind: str) -> DutyClass:
    """The rarest class that applies. 除夕 counts as such even in years in which it was no day off."""
    if is_new_years_eve(day):
        return DutyClass.EVE
    if kind == DayKind.STATUTORY_HOLIDAY:
        return DutyClass.FESTIVAL if is_festival_day(day) else DutyClass.STATUTORY
    if kind in (DayKind.WEEKEND, DayKind.HOLIDAY_BRIDGE):
        return DutyClass.WEEKEND
    return DutyClass.ORDINARY


def festival(day: date, kind: str, name: str) -> str:
    """The holiday that a day off belongs to, by the name that it has every year; "" outside holidays."""
    if is_new_years_eve(day):
        return SPRING_FESTIVAL
    return name if kind in DAYS_OFF else ""


def is_new_years_eve(day: date) -> bool:
    """除夕: the day before the first day of the first lunar month."""
    return day == festivals(day.year).eve


def is_festival_day(day: date) -> bool:
    """Whether a festival is named for this very day, without the legal days around it."""
    found = festivals(day.year)
    return (day.month, day.day) in BY_DATE or day in (
        found.spring, found.qingming, found.dragon_boat, found.mid_autumn,
    )  # fmt: skip
