"""The legal holidays themselves (全国年节及纪念日放假办法), as the regulation stood in each year; days moved around them are not in it."""

from datetime import date, timedelta
from functools import cache

from rostering.calendar.rules.festivals import DAY, festivals

# 清明, 端午 and 中秋 became legal holidays in 2008, 除夕 took the place of the third day of spring, Labour Day fell to one day.
THREE_MORE_SINCE = 2008
# 除夕 was given back in 2014 and came again in 2025, with a second day for Labour Day (State Council Order 795).
WITHOUT_EVE_SINCE, MORE_DAYS_SINCE = 2014, 2025


@cache
def legal_days(year: int) -> dict[str, tuple[date, ...]]:
    """By the name the State Council's notice uses, in the order of the year."""
    found = festivals(year)
    named = {
        "元旦": (date(year, 1, 1),),
        "春节": _spring(year, found.spring),
        "劳动节": tuple(date(year, 5, day) for day in range(1, _labour_days(year) + 1)),
        "国庆节": tuple(date(year, 10, day) for day in (1, 2, 3)),
    }
    if year >= THREE_MORE_SINCE:
        named |= {"清明节": (found.qingming,), "端午节": (found.dragon_boat,), "中秋节": (found.mid_autumn,)}
    return dict(sorted(named.items(), key=lambda one: one[1]))


def _spring(year: int, first: date) -> tuple[date, ...]:
    if year >= MORE_DAYS_SINCE:
        return tuple(first + offset * DAY for offset in range(-1, 3))
    with_eve = THREE_MORE_SINCE <= year < WITHOUT_EVE_SINCE
    return tuple(first + offset * DAY for offset in (range(-1, 2) if with_eve else range(3)))


def _labour_days(year: int) -> int:
    if year < THREE_MORE_SINCE:
        return 3
    return 2 if year >= MORE_DAYS_SINCE else 1


def is_statutory(day: date) -> bool:
    """Whether `day` is one of the legal holidays themselves, without days moved around them."""
    return any(day in days for days in legal_days(day.year).values())


def run_of(first: date, last: date) -> list[date]:
    """Every day of `[first, last]`."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def not_legal(first: date, last: date) -> list[date]:
    """The days of a run that are no legal holidays: days off moved around them, as a notice prints them with them."""
    return [day for day in run_of(first, last) if not is_statutory(day)]
