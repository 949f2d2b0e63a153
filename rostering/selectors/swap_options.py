"""What a duty could be exchanged for and who could take it over, checked against the rules, the others with reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rostering.domain.eligibility import Candidate, Reason, refusals, warnings
from rostering.domain.enums import PeriodState, SwapKind
from rostering.models import Assignment, SwapSeat
from rostering.selectors.facts import candidates
from rostering.selectors.seats import serving, slot_of_part
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


def takers(own: Assignment, start: datetime, end: datetime) -> list[Option]:
    """Everybody else who serves the unit for `[start, end)` of the duty, allowed first, least loaded first. Six queries."""
    if own.person_id is None:
        return []
    unit = serving(own.shift.unit_id, own.shift.day)
    people = list(unit.exclude(pk=own.person_id).order_by("-rank", "name"))
    facts = candidates(people, start, end, except_assignments=[own.pk])
    slot = slot_of_part(own.shift, start, end)
    options = []
    for person, fact in zip(people, facts, strict=True):
        refused = tuple(refusals(fact, slot))
        reasons = refused or tuple(warnings(fact, slot))
        options.append(Option(SwapKind.SUBSTITUTION, person, None, not refused, reasons, fact.past_points))
    return _sorted(options)


def exchanges(own: Assignment, now: datetime) -> list[Option]:
    """Colleagues' published duties ahead, checked in both directions; allowed first, then by time. Nine queries."""
    if own.person is None or own.start <= now:
        return []
    theirs = _duties_ahead(own, own.person, now)
    busy = set(SwapSeat.objects.filter(is_open=True, assignment__in=theirs).values_list("assignment_id", flat=True))
    others = _for_own_duty(own, theirs)
    mine = _for_their_duties(own, theirs)
    own_slot = slot_of_part(own.shift, own.start, own.end)
    options = []
    for duty in theirs:
        if duty.person is None or mine is None:
            continue
        slot = slot_of_part(duty.shift, duty.start, duty.end)
        fact = others[duty.person.pk]
        refused = [*refusals(fact, own_slot), *refusals(mine, slot)] + [IN_OPEN_SWAP] * (duty.pk in busy)
        reasons = refused or [*warnings(fact, own_slot), *warnings(mine, slot)]
        unique = tuple({reason.code: reason for reason in reasons}.values())
        options.append(Option(SwapKind.SWAP, duty.person, duty, not refused, unique, fact.past_points))
    return sorted(options, key=lambda one: (not one.allowed, one.theirs.start if one.theirs else now))


def _duties_ahead(own: Assignment, holder: Person, now: datetime) -> list[Assignment]:
    rows = Assignment.objects.active().filter(
        shift__unit_id=own.shift.unit_id,
        shift__period__state=PeriodState.PUBLISHED,
        person__isnull=False,
        start__gt=now,
    )
    rows = rows.exclude(person=holder).exclude(shift_id=own.shift_id)
    rows = rows.select_related("person", "shift__period", "shift__unit").prefetch_related("shift__phases")
    return list(rows.order_by("start", "shift__post_order", "shift__seat")[:MOST_EXCHANGES])


def _for_own_duty(own: Assignment, theirs: Sequence[Assignment]) -> dict[UUID, Candidate]:
    """Colleagues as candidates for one's own duty; what they would give up at the same time keeps them not busy."""
    people = {duty.person.pk: duty.person for duty in theirs if duty.person}
    given_up = [duty.pk for duty in theirs if duty.start < own.end and duty.end > own.start]
    facts = candidates(people.values(), own.start, own.end, except_assignments=[own.pk, *given_up])
    return dict(zip(people, facts, strict=True))


def _for_their_duties(own: Assignment, theirs: Sequence[Assignment]) -> Candidate | None:
    """Whose duty it is as a candidate for any of theirs, without the one given up."""
    if own.person is None or not theirs:
        return None
    start, end = min(duty.start for duty in theirs), max(duty.end for duty in theirs)
    return candidates([own.person], start, end, except_assignments=[own.pk])[0]


def _sorted(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda one: (not one.allowed, len(one.reasons), one.load, one.person.name))
