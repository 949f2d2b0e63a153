"""Who could sit on a seat: everybody of the unit, allowed first, the others with every reason against them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from rostering.engine.eligibility import refusals, warnings
from rostering.engine.explaining import choices
from rostering.engine.problem import Placement, Reason
from rostering.fairness.models.preference import SharedPerson
from rostering.fairness.queries.roster_rules import rules_on
from rostering.rosters.models.assignment import Assignment
from rostering.seats.queries.facts import Asked, candidates, past_points, slot
from rostering.seats.queries.problem import load_problem
from units.models import Person
from units.people.models import PersonQuerySet

GAINS = "gains_"


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

    @property
    def minded(self) -> int:
        """How many reasons speak against them; what they would better speaks for them."""
        return sum(1 for reason in self.reasons if not reason.code.startswith(GAINS))


def seat_candidates(assignment: Assignment) -> list[SeatCandidate]:
    """Allowed people first, those with the least to mind and then the least loaded first. `assignment` needs `shift.period` loaded."""
    people = list(serving(assignment.shift.unit_id, assignment.shift.day).in_protocol_order())
    asked = asked_about(assignment, [assignment.pk])
    seat = slot(assignment.shift, assignment.start, assignment.end)
    facts = candidates(people, asked)
    points = past_points([person.pk for person in people], assignment.start)
    shifts = _shifts_in_period(assignment)
    differences = decisive_differences(assignment)
    found = []
    for person, fact in zip(people, facts, strict=True):
        refused = tuple(refusals(fact, seat, asked.rules))
        difference = [differences[person.pk]] if person.pk in differences else []
        mind = (*warnings(fact, seat, asked.rules), *difference)
        found.append(
            SeatCandidate(
                person=person,
                allowed=not refused,
                reasons=refused or mind,
                load=points.get(person.pk, 0.0),
                in_period=shifts.get(person.pk, 0),
            )
        )
    # Equals stay in protocol order.
    return sorted(found, key=lambda c: (not c.allowed, c.minded, c.load))


def asked_about(
    assignment: Assignment, given_up: Collection[UUID], start: datetime | None = None, end: datetime | None = None
) -> Asked:
    """What to ask of whoever takes the seat, or `[start, end)` of it, by the rules of its period. One query."""
    period = assignment.shift.period
    rules = rules_on(period.county_id, period.first_day)
    return Asked(start or assignment.start, end or assignment.end, rules, period.pk, given_up, taking_over=period.pk)


def serving(unit_id: UUID, day: date) -> PersonQuerySet:
    """Everybody of the unit, and whoever helps out there on that day."""
    lent = SharedPerson.objects.throughout(day, day).filter(unit_id=unit_id).values("person_id")
    return Person.objects.filter(Q(unit_id=unit_id) | Q(pk__in=lent))


def _shifts_in_period(assignment: Assignment) -> dict[UUID, int]:
    others = Assignment.objects.active().filter(
        shift__period=assignment.shift.period_id, person__unit=assignment.shift.unit_id
    )
    counted = others.exclude(pk=assignment.pk).order_by().values("person_id").annotate(n=Count("shift", distinct=True))
    return dict(counted.values_list("person_id", "n"))


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
