"""A sheet that somebody filled in, as checked records: heads found, rows read, everything wrong or passed over named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from units.imports.rules.sheets import CLEAR, Column, Problem, Record, Sheet
from units.spelling import cells
from units.spelling.cells import Cell, CellError
from units.spelling.names import name_key, tidy_name
from units.spelling.no_names import TOTALS
from units.spelling.phones import mask_phone

# A title and a line of who filled it in may stand above the heads.
HEAD_ROWS = 15
# 办公电活 is probably 办公电话.
ALIKE = 0.7
# How the notes below a table begin.
NOTES = ("注", "备注", "说明", "填表", "填报", "制表", "审核", "审签", "联系人", "以下空白")


@dataclass(slots=True)
class Reading:
    """A sheet as records, what forbids taking them, and what was passed over."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def reading_of(name: str, sheet: Sheet, columns: Sequence[Column]) -> Reading:
    """Heads may stand below a title. Empty rows are passed over, columns nobody asked for and notes with a remark."""
    at = _head_row(sheet.rows, columns)
    if at is None:
        return Reading(problems=[Problem(name, 1, "", "no_heads", {"heads": _heads(columns)})])
    reading = Reading()
    places = _places(name, at, sheet.rows[at], columns, reading)
    if reading.problems:
        return Reading(problems=reading.problems)
    for number, row in enumerate(sheet.rows[at + 1 :], start=at + 2):
        if all(map(cells.is_blank, row)) and not any((number, place + 1) in sheet.flagged for place in places):
            continue
        stray = _stray(name, number, row, places)
        if stray is None:
            reading.records.append(_read_row(name, number, row, places, sheet.flagged, reading))
        elif stray.code == "skipped_note":
            reading.remarks.append(stray)
        else:
            reading.problems.append(stray)
    return reading


def fit(sheet: Sheet, columns: Sequence[Column]) -> int:
    """How many of the columns the sheet has; 0 when one that is required is missing."""
    at = _head_row(sheet.rows, columns)
    if at is None:
        return 0
    reading = Reading()
    places = _places("", at, sheet.rows[at], columns, reading)
    return 0 if reading.problems else len(places)


def _head_row(rows: Sequence[Sequence[Cell]], columns: Sequence[Column]) -> int | None:
    """The row below the title that holds most heads, else the first that holds anything; None in an empty sheet."""
    by_head = _by_head(columns)
    found = {
        at: sum(_head(cell) in by_head for cell in row if not cells.is_blank(cell)) for at, row in _first_rows(rows)
    }
    if not found:
        return None
    best = max(found, key=lambda at: (found[at], -at))
    return best if found[best] > 1 else min(found)


def _first_rows(rows: Sequence[Sequence[Cell]]) -> list[tuple[int, Sequence[Cell]]]:
    filled = [(at, row) for at, row in enumerate(rows) if not all(map(cells.is_blank, row))]
    return filled[:HEAD_ROWS]


def _by_head(columns: Sequence[Column]) -> dict[str, Column]:
    return {head: column for column in columns for head in (column.head, *column.aliases)}


def _places(
    name: str, at: int, heads: Sequence[Cell], columns: Sequence[Column], reading: Reading
) -> dict[int, Column]:
    """Which column stands where. While one is missing, an unknown head may be it under another name; else it is passed over."""
    by_head = _by_head(columns)
    found = [(place, _head(cell)) for place, cell in enumerate(heads) if not cells.is_blank(cell)]
    places: dict[int, Column] = {}
    for place, head in found:
        if head in by_head and by_head[head] not in places.values():
            places[place] = by_head[head]
    missing = [column.head for column in columns if column.required and column not in places.values()]
    absent = [head for head, column in by_head.items() if column not in places.values()]
    for place, head in found:
        if head not in by_head:
            params = {"heads": _heads(columns), "suggestion": next(iter(get_close_matches(head, absent, 1, ALIKE)), "")}
            unknown = Problem(name, at + 1, head[:40], "unknown_head" if missing else "skipped_column", params)
            (reading.problems if missing else reading.remarks).append(unknown)
        elif place not in places:
            reading.problems.append(Problem(name, at + 1, head, "repeated_head"))
    reading.problems += [Problem(name, at + 1, head, "missing_head") for head in missing]
    return places


def _head(cell: Cell) -> str:
    """As written, without blanks (姓 名) and marks like * that say a column is required."""
    try:
        return tidy_name(cells.plain(cell)).strip("*＊:：")
    except CellError:
        return "?"


def _heads(columns: Iterable[Column]) -> str:
    return "、".join(column.head for column in columns)


def _stray(name: str, number: int, row: Sequence[Cell], places: Mapping[int, Column]) -> Problem | None:
    """A note, a total or another line that is no record: of all cells one or two are filled, and hardly one that is asked."""
    required = [place for place, column in places.items() if column.required]
    filled = [place for place, cell in enumerate(row) if not cells.is_blank(cell)]
    said = _head(row[filled[0]])[:40] if filled else ""
    column = places.get(filled[0]) if filled else None
    params = {"value": said, "suggestion": ""}
    if name_key(said) in TOTALS:
        return Problem(name, number, column.head if column else "", "name_is_total", params)
    if len(filled) > 2 or sum(place in filled for place in required) > len(required) // 3 or len(required) < 2:
        return None
    if said.startswith(NOTES):
        return Problem(name, number, "", "skipped_note", params)
    return Problem(name, number, column.head if column else "", "stray_row", params)


def _read_row(
    name: str,
    number: int,
    row: Sequence[Cell],
    places: Mapping[int, Column],
    flagged: Mapping[tuple[int, int], str],
    reading: Reading,
) -> Record:
    values: dict[str, Any] = {}
    for place, column in places.items():
        cell = row[place] if place < len(row) else None
        try:
            _read_cell(column, cell, flagged.get((number, place + 1)), values)
        except CellError as error:
            reading.problems.append(Problem(name, number, column.head, error.code, error.params))
            continue
        left_out = column.left_out(cell, values[column.field]) if column.left_out and values.get(column.field) else ()
        if left_out:
            others = "、".join(map(mask_phone, left_out))
            reading.remarks.append(Problem(name, number, column.head, "left_out", {"others": others}))
    return Record(name, number, values)


def _read_cell(column: Column, cell: Cell, flag: str | None, values: dict[str, Any]) -> None:
    """Puts the cell's value into `values`, nothing for a blank optional one."""
    if flag is not None:
        raise CellError(flag)
    if cells.is_blank(cell):
        if column.required:
            raise CellError("required")
    elif column.can_be_emptied and isinstance(cell, str) and cell.strip() == CLEAR:
        values[column.field] = column.emptied
    else:
        values[column.field] = column.parse(cell)
