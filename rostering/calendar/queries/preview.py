"""A notice and its year side by side: the text cut where days are said, the months marked where days change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rostering.calendar.models import CalendarDay
from rostering.calendar.queries.days import span_text
from rostering.calendar.queries.notice_words import finding_text
from rostering.calendar.queries.notices import DayChange, Plan, plan_of
from rostering.calendar.queries.year import MONDAY_FIRST
from rostering.calendar.rules.notices.findings import Finding
from rostering.calendar.rules.notices.notice import Notice, NoticeDay
from rostering.enums import DayKind
from units.models import County

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding in words; `number` is that of its sentence, 0 for the whole text."""

    key: str
    gravity: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the text; `number` counts the sentences from 1, 0 for what stands between them."""

    text: str
    number: int = 0
    days: tuple[NoticeDay, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def runs(self) -> tuple[tuple[date, str], ...]:
        """Days in a row as one, with where each run begins."""
        runs: list[list[date]] = []
        for one in self.days:
            if runs and (one.day - runs[-1][-1]).days == 1:
                runs[-1].append(one.day)
            else:
                runs.append([one.day])
        return tuple((run[0], span_text(run[0], run[-1])) for run in runs)

    @property
    def gravity(self) -> str:
        """The gravest of its remarks, empty without any."""
        found = {one.gravity for one in self.remarks}
        return next((gravity for gravity in ("refused", "doubt", "note") if gravity in found), "")


@dataclass(frozen=True, slots=True)
class ShownDay:
    """`number` is that of its sentence, 0 where the notice doesn't name it. `is_other`: it was confirmed as something else."""

    day: CalendarDay
    number: int
    is_other: bool


@dataclass(frozen=True, slots=True)
class ShownMonth:
    first: date
    weeks: tuple[tuple[ShownDay | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`corrected` are days that were confirmed as something else; `plan` is None where nothing can be shown."""

    notice: Notice
    plan: Plan | None
    passages: tuple[Passage, ...]
    months: tuple[ShownMonth, ...]
    refusals: tuple[Remark, ...]
    doubts: tuple[Remark, ...]
    notes: tuple[Remark, ...]

    @property
    def corrected(self) -> tuple[DayChange, ...]:
        return tuple(one for one in self.plan.others if one.before.is_confirmed) if self.plan else ()

    @property
    def off(self) -> int:
        return sum(1 for one in self.notice.days if one.kind in {DayKind.STATUTORY_HOLIDAY, DayKind.HOLIDAY_BRIDGE})

    @property
    def worked(self) -> int:
        return len(self.notice.days) - self.off


def preview_of(county: County, text: str, notice: Notice) -> Preview:
    """One query."""
    plan = plan_of(county, notice)
    remarks = {gravity: tuple(_remarks(found)) for gravity, found in _by_gravity(notice).items()}
    months = tuple(_months(notice, plan)) if plan else ()
    return Preview(notice, plan, tuple(_passages(text, notice)), months, **remarks)


def _by_gravity(notice: Notice) -> dict[str, tuple[Finding, ...]]:
    return {"refusals": notice.refused, "doubts": notice.doubts, "notes": notice.notes}


def _remarks(findings: Iterable[Finding]) -> Iterable[Remark]:
    for one in findings:
        number = 0 if one.sentence is None else one.sentence + 1
        yield Remark(one.key, one.gravity, finding_text(one), number)


def _passages(text: str, notice: Notice) -> Iterable[Passage]:
    end = 0
    for place, sentence in enumerate(notice.sentences):
        if between := text[end : sentence.start]:
            yield Passage(between)
        days = tuple(one for one in notice.days if one.sentence == place)
        remarks = tuple(_remarks(one for one in notice.findings if one.sentence == place))
        yield Passage(text[sentence.start : sentence.end], place + 1, days, remarks)
        end = sentence.end


def _months(notice: Notice, plan: Plan) -> Iterable[ShownMonth]:
    """From the December before where New Year's Day begins in it."""
    numbers = {one.day: one.sentence + 1 for one in notice.days}
    others = {one.day for one in plan.others if one.before.is_confirmed}
    days = {day.date: ShownDay(day, numbers.get(day.date, 0), day.date in others) for day in plan.shown}
    year = notice.year or 0
    begins_before = any(one.day.year < year for one in notice.days)
    for first in ([date(year - 1, DECEMBER, 1)] if begins_before else []) + [date(year, n, 1) for n in range(1, 13)]:
        weeks = MONDAY_FIRST.monthdatescalendar(first.year, first.month)
        yield ShownMonth(
            first, tuple(tuple(days.get(day) if day.month == first.month else None for day in week) for week in weeks)
        )
