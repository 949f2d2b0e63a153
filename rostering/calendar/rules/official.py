"""Days as the library has them, which follows the official notices of the years it knows."""

from datetime import date

import chinese_calendar

from rostering.calendar.rules.festivals import SATURDAY
from rostering.calendar.rules.legal import is_statutory
from rostering.enums import DayKind

KNOWN_YEARS = frozenset(day.year for day in chinese_calendar.holidays)

FESTIVALS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def festival_of(day: date) -> str:
    """The festival that `day` is off, or worked, for; empty on any other day. Only of a known year."""
    _, festival = chinese_calendar.get_holiday_detail(day)
    return FESTIVALS.get(festival or "", "")


def official_kind(day: date) -> DayKind:
    """Only of a known year."""
    is_off, festival = chinese_calendar.get_holiday_detail(day)
    if not is_off:
        is_made_up = chinese_calendar.is_workday(day) and day.weekday() >= SATURDAY
        return DayKind.MAKEUP_WORKDAY if is_made_up else DayKind.WORKDAY
    if is_statutory(day):
        return DayKind.STATUTORY_HOLIDAY
    return DayKind.HOLIDAY_BRIDGE if festival else DayKind.WEEKEND


def is_holiday(day: date) -> bool:
    """Whether `day` was off for a festival; of a year that the library doesn't know, whether it is a legal holiday."""
    if day.year in KNOWN_YEARS:
        return official_kind(day) in {DayKind.STATUTORY_HOLIDAY, DayKind.HOLIDAY_BRIDGE}
    return is_statutory(day)
