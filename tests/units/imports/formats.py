"""The same table in every kind of file an office sends: .xlsx, .xls and .et (BIFF8 in a compound file), .csv.

The .xls is written here, record by record ([MS-XLS], [MS-CFB]), with what a reader needs and no more.
"""

import csv
import struct
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no time zones
SECTOR, FEWEST_SECTORS = 512, 9
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
DATED = 16


def _record(code: int, body: bytes) -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def _text(text: str, width: str) -> bytes:
    """Its length in UTF-16 units, the mark for two bytes a character, the characters."""
    packed = text.encode("utf-16-le")
    return struct.pack(width, len(packed) // 2) + b"\x01" + packed


def _formats() -> bytes:
    """One font; fifteen styles, a cell's and a date's."""
    font = _record(0x0031, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 1, 0) + _text("Arial", "<B"))

    def style(number_format: int, flags: int) -> bytes:
        return _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, number_format, flags, 0x20, 0, 0, 0, 0, 0, 0x20C0))

    return font * 4 + style(0, 0xFFF5) * 15 + style(0, 0x0001) + style(14, 0x0001)


def _cell(row: int, column: int, value: Any) -> bytes:
    if isinstance(value, str):
        return _record(0x0204, struct.pack("<HHH", row, column, 15) + _text(value, "<H"))
    style = 15
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
        value, style = (moment - EPOCH).total_seconds() / 86400, DATED
    return _record(0x0203, struct.pack("<HHHd", row, column, style, float(value)))


def _sheet(sheet: Worksheet) -> bytes:
    parts = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0x0006))]
    parts.append(_record(0x0200, struct.pack("<IIHHH", 0, sheet.max_row, 0, sheet.max_column, 0)))
    for row in sheet.iter_rows():
        parts += [_cell(one.row - 1, one.column - 1, one.value) for one in row if one.value is not None]
    areas = [(a.min_row - 1, a.max_row - 1, a.min_col - 1, a.max_col - 1) for a in sheet.merged_cells.ranges]
    if areas:
        parts.append(_record(0x00E5, struct.pack("<H", len(areas)) + b"".join(struct.pack("<4H", *a) for a in areas)))
    return b"".join(parts) + _record(0x000A, b"")


def _stream(book: Workbook) -> bytes:
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0x0006))
    start += _record(0x0042, struct.pack("<H", 1200)) + _formats()
    sheets = [_sheet(sheet) for sheet in book.worksheets]
    names = [_text(sheet.title, "<B") for sheet in book.worksheets]
    at = len(start) + sum(4 + 6 + len(name) for name in names) + 4
    bounds = b""
    for name, body in zip(names, sheets, strict=True):
        bounds += _record(0x0085, struct.pack("<IBB", at, 0, 0) + name)
        at += len(body)
    return start + bounds + _record(0x000A, b"") + b"".join(sheets)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    packed = (name + "\0").encode("utf-16-le") if name else b""
    head = packed.ljust(64, b"\0") + struct.pack("<HBBIII", len(packed), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def xls(book: Workbook) -> bytes:
    """Header, table of sectors, directory, the stream Workbook."""
    stream = _stream(book).ljust(SECTOR * FEWEST_SECTORS, b"\0")
    stream += bytes(-len(stream) % SECTOR)
    length = len(stream) // SECTOR
    tables = 1
    while tables * SECTOR // 4 < tables + 1 + length:
        tables += 1
    chain = [TABLE] * tables + [END] + [tables + 1 + number + 1 for number in range(length - 1)] + [END]
    chain += [FREE] * (tables * SECTOR // 4 - len(chain))
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, tables + 1, len(stream))
    directory += _entry("", 0, FREE, 0, 0) * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0)
    header += b"".join(struct.pack("<I", number if number < tables else FREE) for number in range(109))
    return header + struct.pack(f"<{len(chain)}I", *chain) + directory + stream


def csv_text(book: Workbook) -> str:
    """As a spreadsheet saves the first sheet."""
    out = StringIO()
    writer = csv.writer(out)
    for row in book.worksheets[0].iter_rows(values_only=True):
        writer.writerow([_as_csv(value) for value in row])
    return out.getvalue()


def _as_csv(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


FORMATS: dict[str, Callable[[Workbook], bytes]] = {
    "xls": xls,
    "csv": lambda book: csv_text(book).encode(),
    "csv-gb": lambda book: csv_text(book).encode("gb18030"),
}


def in_every_format(content: bytes) -> dict[str, bytes]:
    """A workbook as it is, as .xls, and, where it has one sheet, as .csv in both encodings; a .csv only as it is."""
    if not content.startswith(b"PK"):
        return {"csv-gb": content, "csv": content.decode("gb18030").encode()}
    book = load_workbook(BytesIO(content))
    wanted = FORMATS if len(book.worksheets) == 1 else {"xls": xls}
    return {"xlsx": content} | {name: write(book) for name, write in wanted.items()}
