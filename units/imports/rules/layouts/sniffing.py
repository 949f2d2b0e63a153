"""What columns hold where their heads don't say it: told by what stands in their cells."""

from dataclasses import replace
from itertools import pairwise

from units.imports.rules.layouts.heads import DAY, MONTH, NAME, PHONE, POSITION, UNIT, Meaning, bare
from units.imports.rules.layouts.people_cells import HEAD_TITLE, NUMBER, read_people
from units.imports.rules.layouts.table import Column, Table
from units.spelling.names import tidy_name
from units.spelling.surnames import looks_like_name

SAMPLE = 40


def sniffed(table: Table) -> Table:
    """One head over several columns, or none over the last of them: what its cells are says which is which."""
    columns: list[Column] = []
    for column in table.columns:
        before = columns[-1] if columns else None
        meaning = column.meaning
        same_head = before and column.head and before.head == column.head and _same_area(table, before, column)
        if meaning and meaning.field == NAME and (same_head or meaning.several):
            kind = _kind_of(table, column) if same_head else NAME
            meaning = replace(meaning, field=kind)
        columns.append(replace(column, meaning=meaning))
    return _with_names(_with_months(replace(table, columns=tuple(columns))))


def _with_months(table: Table) -> Table:
    """月 beside 日, alone two words of many meanings, together a day."""
    columns = list(table.columns)
    for number, (one, other) in enumerate(pairwise(columns)):
        if bare(one.head) == "月" and bare(other.head) in ("日", "号"):
            columns[number] = replace(one, meaning=Meaning(MONTH))
            columns[number + 1] = replace(other, meaning=Meaning(DAY), weekday=None)
    return replace(table, columns=tuple(columns))


def _with_names(table: Table) -> Table:
    """Where no head names anybody, a column under an unknown head that says 带班：… holds people. Several such columns
    are units side by side, each under its name."""
    if table.has_days_across or table.with_meaning(NAME):
        return table
    places = [column.at for column in table.columns if column.meaning is None and _is_of_people(table, column)]
    labelled = [at for at in places if _is_labelled(table, _at(table, at))]
    are_units = len(places) > 1 and not table.with_meaning(UNIT)
    chosen = places if are_units else labelled
    columns = [
        replace(column, meaning=Meaning(NAME, several=True), unit=tidy_name(column.head) if are_units else "")
        if column.at in chosen
        else column
        for column in table.columns
    ]
    return replace(table, columns=tuple(columns))


def _at(table: Table, at: int) -> Column:
    return next(column for column in table.columns if column.at == at)


def _is_of_people(table: Table, column: Column) -> bool:
    """Whether most of its cells name somebody."""
    texts = [text for row in table.rows[:SAMPLE] if (text := table.grid.text(row, column.at))]
    named = sum(any(looks_like_name(one.name) for one in read_people(text).people) for text in texts)
    return bool(column.head) and named * 2 > len(texts)


def _is_labelled(table: Table, column: Column) -> bool:
    texts = [text for row in table.rows[:SAMPLE] if (text := table.grid.text(row, column.at))]
    labelled = sum(any(one.label for one in read_people(text).people) for text in texts)
    return labelled * 2 > len(texts)


def _same_area(table: Table, one: Column, other: Column) -> bool:
    row = table.head_rows.stop - 1
    return table.grid.origin(row, one.at) == table.grid.origin(row, other.at)


def _kind_of(table: Table, column: Column) -> str:
    texts = [text for row in table.rows[:SAMPLE] if (text := table.grid.text(row, column.at))]
    phones = sum(bool(NUMBER.fullmatch(text.split("/")[0].strip())) for text in texts)
    titles = sum(bool(HEAD_TITLE.fullmatch(text.replace(" ", ""))) for text in texts)
    if texts and phones * 2 > len(texts):
        return PHONE
    return POSITION if texts and titles * 2 > len(texts) else NAME
