"""Cells of one table in order: months and years filled in from what stands before, and what doesn't fit named."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from units.imports.rules.layouts.day_texts import WEEKDAYS, Half, Said
from units.imports.rules.layouts.grids import DOUBT, NOTE, WRONG, Mark

ONE_DAY = timedelta(days=1)
LONGEST_RUN = 31
# From the 30th to the 1st is a new month, from the 21st to the 19th is none.
FARTHEST_WRAP = 15
# A roster is made a year ahead at most, and kept from the years before; what lies beyond is a slip of the year.
FARTHEST_AHEAD, FARTHEST_BACK = timedelta(days=550), timedelta(days=366 * 15)


@dataclass(slots=True)
class Setting:
    """What is known about the days of a table before any of its cells is read."""

    years: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None
    month: int | None = None
    holiday: str = ""
    today: date | None = None

    @property
    def begins_the_year(self) -> bool:
        """元旦 and 春节 of a year may begin in December of the one before."""
        return self.holiday in ("元旦", "春节", "除夕")


@dataclass(slots=True)
class DayLine:
    """The days of one table in the order they are met."""

    setting: Setting
    before: date | None = None
    # Each once, in the order they were met.
    seen: dict[date, None] = field(default_factory=dict)

    @property
    def first_seen(self) -> date | None:
        return next(iter(self.seen), None)

    def resolve(self, said: Said) -> tuple[tuple[date, ...], tuple[Mark, ...]]:
        """The days of a cell and what is doubtful about them. No days: the cell can't be taken."""
        marks: list[Mark] = []
        days: list[date] = []
        for half in said.halves:
            day = self._day(half, days[-1] if days else self.before, marks)
            if day is None:
                return (), tuple(marks)
            days.append(day)
        if said.is_run:
            days = self._run(said, days, marks)
            if not days:
                return (), tuple(marks)
        marks += self._against(days, said.weekdays if len(days) == 1 or len(said.weekdays) == len(days) else ())
        self.before = days[-1]
        self.seen |= dict.fromkeys(days)
        return tuple(days), tuple(marks)

    def _run(self, said: Said, days: list[date], marks: list[Mark]) -> list[date]:
        """6月19日8:00至20日8:00 is one duty; 19-21日 are three days."""
        first, last = days
        span = (last - first).days
        if said.begins and said.ends and span <= 1:
            return [first]
        if not 0 <= span < LONGEST_RUN:
            marks.append(Mark("days_inverted", WRONG))
            return []
        return [first + ONE_DAY * number for number in range(span + 1)]

    def _day(self, half: Half, before: date | None, marks: list[Mark]) -> date | None:
        if half.maybe is not None:
            return self._of_two(half, before, marks)
        month = half.month
        if month is None:
            month = self._month(half.day, before, marks)
            if month is None:
                marks.append(Mark("month_missing", WRONG))
                return None
        year = half.year if half.year is not None else self._year(month, before, half.day, marks)
        day = _checked(year, month, half.day)
        if day is None:
            marks.append(Mark("no_such_day", WRONG))
        elif half.year is not None and self.setting.years and not self._is_near(day):
            marks.append(Mark("year_differs", DOUBT, {"year": self.setting.years[0]}))
        return day

    def _of_two(self, half: Half, before: date | None, marks: list[Mark]) -> date | None:
        """6.2 as a number: whichever follows the day before or lies in the range, else it can't be told."""
        options = []
        for number in (half.day, half.maybe or 0):
            day = _checked(self._year(half.month or 0, before, number, []), half.month or 0, number)
            if day is not None and self._fits(day, before):
                options.append(day)
        if len(options) == 1:
            # In the range of the title only one of the two can be meant.
            sure = self.setting.first is not None
            marks.append(Mark("zero_lost", NOTE if sure else DOUBT, {"day": str(options[0])}))
            return options[0]
        marks.append(Mark("day_of_two", WRONG, {"one": half.day, "other": half.maybe}))
        return None

    def _fits(self, day: date, before: date | None) -> bool:
        first, last = self.setting.first, self.setting.last
        if first and last:
            return first <= day <= last
        return before is not None and 0 <= (day - before).days <= 1

    def _month(self, number: int, before: date | None, marks: list[Mark]) -> int | None:
        if before is not None:
            return self._month_after(number, before, marks)
        first, last = self.setting.first, self.setting.last
        if first and last and first.month == last.month:
            return first.month
        if first and last:
            return first.month if number >= first.day else last.month
        return self.setting.month

    def _month_after(self, number: int, before: date, marks: list[Mark]) -> int:
        """A smaller number begins the next month, unless it is a day that was met already."""
        first, last = self.setting.first, self.setting.last
        if first and last:
            inside = [
                day
                for month in (first, last)
                if (day := _checked(month.year, month.month, number)) and first <= day <= last
            ]
            if len(set(inside)) == 1:
                return inside[0].month
        if number >= before.day or _checked(before.year, before.month, number) in self.seen:
            return before.month
        if before.day - number <= FARTHEST_WRAP:
            marks.append(Mark("month_guessed", DOUBT, {"month": before.month}))
            return before.month
        return before.month % 12 + 1

    def _year(self, month: int, before: date | None, number: int, marks: list[Mark]) -> int:
        first, last = self.setting.first, self.setting.last
        if first and last:
            for year in sorted({first.year, last.year}):
                day = _checked(year, month, number)
                if day and first <= day <= last:
                    return year
        if before is not None and not marks:
            if _checked(before.year, month, number) in self.seen:
                # The days of the next unit begin where those of the first did.
                return before.year
            return before.year + (1 if month < before.month - 6 else -1 if month > before.month + 6 else 0)
        if self.setting.years:
            year = self.setting.years[0]
            return year - 1 if self.setting.begins_the_year and month >= 11 else year
        today = self.setting.today or date.min
        marks.append(Mark("year_guessed"))
        near = [day for by in (-1, 0, 1) if (day := _checked(today.year + by, month, number))]
        return min(near, key=lambda day: abs(day - today)).year if near else today.year

    def _is_near(self, day: date) -> bool:
        return any(abs((day - date(year, 7, 1)).days) <= 185 + 31 for year in self.setting.years)

    def _against(self, days: Sequence[date], weekdays: Sequence[int]) -> list[Mark]:
        marks = [
            Mark("weekday_differs", DOUBT, {"day": str(day), "is": WEEKDAYS[day.weekday()], "said": WEEKDAYS[said]})
            for day, said in zip(days, weekdays, strict=False)
            if day.weekday() != said
        ]
        today = self.setting.today
        if today and any(not today - FARTHEST_BACK <= day <= today + FARTHEST_AHEAD for day in days):
            marks.append(Mark("day_far"))
        first, last = self.setting.first, self.setting.last
        if first and last and any(not first <= day <= last for day in days):
            marks.append(Mark("day_outside", DOUBT, {"first": str(first), "last": str(last)}))
        return marks


def _checked(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1990 <= year <= 2099 else None


def order_marks(days: Sequence[date]) -> dict[int, Mark]:
    """Of the days of a table, each once and as they follow: what breaks the order or the step. By position."""
    found: dict[int, Mark] = {}
    steps = [(later - earlier).days for earlier, later in pairwise(days)]
    for number, step in enumerate(steps):
        if step <= 0:
            found[number] = found[number + 1] = Mark("day_out_of_order")
    odd = [number for number, step in enumerate(steps) if step != 1]
    if len(odd) == 1 and len(steps) > 1 and steps[odd[0]] > 1:
        for number in (odd[0], odd[0] + 1):
            found.setdefault(
                number, Mark("day_gap", DOUBT, {"before": str(days[odd[0]]), "after": str(days[odd[0] + 1])})
            )
    return found
