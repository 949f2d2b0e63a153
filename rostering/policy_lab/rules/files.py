"""A published version as a file that other counties read: how it is written, its checksum, and what is wrong with one.

The file is a JSON object. It says who made it, the rules cell by cell as the API names them, and the hands it went through;
it names no unit and no person. The checksum is of the content: another layout of the same JSON is no damage.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as having
from datetime import date, datetime, time
from decimal import Decimal
from enum import IntEnum
from functools import partial
from hashlib import sha256
from typing import Any

from rostering.enums import Basis
from rostering.policies.rules.cells import Cell, Choice, Clock, Count, Days, Flag, Minutes, Points, Text
from rostering.policies.rules.policy import GENERAL_CELLS, PHASE_CELLS, POST_CELLS, WEIGHT_CELLS
from rostering.policy_lab.rules.drafts import MOST_PHASES, MOST_POSTS, POST_CODE
from rostering.policy_lab.rules.reading import FieldProblem, Reader, of_list, of_object, of_value

FORMAT, FORMAT_VERSION = "duty-policy", 1
# The largest that can be written has about a hundred thousand characters.
MOST_BYTES = 256 * 1024
MOST_ORIGINS = 20
MOST_VERSIONS = 32767
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
POINTS = re.compile(r"\d{1,2}\.\d{3}")
CHECKSUM = re.compile(r"sha256:[0-9a-f]{64}")


class UnreadableFile(ValueError):
    """`code` names what is wrong with the whole file; `problems` are of `bad_fields`."""

    def __init__(self, code: str, problems: tuple[FieldProblem, ...] = (), **params: object) -> None:
        super().__init__(code)
        self.code, self.problems, self.params = code, problems, params


@dataclass(frozen=True, slots=True)
class Origin:
    """A version of some county as a file names it. `published_by`: the office, "" where nobody pressed the button."""

    county_code: str
    county_name: str
    letterhead: str
    number: int
    name: str
    effective_from: date
    published_at: datetime
    published_by: str
    checksum: str


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """`own`: the version's cells by column. `posts`: by attribute, each with its `phases`, each of those with its `basis` by
    cell. `earlier`: where the county that made the file had the version from, the latest first."""

    origin: Origin
    source: str
    own: Mapping[str, Any]
    posts: tuple[Mapping[str, Any], ...]
    earlier: tuple[Origin, ...] = having(default=())

    @property
    def origins(self) -> tuple[Origin, ...]:
        """As whoever takes the file in keeps them: as many as a file may name."""
        return (self.origin, *self.earlier)[:MOST_ORIGINS]


def checksum_of(content: Mapping[str, Any]) -> str:
    """Of everything but the checksum itself."""
    told = {name: value for name, value in content.items() if name != "checksum"}
    plain = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return f"sha256:{sha256(plain.encode()).hexdigest()}"


def parsed(written: bytes) -> dict[str, Any]:
    """Raises UnreadableFile `too_large`, `not_json`."""
    if len(written) > MOST_BYTES:
        raise UnreadableFile("too_large", most=MOST_BYTES // 1024)
    try:
        content = json.loads(written.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableFile("not_json") from None
    if not isinstance(content, dict):
        raise UnreadableFile("not_json")
    return content


def read_file(content: Mapping[str, Any]) -> PolicyFile:
    """Raises UnreadableFile: `other_format`, `newer_format`, `bad_fields` naming each, `damaged`."""
    _check_format(content)
    problems: list[FieldProblem] = []
    read = FILE(content, "", problems)
    if problems:
        raise UnreadableFile("bad_fields", tuple(problems))
    if checksum_of(content) != content["checksum"]:
        raise UnreadableFile("damaged")
    rules = read["rules"]
    return PolicyFile(
        origin=_origin(read),
        source=read["source"],
        own=_by_column(GENERAL_CELLS, rules) | _by_column(WEIGHT_CELLS, rules["weights"]),
        posts=tuple(rules["posts"]),
        earlier=tuple(_origin(one) for one in read["origins"]),
    )


def written_value(cell: Cell, value: Any) -> Any:
    """A stored value as the file says it; null for an empty one. Points are text: no reader rounds them."""
    if value is None or value == "":
        return None
    match cell:
        case Clock():
            return f"{value:%H:%M}"
        case Points():
            return f"{value:.3f}"
        case Choice() if issubclass(cell.codes, IntEnum):
            return cell.codes(value).name.lower()
    return value


def read_value(cell: Cell, value: Any) -> Any:
    """As its column holds it. Raises ValueError for what the cell can't be."""
    if value is None:
        return _empty(cell)
    match cell:
        case Clock():
            found: Any = time.fromisoformat(_matching(CLOCK, value))
        case Points():
            found = _within(cell, Decimal(_matching(POINTS, value)))
        case Minutes() | Days() | Count():
            found = _within(cell, _whole(value))
        case Choice():
            found = _code(cell, value)
        case Flag():
            found = _flag(value)
        case Text():
            found = text(cell.longest, least=1)(value)
        case _:
            raise ValueError(cell)
    return found


