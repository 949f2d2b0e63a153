"""Tables whose columns are days: units, posts or people down the side, who is on duty or a mark in the cells."""

from collections.abc import Mapping
from dataclasses import replace

from units.imports.rules.layouts import day_marks
from units.imports.rules.layouts.beside import Row, beside_of, owners, phones_read, positions_read
from units.imports.rules.layouts.day_lists import completed, duties_of, marks_of_same, stray_row
from units.imports.rules.layouts.duties import Place, Understood, person_read
from units.imports.rules.layouts.grid_rows import Above, above_of, against_weekday, are_weekdays, keys_of, read_heading
from units.imports.rules.layouts.grids import DOUBT, WRONG, Mark, Read
from units.imports.rules.layouts.heads import (
    COUNTY_LEADER,
    DAY,
    LEADER,
    NAME,
    PHONE,
    POSITION,
    STAFF,
    UNIT_PHONE,
    WEEKDAY,
    Meaning,
    meaning_of,
)
from units.imports.rules.layouts.people_cells import Named, read_people
from units.imports.rules.layouts.table import Column, Table
from units.spelling.names import tidy_name
from units.spelling.surnames import looks_like_name


def read(table: Table, place: Place, found: Understood, posts: Mapping[str, str] | None) -> None:
    above = [above_of(table, column, place) for column in table.columns if column.day]
    keys = keys_of(table, posts)
    named = [key for key in keys if key.meaning and key.meaning.field == NAME]
    has_roles = any(one.column.meaning and one.column.meaning.role for one in above)
    if named and (has_roles or not all(key.meaning and key.meaning.role for key in named)):
        legend = day_marks.legend_of(table)
        for number in table.rows:
            day_marks.read_row(table, number, place, keys, above, legend, found, posts)
        return
    for number in table.rows:
        _row_of_people(table, number, place, keys, above, found, posts)


def _row_of_people(
    table: Table,
    number: int,
    place: Place,
    keys: list[Column],
    above: list[Above],
    found: Understood,
    posts: Mapping[str, str] | None,
) -> None:
    stray = stray_row(table, number, place, posts)
    if stray is not None:
        if stray.field != "blank":
            found.passed_over.append(stray)
        return
    row = Row(number)
    read_heading(table, row, place, keys, posts)
    if are_weekdays(table, number, above):
        above[:] = [against_weekday(table, number, one) for one in above]
        return
    row.reads += _nobodys(table, row, keys)
    beside = _beside_row(table, number, keys)
    if beside:
        if beside != UNIT_PHONE:
            _phones_ofabove_of(table, number, above, found)
        return
    has_leader = _leaders_of_row(table, row, keys, above, place, found)
    if has_leader and row.meaning is None:
        row.meaning = Meaning(NAME, STAFF)
    for one in above:
        _cell(table, row, one, place, found)


def _nobodys(table: Table, row: Row, keys: list[Column]) -> list[Read]:
    """People in a column that stands under no day and heads no row: the heads have probably slipped."""
    known = {key.at for key in keys if key.meaning}
    found = []
    for column in table.columns:
        text = table.grid.text(row.number, column.at)
        if column.day is None and (column.at not in known or _is_corner(column)) and looks_like_name(tidy_name(text)):
            mark = Mark("head_missing", DOUBT, {"value": text[:40]})
            found.append(Read(table.grid.name, row.number, column.at, text[:300], "unknown", "", (mark,)))
    return found


def _is_corner(column: Column) -> bool:
    return column.meaning is not None and column.meaning.field in (DAY, WEEKDAY)


