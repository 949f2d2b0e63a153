"""Who could sit on a seat: everybody of the unit, allowed first, the others with every reason against them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from rostering.domain.eligibility import Reason, Slot, refusals, warnings
from rostering.domain.policy import clip
from rostering.models import Assignment, SharedPerson, Shift
from rostering.models.shift import shortest_response
from rostering.selectors.explanations import decisive_differences
from rostering.selectors.facts import candidates, slot
from units.models import Person


@dataclass(frozen=True, slots=True)
class SeatCandidate:
    """`reasons` say why not when refused; when allowed what to mind, and what decides beside the roster as it stands.

    `load` is burden points of three years, `in_period` how many other shifts of this period the person has.
    """

    person: Person
    allowed: bool
    reasons: tuple[Reason, ...]
    load: float
    in_period: int


def seat_candidates(assignment: Assignment) -> list[SeatCandidate]:
    """Allowed people first, least loaded first. Seven queries. `assignment` needs `shift` loaded."""
    people = list(serving(assignment.shift.unit_id, assignment.shift.day).order_by("-rank", "name"))
    facts = candidates(people, assignment.start, assignment.end, except_assignments=[assignment.pk])
    seat = slot_of_part(assignment.shift, assignment.start, assignment.end)
    shifts = _shifts_in_period(assignment)
    found = []
    for person, fact in zip(people, facts, strict=True):
        refused = tuple(refusals(fact, seat))
        found.append(
            SeatCandidate(
                person=person,
                allowed=not refused,
                reasons=refused or tuple(warnings(fact, seat)),
                load=fact.past_points,
                in_period=shifts.get(person.pk, 0),
            )
        )
    in_order = sorted(found, key=lambda c: (not c.allowed, len(c.reasons), c.load, c.person.name))
    differences = decisive_differences(assignment)
    return [_with_difference(candidate, differences) for candidate in in_order]


def _with_difference(candidate: SeatCandidate, differences: Mapping[UUID, Reason]) -> SeatCandidate:
    difference = differences.get(candidate.person.pk)
    if difference is None or not candidate.allowed:
        return candidate
    return replace(candidate, reasons=(*candidate.reasons, difference))


def serving(unit_id: UUID, day: date) -> QuerySet[Person]:
    """Everybody of the unit, and whoever helps out there on that day."""
    lent = SharedPerson.objects.throughout(day, day).filter(unit_id=unit_id).values("person_id")
    return Person.objects.filter(Q(unit_id=unit_id) | Q(pk__in=lent))


def slot_of_part(shift: Shift, start: datetime, end: datetime) -> Slot:
    """`[start, end)` of a shift as the rules see it: only what is owed in that part counts."""
    phases = clip(shift.as_phases(), start, end)
    return replace(slot(shift), start=start, end=end, response_minutes=shortest_response(phases))


def _shifts_in_period(assignment: Assignment) -> dict[UUID, int]:
    others = Assignment.objects.active().filter(
        shift__period=assignment.shift.period_id, person__unit=assignment.shift.unit_id
    )
    counted = others.exclude(pk=assignment.pk).order_by().values("person_id").annotate(n=Count("shift", distinct=True))
    return dict(counted.values_list("person_id", "n"))
