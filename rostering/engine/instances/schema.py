"""The JSON schema of a file, drawn from the contract; docs/solver-instance.schema.json is its copy."""

from dataclasses import is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rostering.engine.instances.shape import FORMAT, Field, fields_of, is_set, item_of
from rostering.engine.problem import Problem
from units.api.instants import CLOCK_AND_OFFSET

DAY = r"^\d{4}-\d\d-\d\d$"
# An instant as units/api/instants.py reads it, or a day.
INSTANT = rf"{DAY[:-1]}({CLOCK_AND_OFFSET})?$"


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12."""
    definitions: dict[str, Any] = {}
    root = _record(Problem, definitions)
    header = {"format": {"const": FORMAT}, "title": {"type": "string"}, "note": {"type": "string"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Instance of the roster engine",
        **root,
        "properties": header | root["properties"],
        "required": ["format", *root["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def _record(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    known = fields_of(cls)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [one.name for one in known if one.required],
        "properties": {one.name: _field(one, definitions) for one in known},
    }


def _field(one: Field, definitions: dict[str, Any]) -> dict[str, Any]:
    item = item_of(one.kind)
    if item is not None:
        unique = {"uniqueItems": True} if is_set(one.kind) else {}
        return {"type": "array", "items": _single(item, 0, definitions), **unique}
    found = _single(one.kind, one.least, definitions)
    return {"anyOf": [found, {"type": "null"}]} if one.nullable else found


def _single(kind: Any, least: int, definitions: dict[str, Any]) -> dict[str, Any]:
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = _record(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if issubclass(kind, StrEnum):
        return {"enum": [member.value for member in kind]}
    plain: dict[Any, dict[str, Any]] = {
        int: {"type": "integer", "minimum": least, "maximum": 10**7},
        str: {"type": "string"},
        bool: {"type": "boolean"},
        date: {"type": "string", "pattern": DAY},
        datetime: {"type": "string", "pattern": INSTANT},
    }
    return plain[kind]
