"""Who could sit on a seat: everybody of the unit, allowed first, the others with every reason against them."""

from dataclasses import dataclass

from rostering.domain.eligibility import Reason, refusals, warnings
from rostering.models import Assignment
from rostering.selectors.facts import candidates, slot
from units.models import Person


@dataclass(frozen=True, slots=True)
class SeatCandidate:
    """`reasons` say why not when refused, what to mind when allowed; `load` is burden points of three years."""

    person: Person
    allowed: bool
    reasons: tuple[Reason, ...]
    load: float


def seat_candidates(assignment: Assignment) -> list[SeatCandidate]:
    """Allowed people first, least loaded first. Five queries. `assignment` needs `shift` loaded."""
    people = list(Person.objects.filter(unit_id=assignment.shift.unit_id).order_by("-rank", "name"))
    facts = candidates(people, assignment.start, assignment.end, except_assignments=[assignment.pk])
    seat = slot(assignment.shift)
    found = []
    for person, fact in zip(people, facts, strict=True):
        refused = tuple(refusals(fact, seat))
        found.append(SeatCandidate(person, not refused, refused or tuple(warnings(fact, seat)), fact.past_points))
    return sorted(found, key=lambda c: (not c.allowed, len(c.reasons), c.load, c.person.name))
