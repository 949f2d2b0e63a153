"""Which day a row of a list is of: its own cell, the one above, a line across the table, the title."""

from dataclasses import replace

from units.imports.rules.layouts.beside import Row, word_read
from units.imports.rules.layouts.day_texts import PART_OF, Said, read_days, read_weekday
from units.imports.rules.layouts.duties import Place, day_read, part_of_hours
from units.imports.rules.layouts.grids import DOUBT, WRONG, Mark, Read, shown
from units.imports.rules.layouts.heads import DAY, MONTH, WEEKDAY
from units.imports.rules.layouts.people_cells import read_people
from units.imports.rules.layouts.table import Column, Table
from units.imports.rules.layouts.titles import is_note


def begins_anew(table: Table, row: Row, column: Column, place: Place) -> None:
    """The days of a unit that stands over several rows begin where those of the table began."""
    grid = table.grid
    is_first = grid.origin(row.number, column.at)[0] == row.number
    if is_first and grid.origin(row.number + 1, column.at) == grid.origin(row.number, column.at):
        place.line.before = place.line.first_seen or place.line.before


def read_day(table: Table, row: Row, place: Place) -> None:
    grid = table.grid
    weekday = next(
        (
            day
            for column in table.with_meaning(WEEKDAY)
            if (day := read_weekday(grid.at(row.number, column.at))) is not None
        ),
        None,
    )
    for column in table.with_meaning(DAY):
        value = grid.at(row.number, column.at)
        if value is None:
            _blank_day(table, row, column, place)
            continue
        if place.day_read and grid.origin(row.number, column.at) == (place.day_read.row, place.day_read.column):
            row.part = part_of_hours(read_days(value))
            row.reads.append(place.day_read)
            continue
        said = _with_month(table, row, column, read_days(value))
        if not said.is_day:
            _no_day(table, row, column, place)
            continue
        place.day, place.day_read = day_read(grid, *grid.origin(row.number, column.at), said, place.line, weekday)
        row.part = part_of_hours(said)
        row.reads.append(place.day_read)
    if not table.with_meaning(DAY):
        _day_of_all(table, row, place)


def _with_month(table: Table, row: Row, column: Column, said: Said) -> Said:
    """月 and 日 in columns of their own."""
    before = [one for one in table.with_meaning(MONTH) if one.at < column.at]
    if not before or len(said.halves) != 1 or said.halves[0].month is not None:
        return said
    number = shown(table.grid.at(row.number, before[-1].at)).strip("月 ")
    is_month = number.isdecimal() and 1 <= int(number) <= 12
    return replace(said, halves=(replace(said.halves[0], month=int(number)),)) if is_month else said


def _no_day(table: Table, row: Row, column: Column, place: Place) -> None:
    """同上 is the day above; anything else under 日期 can't be read."""
    text = table.grid.text(row.number, column.at)
    part = PART_OF.get(text, "") or part_of_hours(read_days(f"1日{text}"))
    if part and len(table.with_meaning(DAY)) > 1:
        # 日期 and 时间 beside each other: the second one says which hours.
        row.part = part
        row.reads.append(word_read(table, row, column, "part", text))
        return
    if read_people(text).is_same and place.day:
        row.reads.append(word_read(table, row, column, "day", str(place.day[0])))
        return
    place.day, place.day_read = (), None
    row.reads.append(replace(word_read(table, row, column, "day", ""), marks=(Mark("bad_day", WRONG),)))


def _blank_day(table: Table, row: Row, column: Column, place: Place) -> None:
    """Not merged and blank: probably the day above, but nobody has written so."""
    if place.day:
        mark = Mark("day_blank", DOUBT, {"above": str(place.day[0])})
        row.reads.append(replace(word_read(table, row, column, "day", str(place.day[0])), marks=(mark,)))
    else:
        row.reads.append(replace(word_read(table, row, column, "day", ""), marks=(Mark("bad_day", WRONG),)))


def _day_of_all(table: Table, row: Row, place: Place) -> None:
    """Without a column of days the day stands in a section, in the title or in the name of the sheet."""
    if place.day_read is not None:
        row.reads.append(place.day_read)
        return
    for text in (*reversed(table.titles), table.grid.name):
        said = _said_in(text)
        if said is not None and said.is_day:
            place.day, marks = place.line.resolve(said)
            value = "、".join(map(str, place.day))
            place.day_read = Read(
                table.grid.name, max(table.head_rows.start - 1, 1), 1, text[:300], "day", value, marks
            )
            row.reads.append(place.day_read)
            return
    row.reads.append(Read(table.grid.name, row.number, 0, "", "day", "", (Mark("day_nowhere", WRONG),)))


def _said_in(text: str) -> Said | None:
    """A day in a line of a title: 日期：6月19日（星期五）."""
    said = read_days(text)
    if said.is_day:
        return said
    for part in text.split():
        said = read_days(part.split(":")[-1])
        if said.is_day and not is_note(part):
            return said
    return None
