"""The rows of a list as records: cells parsed, people told apart where a cell names several, units taken from around."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from units.imports.rules.layouts.grids import DOUBT, WRONG, Mark, Read, raw_of, shown
from units.imports.rules.layouts.grids import NOTE as REMARK
from units.imports.rules.layouts.people_cells import HEAD_TITLE, NUMBER, Named, read_people
from units.imports.rules.layouts.table import Column as Place
from units.imports.rules.layouts.table import Table
from units.imports.rules.layouts.titles import BARE_UNIT, UNIT_ENDINGS, is_note
from units.imports.rules.sheets import CLEAR, Column, Record
from units.spelling.cells import Cell, CellError
from units.spelling.names import HAN, MIDDLE_DOT, name_key, tidy_name
from units.spelling.no_names import TOTALS

UNIT_POSITION = "unit_position"
# Longer ones have a dot or are written in Latin letters.
LONGEST_NAME = 4
NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]")
# 班子成员, 办公室 and 预算股 are parts of the unit in the title.
PART_OF_UNIT = re.compile(r"成员|领导|干部|职工|人员|机关|中层|(?:股|科|室|组|班)$")
SEVERAL = "(（ 、，,;；/"
BOTH = re.compile(rf"(.+(?:{UNIT_ENDINGS}))({HEAD_TITLE.pattern})")


class AnyForm(Protocol):
    """What a row has to know of the form it is a record of."""

    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> Sequence[Column]: ...
    @property
    def unit(self) -> str: ...
    @property
    def kinds(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A record with the cells it was read from and what is said of them. `around`: the units it may be of where it names
    none itself, the nearest first."""

    form: str
    record: Record
    reads: tuple[Read, ...]
    marks: tuple[Mark, ...]
    column: int = 1
    around: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """A row on its way: its values by field, the cells, the people its cell of names holds."""

    values: dict[str, Any] = field(default_factory=dict)
    reads: list[Read] = field(default_factory=list)
    people: list[Named] = field(default_factory=list)


def read_rows(
    table: Table, form: AnyForm, groups: Sequence[Sequence[Place]], title_unit: str
) -> tuple[list[Row], list[Read]]:
    """The rows, and the lines that are none."""
    rows: list[Row] = []
    passed_over: list[Read] = []
    around: tuple[str, ...] = (title_unit,) if title_unit else ()
    above = ""
    for number in table.rows:
        areas = list(table.grid.areas(number))
        if not areas:
            continue
        text = shown(areas[0][2]).replace("\n", " ")
        if len(areas) <= 2 and is_note(text):
            passed_over.append(_line(table, number, text, Mark("skipped_note", REMARK, {"value": text[:40]})))
        elif name_key(text) in TOTALS:
            passed_over.append(_line(table, number, text, Mark("skipped_total", REMARK)))
        elif len(areas) == 1 and _is_section(table, text, areas[0]):
            section = text.split("(")[0].strip(" 一二三四五六七八九十、.:：")
            nearest = (section, title_unit) if not PART_OF_UNIT.search(section) else (title_unit, section)
            around = tuple(filter(None, nearest))
            passed_over.append(_line(table, number, text, Mark("section_passed", REMARK)))
        else:
            found = [
                row for group in groups for row in _rows(table, number, form, group, around, is_only=len(groups) == 1)
            ]
            rows += [_with_unit_above(table, row, form, above) for row in found]
            own = [row.record.values.get(form.unit) for row in found if not row.around]
            above = next((str(unit) for unit in own if unit), above)
    return rows, passed_over


def _with_unit_above(table: Table, row: Row, form: AnyForm, above: str) -> Row:
    """Not merged and blank: probably the unit above, but nobody has written so."""
    at = next((column.at for column in table.columns if column.meaning and column.meaning.field == form.unit), 0)
    is_blank = at and (row.around or form.unit not in row.record.values)
    if not form.kinds or not above or not is_blank:
        return row
    mark = Mark("unit_blank", DOUBT, {"above": above})
    read = Read(table.grid.name, row.record.row, at, "", form.unit, above, (mark,))
    record = replace(row.record, values={**row.record.values, form.unit: above})
    return replace(row, record=record, reads=(*row.reads, read), marks=(*row.marks, mark), around=())


def _line(table: Table, number: int, text: str, mark: Mark) -> Read:
    return Read(table.grid.name, number, 1, text[:300], "line", marks=(mark,))


