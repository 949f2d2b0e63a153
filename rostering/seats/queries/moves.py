"""People who take seats, or parts of them, in one step: what the rules say of each of them as all will stand afterwards."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rostering.changes.models import Swap
from rostering.engine.eligibility import Candidate, in_emergency, refusals, warnings
from rostering.engine.problem import Reason, Rules, Slot
from rostering.enums import AbsenceState, SwapKind
from rostering.fairness.models.absence import Absence
from rostering.fairness.queries.leave_kinds import kind_word
from rostering.labels import reasons_text
from rostering.rosters.models.shift import Assignment
from rostering.seats.queries.candidates import asked_about
from rostering.seats.queries.facts import candidates, exchanging, held, slot
from units.models import Person


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


def conflicts_of(swap: Swap) -> list[Minded]:
    """What whoever agrees to the swap or approves it has to have seen: every rule against the takers, of any strength,
    and leave that they have asked for."""
    seats = swap.seats.select_related("assignment__shift__unit", "assignment__shift__period__county", "taker")
    moves = [
        Move(one.assignment, one.taker, one.start, one.end)
        for one in seats.prefetch_related("assignment__shift__phases")
    ]
    asked_for = _asked_for(moves)
    found = []
    for one in takings(moves, urgent=swap.kind == SwapKind.EMERGENCY_COVER):
        reasons = one.refusals() + warnings(one.candidate, one.slot, one.rules) + _leave(one.move, asked_for)
        if reasons:
            found.append(Minded(one.move.seat.pk, one.person.name, tuple(reasons)))
    return found


def _asked_for(moves: Iterable[Move]) -> list[Absence]:
    takers = [move.person.pk for move in moves if move.person is not None]
    return list(Absence.objects.filter(person__in=takers, state=AbsenceState.REQUESTED).order_by("start"))


def _leave(move: Move, asked_for: Iterable[Absence]) -> list[Reason]:
    """Not approved yet, so that it keeps nobody off."""
    return [
        Reason("leave_asked", {"label": str(kind_word(one.kind, one.kind_name))})
        for one in asked_for
        if move.person is not None and one.person_id == move.person.pk and one.start < move.end and move.start < one.end
    ]
