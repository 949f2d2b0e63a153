"""Days of the county's calendar, those it doesn't hold as unconfirmed, and what people call them: 休 or 班, 端午节第 1 天."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from rostering.calendar.models import CalendarDay
from rostering.calendar.rules.festivals import kind_by_weekday
from rostering.calendar.rules.official import is_holiday
from rostering.enums import DayKind
from units.models import County
from units.when import month_day

HOLIDAYS = frozenset({DayKind.STATUTORY_HOLIDAY, DayKind.HOLIDAY_BRIDGE})
DAYS_OFF = HOLIDAYS | {DayKind.WEEKEND}


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


def spans_text(days: Iterable[date]) -> str:
    """Days in order as people write them: 2月20日至2月24日、2月28日."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(span_text(run[0], run[-1]) for run in runs)


def span_text(first: date, last: date) -> str:
    """2月20日至2月24日, or one day; the year only where it changes within."""
    begins = month_day(first, first)
    return begins if first == last else f"{begins}至{month_day(last, first)}"


def calendar_name(county: County, day: date) -> DayName:
    """What the calendar calls it today. One query."""
    return calendar_names(county, day, day)[0]


def calendar_names(county: County, first: date, last: date) -> list[DayName]:
    """Of every day of `[first, last]`. One query."""
    days = days_between(county, first - LOOK_BACK, last)
    return [_named(days, place) for place, day in enumerate(days) if day.date >= first]


def _named(days: list[CalendarDay], place: int) -> DayName:
    today = days[place]
    if not _is_festival(today):
        return DayName(today.date, today.kind, today.is_confirmed)
    nth = 0
    for before in reversed(days[: place + 1]):
        if before.name != today.name or not _is_festival(before):
            break
        nth += 1
    return DayName(today.date, today.kind, today.is_confirmed, today.name, nth)


def _is_festival(day: CalendarDay) -> bool:
    return bool(day.name) and day.is_confirmed and day.kind in DAYS_OFF


def days_between(county: County, first: date, last: date) -> list[CalendarDay]:
    """One row per day of `[first, last]`; a day without a row is an unsaved, unconfirmed one. One query."""
    known = {row.date: row for row in CalendarDay.objects.filter(county=county).between(first, last)}
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [
        known.get(day) or CalendarDay(county=county, date=day, kind=kind_by_weekday(day), is_confirmed=False)
        for day in days
    ]


def holidays_among(days: Collection[tuple[UUID, date]]) -> set[tuple[UUID, date]]:
    """Those of the counties' days that are off for a festival; what a calendar doesn't hold, as the library has it. One query."""
    counties, dates = {county for county, _ in days}, {day for _, day in days}
    rows = CalendarDay.objects.filter(county__in=counties, date__in=dates, is_confirmed=True)
    known = {(county, day): kind for county, day, kind in rows.values_list("county_id", "date", "kind")}
    return {one for one in days if (known[one] in HOLIDAYS if one in known else is_holiday(one[1]))}
