"""What a cell of the policy can be: its kind, its word, its limits, where it is stored and where the API shows it.

A cell is declared once, at its attribute of the rules (`rostering/policies/rules/policy.py`). Column, form, body, shape,
page and the list of what may be commented on are made from the declaration, each in its own room by kind.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, TypeVar

CELL = "cell"
REQUIRED = object()
C = TypeVar("C", bound="Cell")


def gettext_noop(sentence: str) -> str:
    """Marks a word for the catalogues; whoever shows it translates it."""
    return sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`label` is its word, `entry_label` the one of its form field where that says more, `hint` stands under the field.

    `column`: where it is stored, its attribute's name unless given. `basis`: the column that says where it comes from.
    `default`: the attribute's unless given; None or "" = the cell may be empty, REQUIRED = it has to be written.
    """

    label: str
    entry_label: str = ""
    hint: str = ""
    column: str = ""
    basis: str = ""
    default: Any = REQUIRED
    # Filled in by `cells_of`.
    attribute: str = ""

    @property
    def name(self) -> str:
        return self.column or self.attribute

    @property
    def may_be_empty(self) -> bool:
        return self.default is None or self.default == ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Cell):
    """A time of day in the county, whole minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points(Cell):
    """A decimal with three digits behind the point; `problem` is what a draft has that leaves `least`..`most`."""

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10)
    problem: str = "weight_out_of_range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Cell):
    """Whole minutes from `least` to `most`."""

    least: int = 0
    most: int = 180
    problem: str = "minutes_out_of_range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days(Cell):
    """Whole days from `least` to `most`."""

    least: int = 0
    most: int = 30
    problem: str = "days_out_of_range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Cell):
    """A number of people, `least`..`most`."""

    least: int = 1
    most: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Cell):
    """One of an enum's codes; numbers are named by their member."""

    codes: type[StrEnum] | type[IntEnum]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Cell):
    """Yes or no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Cell):
    """At most `longest` characters."""

    longest: int


def cell(declared: Cell) -> Mapping[str, Any]:
    """As the metadata of a dataclass field."""
    return {CELL: declared}


def cells_of(rule: type) -> tuple[Cell, ...]:
    """The cells declared at the attributes of a dataclass, in their order."""
    return tuple(_at(one, one.metadata[CELL]) for one in fields(rule) if CELL in one.metadata)


def _at(attribute: "Field[Any]", declared: Cell) -> Cell:
    given = REQUIRED if attribute.default is MISSING else attribute.default
    return replace(
        declared, attribute=attribute.name, default=given if declared.default is REQUIRED else declared.default
    )


def cell_named(cells: Iterable[Cell], name: str, kind: type[C]) -> C:
    """The cell of that name. Raises LookupError when there is none of that kind."""
    for one in cells:
        if one.name == name and isinstance(one, kind):
            return one
    raise LookupError(name)
