"""Reading a table somebody sent: .xlsx, .xls, .et of WPS or .csv, and which of the wanted sheets each of its sheets is."""

import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, PasswordError

from units.errors import InvalidInput
from units.imports.rules.reading import fit
from units.imports.rules.sheets import Column, Sheet
from units.imports.services.csv_tables import NotText
from units.imports.services.tables import Tables, tables
from units.imports.services.xls_extent import Encrypted, NotAWorkbook
from units.imports.services.xlsx_extent import Damaged, DoctypeRefused
from units.spelling.names import tidy_name

LARGEST_FILE = 10 * 1024 * 1024
MOST_SHEETS = 100
Wanted = Collection[str] | Mapping[str, Sequence[Column]]


def read_workbook(file: IO[bytes], wanted: Wanted) -> dict[str, Sheet]:
    """The sheets of `wanted` that the file has, by its content, whatever its name ends in.

    A sheet is known by its name or, where `wanted` gives the columns, by its heads; a csv, which has no names, only so.
    Raises InvalidInput (`not_xlsx`, `encrypted`, `file_too_large`, `damaged`, `sheet_too_large`) with what to do about it.
    """
    return _opened(content_of(file), lambda found: _recognised(found, wanted))


def content_of(file: IO[bytes]) -> bytes:
    """Raises InvalidInput `file_too_large`."""
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise InvalidInput("file_too_large", _("文件超过 10 MB，请删去图片和无关的工作表"))
    return content


def read_all(content: bytes) -> dict[str, Sheet]:
    """Every sheet of a file by its name, in their order, "" for one without. Raises what `read_workbook` raises, and
    InvalidInput `too_many_sheets`."""
    return _opened(content, _all_sheets)


def _all_sheets(found: Tables) -> dict[str, Sheet]:
    if len(found.names) > MOST_SHEETS:
        raise InvalidInput("too_many_sheets", _("工作表超过 %(most)d 张，请分几个文件") % {"most": MOST_SHEETS})
    return {name: found.sheet(name) for name in found.names}


def _opened(content: bytes, read: Callable[[Tables], dict[str, Sheet]]) -> dict[str, Sheet]:
    try:
        return read(tables(content))
    except (DefusedXmlException, DoctypeRefused) as error:
        raise InvalidInput("damaged", _("文件里有不允许的 XML 声明，请用表格软件重新另存为 .xlsx")) from error
    except (NotAWorkbook, Encrypted, PasswordError) as error:
        raise InvalidInput("encrypted", _("文件加了密码，或不是表格文件；请取消密码后另存")) from error
    except NotText as error:
        raise _no_table() from error
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


def _no_table(wanted: Wanted = ()) -> InvalidInput:
    """`wanted` gives the heads by which a csv would have been known."""
    if not isinstance(wanted, Mapping):
        return InvalidInput("not_xlsx", _("不是 .xlsx 文件，也不是 .xls、.et 或 .csv，请用表格软件另存"))
    forms = "；".join("、".join(column.head for column in columns if column.required) for columns in wanted.values())
    sentence = _("不是 .xlsx 文件，按 .csv 读也看不出是哪张表：须有一行表头，至少含%(heads)s")
    return InvalidInput("not_xlsx", sentence % {"heads": forms})


def _recognised(found: Tables, wanted: Wanted) -> dict[str, Sheet]:
    """By name first; what is left of both by heads."""
    named = {name: tidy_name(name) for name in found.names}
    sheets = {named[name]: found.sheet(name) for name in found.names if named[name] in wanted}
    if isinstance(wanted, Mapping):
        for name in found.names:
            if named[name] not in wanted:
                _by_heads(found, name, wanted, sheets)
    elif "" in found.names:
        raise _no_table()
    return sheets


def _by_heads(found: Tables, name: str, wanted: Mapping[str, Sequence[Column]], sheets: dict[str, Sheet]) -> None:
    missing = {form: columns for form, columns in wanted.items() if form not in sheets}
    if not missing:
        return
    try:
        sheet = found.sheet(name)
    except InvalidInput:
        if name:
            # Another sheet than those that are wanted may be of any size.
            return
        raise
    form = max(missing, key=lambda form: fit(sheet, missing[form]))
    if fit(sheet, missing[form]):
        sheets[form] = replace(sheet, title=name)
    elif sheet.is_whole_file:
        raise _no_table(wanted)
