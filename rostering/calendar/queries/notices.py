"""What accepting a notice would make of the calendar: day by day, with what stood there before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rostering.calendar.models import CalendarDay
from rostering.calendar.queries.days import DAYS_OFF, days_between
from rostering.calendar.rules.festivals import SATURDAY, kind_by_weekday
from rostering.calendar.rules.legal import legal_days
from rostering.calendar.rules.notices.notice import Notice, NoticeDay
from rostering.enums import DayKind
from units.models import County

NEW_YEAR, DECEMBER = "元旦", 12
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayChange:
    """`sentence` is None for days that the notice doesn't name: given back to the week, or only confirmed by it."""

    before: CalendarDay
    kind: DayKind
    name: str
    sentence: int | None

    @property
    def day(self) -> date:
        return self.before.date

    @property
    def is_other(self) -> bool:
        """Whether the day becomes something else, instead of only being confirmed."""
        return (self.before.kind, self.before.name) != (self.kind, self.name)

    @property
    def after(self) -> CalendarDay:
        """An unsaved row as it would stand."""
        is_edited = self.sentence is not None or self.is_other or self.before.is_edited
        county, day = self.before.county_id, self.before.date
        return CalendarDay(
            county_id=county, date=day, kind=self.kind, name=self.name, is_confirmed=True, is_edited=is_edited
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """`changes` in the order of the days, `kept` the local days of the year that stay, `shown` the year as it would stand."""

    changes: tuple[DayChange, ...]
    kept: tuple[CalendarDay, ...]
    shown: tuple[CalendarDay, ...]

    @property
    def others(self) -> tuple[DayChange, ...]:
        return tuple(one for one in self.changes if one.is_other)

    @property
    def confirmed(self) -> int:
        """How many days are confirmed that weren't."""
        return sum(1 for one in self.changes if not one.before.is_confirmed)


def plan_of(county: County, notice: Notice) -> Plan | None:
    """None for a notice without a year or without days. One query."""
    if notice.year is None or not notice.days:
        return None
    before = notice.days[0].day.year < notice.year
    first = date(notice.year - 1, DECEMBER, 1) if before else date(notice.year, 1, 1)
    rows = days_between(county, first, date(notice.year, 12, 31))
    changes = {one.day: one for one in _changes(rows, notice)}
    shown = [changes[row.date].after if row.date in changes else row for row in rows]
    kept = tuple(
        row for row in rows if row.date.year == notice.year and row.date not in changes and _is_local(row, notice)
    )
    return Plan(tuple(changes.values()), kept, tuple(shown))


def _is_local(row: CalendarDay, notice: Notice) -> bool:
    return bool(row.name) and row.is_confirmed and row.name not in (*legal_days(row.date.year), *notice.names)


def _changes(rows: list[CalendarDay], notice: Notice) -> Iterator[DayChange]:
    named = {one.day: one for one in notice.days}
    beside = _beside(named)
    for row in rows:
        said = named.get(row.date)
        kind, name = _meant(row, said, notice, beside)
        is_same = (row.kind, row.name, row.is_confirmed) == (kind, name, True)
        is_concerned = said is not None or (notice.is_whole and row.date.year == notice.year) or _is_of(row, notice)
        if is_concerned and not is_same:
            yield DayChange(row, kind, name, said.sentence if said else None)


def _meant(row: CalendarDay, said: NoticeDay | None, notice: Notice, beside: dict[date, str]) -> tuple[DayKind, str]:
    if said is not None:
        return said.kind, said.name
    # A calendar may count the weekend beside a holiday to it; the notice says no less.
    is_gone = _is_of(row, notice) and beside.get(row.date) != row.name
    return (kind_by_weekday(row.date), "") if is_gone else (DayKind(row.kind), row.name)


def _is_of(row: CalendarDay, notice: Notice) -> bool:
    """Whether the calendar has the day for a holiday that this notice arranges anew."""
    if row.date.month == DECEMBER and row.name == NEW_YEAR and row.date.year == notice.year:
        return False
    is_national = notice.is_whole and row.name in legal_days(notice.year or row.date.year)
    return bool(row.name) and row.is_confirmed and (is_national or row.name in notice.names)


def _beside(named: dict[date, NoticeDay]) -> dict[date, str]:
    """Weekend days that touch a holiday's days off, with its name."""
    found: dict[date, str] = {}
    for one in named.values():
        if one.kind in DAYS_OFF:
            for step in (ONE_DAY, -ONE_DAY):
                day = one.day + step
                while day.weekday() >= SATURDAY and day not in named:
                    found[day] = one.name
                    day += step
    return found
