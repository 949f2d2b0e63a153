"""What a duty could be exchanged for and who could take it over, checked against the rules, the others with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from rostering.changes.models import SwapSeat
from rostering.engine.eligibility import in_emergency, refusals, warnings
from rostering.engine.problem import Reason
from rostering.enums import PeriodState, SwapKind
from rostering.rosters.models.assignment import Assignment
from rostering.seats.queries.candidates import asked_about, serving
from rostering.seats.queries.facts import candidates, exchanging, held, past_points, slot
from units.models import Person

# As far as people plan; keeps the page and its queries bounded.
MOST_EXCHANGES = 200
IN_OPEN_SWAP = Reason("in_open_swap")


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who could take over (`theirs` None), or one of their duties to take in exchange.

    `reasons` say why not when refused, what to mind when allowed. `load` is burden points of three years.
    """

    kind: SwapKind
    person: Person
    theirs: Assignment | None
    allowed: bool
    reasons: tuple[Reason, ...]
    load: float


def takers(own: Assignment, start: datetime, end: datetime, *, urgent: bool = False) -> list[Option]:
    """Everybody else who serves the unit for `[start, end)` of the duty, allowed first, least loaded first. Eight queries.

    `urgent`: as an emergency cover.
    """
    if own.person_id is None:
        return []
    unit = serving(own.shift.unit_id, own.shift.day)
    people = list(unit.exclude(pk=own.person_id).in_protocol_order())
    asked = asked_about(own, [own.pk], start, end)
    rules = in_emergency(asked.rules) if urgent else asked.rules
    points = past_points([person.pk for person in people], start)
    seat = slot(own.shift, start, end)
    options = []
    for person, fact in zip(people, candidates(people, asked), strict=True):
        refused = tuple(refusals(fact, seat, rules))
        reasons = refused or tuple(warnings(fact, seat, rules))
        options.append(Option(SwapKind.SUBSTITUTION, person, None, not refused, reasons, points.get(person.pk, 0.0)))
    # Equals stay in protocol order.
    return sorted(options, key=lambda one: (not one.allowed, len(one.reasons), one.load))


def exchanges(own: Assignment, now: datetime) -> list[Option]:
    """Colleagues' published duties ahead, checked in both directions; allowed first, then by time. Twelve queries."""
    if own.person is None or own.start <= now:
        return []
    theirs = _duties_ahead(own, own.person, now)
    if not theirs:
        return []
    busy = set(SwapSeat.objects.filter(is_open=True, assignment__in=theirs).values_list("assignment_id", flat=True))
    people = {duty.person.pk: duty.person for duty in theirs if duty.person}
    points = past_points(people, own.start)
    weighing = _Exchange(own, own.person, theirs, people)
    options = []
    for duty in theirs:
        if duty.person is not None:
            refused, mind = weighing.of(duty, duty.person)
            refused += [IN_OPEN_SWAP] * (duty.pk in busy)
            unique = tuple({reason.code: reason for reason in refused or mind}.values())
            load = points.get(duty.person.pk, 0.0)
            options.append(Option(SwapKind.SWAP, duty.person, duty, not refused, unique, load))
    return sorted(options, key=lambda one: _nearest_first(one, own))


def _nearest_first(option: Option, own: Assignment) -> tuple[object, ...]:
    """The allowed first, those of the same period before others, by day."""
    duty = option.theirs or own
    return (not option.allowed, duty.shift.period_id != own.shift.period_id, duty.start)


class _Exchange:
    """What the rules say when two change their duties: each without the one they give up."""

    def __init__(
        self, own: Assignment, holder: Person, theirs: Sequence[Assignment], people: Mapping[UUID, Person]
    ) -> None:
        self.own, self.holder = own, holder
        self.asked = asked_about(own, [])
        begins, ends = min(duty.start for duty in theirs), max(duty.end for duty in theirs)
        ahead = replace(self.asked, start=begins, end=ends)
        self.others = dict(zip(people, candidates(people.values(), self.asked), strict=True))
        self.mine = candidates([holder], ahead)[0]

    def of(self, duty: Assignment, person: Person) -> tuple[list[Reason], list[Reason]]:
        """(reasons against it, what to mind)"""
        own, rules, both = self.own, self.asked.rules, (self.own.pk, duty.pk)
        gets = [held(own, person.pk, own.start, own.end)]
        gives = [held(duty, self.holder.pk, duty.start, duty.end)]
        other = exchanging(self.others[person.pk], self.asked, leaving=both, taking=gives)
        mine = exchanging(self.mine, self.asked, leaving=both, taking=gets)
        own_seat, their_seat = slot(own.shift, own.start, own.end), slot(duty.shift, duty.start, duty.end)
        refused = [*refusals(other, own_seat, rules), *refusals(mine, their_seat, rules)]
        return refused, [*warnings(other, own_seat, rules), *warnings(mine, their_seat, rules)]


def _duties_ahead(own: Assignment, holder: Person, now: datetime) -> list[Assignment]:
    rows = Assignment.objects.active().filter(
        shift__unit_id=own.shift.unit_id,
        shift__period__state=PeriodState.PUBLISHED,
        person__isnull=False,
        start__gt=now,
    )
    rows = rows.exclude(person=holder).exclude(shift_id=own.shift_id)
    rows = rows.select_related("person", "shift__period", "shift__unit", "shift__roster").prefetch_related(
        "shift__phases"
    )
    return list(rows.order_by("start", "shift__post_order", "shift__seat")[:MOST_EXCHANGES])
