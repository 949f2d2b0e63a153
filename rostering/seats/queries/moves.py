"""People who take seats, or parts of them, in one step: what the rules say of each of them as all will stand afterwards."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rostering.engine.eligibility import Candidate, in_emergency, refusals
from rostering.engine.problem import Reason, Rules, Slot
from rostering.reasons import reasons_text
from rostering.rosters.models.assignment import Assignment
from rostering.seats.queries.candidates import asked_about
from rostering.seats.queries.facts import candidates, exchanging, held, slot
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


@dataclass(frozen=True, slots=True)
class Move:
    """`person` (None = nobody) takes `[start, end)` of the seat from whoever holds it."""

    seat: Assignment
    person: Person | None
    start: datetime
    end: datetime

    @property
    def is_whole(self) -> bool:
        return (self.start, self.end) == (self.seat.start, self.seat.end)


@dataclass(frozen=True, slots=True)
class Taking:
    """One move as the rules see it."""

    move: Move
    person: Person
    candidate: Candidate
    slot: Slot
    rules: Rules

    def refusals(self) -> list[Reason]:
        return refusals(self.candidate, self.slot, self.rules)


@dataclass(frozen=True, slots=True)
class Minded:
    """What speaks against somebody on a seat, for whoever decides to have seen."""

    assignment_id: UUID
    person_name: str
    reasons: tuple[Reason, ...]

    @property
    def what(self) -> tuple[UUID, str, str]:
        return self.assignment_id, self.person_name, reasons_text(self.reasons)

    @property
    def text(self) -> str:
        return f"{self.person_name}：{reasons_text(self.reasons)}"


def takings(moves: Collection[Move], *, urgent: bool = False) -> Iterator[Taking]:
    """Of every move that gives somebody a seat. `urgent`: by the rules of an emergency cover."""
    left = [move.seat.pk for move in moves]
    for move in moves:
        if move.person is None:
            continue
        asked = asked_about(move.seat, left, move.start, move.end)
        rules = in_emergency(asked.rules) if urgent else asked.rules
        others = [held(m.seat, m.person.pk, m.start, m.end) for m in moves if m is not move and m.person is not None]
        taker = exchanging(candidates([move.person], asked)[0], asked, leaving=(), taking=others)
        yield Taking(move, move.person, taker, slot(move.seat.shift, move.start, move.end), rules)
