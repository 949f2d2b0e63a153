"""Proposed changes of published duty as people read them, and what whoever agrees to one has to have seen."""

from collections.abc import Iterable
from dataclasses import dataclass

from rostering.changes.models import Swap
from rostering.engine.eligibility import warnings
from rostering.engine.problem import Reason
from rostering.enums import AbsenceState, SwapKind
from rostering.fairness.models.absence import Absence
from rostering.fairness.queries.leave import kind_word
from rostering.rosters.models.assignment import Assignment
from rostering.seats.queries.moves import Minded, Move, ShownStep, Step, takings
from units.models import Person, User


@dataclass(frozen=True, slots=True)
class Proposal:
    """`unfilled` seats stay empty. `is_smallest`: proven that fewer changes can't fill as many seats."""

    steps: tuple[Step, ...]
    unfilled: int
    is_smallest: bool


def shown_steps(proposal: Proposal, user: User) -> list[ShownStep]:
    """The lines of a proposal in the order of days and protocol. Two queries."""
    people = Person.objects.in_bulk([step.person_id for step in proposal.steps if step.person_id])
    wanted = {step.assignment_id: step for step in proposal.steps}
    rows = (
        Assignment.objects.visible_to(user)
        .filter(pk__in=wanted)
        .select_related("shift__unit", "shift__roster", "person")
    )
    lines = []
    for row in rows.order_by("start", "shift__unit__protocol_order", "shift__post_order", "shift__seat"):
        taker = wanted[row.pk].person_id
        lines.append(ShownStep(row, people[taker] if taker else None))
    return lines


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