def _is_section(table: Table, text: str, area: tuple[int, int, Cell]) -> bool:
    """A line across the table; in the column of names it says so by its width or by being a unit's name."""
    first, last, _value = area
    column = next((column for column in table.columns if column.at == first), None)
    is_named = column is not None and column.meaning is not None and column.meaning.field == "name"
    is_unit = BARE_UNIT.fullmatch(text.split("(", maxsplit=1)[0].strip())
    return not is_named or last > first or bool(is_unit or NUMBERED.match(text))


def _rows(
    table: Table, number: int, form: AnyForm, group: Sequence[Place], around: tuple[str, ...], *, is_only: bool
) -> list[Row]:
    """One, or one for each person of the cell of names; none where several stand side by side and this one is blank."""
    columns = {column.field: column for column in form.columns}
    reading = _Reading()
    for place in group:
        name = place.meaning.field if place.meaning else ""
        if name == UNIT_POSITION:
            _both(table, number, place, form, reading)
        elif name in columns and name in reading.values:
            _second(table, number, place, reading)
        elif name in columns:
            _cell(table, number, place, columns[name], form, columns, reading)
    own = [read for read in reading.reads if read.field in ("name", "position", "mobile", "office_phone")]
    if not is_only and not own:
        return []
    if len(reading.people) > 1:
        return [_made(table, number, form, _of_one(reading, one, columns), around) for one in reading.people]
    return [_made(table, number, form, reading, around)]


def _made(table: Table, number: int, form: AnyForm, reading: _Reading, around: tuple[str, ...]) -> Row:
    values, reads = reading.values, list(reading.reads)
    if form.unit and form.unit not in values and around:
        values[form.unit] = around[0]
    else:
        around = ()
    for column in form.columns:
        # A unit may stand around the row; whoever compares asks for it.
        wanted = column.required and column.field != form.unit
        missing = wanted and column.field not in values and not any(read.field == column.field for read in reads)
        if missing:
            reads.append(Read(table.grid.name, number, 0, "", column.field, marks=(Mark("required", WRONG),)))
    first = min((read.column for read in reads if read.column), default=1)
    marks = tuple(mark for read in reads for mark in read.marks)
    return Row(form.name, Record(form.name, number, values), tuple(reads), marks, first, around)


def _read(table: Table, number: int, place: Place, what: str) -> Read:
    flag = table.grid.flag(number, place.at)
    return Read(
        table.grid.name, number, place.at, raw_of(table.grid.at(number, place.at)), what, marks=(flag,) if flag else ()
    )


def _second(table: Table, number: int, place: Place, reading: _Reading) -> None:
    """A further column of what is known already."""
    text = table.grid.text(number, place.at)
    if text and place.meaning:
        mark = Mark("second_value", REMARK, {"value": text[:40]})
        read = _read(table, number, place, place.meaning.field)
        reading.reads.append(replace(read, marks=(*read.marks, mark)))


def _both(table: Table, number: int, place: Place, form: AnyForm, reading: _Reading) -> None:
    """县财政局局长: the longest name of a unit before a position."""
    text = tidy_name(table.grid.text(number, place.at).replace("\n", ""))
    found = BOTH.fullmatch(text)
    if not text:
        return
    read = _read(table, number, place, form.unit)
    if found is None:
        reading.reads.append(
            replace(read, marks=(*read.marks, Mark("unit_position_mixed", DOUBT, {"value": text[:40]})))
        )
        return
    reading.values.setdefault(form.unit, found[1])
    reading.values.setdefault("position", found[2])
    reading.reads.append(replace(read, value=f"{found[1]} {found[2]}"))


def _cell(
    table: Table,
    number: int,
    place: Place,
    column: Column,
    form: AnyForm,
    columns: Mapping[str, Column],
    reading: _Reading,
) -> None:
    """The value of one cell; a name with its position and number fills their fields too."""
    value, values = table.grid.at(number, place.at), reading.values
    if value is None:
        return
    read = _read(table, number, place, column.field)
    if column.can_be_emptied and isinstance(value, str) and value.strip() == CLEAR:
        values[column.field] = column.emptied
    elif read_people(shown(value)).is_same:
        mark = Mark("name_is_placeholder", WRONG, {"value": shown(value)[:20]})
        read = replace(read, marks=(*read.marks, mark))
    else:
        try:
            values[column.field] = column.parse(value)
            read = _parsed(value, column, form, columns, reading, read)
        except CellError as error:
            read = _not_parsed(value, column, form, columns, reading, read, error)
    reading.reads.append(read)


