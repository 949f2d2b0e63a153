"""From JSON to a Problem. Strict: what isn't in the contract is refused, and the refusal names the field."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from rostering.engine.instances.references import check_references
from rostering.engine.instances.shape import DUTY_DAYS, FORMAT, Field, InvalidInstance, fields_of, is_set, item_of
from rostering.engine.problem import Problem
from units.api.instants import INSTANT, NotAnInstant, NoYearOfOurs, read_instant

ZONE = ZoneInfo("Asia/Shanghai")
DAY_START = time(8, 30)
HEADER = frozenset({"format", "title", "note"})
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def parse(text: str) -> Problem:
    """The problem in a file. Raises InvalidInstance."""
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except InvalidInstance:
        raise
    except ValueError as error:
        raise InvalidInstance("", f"not JSON: {error}") from error
    except RecursionError as error:
        raise InvalidInstance("", "nested too deep") from error
    return problem_from(data)


def problem_from(data: object) -> Problem:
    """The problem in a parsed file. Raises InvalidInstance."""
    if not isinstance(data, dict):
        raise InvalidInstance("", "expected an object")
    if data.get("format") != FORMAT or isinstance(data["format"], bool):
        raise InvalidInstance("format", f"expected {FORMAT}")
    problem: Problem = _record(Problem, {key: value for key, value in data.items() if key not in HEADER}, "")
    check_references(problem)
    return problem


def day_begins(day: date) -> datetime:
    """08:30 of `day` in Asia/Shanghai, in UTC: the start of the duty day."""
    return datetime.combine(day, DAY_START, tzinfo=ZONE).astimezone(UTC)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InvalidInstance(key, "given twice in one object")
        found[key] = value
    return found


def _constant(name: str) -> object:
    raise InvalidInstance("", f"{name} is no JSON number")


def _record(cls: Any, data: object, where: str) -> Any:
    if not isinstance(data, dict):
        raise InvalidInstance(where, "expected an object")
    known = {one.name: one for one in fields_of(cls)}
    for name in data:
        if name not in known:
            raise InvalidInstance(_at(where, name), f"unknown field; there are {', '.join(known)}")
    for one in known.values():
        if one.required and one.name not in data:
            raise InvalidInstance(_at(where, one.name), "missing")
    values = {name: _value(known[name], value, _at(where, name)) for name, value in data.items()}
    return cls(**(implied_span(values["day"]) | values)) if cls in DUTY_DAYS else cls(**values)


def implied_span(day: date) -> dict[str, datetime]:
    """The span of a slot or duty that names none: the whole duty day."""
    return {"start": day_begins(day), "end": day_begins(day + timedelta(days=1))}


def _value(one: Field, value: object, where: str) -> Any:
    if value is None and one.nullable:
        return None
    item = item_of(one.kind)
    if item is not None:
        return _many(one, item, value, where)
    return _single(one.kind, one.least, value, where)


def _many(one: Field, item: Any, value: object, where: str) -> Any:
    if not isinstance(value, list):
        raise InvalidInstance(where, "expected a list")
    items = [_single(item, 0, entry, f"{where}[{index}]") for index, entry in enumerate(value)]
    return frozenset(items) if is_set(one.kind) else tuple(items)


def _single(kind: Any, least: int, value: object, where: str) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, value, where)
    if issubclass(kind, StrEnum):
        return _choice(kind, value, where)
    if kind is int:
        return _whole(value, least, where)
    return _READERS[kind](value, where)


def _whole(value: object, least: int, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInstance(where, "expected a whole number")
    if not least <= value <= 10**7:
        raise InvalidInstance(where, f"expected {least} or more, at most 10⁷")
    return value


def _choice(kind: type[StrEnum], value: object, where: str) -> StrEnum:
    for member in kind:
        if member.value == value:
            return member
    raise InvalidInstance(where, "expected one of " + ", ".join(repr(member.value) for member in kind))


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise InvalidInstance(where, "expected a string")
    return value


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidInstance(where, "expected true or false")
    return value


def _day(value: object, where: str) -> date:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise InvalidInstance(where, "expected a date, e.g. 2026-02-16")
    try:
        found = date.fromisoformat(value)
    except ValueError as error:
        raise InvalidInstance(where, f"no such day: {value}") from error
    if not 1900 <= found.year <= 9990:
        raise InvalidInstance(where, f"no year of ours: {value}")
    return found


def _instant(value: object, where: str) -> datetime:
    """An instant with an offset, or a date: the start of that duty day."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return day_begins(_day(value, where))
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise InvalidInstance(where, "expected an instant with an offset, e.g. 2026-02-16T08:30+08:00, or a date")
    try:
        return read_instant(value)
    except NoYearOfOurs as error:
        raise InvalidInstance(where, f"no year of ours: {value}") from error
    except NotAnInstant as error:
        raise InvalidInstance(where, f"no such instant: {value}") from error


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


_READERS: Mapping[type, Callable[[object, str], Any]] = {str: _text, bool: _flag, date: _day, datetime: _instant}
