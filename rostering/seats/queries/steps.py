"""A change of one seat as a proposal makes it and as people read it."""

from dataclasses import dataclass
from uuid import UUID

from rostering.rosters.models.shift import Assignment
from units.models import Person


@dataclass(frozen=True, slots=True)
class Step:
    """One changed seat; `person_id` None leaves it empty."""

    assignment_id: UUID
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A change with what its line names: the seat as it is, and who takes it (None = nobody)."""

    seat: Assignment
    person: Person | None
