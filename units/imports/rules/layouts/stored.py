"""What was read of a roster as plain data, to be kept beside the file; and the hidden numbers an export carries."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from units.imports.rules.changes import read_as_json
from units.imports.rules.layouts.duties import Understood
from units.imports.rules.layouts.grids import Read, letter
from units.imports.rules.layouts.table import Table, coded
from units.imports.rules.sheets import Sheet
from units.spelling.names import name_key

# In an export, hidden: sheet, row, column → seat, person and the name that stood there.
ID_SHEET = "__ids__"
# Rows of it that say what a text of an export in another language is in Chinese.
WORD = "word"
SAMPLES = 3
Cell = tuple[str, int, int]


def ids_of(sheet: Sheet | None) -> dict[Cell, tuple[str, str, str]]:
    """(seat, person, name) by cell of the sheets `in_chinese`; nothing of a sheet that isn't one of ours."""
    found = {}
    words = {str(row[1]): str(row[2]) for row in sheet.rows if len(row) > 2 and row[0] == WORD} if sheet else {}
    for row in sheet.rows[1:] if sheet else ():
        if len(row) >= 6 and all(str(one or "") for one in row[:4]):
            try:
                cell = (words.get(str(row[0]), str(row[0])), int(float(row[1])), int(float(row[2])))
            except (TypeError, ValueError):
                continue
            found[cell] = (str(row[3]), str(row[4] or ""), str(row[5] or ""))
    return found


def in_chinese(sheets: Mapping[str, Sheet]) -> dict[str, Sheet]:
    """The sheets of an export, its words in Chinese; any other file as it is. Cells that somebody has changed stay."""
    hidden = sheets.get(ID_SHEET)
    words = {str(row[1]): str(row[2]) for row in hidden.rows if len(row) > 2 and row[0] == WORD} if hidden else {}
    visible = {name: sheet for name, sheet in sheets.items() if name != ID_SHEET}
    if not words:
        return visible
    return {
        words.get(name, name): replace(
            sheet,
            rows=[[words.get(cell, cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows],
        )
        for name, sheet in visible.items()
    }


def as_stored(found: Understood, ids: Mapping[Cell, tuple[str, str, str]]) -> dict[str, Any]:
    """Reads are kept once, however many duties they speak of."""
    places: dict[tuple[Any, ...], int] = {}
    reads: list[dict[str, Any]] = []

    def at(read: Read) -> int:
        key = (read.sheet, read.row, read.column, read.field, read.value, tuple(mark.code for mark in read.marks))
        if key not in places:
            places[key] = len(reads)
            reads.append(read_as_json(read))
        return places[key]

    duties = []
    for duty in found.duties:
        seat, person, name = ids.get((duty.sheet, duty.row, duty.column), ("", "", ""))
        is_same = bool(person) and name_key(name) == name_key(duty.name)
        duties.append(
            {
                "sheet": duty.sheet, "row": duty.row, "column": duty.column, "day": str(duty.day) if duty.day else "",
                "unit": duty.unit, "unit_from": duty.unit_from, "role": duty.role, "part": duty.part, "name": duty.name,
                "phone": duty.phone, "position": duty.position, "is_vacant": duty.is_vacant, "note": duty.note,
                "reads": [at(read) for read in duty.reads], "seat_id": seat, "person_id": person if is_same else "",
            }
        )  # fmt: skip
    return {
        "duties": duties,
        "reads": reads,
        "columns": [one for table in found.tables for one in columns_of(table)],
        "passed_over": [read_as_json(read) for read in found.passed_over],
    }


def columns_of(table: Table) -> Sequence[dict[str, Any]]:
    """Each column that has a head or cells, with what it was taken for."""
    found = []
    for number, column in enumerate(table.columns):
        samples = [text for row in table.rows if (text := table.grid.text(row, column.at).replace("\n", " "))][:SAMPLES]
        if column.head or samples:
            found.append(
                {
                    "key": f"{table.signature}#{number}", "sheet": table.grid.name, "letter": letter(column.at),
                    "head": column.head, "meaning": coded(column.meaning), "samples": [text[:40] for text in samples],
                    "is_day": bool(column.day),
                }
            )  # fmt: skip
    return found
