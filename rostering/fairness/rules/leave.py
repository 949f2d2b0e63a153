"""Leave as people say it: 6月19日上午, 6月19日下午至6月21日, 2026.5.1-2026.8.31; as a span of instants and back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rostering.enums import Part
from rostering.policies.rules.policy import local_instant
from units.spelling.names import tidy_name

ONE_DAY = timedelta(days=1)
NOON = time(12)
# 6月21日至6月19日 is a slip, not a year.
LONGEST_WITHOUT_YEAR = timedelta(days=250)
DASHES = re.compile(r"[‐‑‒–—―−－~～﹣]+")
WORDS = re.compile(r"^(?:请假|休假|从|自|于|拟)|(?:请假|休假|外出|止|期间|起止)$")
BRACKETS = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
PARTS = "上午|早上|早晨|午前|下午|午后|全天|整天|一天|1天|半天|半日|AM|PM|am|pm"
DAY = r"(?:(?:(\d{4})[年./-])?(\d{1,2})[月./-])?(\d{1,2})[日号]?"
CLOCK = r"(?:[T ]?(\d{1,2})[:：时点](?:(\d{2})分?)?(?::\d{2})?)?"
MOMENT = rf"{DAY}(?:星期.|周.)?{CLOCK}({PARTS})?"
SPAN = re.compile(rf"{MOMENT}(?:(?:至|到|-){MOMENT})?(?:,?共?\d{{1,3}}天)?", re.ASCII)
FROM_ON = re.compile(rf"{MOMENT}起?,?(?:共|休|请假)?(\d{{1,3}})天", re.ASCII)


MORNINGS, AFTERNOONS = ("上午", "早上", "早晨", "午前", "AM", "am"), ("下午", "午后", "PM", "pm")
HALVES = ("半天", "半日")


class LeaveTextError(ValueError):
    """`code` says what is wrong: `leave_unreadable`, `half_day_unclear`, `leave_inverted`, `no_such_day`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a part of it, or an hour of it."""

    day: date
    part: Part = Part.DAY
    at: time | None = None

    def begins(self, zone: ZoneInfo) -> datetime:
        clock = self.at or (NOON if self.part == Part.AFTERNOON else time.min)
        return local_instant(self.day, clock, zone)

    def ends(self, zone: ZoneInfo) -> datetime:
        if self.at is not None:
            return local_instant(self.day, self.at, zone)
        if self.part == Part.MORNING:
            return local_instant(self.day, NOON, zone)
        return local_instant(self.day + ONE_DAY, time.min, zone)


def span_of(first: Moment, last: Moment | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """`[start, end)` from `first` to the end of `last`; without `last` the day, half or afternoon that `first` names.

    Raises LeaveTextError `leave_inverted`.
    """
    if last is None:
        last = first if first.at is None else Moment(first.day, Part.AFTERNOON if first.at >= NOON else Part.MORNING)
    start, end = first.begins(zone), last.ends(zone)
    if end <= start:
        raise LeaveTextError("leave_inverted")
    return start, end


def read_span(text: str, today: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A day without a year is the one nearest to `today`. Raises LeaveTextError."""
    line = _plain(text)
    found = FROM_ON.fullmatch(line)
    if found:
        first = _moment(found.groups()[:6], today, None)
        return span_of(first, Moment(first.day + timedelta(days=int(found[7]) - 1)), zone)
    found = SPAN.fullmatch(line)
    if found is None:
        raise LeaveTextError("leave_unreadable")
    groups = found.groups()
    first = _moment(groups[:6], today, None)
    last = _moment(groups[6:12], today, first.day) if groups[8] else None
    if last is not None and not groups[6] and last.day - first.day > LONGEST_WITHOUT_YEAR:
        raise LeaveTextError("leave_inverted")
    return span_of(first, last, zone)


def read_moment(text: str, today: date) -> Moment:
    """One end of a span: a day, 6月19日下午, 2026-06-19 14:00. Raises LeaveTextError."""
    found = re.fullmatch(MOMENT, _plain(text), re.ASCII)
    if found is None:
        raise LeaveTextError("leave_unreadable")
    return _moment(found.groups(), today, None)


def moment_of(value: datetime | date) -> Moment:
    """A cell that a spreadsheet keeps as a date; one at midnight is the whole day."""
    if isinstance(value, datetime):
        return Moment(value.date(), at=value.time() if value.time() != time.min else None)
    return Moment(value)


def day_spans(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[Moment, Moment]:
    """The first and last part of a day that `[start, end)` covers, with hours where it begins or ends at neither."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    begins = Moment(first.date(), *_begin(first.time()))
    if last.time() == time.min:
        return begins, Moment(last.date() - ONE_DAY)
    if last.time() == NOON:
        return begins, Moment(last.date(), Part.MORNING)
    return begins, Moment(last.date(), at=last.time())


def _begin(clock: time) -> tuple[Part, time | None]:
    if clock == time.min:
        return Part.DAY, None
    return (Part.AFTERNOON, None) if clock == NOON else (Part.DAY, clock)


def _plain(text: str) -> str:
    line = BRACKETS.sub(r"\1", DASHES.sub("-", tidy_name(text))).replace("，", ",").replace("——", "-")
    line = re.sub(r"(?<=\d) (?=\d{1,2}[:：时点])", "T", line)
    line = re.sub(r"[\s、。]", "", line)
    return WORDS.sub("", WORDS.sub("", line))


def _moment(groups: Sequence[Any], today: date, after: date | None) -> Moment:
    year, month, of_month, hour, minute, part = groups
    day = _day(year, month, int(of_month), today, after)
    if part in HALVES:
        raise LeaveTextError("half_day_unclear")
    if hour is not None:
        return Moment(day, at=_clock(int(hour), int(minute or 0)))
    if part in MORNINGS:
        return Moment(day, Part.MORNING)
    return Moment(day, Part.AFTERNOON if part in AFTERNOONS else Part.DAY)


def _clock(hour: int, minute: int) -> time:
    if hour > 23 or minute > 59:
        raise LeaveTextError("no_such_day")
    return time(hour, minute)


def _day(year: str | None, month: str | None, of_month: int, today: date, after: date | None) -> date:
    if month is None:
        if after is None:
            raise LeaveTextError("leave_unreadable")
        return _checked(after.year, after.month, of_month)
    if year is not None:
        return _checked(int(year), int(month), of_month)
    if after is not None:
        same = _checked(after.year, int(month), of_month)
        return same if same >= after else _checked(after.year + 1, int(month), of_month)
    near = [day for day in (_maybe(today.year + by, int(month), of_month) for by in (-1, 0, 1)) if day]
    if not near:
        raise LeaveTextError("no_such_day")
    return min(near, key=lambda day: abs(day - today))


def _maybe(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _checked(year: int, month: int, of_month: int) -> date:
    day = _maybe(year, month, of_month)
    if day is None or not 1950 <= year <= 2099:
        raise LeaveTextError("no_such_day")
    return day
