"""A table of a sheet: its block of columns, what each of them holds, the rows below and the lines above."""

from dataclasses import dataclass, field

from units.imports.rules.layouts.day_texts import Said
from units.imports.rules.layouts.grids import Grid
from units.imports.rules.layouts.heads import Meaning, bare


@dataclass(frozen=True, slots=True)
class Column:
    """`at` its number from 1, `head` its words from the top down, `day` what day stands above it in a grid of days."""

    at: int
    head: str
    meaning: Meaning | None
    day: Said | None = None
    day_row: int = 0
    weekday: int | None = None
    # What stands over a column of people instead of a head that says what it holds: their unit.
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One block of columns over its rows. `titles` are the lines above it, from the top down."""

    grid: Grid
    head_rows: range
    rows: range
    columns: tuple[Column, ...]
    titles: tuple[str, ...]
    number: int

    @property
    def has_days_across(self) -> bool:
        return any(column.day for column in self.columns)

    @property
    def signature(self) -> str:
        """The same for tables of the same heads: what a clerk's mapping is remembered by."""
        heads = (("days" if column.day else bare(column.head)) for column in self.columns)
        return "|".join(dict.fromkeys(heads) if self.has_days_across else heads)

    @property
    def is_merged(self) -> bool:
        """Whether any cell below the heads is part of a merged area, of which a .csv keeps none."""
        return any(top in self.rows for top, _left in self.grid.origins.values())

    def with_meaning(self, *fields: str) -> list[Column]:
        return [column for column in self.columns if column.meaning and column.meaning.field in fields]


@dataclass(slots=True)
class Found:
    """The tables of a sheet, and the lines that belong to none."""

    tables: list[Table] = field(default_factory=list)
    loose: list[tuple[int, str]] = field(default_factory=list)


def coded(meaning: Meaning | None) -> str:
    """A meaning as a form keeps it: `name:leader:day`; "" for a column nobody understood."""
    return f"{meaning.field}:{meaning.role}:{meaning.part}" if meaning else ""


def decoded(code: str) -> Meaning | None:
    field_name, _, rest = code.partition(":")
    role, _, part = rest.partition(":")
    return Meaning(field_name, role, part) if field_name else None
