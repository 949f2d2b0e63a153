"""A sheet as people see it: cells by row and column from 1, a merged value standing in every cell it covers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from units.imports.rules.sheets import Sheet
from units.spelling import cells
from units.spelling.cells import Cell, CellError
from units.spelling.names import FULL_WIDTH, ZERO_WIDTH

At = tuple[int, int]
REMEMBERED = 20_000
DOUBT, WRONG, NOTE = "doubt", "wrong", "note"
DECIMAL = re.compile(r"\d{1,2}\.[1-9]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be said about a cell: `wrong` can't be taken, `doubt` only when somebody says so, a `note` is read as it is."""

    code: str
    level: str = DOUBT
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """One cell, what it said and how it was understood. `field` names its meaning, `value` is the text to show."""

    sheet: str
    row: int
    column: int
    raw: str
    field: str
    value: str = ""
    marks: tuple[Mark, ...] = ()


class Grid:
    """The cells of a sheet. A merged area has one origin; every cell of it holds the origin's value."""

    def __init__(self, name: str, sheet: Sheet) -> None:
        self.name = name
        self.rows: Sequence[Sequence[Cell]] = _as_numbers(sheet.rows) if sheet.is_whole_file else sheet.rows
        self.flagged = sheet.flagged
        self.height = len(self.rows)
        self.width = max(map(len, self.rows), default=0)
        self.origins: dict[At, At] = {}
        for top, left, bottom, right in sheet.merged:
            if (top, left) in self.origins:
                # Areas of a real file never overlap; laid over each other they would only cost time.
                continue
            for row in range(top, min(bottom, self.height) + 1):
                for column in range(left, min(right, self.width) + 1):
                    self.origins.setdefault((row, column), (top, left))
            if len(self.origins) >= self.height * self.width:
                break

    def origin(self, row: int, column: int) -> At:
        return self.origins.get((row, column), (row, column))

    def at(self, row: int, column: int) -> Cell:
        """The value, of the merged area where the cell is part of one; None beyond the edge."""
        row, column = self.origin(row, column)
        line = self.rows[row - 1] if 0 < row <= self.height else ()
        value = line[column - 1] if 0 < column <= len(line) else None
        return None if cells.is_blank(value) else value

    def text(self, row: int, column: int) -> str:
        """As one text with its lines, for reading words; dates and numbers as a spreadsheet would show them."""
        return shown(self.at(row, column))

    def is_merged(self, row: int, column: int) -> bool:
        return (row, column) in self.origins

    def filled(self, row: int) -> list[tuple[int, Cell]]:
        """(column, value) of what stands in a row, a merged area once, at its first column."""
        found, seen = [], set()
        for column in range(1, self.width + 1):
            value = self.at(row, column)
            origin = self.origin(row, column)
            if value is not None and origin not in seen:
                seen.add(origin)
                found.append((column, value))
        return found

    def areas(self, row: int) -> Iterator[tuple[int, int, Cell]]:
        """(first column, last column, value) of each filled cell or merged area of a row."""
        for column, value in self.filled(row):
            last, origin = column, self.origin(row, column)
            while last < self.width and self.is_merged(row, last + 1) and self.origin(row, last + 1) == origin:
                last += 1
            yield column, last, value

    def flag(self, row: int, column: int) -> Mark | None:
        """A formula is read as it shows and has to be looked at; an error value says nothing."""
        code = self.flagged.get(self.origin(row, column))
        if code is None:
            return None
        return Mark(code, WRONG if code == "error_cell" else DOUBT)


def _as_numbers(rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
    """6.2 in a .csv is the number that a spreadsheet had: 6.20 may have lost its zero there."""
    return [
        [float(cell) if isinstance(cell, str) and DECIMAL.fullmatch(cell) else cell for cell in row] for row in rows
    ]


def shown(value: Cell) -> str:
    """The text of a cell: ordinary width, without invisible characters, line ends kept; "" for a blank."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, str):
        return _shown_text(value)
    try:
        return cells.plain(value)
    except CellError:
        return str(value)


@lru_cache(maxsize=REMEMBERED)
def _shown_text(value: str) -> str:
    """Each cell is looked at again and again: as a head, as a day, as somebody."""
    lines = value.translate(ZERO_WIDTH).translate(FULL_WIDTH).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def raw_of(value: Cell) -> str:
    """What stood there, for showing beside what was understood; not longer than a page can bear."""
    return shown(value)[:300]


def letter(column: int) -> str:
    """3 → C."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
