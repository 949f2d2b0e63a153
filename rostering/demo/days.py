"""Which days the demo county's periods cover."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from rostering.calendar.models import CalendarDay
from rostering.enums import DayKind

FIRST_YEAR = 2024
DRAGON_BOAT = (date(2026, 6, 19), date(2026, 6, 21))
SPRING_FESTIVAL = (date(2026, 2, 15), date(2026, 2, 23))
# Left for whoever tries the system to open: the short holiday and the long one.
KEPT = {"2026年春节假期": SPRING_FESTIVAL, "2026年端午假期": DRAGON_BOAT}
DAILY_NAME = "日常值班"
# The daily period begins before today, so that the past days show too.
DAYS_BACK, DAYS_AHEAD = 3, 10
FREE_KINDS = {DayKind.WEEKEND, DayKind.STATUTORY_HOLIDAY, DayKind.HOLIDAY_BRIDGE}
SHORT_NAMES = {"国庆节": "国庆", "中秋节": "中秋", "端午节": "端午", "清明节": "清明"}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of days under one name, both ends included."""

    name: str
    first: date
    last: date


def past_holidays(days: Iterable[CalendarDay], today: date) -> list[Span]:
    """The statutory holidays over before `today`, oldest first, without those kept for the demo."""
    spans = []
    for _, run in groupby(sorted(days, key=lambda day: day.date), key=_Runs()):
        holiday = list(run)
        if not _is_holiday(holiday[0]):
            continue
        span = Span(_name(holiday), holiday[0].date, holiday[-1].date)
        if span.last < today and (span.first, span.last) not in KEPT.values():
            spans.append(span)
    return spans


def daily_spans(today: date, taken: Collection[date]) -> list[Span]:
    """The days around `today` that no other period covers, as runs. None when today and tomorrow are covered."""
    if {today, today + timedelta(days=1)} <= set(taken):
        return []
    window = [today + timedelta(days=offset) for offset in range(-DAYS_BACK, DAYS_AHEAD + 1)]
    free = [day for day in window if day not in taken]
    runs = [list(run) for _, run in groupby(free, key=lambda day: day.toordinal() - free.index(day))]
    return [Span(f"{DAILY_NAME}（{_short(run[0])}—{_short(run[-1])}）", run[0], run[-1]) for run in runs]


class _Runs:
    """A key that changes with each gap between days and between holiday and other days."""

    def __init__(self) -> None:
        self.run = 0
        self.before: CalendarDay | None = None

    def __call__(self, day: CalendarDay) -> int:
        same = (
            self.before is not None
            and day.date - self.before.date == timedelta(days=1)
            and _is_holiday(day) == _is_holiday(self.before)
        )
        self.run += not same
        self.before = day
        return self.run


def _is_holiday(day: CalendarDay) -> bool:
    return day.is_confirmed and bool(day.name) and day.kind in FREE_KINDS


def _name(holiday: list[CalendarDay]) -> str:
    festivals = dict.fromkeys(SHORT_NAMES.get(day.name, day.name) for day in holiday)
    return f"{holiday[0].date.year}年{'、'.join(festivals)}假期"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
