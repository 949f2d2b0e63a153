"""Counting workdays: the day something begins is not one of them (Civil Code, art. 201)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo

IsWorkday = Callable[[date], bool]
ONE_DAY = timedelta(days=1)
# A calendar without a workday in this many days is a mistake, not a holiday.
LONGEST_REST = 60


def nth_workday(day: date, count: int, is_workday: IsWorkday) -> date:
    """The workday `count` after `day`, which itself never counts; `day` for zero. Raises ValueError where none comes."""
    rested = 0
    while count:
        day += ONE_DAY
        if is_workday(day):
            count, rested = count - 1, 0
        else:
            rested += 1
        if rested > LONGEST_REST:
            raise ValueError(day)
    return day


def close_of(day: date, count: int, is_workday: IsWorkday, closes: time, zone: tzinfo) -> datetime:
    """The hour at which offices close, by the clock of `zone`, on the workday `count` after `day`."""
    return datetime.combine(nth_workday(day, count, is_workday), closes, zone)