def text(longest: int, *, least: int = 0) -> Any:
    """Reads a text of `least`..`longest` characters that can be stored."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not least <= len(value.strip()) <= len(value) <= longest:
            raise ValueError(value)
        if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise ValueError(value)
        return value

    return read


def _check_format(content: Mapping[str, Any]) -> None:
    if content.get("format") != FORMAT:
        raise UnreadableFile("other_format")
    number = content.get("format_version")
    if isinstance(number, int) and number > FORMAT_VERSION:
        raise UnreadableFile("newer_format", found=number, known=FORMAT_VERSION)


def _by_column(cells: tuple[Cell, ...], read: Mapping[str, Any]) -> dict[str, Any]:
    return {cell.name: read[cell.attribute] for cell in cells}


def _origin(read: Mapping[str, Any]) -> Origin:
    return Origin(
        county_code=read["county"]["code"],
        county_name=read["county"]["name"],
        letterhead=read["letterhead"],
        number=read["version"],
        name=read["name"],
        effective_from=read["effective_from"],
        published_at=read["published_at"],
        published_by=read["published_by"],
        checksum=read["checksum"],
    )


def _empty(cell: Cell) -> Any:
    if not cell.may_be_empty:
        raise ValueError(cell.name)
    return "" if isinstance(cell, Choice | Text) else None


def _matching(form: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError(value)
    return value


def _whole(value: Any) -> int:
    # Neither text nor a truth value, which Python takes for a number.
    if type(value) is not int:
        raise ValueError(value)
    return int(value)


def _within(cell: Any, value: Any) -> Any:
    if not cell.least <= value <= cell.most:
        raise ValueError(value)
    return value


def _code(cell: Choice, value: Any) -> Any:
    for code in cell.codes:
        if value == (code.name.lower() if isinstance(code, IntEnum) else code.value):
            return code.value
    raise ValueError(value)


def _flag(value: Any) -> bool:
    if value is not True and value is not False:
        raise ValueError(value)
    return bool(value)


def _number(value: Any) -> int:
    if not 1 <= _whole(value) <= MOST_VERSIONS:
        raise ValueError(value)
    return int(value)


def _instant(value: Any) -> datetime:
    found = datetime.fromisoformat(text(40)(value))
    if found.tzinfo is None:
        raise ValueError(value)
    return found


def _day(value: Any) -> date:
    return date.fromisoformat(text(10)(value))


def _cells(cells: tuple[Cell, ...]) -> dict[str, Reader]:
    return {cell.attribute: of_value(partial(read_value, cell)) for cell in cells}


def _matches(form: re.Pattern[str]) -> Reader:
    return of_value(partial(_matching, form))


BASIS = of_value(lambda value: Basis(text(8)(value)))
PHASE = of_object(
    {**_cells(PHASE_CELLS), "basis": of_object({cell.attribute: BASIS for cell in PHASE_CELLS if cell.basis})}
)
POST = of_object(
    {
        "tier": _matches(POST_CODE),
        "tier_name": of_value(text(40)),
        "post": _matches(POST_CODE),
        **_cells(POST_CELLS),
        **{cell.basis: BASIS for cell in POST_CELLS if cell.basis},
        "phases": of_list(PHASE, MOST_PHASES),
    }
)
RULES = of_object(
    {**_cells(GENERAL_CELLS), "weights": of_object(_cells(WEIGHT_CELLS)), "posts": of_list(POST, MOST_POSTS)}
)
HEAD: dict[str, Reader] = {
    "county": of_object({"code": of_value(text(32, least=1)), "name": of_value(text(100, least=1))}),
    "letterhead": of_value(text(100)),
    "version": of_value(_number),
    "name": of_value(text(100, least=1)),
    "effective_from": of_value(_day),
    "published_at": of_value(_instant),
    "published_by": of_value(text(100)),
    "checksum": _matches(CHECKSUM),
}
FILE = of_object(
    {
        "format": of_value(text(40)),
        "format_version": of_value(_number),
        **HEAD,
        "source": of_value(text(200)),
        "rules": RULES,
        "origins": of_list(of_object(HEAD), MOST_ORIGINS),
    }
)
