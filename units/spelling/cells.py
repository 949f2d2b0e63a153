"""Reading one cell of a filled-in sheet: what a clerk types, made exact or refused with a code.

Every parser takes what the spreadsheet library returns (text, float, date, bool) and returns a value or raises CellError.
Full-width letters and digits become ordinary ones, blanks at the ends and invisible zero-width characters go;
control characters, text-direction marks and private-use characters are refused, because they would change what people read.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from units.enums import Rank
from units.spelling.grades import rank_of
from units.spelling.names import FULL_WIDTH, ZERO_WIDTH, tidy_name
from units.spelling.no_names import NoName, check_name, several_by_blank
from units.spelling.phones import mobile_number, numbers_in, phone_number, spoilt_number

Cell = Any
Parser = Callable[[Cell], Any]

# What a spreadsheet would take for a formula when the text is exported again.
FORMULA_STARTS = ("=", "+", "-", "@")
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(18264, 73051)  # 1950-01-01 to 2100-01-01
EARLIEST_YEAR, LATEST_YEAR = 1950, 2099
DATE_TEXT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]+0{1,2}:00(?::00)?)?", re.ASCII
)
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
CODE = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,30}[a-z0-9])?", re.ASCII)
LIST_MARKS = re.compile(r"[、,，;；/|\s]+")


class CellError(ValueError):
    """The cell can't be taken; `code` says why, `params` are for its sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.translate(ZERO_WIDTH).strip())


def text(most: int) -> Parser:
    """One line of at most `most` characters."""

    def parse(cell: Cell) -> str:
        value = plain(cell)
        if value.startswith(FORMULA_STARTS):
            raise CellError("formula_text", start=value[0])
        if len(value) > most:
            raise CellError("too_long", most=most, length=len(value))
        return value

    return parse


def name(most: int) -> Parser:
    """A person's name as it is stored (units/spelling/names.py). Several people or nothing at all is refused here;
    whether it is a name is for `real_name` to say, because somebody may be stored under it already."""
    line = text(most)

    def parse(cell: Cell) -> str:
        people = several_by_blank(cell.translate(FULL_WIDTH)) if isinstance(cell, str) else []
        if people:
            raise CellError("several_names", value=plain(cell), suggestion="、".join(people))
        if isinstance(cell, str) and not any(map(str.isalnum, cell)):
            raise CellError("name_is_placeholder", value=plain(cell), suggestion="")
        value = tidy_name(line(cell))
        if not any(character.isalpha() for character in value):
            raise CellError("not_a_name")
        return value

    return parse


def real_name(value: str, offices: Collection[str] = ()) -> str:
    """The name itself. Raises CellError for what is no name; `offices` are keys of the units' names."""
    try:
        check_name(value, offices)
    except NoName as error:
        raise CellError(error.code, value=value, suggestion=error.suggestion) from error
    return value


def code(cell: Cell) -> str:
    """Letters, digits, - and _, lower case: it becomes part of addresses and logins."""
    value = plain(cell).lower()
    if not CODE.fullmatch(value):
        raise CellError("bad_code")
    return value


def choice(values: Mapping[str, Any]) -> Parser:
    """One of `values`, by any of its spellings."""

    def parse(cell: Cell) -> Any:
        value = plain(cell)
        if value not in values:
            raise CellError("unknown_choice", value=value[:40], choices="、".join(_spellings(values)))
        return values[value]

    return parse


def choices(values: Mapping[str, Any]) -> Parser:
    """Several of `values`, separated by 、 comma, semicolon or blank; in the order given, each once."""
    one = choice(values)

    def parse(cell: Cell) -> list[Any]:
        return list(dict.fromkeys(one(part) for part in LIST_MARKS.split(plain(cell)) if part))

    return parse


def whole_number(least: int, most: int) -> Parser:
    def parse(cell: Cell) -> int:
        number = _number(cell)
        if number != number.to_integral_value() or not least <= number <= most:
            raise CellError("number_out_of_range", least=least, most=most)
        return int(number)

    return parse


