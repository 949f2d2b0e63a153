"""What a duty day counts as in the ledger: 除夕, the festival itself, other legal days, days off, ordinary days."""

from datetime import date, timedelta
from functools import cache

from lunar_python import Solar

from rostering.domain.enums import DayKind
from rostering.domain.problem import DutyClass

SPRING_FESTIVAL = "春节"
DAYS_OFF = frozenset({DayKind.STATUTORY_HOLIDAY, DayKind.HOLIDAY_BRIDGE})
# The days the festivals are named for; 清明 goes by the sun's terms.
BY_SUN = frozenset({(1, 1), (5, 1), (10, 1)})
BY_MOON = frozenset({(1, 1), (5, 5), (8, 15)})


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


@cache
def is_new_years_eve(day: date) -> bool:
    """除夕: the day before the first day of the first lunar month."""
    return _lunar(day + timedelta(days=1)) == (1, 1)


@cache
def is_festival_day(day: date) -> bool:
    """Whether a festival is named for this very day, without the legal days around it."""
    return (day.month, day.day) in BY_SUN or _lunar(day) in BY_MOON or _solar_term(day) == "清明"


def _lunar(day: date) -> tuple[int, int]:
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return lunar.getMonth(), lunar.getDay()


def _solar_term(day: date) -> str:
    return str(Solar.fromYmd(day.year, day.month, day.day).getLunar().getJieQi())
