"""How far a sheet of an xlsx file goes, found by walking through its XML without keeping any of it."""

import re
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat  # what defusedxml wraps; its refusal of document types is repeated here, at half the cost

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
ROW_NUMBER = re.compile(r"[1-9]\d{0,6}", re.ASCII)
CHUNK = 1 << 16


class DoctypeRefused(Exception):
    """The XML declares a document type: nothing a spreadsheet program writes."""


class Damaged(Exception):
    """Not the XML of a sheet."""


class TooLarge(Exception):
    """A filled cell lies beyond the limits; `row` and `column` say where."""

    def __init__(self, row: int, column: int) -> None:
        super().__init__(row, column)
        self.row = row
        self.column = column


@dataclass(slots=True)
class Extent:
    """Walks one sheet. `flagged` are the cells that hold a formula or an error value: (row, column) from 1 → code."""

    most_rows: int
    most_columns: int
    flagged: dict[tuple[int, int], str] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    address: str | None = None
    is_error: bool = False

    def walk(self, xml: IO[bytes]) -> None:
        """Raises TooLarge at the first filled cell beyond the limits, DoctypeRefused, Damaged."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            while chunk := xml.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Damaged from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.column += 1
            self.address = attributes.get("r")
            self.is_error = attributes.get("t") == "e"
        elif tag in {"v", "is", "f"}:
            self._filled(is_formula=tag == "f")
        elif tag == "row":
            self._begin_row(attributes.get("r"))

    def _begin_row(self, number: str | None) -> None:
        if number is not None and not ROW_NUMBER.fullmatch(number):
            raise Damaged
        self.row = int(number) if number else self.row + 1
        self.column = 0

    def _filled(self, *, is_formula: bool) -> None:
        """A cell without an address stands right of the one before."""
        if self.address:
            self.row, self.column = _position(self.address)
        if self.row > self.most_rows or self.column > self.most_columns:
            raise TooLarge(self.row, self.column)
        if is_formula:
            self.flagged[self.row, self.column] = "formula_cell"
        elif self.is_error:
            self.flagged.setdefault((self.row, self.column), "error_cell")


def _refuse_doctype(*_declaration: object) -> None:
    raise DoctypeRefused


def _position(address: str) -> tuple[int, int]:
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise Damaged
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
