"""From a Problem to JSON: fields that have their default are left out, every list in a stable order."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from rostering.engine.instances.reading import ZONE, day_begins, implied_span
from rostering.engine.instances.shape import DUTY_DAYS, FORMAT
from rostering.engine.problem import Problem


def write(problem: Problem, *, title: str = "", note: str = "") -> str:
    """The text of a file, one row of a list per line, so that a person can read and a diff can show it."""
    head = {"format": FORMAT, **({"title": title} if title else {}), **({"note": note} if note else {})}
    parts = [f"{_dump(key)}: {_lines(value)}" for key, value in (head | problem_to(problem)).items() if key or value]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def problem_to(problem: Problem) -> dict[str, Any]:
    """The problem as plain JSON values, without `format`."""
    plain = _plain(problem)
    return {"slots": plain.pop("slots"), "people": plain.pop("people"), **plain}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        implied = implied_span(value.day) if isinstance(value, DUTY_DAYS) else {}
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if _is_written(value, one, implied)}
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value


def _is_written(record: Any, one: Any, implied: Mapping[str, datetime]) -> bool:
    expected = implied.get(one.name, one.default)
    return expected is MISSING or getattr(record, one.name) != expected


def _instant(value: datetime) -> str:
    local = value.astimezone(ZONE)
    return local.date().isoformat() if day_begins(local.date()) == value else local.isoformat()


def _lines(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join("  " + _dump(entry) for entry in value) + "\n]"
    return _dump(value)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
