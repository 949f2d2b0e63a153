"""Spreadsheets: plain tables as .xlsx, with nothing in a cell that a spreadsheet would take for a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from units.enums import Paper

# What spreadsheet programs read as the start of a formula, full-width forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NAME_LIMIT = 31
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "·"))
HEAD_FILL = PatternFill("solid", fgColor="E9EEF5")
THIN = Side(style="thin", color="808080")
BOX = Border(THIN, THIN, THIN, THIN)
WIDEST = 44
# As spreadsheet files number them.
PAPER_SIZES = {Paper.A4: 9, Paper.A3: 8}


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: `heads` carry their unit of measure; cells are text, numbers or None."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    note: str = ""


def harmless(value: Any) -> Any:
    """Text that would be read as a formula gets an apostrophe before it; what no file may hold is left out."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def tables_workbook(title: str, tables: Iterable[Table]) -> bytes:
    """A sheet per table: the title, its note, the heads, the rows; heads stay in sight and print on every page."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for table in tables:
        sheet = workbook.create_sheet(sheet_name(table.name))
        _fill(sheet, title, table)
    return saved(workbook)


def sheet_name(name: str) -> str:
    return name.translate(NOT_IN_NAMES)[:NAME_LIMIT] or "-"


def saved(workbook: Workbook) -> bytes:
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def put(
    sheet: Worksheet, row: int, column: int, value: Any, *, bold: bool = False, boxed: bool = False
) -> Cell | MergedCell:
    """Writes one cell, text as text whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = harmless(value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(vertical="center", wrap_text=isinstance(value, str))
    if boxed:
        cell.border = BOX
    return cell


def landscape(sheet: Worksheet, *, heads: str, paper: str = Paper.A4) -> None:
    """Landscape, one page wide; `heads` are the rows ("1:4") repeated on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = PAPER_SIZES[Paper(paper)]
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = heads
    foot = sheet.oddFooter
    if foot is not None and foot.center is not None:
        foot.center.text = "第 &P 页 共 &N 页"


def _fill(sheet: Worksheet, title: str, table: Table) -> None:
    put(sheet, 1, 1, title, bold=True)
    put(sheet, 2, 1, table.note)
    for row in (1, 2):
        sheet.cell(row, 1).alignment = Alignment(wrap_text=False)
    for number, head in enumerate(table.heads, start=1):
        put(sheet, 3, number, head, bold=True, boxed=True).fill = HEAD_FILL
    for at, values in enumerate(table.rows, start=4):
        for number, value in enumerate(values, start=1):
            put(sheet, at, number, value, boxed=True)
    for number, head in enumerate(table.heads, start=1):
        widths = [_width(row[number - 1]) for row in table.rows]
        sheet.column_dimensions[get_column_letter(number)].width = min(max([_width(head), *widths]) + 2, WIDEST)
    sheet.freeze_panes = "A4"
    landscape(sheet, heads="3:3")


def _width(value: Any) -> int:
    """Columns of text: a Han character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in str("" if value is None else value))
