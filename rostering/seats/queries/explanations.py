"""What somebody else on a seat would cost: the engine's tiers, in the words of a reason."""

from uuid import UUID

from rostering.engine.explaining import choices
from rostering.engine.problem import Placement, Reason
from rostering.rosters.models.shift import Assignment
from rostering.seats.queries.problem import load_problem


def decisive_differences(assignment: Assignment) -> dict[UUID, Reason]:
    """Per person who could be seated instead, the first tier in which that differs from the roster as it stands.

    `costs_<tier>` = worse, `gains_<tier>` = better; who would make no difference is left out, and so is who is refused.
    As many queries as `load_problem`. `assignment` needs `shift` loaded.
    """
    loaded = load_problem(assignment.shift.period, {assignment.shift.roster_id}, keep_shown=False, published=True)
    if str(assignment.pk) not in loaded.seats:
        return {}
    placements = [
        Placement(slot_id, str(seat.person_id)) for slot_id, seat in loaded.seats.items() if seat.person_id is not None
    ]
    found = choices(loaded.problem, placements, str(assignment.pk))
    return {
        UUID(choice.person_id): Reason(f"{'costs' if choice.decisive.amount > 0 else 'gains'}_{choice.decisive.tier}")
        for choice in found
        if choice.decisive is not None
    }
