"""A table as text: .csv as spreadsheets and other programs write it, in UTF-8, GB18030 or UTF-16."""

import csv
import re
from io import StringIO

from units.imports.services.xlsx_extent import Damaged, TooLarge

BOMS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))
ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = ",\t;，"
MARKUP = re.compile(r"\s*<(?:!doctype|html|table|\?xml|meta)", re.IGNORECASE)
# How Excel keeps a number's zeros in a csv: ="0797".
KEPT_TEXT = re.compile(r'="(.*)"', re.DOTALL)


class NotText(Exception):
    """No text of a table: another kind of file."""


def read_csv(content: bytes, most_rows: int, most_columns: int) -> list[list[str | None]]:
    """The rows. Raises NotText, Damaged, TooLarge."""
    text = _decoded(content)
    if not text.strip() or "\0" in text or MARKUP.match(text):
        raise NotText
    try:
        rows = [
            [_cell(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
        ]
    except csv.Error as error:
        raise Damaged from error
    for number, row in enumerate(rows, start=1):
        filled = max((place for place, cell in enumerate(row, start=1) if cell), default=0)
        if filled and (number > most_rows or filled > most_columns):
            raise TooLarge(number, filled)
    return rows


def _decoded(content: bytes) -> str:
    for encoding, bom in BOMS:
        if content.startswith(bom):
            return _as(content, encoding)
    for encoding in ENCODINGS[:-1]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _as(content, ENCODINGS[-1])


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText from error


def _delimiter(text: str) -> str:
    """What stands most often in the first lines."""
    start = "\n".join(text.splitlines()[:10])
    return max(DELIMITERS, key=start.count)


def _cell(cell: str) -> str | None:
    kept = KEPT_TEXT.fullmatch(cell)
    return (kept[1] if kept else cell) or None
