"""What obligations and phases look like."""

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from typing import Any

from rest_framework import serializers

from rostering.policies.rules.cells import Cell, Choice, Clock, Count, Days, Flag, Minutes, Points, Text, cells_of
from rostering.policies.rules.policy import Obligation, Phase
from units.api.fields import InstantField
from units.api.objects import ObjectShape

# What is owed, without the words of an exception.
OWED_CELLS = tuple(cell for cell in cells_of(Obligation) if not isinstance(cell, Text))


def shown_field(cell: Cell) -> serializers.Field[Any, Any, Any, Any]:
    """How the API describes a cell of the policy."""
    empty = cell.may_be_empty
    match cell:
        case Points():
            made: serializers.Field[Any, Any, Any, Any] = serializers.FloatField()
        case Minutes():
            nothing = "null = as the county's settings say" if cell.least else "0 = at once, null = no rule"
            made = serializers.IntegerField(allow_null=empty, help_text=nothing if empty else None)
        case Days():
            made = serializers.IntegerField(allow_null=empty)
        case Clock():
            made = serializers.CharField(allow_null=empty)
        case Count():
            made = serializers.IntegerField()
        case Choice() if issubclass(cell.codes, StrEnum):
            made = serializers.ChoiceField(choices=list(cell.codes), allow_null=empty)
        case Flag():
            made = serializers.BooleanField()
        case _:
            made = serializers.CharField(allow_blank=empty)
    return made


def shown_fields(cells: Iterable[Cell]) -> dict[str, Any]:
    return {cell.attribute: shown_field(cell) for cell in cells}


def shown_values(cells: Iterable[Cell], row: object) -> dict[str, Any]:
    """The cells of a stored row."""
    return {cell.attribute: shown_value(cell, getattr(row, cell.name)) for cell in cells}


def shown_value(cell: Cell, value: Any) -> Any:
    """How the API shows a cell's value; an empty one is null, a text without words ""."""
    match cell:
        case Clock():
            return None if value is None else f"{value:%H:%M}"
        case Points():
            return float(value)
        case Choice() if issubclass(cell.codes, IntEnum):
            return cell.codes(value).name.lower()
        case Choice():
            return value or None
    return value


class ObligationShape(ObjectShape):
    def get_fields(self) -> dict[str, Any]:
        return shown_fields(OWED_CELLS) | super().get_fields()


class ResolvedShape(ObligationShape):
    """What a post owes at the instant asked for, and from when to when."""

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"from": InstantField(), "to": InstantField()}


class PhaseShape(ObjectShape):
    """A stretch of a shift with one obligation."""

    start = InstantField()
    end = InstantField()
    exception = serializers.CharField(allow_blank=True, source="obligation.exception")

    def get_fields(self) -> dict[str, Any]:
        owed = shown_fields(OWED_CELLS)
        for name, field in owed.items():
            field.source = f"obligation.{name}"
        return owed | super().get_fields()


PHASE_COLUMNS = ("start", "end", *(cell.name for cell in cells_of(Obligation)))


def phase_of(row: Mapping[str, Any]) -> Phase:
    """A stored phase from its values() row."""
    start, end, *owed = (row[name] for name in PHASE_COLUMNS)
    return Phase(start, end, Obligation.stored(*owed))
