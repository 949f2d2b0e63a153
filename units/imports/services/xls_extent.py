"""How far the sheets of an old workbook go (.xls, .et of WPS): the same measuring as xlsx_extent.py, over BIFF records.

A compound file holds its streams in chained sectors; the stream Workbook is a row of records, each sheet beginning where
a BOUNDSHEET record says ([MS-CFB], [MS-XLS]). Only what measuring needs is read; the values are calamine's.
"""

import struct
from collections.abc import Iterator

from units.imports.services.xlsx_extent import Damaged, TooLarge

HEADER = 512
FREE = 0xFFFFFFFA
ENTRY = 128
STREAMS = ("Workbook", "Book")
BOF, EOF, FILEPASS, BOUNDSHEET, MULRK, BOOLERR = 0x0809, 0x000A, 0x002F, 0x0085, 0x00BD, 0x0205
FORMULAS = {0x0006, 0x0206, 0x0406}
# NUMBER, LABEL, LABELSST, RK, RSTRING
VALUES = {0x0203, 0x0204, 0x00FD, 0x027E, 0x00D6}
WORKSHEET = 0
Flagged = dict[tuple[int, int], str]


class NotAWorkbook(Exception):
    """A compound file without a readable workbook in it: another program's, or an encrypted one."""


class Encrypted(Exception):
    """The workbook asks for a password."""


class XlsExtents:
    """The sheets of an old workbook. Raises NotAWorkbook, Encrypted, Damaged."""

    def __init__(self, content: bytes) -> None:
        self.stream = _workbook_stream(content)
        try:
            self.starts = dict(_sheets(self.stream))
        except _CUT_OFF as error:
            raise Damaged from error

    def flagged(self, name: str, most_rows: int, most_columns: int) -> Flagged:
        """The cells that hold a formula or an error value, (row, column) from 1 → code.

        Raises TooLarge at the first filled cell beyond the limits, Damaged.
        """
        try:
            return _walk(self.stream, self.starts[name], most_rows, most_columns)
        except _CUT_OFF as error:
            raise Damaged from error


_CUT_OFF = (struct.error, IndexError, UnicodeDecodeError)


def _workbook_stream(content: bytes) -> bytes:
    try:
        sectors = _Sectors(content)
        return sectors.stream()
    except (struct.error, IndexError, ValueError) as error:
        raise NotAWorkbook from error


class _Sectors:
    """The chains of a compound file."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        (shift,) = struct.unpack_from("<H", content, 30)
        if shift not in (9, 12):
            raise ValueError(shift)
        self.size = 1 << shift
        self.fat = [number for sector in self._fat_sectors() for number in self._numbers(sector)]

    def stream(self) -> bytes:
        (first,) = struct.unpack_from("<I", self.content, 48)
        directory = self._chain(first)
        for at in range(0, len(directory) - ENTRY + 1, ENTRY):
            (length,) = struct.unpack_from("<H", directory, at + 64)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            if name in STREAMS and size:
                # Below 4096 bytes a stream lies in small sectors; a workbook is larger with its fonts and styles.
                return self._chain(start)[:size]
        raise ValueError(STREAMS)

    def _fat_sectors(self) -> list[int]:
        listed = list(struct.unpack_from("<109I", self.content, 76))
        following, count = struct.unpack_from("<II", self.content, 68)
        for _ in range(min(count, len(self.content) // self.size)):
            *more, following = self._numbers(following)
            listed += more
        return [sector for sector in listed if sector < FREE]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack_from(f"<{self.size // 4}I", self.content, HEADER + sector * self.size)

    def _chain(self, sector: int) -> bytes:
        parts, seen = [], 0
        while sector < FREE:
            seen += 1
            if seen > len(self.fat):
                raise ValueError(sector)
            at = (sector + 1) * self.size
            parts.append(self.content[at : at + self.size])
            sector = self.fat[sector]
        return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, where its body begins, how long it is) of every record from `at` on."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """(name, where its records begin) of every worksheet."""
    (version,) = struct.unpack_from("<H", stream, 4)
    for kind, body, length in _records(stream, 0):
        if kind == FILEPASS:
            raise Encrypted
        if kind == EOF:
            return
        if kind == BOUNDSHEET and stream[body + 5] == WORKSHEET:
            (start,) = struct.unpack_from("<I", stream, body)
            yield _name(stream[body + 6 : body + length], is_unicode=version >= 0x0600), start


def _name(body: bytes, *, is_unicode: bool) -> str:
    if not is_unicode:
        return body[1 : 1 + body[0]].decode("gb18030")
    return body[2 : 2 + body[0] * 2].decode("utf-16-le") if body[1] & 1 else body[2 : 2 + body[0]].decode("latin-1")


def _walk(stream: bytes, start: int, most_rows: int, most_columns: int) -> Flagged:
    flagged: Flagged = {}
    depth = 0
    for kind, body, length in _records(stream, start):
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            break
        cells = _cells(stream, kind, body, length) if depth == 1 else None
        if cells is None:
            continue
        row, last = cells[0] + 1, cells[1] + 1
        if row > most_rows or last > most_columns:
            raise TooLarge(row, last)
        if kind in FORMULAS:
            flagged[row, last] = "formula_cell"
        elif kind == BOOLERR and stream[body + 7]:
            flagged[row, last] = "error_cell"
    return flagged


def _cells(stream: bytes, kind: int, body: int, length: int) -> tuple[int, int] | None:
    """Row and last column, from 0, of a record that fills cells."""
    if kind == MULRK:
        return struct.unpack_from("<H", stream, body)[0], struct.unpack_from("<H", stream, body + length - 2)[0]
    if kind in VALUES or kind in FORMULAS or kind == BOOLERR:
        row, column = struct.unpack_from("<HH", stream, body)
        return row, column
    return None