def _leaders_of_row(
    table: Table, row: Row, keys: list[Column], above: list[Above], place: Place, found: Understood
) -> bool:
    """带班领导 in a column beside the days leads on all of them."""
    is_there = False
    of_names = owners(table)
    for key in keys:
        if not (key.meaning and key.meaning.field == NAME):
            continue
        is_there = is_there or key.meaning.role in (LEADER, COUNTY_LEADER)
        said = read_people(table.grid.text(row.number, key.at))
        beside = [one for one in table.with_meaning(PHONE, POSITION) if of_names.get(one.at) == key.at]
        phones, positions, reads = beside_of(table, row, beside, len(said.people))
        for one in above:
            place.day = one.days
            for number, named in enumerate(said.people):
                whole = completed(named, phones, positions, number)
                own = [person_read(table.grid, row.number, key.at, whole), *reads, one.read]
                found.duties += duties_of(row, key, place, whole, table, own)
    return is_there


def _beside_row(table: Table, number: int, keys: list[Column]) -> str:
    """A row 联系电话 or 职务 below the row of the people it belongs to; "" for one of people."""
    texts = [table.grid.text(number, key.at) for key in keys]
    fields = [meaning.field for text in texts if (meaning := meaning_of(text))]
    return next((field for field in fields if field in (PHONE, POSITION, UNIT_PHONE)), "")


def _phones_ofabove_of(table: Table, number: int, above: list[Above], found: Understood) -> None:
    for one in above:
        text = table.grid.text(number, one.column.at)
        mine = [
            at
            for at, duty in enumerate(found.duties)
            if duty.sheet == table.grid.name
            and duty.column == one.column.at
            and duty.row < number
            and duty.row in table.rows
        ]
        last = max((found.duties[at].row for at in mine), default=0)
        mine = [at for at in mine if found.duties[at].row == last]
        if not text or not mine:
            continue
        is_phone = any(char.isdigit() for char in text)
        values, read_ = (phones_read if is_phone else positions_read)(table, Row(number), one.column, text, len(mine))
        for at, value in zip(mine, values or [""] * len(mine), strict=False):
            duty = found.duties[at]
            changed = (
                replace(duty, phone=duty.phone or value) if is_phone else replace(duty, position=duty.position or value)
            )
            found.duties[at] = replace(changed, reads=(*duty.reads, read_))


def _cell(table: Table, row: Row, one: Above, place: Place, found: Understood) -> None:
    grid, column = table.grid, one.column
    text = grid.text(row.number, column.at)
    origin = grid.origin(row.number, column.at)
    if not text or (origin[0] < row.number and origin in {(d.row, d.column) for d in place.above.get(column.at, [])}):
        if not text:
            _may_go_on(table, row, one, place, found)
        return
    place.day = one.days
    said = read_people(text)
    kept = replace(column, meaning=column.meaning)
    if said.is_same:
        above = place.above.get(column.at, [])
        named = [
            Named(duty.name, duty.phone, duty.position, marks=marks_of_same(duty, column, place)) for duty in above
        ] or [Named(marks=(Mark("same_as_nobody", WRONG),))]
    else:
        named = list(said.people) or [Named()]
    made = []
    if not one.days:
        place.day = ()
    for person in named:
        reads = [person_read(grid, row.number, column.at, person), one.read]
        made += duties_of(row, kept, place, person, table, reads, vacant=said.is_vacant)
    place.above[column.at] = made
    found.duties += made


def _may_go_on(table: Table, row: Row, one: Above, place: Place, found: Understood) -> None:
    """A blank right of somebody who leads where nothing is merged, as in a .csv, may have been one cell with theirs."""
    leads = row.meaning is not None and row.meaning.role in (LEADER, COUNTY_LEADER)
    left = [duty for duty in found.duties if duty.row == row.number and duty.sheet == table.grid.name]
    if not leads or not left or table.is_merged or left[-1].is_vacant or left[-1].column != one.column.at - 1:
        return
    place.day = one.days
    duty = left[-1]
    mark = Mark("name_blank", DOUBT, {"above": duty.name})
    read_ = Read(table.grid.name, row.number, one.column.at, "", "name", duty.name, (mark,))
    found.duties += duties_of(
        row, one.column, place, Named(duty.name, duty.phone, duty.position), table, [read_, one.read]
    )
