"""Opening a workbook somebody sent: measured before it is parsed, so that no file costs more than it may.

calamine reads the values, but it lays a sheet out as a full rectangle up to its last cell and hides formulas and error
values. So every sheet is first walked through as XML, in bounded memory, and refused when it is too large.
"""

import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from posixpath import join, normpath
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from units.domain.sheets import Sheet
from units.errors import InvalidInput
from units.services.xlsx_extent import Damaged, DoctypeRefused, Extent, TooLarge

LARGEST_FILE = 10 * 1024 * 1024
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


def read_workbook(file: IO[bytes], wanted: Collection[str]) -> dict[str, Sheet]:
    """The sheets of `wanted` that the workbook has, by name.

    Raises InvalidInput (`not_xlsx`, `encrypted`, `file_too_large`, `damaged`, `sheet_too_large`) with what to do about it.
    """
    content = file.read(LARGEST_FILE + 1)
    _check_kind(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_size(archive)
            members = _sheet_members(archive)
            extents = {name: _walk(archive, name, members[name]) for name in wanted if name in members}
        return _values(content, extents)
    except (DefusedXmlException, DoctypeRefused) as error:
        raise InvalidInput("damaged", _("文件里有不允许的 XML 声明，请用表格软件重新另存为 .xlsx")) from error
    except _UNREADABLE as error:
        raise InvalidInput("damaged", _("文件打不开或已损坏，请用表格软件重新另存为 .xlsx")) from error


_UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    ParseError,
    CalamineError,
    Damaged,
    KeyError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    # What zipfile lets through when the directory or the packed data make no sense; UnicodeError is among them.
    ValueError,
    zlib.error,
)


def _check_kind(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise InvalidInput("file_too_large", _("文件超过 10 MB，请删去图片和无关的工作表"))
    if content.startswith(OLE_START):
        raise InvalidInput("encrypted", _("文件加了密码或是旧版 .xls，请取消密码并另存为 .xlsx"))
    if not content.startswith(ZIP_START):
        raise InvalidInput("not_xlsx", _("不是 .xlsx 文件，请用表格软件另存为 .xlsx"))


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


def _walk(archive: zipfile.ZipFile, name: str, member: str) -> Extent:
    extent = Extent(MOST_ROWS, MOST_COLUMNS)
    try:
        with archive.open(member) as xml:
            extent.walk(xml)
    except TooLarge as far:
        cell = f"{get_column_letter(min(far.column, LAST_COLUMN))}{far.row}"
        message = _("“%(sheet)s”表写到了 %(cell)s，最多 %(rows)d 行、%(columns)d 列，请删去表格以外的内容") % {
            "sheet": name,
            "cell": cell,
            "rows": MOST_ROWS,
            "columns": MOST_COLUMNS,
        }
        raise InvalidInput("sheet_too_large", message) from far
    return extent


def _values(content: bytes, extents: Mapping[str, Extent]) -> dict[str, Sheet]:
    with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
        return {name: Sheet(list(_rows(workbook, name)), extent.flagged) for name, extent in extents.items()}


def _rows(workbook: CalamineWorkbook, name: str) -> Iterator[list[Any]]:
    yield from workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
