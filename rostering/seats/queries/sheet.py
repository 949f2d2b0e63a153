"""The shapes of a period drawn as one sheet: units as rows, days × posts as columns."""

from dataclasses import dataclass
from datetime import date

from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Shift


@dataclass(frozen=True, slots=True)
class Seat:
    """One assignment as a cell shows it; `is_locked`: proposals of the open period leave it alone. `then` is the posture from the clock time `at` on, empty when it stays.

    `designated`: the reason, where somebody was put there over a rule. `tail` is the end of the phone, only for readers who may see contacts; `problem` says why the person can't stay.
    """

    assignment: Assignment
    posture: str
    then: str
    at: str
    tail: str
    problem: str
    is_changed: bool
    is_own: bool
    is_locked: bool
    designated: str


@dataclass(frozen=True, slots=True)
class ShiftSeats:
    """A shift with who holds it: one seat, more when it was handed over under way."""

    shift: Shift
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is lead, duty or all (a day in one column)."""

    day: date
    key: str
    begins_day: bool


@dataclass(frozen=True, slots=True)
class SheetDay:
    day: date
    kind: str
    name: str
    columns: int


@dataclass(frozen=True, slots=True)
class Row:
    """A unit; `is_county` is the row of the county leaders, who sit in the lead office's roster."""

    roster: Roster
    is_county: bool
    cells: tuple[tuple[Column, tuple[ShiftSeats, ...]], ...]
    acknowledged: int
    owed: int


@dataclass(frozen=True, slots=True)
class TierRows:
    tier: str
    units: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Week:
    number: int
    first: date
    last: date
    is_here: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over the whole period, in seats × duty days. `baseline` is what a uniform 24-hour watch would tie down:
    the emergency tier's posts in every unit."""

    units: int
    confirmed: int
    accepted: int
    seats: int
    vacancies: int
    clashes: int
    on_site: int
    baseline: int
    standby: int
    turning: int
    acknowledged: int
    owed: int


@dataclass(frozen=True, slots=True)
class Grid:
    days: tuple[SheetDay, ...]
    columns: tuple[Column, ...]
    groups: tuple[TierRows, ...]
    weeks: tuple[Week, ...]

    @property
    def is_stacked(self) -> bool:
        return bool(self.columns) and self.columns[0].key == "all"

    @property
    def has_two_heads(self) -> bool:
        return any(day.columns > 1 for day in self.days)
