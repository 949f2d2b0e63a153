"""Rosters of any layout as duties: who, on which day, in which unit, for what. One duty per person, day and cell.

A duty carries the cells it was read from, and every mark that was set on any of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from units.imports.rules.layouts.day_texts import Said, read_days, read_weekday
from units.imports.rules.layouts.days import DayLine
from units.imports.rules.layouts.grids import DOUBT, WRONG, Grid, Mark, Read, raw_of
from units.imports.rules.layouts.grids import NOTE as REMARK
from units.imports.rules.layouts.heads import BACKUP, COUNTY_LEADER, LEADER, OTHER, Meaning, label_role
from units.imports.rules.layouts.people_cells import Named, read_people
from units.imports.rules.layouts.table import Table
from units.imports.rules.layouts.titles import Title


@dataclass(frozen=True, slots=True)
class Duty:
    """`day` None: its day can't be told. `name` "" with `is_vacant`: nobody yet. `unit` is the text as it stands there, ""
    where the sheet names none; `role` and `part` "" where nothing says so."""

    sheet: str
    row: int
    column: int
    day: date | None
    unit: str
    role: str
    part: str
    name: str
    phone: str
    position: str
    is_vacant: bool = False
    note: str = ""
    reads: tuple[Read, ...] = ()
    # How the unit was known: of the row, the section, the title or the sheet.
    unit_from: str = ""

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(mark for read in self.reads for mark in read.marks)

    @property
    def level(self) -> str:
        levels = {mark.level for mark in self.marks}
        return WRONG if WRONG in levels else DOUBT if DOUBT in levels else ""


@dataclass(slots=True)
class Understood:
    """A file as duties, with what was not read and why; `tables` say what each column was taken for."""

    duties: list[Duty] = field(default_factory=list)
    passed_over: list[Read] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """Where the reading of a table is: the day, unit and part that hold for the rows that follow."""

    title: Title
    line: DayLine
    unit: str = ""
    unit_from: str = ""
    day: tuple[date, ...] = ()
    day_read: Read | None = None
    above: dict[int, list[Duty]] = field(default_factory=dict)
    # Days that stand over columns of the table, each read once.
    aboves: list[Any] = field(default_factory=list)


def person_read(grid: Grid, row: int, column: int, named: Named, marks: Sequence[Mark] = ()) -> Read:
    flag = grid.flag(row, column)
    return Read(
        grid.name, row, column, raw_of(grid.at(row, column)), "name", named.name,
        (*marks, *named.marks, *((flag,) if flag else ())),
    )  # fmt: skip


def day_read(
    grid: Grid, row: int, column: int, said: Said, line: DayLine, weekday: int | None
) -> tuple[tuple[date, ...], Read]:
    """The days of a cell, against the weekday that stands beside or below it."""
    days, marks = line.resolve(said)
    if weekday is not None and not said.weekdays and len(days) == 1 and days[0].weekday() != weekday:
        names = "一二三四五六日"
        params = {"day": str(days[0]), "is": names[days[0].weekday()], "said": names[weekday]}
        marks = (*marks, Mark("weekday_differs", DOUBT, params))
    if weekday is not None and len(days) == 1 and days[0].weekday() == weekday:
        marks = tuple(replace(mark, level=REMARK) if mark.code == "zero_lost" else mark for mark in marks)
    if not days and not marks:
        marks = (Mark("bad_day", WRONG),)
    flag = grid.flag(row, column)
    value = "、".join(str(day) for day in days)
    return days, Read(
        grid.name, row, column, raw_of(grid.at(row, column)), "day", value, (*marks, *((flag,) if flag else ()))
    )


def part_of_hours(said: Said) -> str:
    """8:00 to 20:00 is the day, 20:00 to 8:00 the night, a whole day neither."""
    if said.part:
        return said.part
    if said.begins is None or said.ends is None or said.begins == said.ends:
        return ""
    if said.begins < time(12) and time(12) < said.ends <= time(21):
        return "day"
    return "night" if said.begins >= time(16) and said.ends <= time(10) else ""


def role_of(meaning: Meaning | None, *others: Meaning | None) -> str:
    return next((one.role for one in (meaning, *others) if one and one.role), "")


def role_marks(role: str) -> tuple[Mark, ...]:
    """Backups and drivers have no seat; said, not dropped."""
    return (Mark("no_such_post", WRONG),) if role in (BACKUP, OTHER) else ()


def of_titles(table: Table, duties: Sequence[Duty]) -> list[Duty]:
    """总带班：张三 in a line above: probably on every day of the table, which somebody has to say."""
    days = list(dict.fromkeys((duty.day, duty.unit) for duty in duties if duty.day))
    made = []
    for line in table.titles:
        for named in read_people(line).people:
            role = named.label.role if named.label else ""
            if role not in (LEADER, COUNTY_LEADER) or not named.name:
                continue
            row = max(table.head_rows.start - 1, 1)
            marks = (*named.marks, Mark("leads_all_days"))
            read = Read(table.grid.name, row, 1, line[:300], "name", named.name, marks)
            made += [
                Duty(
                    table.grid.name, row, 1, day, unit, role, "", named.name, named.phone, named.position, reads=(read,),
                    unit_from="title",
                )
                for day, unit in days
            ]  # fmt: skip
    return made


def section_of(text: str, place: Place, grid: Grid, row: int, posts: Mapping[str, str] | None) -> Read | None:
    """A line across the table: a day, a unit or a group for the rows below it. None for one that says nothing of these."""
    said = read_days(text)
    if said.is_day:
        place.day, place.day_read = day_read(grid, row, 1, said, place.line, None)
        return place.day_read
    if label_role(text, posts) or read_weekday(text) is not None:
        return None
    name = (
        text.split("（", maxsplit=1)[0].split("(", maxsplit=1)[0].strip(" 一二三四五六七八九十0123456789、.．：:")
        if "类" in text[:12]
        else text
    )
    if "类" not in text[:12]:
        place.unit, place.unit_from = name.strip("：: "), "section"
        return Read(grid.name, row, 1, raw_of(text), "unit", place.unit)
    return Read(grid.name, row, 1, raw_of(text), "section", marks=(Mark("section_passed", REMARK),))