def coordinate(limit: int) -> Parser:
    """Decimal degrees within ±`limit`, to six places."""

    def parse(cell: Cell) -> Decimal:
        number = _number(cell)
        if not -limit <= number <= limit:
            raise CellError("number_out_of_range", least=-limit, most=limit)
        return number.quantize(Decimal("0.000001"))

    return parse


def day(cell: Cell) -> date:
    """A date cell, 2023-01-01, 2023/1/1, 2023.1.1, 2023年1月1日, 20230101, or Excel's day number."""
    if isinstance(cell, datetime):
        return _checked_day(cell.year, cell.month, cell.day)
    if isinstance(cell, date):
        return _checked_day(cell.year, cell.month, cell.day)
    value = plain(cell)
    found = DATE_TEXT.fullmatch(value) or COMPACT_DATE.fullmatch(value)
    if found:
        return _checked_day(*map(int, found.groups()))
    if value.isascii() and value.isdigit() and len(value) <= 5 and int(value) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(value))
    raise CellError("bad_date")


def mobile(cell: Cell) -> str:
    """A mobile number: 11 digits in China, +country elsewhere. The first one of a cell that holds several numbers."""
    for part in numbers_in(_lines(cell)):
        number = mobile_number(part)
        if number is not None:
            return number
    raise CellError("bad_mobile", suggestion=spoilt_number(_lines(cell)))


def phone(most: int) -> Parser:
    """A fixed line with area code, or a local number; `转801` becomes `-801`. The first one of several."""

    def parse(cell: Cell) -> str:
        for part in numbers_in(_lines(cell)):
            number = phone_number(part)
            if number is not None and len(number) <= most:
                return number
        raise CellError("bad_phone")

    return parse


def other_numbers(cell: Cell, taken: str) -> list[str]:
    """What else stands in a cell of which `taken` is the number."""
    parts = numbers_in(_lines(cell))
    return [part for part in parts if taken not in (mobile_number(part), phone_number(part))]


def rank(own: Mapping[str, Rank], choices: str) -> Parser:
    """A grade as offices write it, by the county's `own` table before the usual one; `choices` are the words to suggest."""

    def parse(cell: Cell) -> Rank:
        value = plain(cell)
        found = rank_of(value, own)
        if found is None:
            raise CellError("unknown_choice", value=value[:40], choices=choices)
        return found

    return parse


def plain(cell: Cell) -> str:
    """The cell as one line of text. Numbers lose the `.0` a spreadsheet gives them."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            raise CellError("not_a_number")
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, date | timedelta) or not isinstance(cell, str | int):
        raise CellError("is_a_date")
    return _clean(str(cell))


def _lines(cell: Cell) -> str:
    """As `plain`, with line ends kept: they stand between two numbers."""
    if not isinstance(cell, str):
        return plain(cell)
    return "\n".join(plain(line) for line in re.split(r"[\r\n]+", cell) if line.strip())


def _clean(value: str) -> str:
    value = value.translate(ZERO_WIDTH).translate(FULL_WIDTH)
    value = re.sub(r"[ \t\r\n]+", " ", value).strip(" ")
    for character in value:
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}:
            raise CellError("bad_character", character=f"U+{ord(character):04X}")
    return value


def _number(cell: Cell) -> Decimal:
    value = plain(cell)
    if not re.fullmatch(r"[+-]?\d{1,9}(\.\d{1,20})?", value, re.ASCII):
        raise CellError("not_a_number")
    return Decimal(value)


def _checked_day(year: int, month: int, of_month: int) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise CellError("year_out_of_range", least=EARLIEST_YEAR, most=LATEST_YEAR)
    try:
        return date(year, month, of_month)
    except ValueError as error:
        raise CellError("bad_date") from error


def _spellings(values: Mapping[str, Any]) -> list[str]:
    """The first spelling of each value: the one to suggest."""
    first: dict[Any, str] = {}
    for spelling, value in values.items():
        first.setdefault(value, spelling)
    return list(first.values())


MOST_TRAVEL_MINUTES = 600


MOST_ORDER = 100_000


NO_GRADES: Mapping[str, Rank] = MappingProxyType({})
