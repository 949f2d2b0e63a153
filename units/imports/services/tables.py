"""The kinds of file a table comes in, each measured before it is parsed, so that no file costs more than it may.

calamine reads the values, but it lays a sheet out as a full rectangle up to its last cell and hides formulas and error
values. So every sheet is first walked through, in bounded memory, and refused when it is too large.
"""

import zipfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from io import BytesIO
from posixpath import join, normpath
from typing import Protocol

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from units.errors import InvalidInput
from units.imports.rules.sheets import Sheet
from units.imports.services.csv_tables import read_csv
from units.imports.services.xls_extent import XlsExtents
from units.imports.services.xlsx_extent import Extent, TooLarge

LARGEST_UNPACKED = 64 * 1024 * 1024
MOST_MEMBERS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 60
ZIP_START, OLE_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT_MAIN = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
CHUNK = 1 << 16
# What spreadsheet programs write; other packings would only be ways around the measuring.
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
LAST_COLUMN = 16_384
# More than a sheet of the largest size has rows.
MOST_MERGED = 100_000


class Tables(Protocol):
    """The sheets of one file. `names` in their order, "" for a table that has none."""

    @property
    def names(self) -> Sequence[str]: ...

    def sheet(self, name: str) -> Sheet:
        """Raises InvalidInput `sheet_too_large`, and what the libraries raise for damage."""


def tables(content: bytes) -> Tables:
    """By what the file holds, whatever its name ends in."""
    if content.startswith(ZIP_START):
        return XlsxTables(content)
    return XlsTables(content) if content.startswith(OLE_START) else CsvTables(content)


class XlsxTables:
    """.xlsx: an archive of XML."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_size(archive)
            self.members = _sheet_members(archive)
        self.names = list(self.members)

    def sheet(self, name: str) -> Sheet:
        extent = Extent(MOST_ROWS, MOST_COLUMNS)
        try:
            with zipfile.ZipFile(BytesIO(self.content)) as archive, archive.open(self.members[name]) as xml:
                extent.walk(xml)
        except TooLarge as far:
            raise _too_large(name, far) from far
        return _sheet(self.workbook, name, extent.flagged)

    @cached_property
    def workbook(self) -> CalamineWorkbook:
        return CalamineWorkbook.from_filelike(BytesIO(self.content))


class XlsTables:
    """.xls and the .et of WPS. calamine lays out all sheets as it opens the file, so all are measured first."""

    def __init__(self, content: bytes) -> None:
        extents = XlsExtents(content)
        self.names = list(extents.starts)
        self.flagged = {}
        for name in self.names:
            try:
                self.flagged[name] = extents.flagged(name, MOST_ROWS, MOST_COLUMNS)
            except TooLarge as far:
                raise _too_large(name, far) from far
        self.workbook = CalamineWorkbook.from_filelike(BytesIO(content))

    def sheet(self, name: str) -> Sheet:
        return _sheet(self.workbook, name, self.flagged[name])


class CsvTables:
    """.csv: one table without a name."""

    names = ("",)

    def __init__(self, content: bytes) -> None:
        try:
            self.rows = read_csv(content, MOST_ROWS, MOST_COLUMNS)
        except TooLarge as far:
            raise _too_large("csv", far) from far

    def sheet(self, name: str) -> Sheet:
        return Sheet(self.rows, is_whole_file=True)


def _check_size(archive: zipfile.ZipFile) -> None:
    """By the directory first, then by unpacking: a directory that lies about sizes fails its checksum."""
    members = archive.infolist()
    names = {member.filename for member in members}
    methods = {member.compress_type for member in members}
    if len(members) > MOST_MEMBERS or len(names) != len(members) or not methods <= PACKINGS:
        raise zipfile.BadZipFile
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise InvalidInput("file_too_large", _("文件解压后过大，请只保留需要导入的工作表"))
    for member in members:
        with archive.open(member) as unpacked:
            while unpacked.read(CHUNK):
                pass


def _sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its file in the archive."""
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    workbook = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
    members = {}
    for sheet in workbook.iter():
        if sheet.tag in {f"{MAIN}sheet", f"{STRICT_MAIN}sheet"}:
            target = targets.get(sheet.get(RELATION) or sheet.get(STRICT_RELATION), "")
            members[sheet.get("name", "")] = normpath(join("xl", target)).lstrip("/")
    return members


def _too_large(name: str, far: TooLarge) -> InvalidInput:
    cell = f"{get_column_letter(min(far.column, LAST_COLUMN))}{far.row}"
    message = _("“%(sheet)s”表写到了 %(cell)s，最多 %(rows)d 行、%(columns)d 列，请删去表格以外的内容") % {
        "sheet": name,
        "cell": cell,
        "rows": MOST_ROWS,
        "columns": MOST_COLUMNS,
    }
    return InvalidInput("sheet_too_large", message)


def _sheet(workbook: CalamineWorkbook, name: str, flagged: Mapping[tuple[int, int], str]) -> Sheet:
    sheet = workbook.get_sheet_by_name(name)
    areas = (sheet.merged_cell_ranges or [])[:MOST_MERGED]
    merged = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in areas]
    return Sheet(sheet.to_python(skip_empty_area=False), flagged, merged=merged)
