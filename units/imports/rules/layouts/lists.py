"""Lists of any layout: people, leave, incidents. A row is a record of the form whose columns the heads fit best.

What stands around a row counts as if it stood in it: a merged unit, a line across the table, the title.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from units.imports.rules.layouts.grids import NOTE as REMARK
from units.imports.rules.layouts.grids import WRONG, Grid, Mark, Read
from units.imports.rules.layouts.heads import NAME, Meaning, bare, meaning_of
from units.imports.rules.layouts.list_rows import UNIT_POSITION, Row, read_rows
from units.imports.rules.layouts.table import Column as Found
from units.imports.rules.layouts.table import Table
from units.imports.rules.layouts.tables import find_tables
from units.imports.rules.layouts.titles import read_title
from units.imports.rules.sheets import Column
from units.spelling.cells import Cell

IGNORED = ("序号", "编号", "序", "no", "性别", "年龄", "民族", "政治面貌", "审批领导", "签字")
# One column for two: 县财政局局长.
BOTH = ("单位及职务", "单位职务", "工作单位及职务", "工作单位和职务", "单位和职务", "所在单位及职务", "单位与职务")


@dataclass(frozen=True, slots=True)
class Form:
    """`columns` of one kind of list; `unit`: the field that may come from around the row; `heads`: further words for a field.

    `kinds`: meaning of a head of rosters (heads.py) → field, for heads nobody has listed; then a cell may name several people
    and a row hold several beside each other, each of whom is a record.
    """

    name: str
    columns: Sequence[Column]
    unit: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def by_head(self) -> dict[str, Column]:
        fields = {column.field: column for column in self.columns}
        found = {bare(word): column for column in self.columns for word in (column.head, *column.aliases)}
        return found | {bare(word): fields[name] for word, name in self.heads.items()}

    def field_of(self, head: str, heads: Mapping[str, Column]) -> str:
        """Of a column by its head, the lowest of several words first; "" for one that isn't wanted."""
        words = [bare(part) for part in reversed(head.split("/"))]
        known = next((heads[word].field for word in words if word in heads), "")
        if known or not self.kinds:
            return known
        if any(word in BOTH for word in words):
            return UNIT_POSITION
        meanings = [meaning for part in reversed(head.split("/")) if (meaning := meaning_of(part))]
        return next((self.kinds[one.field] for one in meanings if one.field in self.kinds), "")


@dataclass(slots=True)
class Lists:
    rows: list[Row] = field(default_factory=list)
    passed_over: list[Read] = field(default_factory=list)
    columns: list[tuple[str, Table]] = field(default_factory=list)


def read_lists(grids: Sequence[Grid], forms: Sequence[Form], mapped: Mapping[str, str] | None = None) -> Lists:
    """Every table that fits one of the forms; the others are named among what was passed over."""
    found = Lists()
    known = [(form, form.by_head()) for form in forms]

    def vocabulary(cell: Cell) -> Meaning | None:
        word = bare(cell) if isinstance(cell, str) else ""
        if not word or word in IGNORED:
            return Meaning("ignored") if word else None
        name = next((name for form, heads in known if (name := form.field_of(str(cell), heads))), "")
        return Meaning(name) if name else None

    for grid in grids:
        tables = find_tables(grid, vocabulary, mapped)
        for table in tables.tables:
            form, fitted = _fitted(table, forms, mapped or {})
            found.columns.append((form.name if form else "", fitted))
            if form is None:
                mark = Mark("no_heads", WRONG, {"heads": "、".join(c.head for c in forms[0].columns if c.required)})
                found.passed_over.append(Read(grid.name, table.head_rows.start, 1, "", "table", marks=(mark,)))
                continue
            title = read_title(table.titles, grid.name).unit
            rows, passed_over = read_rows(fitted, form, _groups(fitted, form), title)
            found.rows += rows
            found.passed_over += passed_over
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
        name = form.field_of(column.head, heads)
        is_mapped = f"{table.signature}#{number}" in mapped
        meaning = column.meaning if is_mapped else Meaning(name) if name else None
        columns.append(replace(column, meaning=meaning))
    return replace(table, columns=tuple(columns))


def _groups(table: Table, form: Form) -> list[list[Found]]:
    """The columns of each person in a row, with those that are everybody's: 主要负责人, 手机, 联络员, 手机."""
    used = [column for column in table.columns if column.meaning]
    counts = Counter(column.meaning.field for column in used if column.meaning)
    if not form.kinds or counts[NAME] < 2:
        return [used]
    shared = [column for column in used if column.meaning and counts[column.meaning.field] == 1]
    groups: list[list[Found]] = [[]]
    for column in used:
        if column in shared or column.meaning is None:
            continue
        if any(one.meaning == column.meaning for one in groups[-1]):
            groups.append([])
        groups[-1].append(column)
    return [[*shared, *group] for group in groups]
