"""A month as a calendar: weekdays across, weeks down, in each cell the day and who is on duty, or the people below it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from units.imports.rules.layouts.beside import Row
from units.imports.rules.layouts.day_lists import duties_of
from units.imports.rules.layouts.day_texts import Said, read_days, read_weekday
from units.imports.rules.layouts.duties import Place, Understood, day_read, person_read
from units.imports.rules.layouts.grids import NOTE as REMARK
from units.imports.rules.layouts.grids import WRONG, Grid, Mark, Read, shown
from units.imports.rules.layouts.heads import NAME, Meaning, label_role
from units.imports.rules.layouts.people_cells import Named, read_people
from units.imports.rules.layouts.table import Column, Table
from units.imports.rules.layouts.titles import is_note

# By column: the day that holds for its cells.
Days = dict[int, tuple[tuple[date, ...], Read]]
FEWEST_WEEKDAYS = 5
FEWEST_DAYS = 3
DAY_FIRST = re.compile(r"((?:\d{1,2}\s*[月./])?\s*\d{1,2}\s*[日号]?)(?!\d)(?:\s*[(（][^)）]*[)）])?\s*(.*)", re.DOTALL)


def find_calendar(grid: Grid) -> Table | None:
    """None unless two rows or more below a row of weekdays begin with days."""
    for row in range(1, grid.height + 1):
        weekdays = {column: day for column, value in grid.filled(row) if (day := _weekday(value)) is not None}
        if len(weekdays) < FEWEST_WEEKDAYS:
            continue
        rows = range(row + 1, grid.height + 1)
        weeks = [at for at in rows if sum(_split(grid.text(at, c))[0].is_day for c in weekdays) >= FEWEST_DAYS]
        if len(weeks) < 2:
            return None
        columns = tuple(
            Column(at, grid.text(row, at), Meaning(NAME, several=True), weekday=weekdays[at]) for at in sorted(weekdays)
        )
        titles = tuple(
            " ".join(shown(value) for _at, value in grid.filled(at)).replace("\n", " ") for at in range(1, row)
        )
        return Table(grid, range(row, row + 1), rows, columns, tuple(filter(None, titles)), 0)
    return None


def _weekday(value: object) -> int | None:
    return read_weekday(value) if isinstance(value, str) and len(value.strip()) <= 3 else None


def _split(text: str) -> tuple[Said, str]:
    """The day that a cell begins with and what follows it."""
    found = DAY_FIRST.match(text.strip())
    if found is None:
        return Said(), text
    return read_days(found[1].strip() if any(c in found[1] for c in "日号月./") else f"{found[1].strip()}日"), found[2]


def read(table: Table, place: Place, found: Understood, posts: Mapping[str, str] | None) -> None:
    days: Days = {}
    for number in table.rows:
        line = list(table.grid.filled(number))
        if len(line) <= 2 and line and is_note(shown(line[0][1])):
            text = shown(line[0][1])
            mark = Mark("skipped_note", REMARK, {"value": text[:40]})
            found.passed_over.append(Read(table.grid.name, number, line[0][0], text[:300], "note", marks=(mark,)))
            continue
        row = Row(number)
        before = table.grid.text(number, table.columns[0].at - 1) if table.columns[0].at > 1 else ""
        row.meaning = label_role(before, posts) if before else None
        row.part = row.meaning.part if row.meaning else ""
        for column in table.columns:
            for named in _people(table, row, column, place, days):
                _add(table, row, column, place, named, days, found)


def _people(table: Table, row: Row, column: Column, place: Place, days: Days) -> Iterator[Named]:
    """Of a cell, below the day it begins with or the one above it."""
    said, rest = _split(table.grid.text(row.number, column.at))
    if said.is_day:
        days[column.at] = day_read(table.grid, row.number, column.at, said, place.line, column.weekday)
    cell = read_people(rest.strip())
    yield from cell.people
    if cell.is_vacant and column.at in days:
        yield Named()


def _add(
    table: Table,
    row: Row,
    column: Column,
    place: Place,
    named: Named,
    days: Days,
    found: Understood,
) -> None:
    known = days.get(column.at)
    place.day = known[0] if known else ()
    reads = [person_read(table.grid, row.number, column.at, named)]
    if known is None:
        reads.append(Read(table.grid.name, row.number, column.at, "", "day", marks=(Mark("day_nowhere", WRONG),)))
    else:
        reads.append(known[1])
    found.duties += duties_of(row, column, place, named, table, reads, vacant=not named.name)
