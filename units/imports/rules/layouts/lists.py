"""Lists of any layout: people, leave, incidents. A row is a record of the form whose columns the heads fit best.

What stands around a row counts as if it stood in it: a merged unit, a line across the table, the title.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from units.imports.rules.layouts.grids import DOUBT, WRONG, Grid, Mark, Read, raw_of, shown
from units.imports.rules.layouts.grids import NOTE as REMARK
from units.imports.rules.layouts.heads import Meaning, bare
from units.imports.rules.layouts.people_cells import read_people
from units.imports.rules.layouts.tables import Column as Found
from units.imports.rules.layouts.tables import Table, find_tables
from units.imports.rules.layouts.titles import is_note, read_title
from units.imports.rules.sheets import CLEAR, Column, Record
from units.spelling.cells import Cell, CellError
from units.spelling.names import name_key, tidy_name
from units.spelling.no_names import TOTALS

IGNORED = ("序号", "编号", "序", "no", "性别", "年龄", "民族", "政治面貌", "审批领导", "签字")


@dataclass(frozen=True, slots=True)
class Row:
    """A record with the cells it was read from and what is said of them."""

    form: str
    record: Record
    reads: tuple[Read, ...]
    marks: tuple[Mark, ...]
    column: int = 1


@dataclass(frozen=True, slots=True)
class Form:
    """`columns` of one kind of list; `unit`: the field that may come from around the row; `heads`: further words for a field."""

    name: str
    columns: Sequence[Column]
    unit: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)

    def by_head(self) -> dict[str, Column]:
        fields = {column.field: column for column in self.columns}
        found = {bare(word): column for column in self.columns for word in (column.head, *column.aliases)}
        return found | {bare(word): fields[name] for word, name in self.heads.items()}


@dataclass(slots=True)
class Lists:
    rows: list[Row] = field(default_factory=list)
    passed_over: list[Read] = field(default_factory=list)
    columns: list[tuple[str, Table]] = field(default_factory=list)


def read_lists(grids: Sequence[Grid], forms: Sequence[Form], mapped: Mapping[str, str] | None = None) -> Lists:
    """Every table that fits one of the forms; the others are named among what was passed over."""
    found = Lists()
    heads = {word: column.field for form in forms for word, column in form.by_head().items()}

    def vocabulary(cell: Cell) -> Meaning | None:
        word = bare(cell) if isinstance(cell, str) else ""
        if word in IGNORED:
            return Meaning("ignored")
        return Meaning(heads[word]) if word in heads else None

    for grid in grids:
        tables = find_tables(grid, vocabulary, mapped)
        for table in tables.tables:
            form, fitted = _fitted(table, forms, mapped or {})
            found.columns.append((form.name if form else "", fitted))
            if form is None:
                mark = Mark("no_heads", WRONG, {"heads": "、".join(c.head for c in forms[0].columns if c.required)})
                found.passed_over.append(Read(grid.name, table.head_rows.start, 1, "", "table", marks=(mark,)))
                continue
            _read_table(fitted, form, found)
        found.passed_over += [
            Read(grid.name, row, 1, text[:300], "loose", marks=(Mark("not_in_table", REMARK),))
            for row, text in tables.loose
        ]
    return found


def _fitted(table: Table, forms: Sequence[Form], mapped: Mapping[str, str]) -> tuple[Form | None, Table]:
    """By the heads it has; what is required must be there, but for the unit, which may stand around. A head may mean one
    thing in one form and another in the next: 单位名称 is what a unit is called, or where somebody works."""
    best: tuple[int, Form | None, Table] = (0, None, table)
    for form in forms:
        read = _in_form(table, form, mapped)
        fields = {column.meaning.field for column in read.columns if column.meaning}
        needed = {column.field for column in form.columns if column.required and column.field != form.unit}
        own = {column.field for column in form.columns} & fields
        if needed <= fields and len(own) > best[0]:
            best = (len(own), form, read)
    return best[1], best[2]


def _in_form(table: Table, form: Form, mapped: Mapping[str, str]) -> Table:
    heads = form.by_head()
    columns = []
    for number, column in enumerate(table.columns):
        words = [bare(part) for part in reversed(column.head.split("/"))]
        known = next((heads[word] for word in words if word in heads), None)
        is_mapped = f"{table.signature}#{number}" in mapped
        meaning = column.meaning if is_mapped else Meaning(known.field) if known else None
        columns.append(replace(column, meaning=meaning))
    return replace(table, columns=tuple(columns))


def _read_table(table: Table, form: Form, found: Lists) -> None:
    title = read_title(table.titles, table.grid.name)
    around = title.unit
    columns = {column.field: column for column in form.columns}
    for number in table.rows:
        areas = list(table.grid.areas(number))
        text = shown(areas[0][2]).replace("\n", " ") if areas else ""
        if not areas:
            continue
        if len(areas) <= 2 and is_note(text):
            found.passed_over.append(_line(table, number, text, Mark("skipped_note", REMARK, {"value": text[:40]})))
        elif name_key(text) in TOTALS:
            found.passed_over.append(_line(table, number, text, Mark("skipped_total", REMARK)))
        elif len(areas) == 1 and not _is_named(table, areas[0][0]):
            around = text.split("(")[0].strip(" 一二三四五六七八九十、.:：")
            found.passed_over.append(_line(table, number, text, Mark("section_passed", REMARK)))
        else:
            found.rows.append(_row(table, number, form, columns, around))


def _line(table: Table, number: int, text: str, mark: Mark) -> Read:
    return Read(table.grid.name, number, 1, text[:300], "line", marks=(mark,))


def _is_named(table: Table, at: int) -> bool:
    return any(column.at == at and column.meaning and column.meaning.field == "name" for column in table.columns)


def _row(table: Table, number: int, form: Form, columns: Mapping[str, Column], around: str) -> Row:
    values: dict[str, Any] = {}
    reads: list[Read] = []
    for place in table.columns:
        column = columns.get(place.meaning.field) if place.meaning else None
        if column is not None and column.field not in values:
            reads += _cell(table, number, place, column, values, columns)
    if form.unit and form.unit not in values and around:
        values[form.unit] = around
    for column in form.columns:
        # A unit may stand around the row; whoever compares asks for it.
        wanted = column.required and column.field != form.unit
        missing = wanted and column.field not in values and not any(read.field == column.field for read in reads)
        if missing:
            reads.append(Read(table.grid.name, number, 0, "", column.field, marks=(Mark("required", WRONG),)))
    first = min((read.column for read in reads if read.column), default=1)
    marks = tuple(mark for read in reads for mark in read.marks)
    return Row(form.name, Record(form.name, number, values), tuple(reads), marks, first)


def _cell(
    table: Table, number: int, place: Found, column: Column, values: dict[str, Any], columns: Mapping[str, Column]
) -> list[Read]:
    """The value of one cell; a name with its position and number fills their fields too."""
    grid = table.grid
    value = grid.at(number, place.at)
    if value is None:
        return []
    flag = grid.flag(number, place.at)
    read = Read(grid.name, number, place.at, raw_of(value), column.field, marks=(flag,) if flag else ())
    if column.can_be_emptied and isinstance(value, str) and value.strip() == CLEAR:
        values[column.field] = column.emptied
        return [read]
    if read_people(shown(value)).is_same:
        return [replace(read, marks=(*read.marks, Mark("name_is_placeholder", WRONG, {"value": shown(value)[:20]})))]
    try:
        values[column.field] = column.parse(value)
    except CellError as error:
        if column.field == "name" and _several_in_one(value, values, columns):
            return [replace(read, value=values["name"])]
        return [replace(read, marks=(*read.marks, Mark(error.code, WRONG, dict(error.params))))]
    if column.field == "name" and any(char.isdigit() or char in "(（ " for char in tidy_name(shown(value))):
        _several_in_one(value, values, columns)
    left_out = column.left_out(value, values[column.field]) if column.left_out and values[column.field] else ()
    marks = tuple(Mark("second_phone", REMARK, {"value": other}) for other in left_out)
    return [replace(read, value=str(values[column.field]), marks=(*read.marks, *marks))]


def _several_in_one(value: Cell, values: dict[str, Any], columns: Mapping[str, Column]) -> bool:
    """张三 局长 138…: one person with what belongs to them. False when it isn't that."""
    people = read_people(shown(value)).people
    if len(people) != 1 or not people[0].name or any(mark.level in (WRONG, DOUBT) for mark in people[0].marks):
        return False
    one = people[0]
    values["name"] = one.name
    if one.position and "position" in columns:
        values.setdefault("position", one.position)
    if one.phone and "mobile" in columns:
        is_mobile = len(one.phone) == 11 and one.phone.startswith("1")
        if is_mobile:
            values.setdefault("mobile", one.phone)
        elif "office_phone" in columns:
            values.setdefault("office_phone", one.phone)
    return True
