"""The shape of a file, read off the dataclasses of the contract: no field can be forgotten here."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from rostering.engine.problem import Duty, Preference, Rules, Slot

FORMAT = 1
SPAN = ("start", "end")
DUTY_DAYS = (Slot, Duty)
"""In these, a span left out is the duty day itself."""

LEAST: Mapping[tuple[type, str], int] = {
    (Slot, "weight"): 1,
    (Slot, "seat"): 1,
    (Preference, "weight"): 1,
    (Rules, "spacing_days"): 1,
    (Rules, "max_in_week"): 1,
}
"""Whole numbers are ≥ 0, but for these."""


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is the type without None; `required`: the contract has no default for it."""

    name: str
    kind: Any
    required: bool
    nullable: bool
    least: int = 0


@cache
def fields_of(cls: type) -> tuple[Field, ...]:
    hints = get_type_hints(cls)
    return tuple(_field(cls, one.name, hints[one.name], _has_default(one)) for one in fields(cls))


def item_of(kind: Any) -> Any:
    """`X` of `tuple[X, ...]` or `frozenset[X]`; None for anything else."""
    return get_args(kind)[0] if get_origin(kind) in {tuple, frozenset} else None


def _field(cls: type, name: str, hint: Any, has_default: bool) -> Field:
    nullable = get_origin(hint) is UnionType
    kind = next(part for part in get_args(hint) if part is not type(None)) if nullable else hint
    implied = name in SPAN and cls in DUTY_DAYS
    return Field(name, kind, not (has_default or implied), nullable, LEAST.get((cls, name), 0))


def _has_default(one: Any) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def is_set(kind: Any) -> bool:
    return get_origin(kind) is frozenset


class InvalidInstance(ValueError):
    """`where` is the path of the field, e.g. `slots[3].day`; "" = the file as a whole."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where = where
        self.problem = problem