def _parsed(
    value: Cell, column: Column, form: AnyForm, columns: Mapping[str, Column], reading: _Reading, read: Read
) -> Read:
    values = reading.values
    text, is_somebody = shown(value), column.field == "name" and bool(form.unit)
    if is_somebody and ("\n" in text or any(c.isdigit() or c in SEVERAL for c in tidy_name(text))):
        people = _sure(value)
        if len(people) == 1:
            _fill(people[0], columns, values)
        elif people and form.kinds:
            reading.people = people
        elif len(read_people(text).people) > 1:
            mark = Mark("several_names", WRONG, {"value": values.pop("name"), "suggestion": ""})
            return replace(read, marks=(*read.marks, mark))
    if is_somebody and not reading.people and _is_long(values["name"]):
        read = replace(read, marks=(*read.marks, Mark("name_odd", DOUBT, {"value": values["name"][:40]})))
    left_out = column.left_out(value, values[column.field]) if column.left_out and values[column.field] else ()
    marks = tuple(Mark("second_phone", REMARK, {"value": other}) for other in left_out)
    return replace(read, value=str(values[column.field]), marks=(*read.marks, *marks))


def _is_long(name: str) -> bool:
    return len(name) > LONGEST_NAME and MIDDLE_DOT not in name and bool(HAN.match(name))


def _not_parsed(
    value: Cell,
    column: Column,
    form: AnyForm,
    columns: Mapping[str, Column],
    reading: _Reading,
    read: Read,
    error: CellError,
) -> Read:
    """A cell of several things or several people; 联系电话 with a fixed line; else what is wrong."""
    people = _sure(value) if column.field == "name" else []
    if len(people) == 1:
        _fill(people[0], columns, reading.values)
        return replace(read, value=reading.values["name"])
    if people and form.kinds:
        reading.people = people
        return read
    office = columns.get("office_phone")
    if column.field == "mobile" and office is not None and "office_phone" not in reading.values:
        try:
            reading.values["office_phone"] = office.parse(value)
        except CellError:
            return replace(read, marks=(*read.marks, Mark(error.code, WRONG, dict(error.params))))
        return replace(read, field="office_phone", value=reading.values["office_phone"])
    return replace(read, marks=(*read.marks, Mark(error.code, WRONG, dict(error.params))))


def _sure(value: Cell) -> list[Named]:
    """The people of a cell, none where anything about one of them is doubtful."""
    people = list(read_people(shown(value)).people)
    is_sure = all(one.name and not any(mark.level in (WRONG, DOUBT) for mark in one.marks) for one in people)
    return people if is_sure else []


def _fill(one: Named, columns: Mapping[str, Column], values: dict[str, Any]) -> None:
    """张三 局长 138…: one person with what belongs to them."""
    values["name"] = one.name
    if one.position and "position" in columns:
        values.setdefault("position", one.position)
    is_mobile = len(one.phone) == 11 and one.phone.startswith("1")
    where = "mobile" if is_mobile else "office_phone"
    if one.phone and where in columns:
        values.setdefault(where, one.phone)


def _of_one(reading: _Reading, one: Named, columns: Mapping[str, Column]) -> _Reading:
    """A row for one person of several; numbers in a column of their own are each one's in order, or nobody's."""
    values = {
        name: value for name, value in reading.values.items() if name not in ("position", "mobile", "office_phone")
    }
    reads = list(reading.reads)
    at = reading.people.index(one)
    for number, read in enumerate(reads):
        if read.field == "name":
            reads[number] = replace(read, value=one.name)
        elif read.field in ("mobile", "office_phone"):
            parts = NUMBER.findall(read.raw)
            if len(parts) == len(reading.people):
                one = one if one.phone else replace(one, phone="".join(c for c in parts[at] if c.isdigit()))
                reads[number] = replace(read, value=one.phone, marks=())
            else:
                mark = Mark("phones_of_several", DOUBT, {"value": read.raw[:60]})
                reads[number] = replace(read, value="", marks=(mark,))
        elif read.field == "position" and not one.position:
            reads[number] = replace(read, value="", marks=(Mark("positions_of_several", REMARK),))
    _fill(one, columns, values)
    return _Reading(values, reads)
