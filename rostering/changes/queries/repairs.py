"""Published seats that have lost their holder, and proposed changes as people read them."""

from dataclasses import dataclass

from rostering.rosters.models.shift import Assignment
from rostering.seats.queries.moves import ShownStep, Step
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
