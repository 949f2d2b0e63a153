"""Is every post of a period filled by somebody who may sit there and can be reached (domain §3.4)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from rostering.domain.eligibility import Candidate, refusals
from rostering.domain.enums import RosterState
from rostering.domain.problem import Reason, Rules, Strength
from rostering.labels import reasons_text
from rostering.models import Assignment, DutyPeriod, Roster
from rostering.selectors.facts import Asked, candidates, slot
from rostering.selectors.rules import rules_on
from units.models import Person


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that keeps a period from being covered. `kind`: vacancy, ineligible or unreachable."""

    kind: str
    assignment_id: str
    unit_code: str
    unit_name: str
    post: str
    seat: int
    day: date
    person_name: str
    reasons: tuple[Reason, ...]

    @property
    def text(self) -> str:
        return reasons_text(self.reasons)


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A unit whose word is missing: silent (`draft`), or asked to look again (`returned`)."""

    code: str
    name: str
    state: str

    @property
    def is_returned(self) -> bool:
        return self.state == RosterState.RETURNED


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of a period and its gaps; `waiting` are the units that haven't confirmed, in protocol order."""

    seats: int
    filled: int
    gaps: tuple[Gap, ...]
    units: int
    waiting: tuple[Unconfirmed, ...]

    @property
    def is_complete(self) -> bool:
        return not self.gaps

    @property
    def confirmed(self) -> int:
        return self.units - len(self.waiting)

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        return tuple(unit.name for unit in self.waiting)

    @property
    def returned(self) -> tuple[str, ...]:
        return tuple(unit.name for unit in self.waiting if unit.is_returned)


def coverage(period: DutyPeriod, *, unit_ids: Collection[UUID] | None = None) -> Coverage:
    """Of the units named, None = all. Eleven queries whatever the size of the county."""
    seats = Assignment.objects.active().filter(shift__period=period)
    filings = Roster.objects.filter(period=period)
    if unit_ids is not None:
        seats, filings = seats.filter(shift__unit_id__in=unit_ids), filings.filter(unit_id__in=unit_ids)
    assignments = list(
        seats.select_related("shift__unit", "shift__roster", "person")
        .prefetch_related("shift__phases")
        .order_by("shift__unit__protocol_order", "shift__day", "shift__post_order", "shift__seat")
    )
    in_order = filings.order_by("unit__protocol_order", "unit__code")
    rosters = list(in_order.values_list("unit__code", "unit__name", "state"))
    done = (RosterState.SUBMITTED, RosterState.ACCEPTED)
    return Coverage(
        seats=len(assignments),
        filled=sum(1 for assignment in assignments if assignment.person_id),
        gaps=tuple(gaps_among(period, assignments)),
        units=len(rosters),
        waiting=tuple(Unconfirmed(*row) for row in rosters if row[2] not in done),
    )


def gaps_among(period: DutyPeriod, assignments: list[Assignment]) -> Iterable[Gap]:
    """Gaps of loaded assignments (shift, unit, person, phases) of the period, in their order. Seven queries.

    A published duty that is over can only have been vacant: what became of its holder since is no gap of it.
    """
    if not assignments:
        return
    people: dict[Any, Person] = {a.person_id: a.person for a in assignments if a.person is not None}
    rules = _fitness(rules_on(period.county_id, period.first_day))
    facts = _facts_by_person(period, assignments, people, rules)
    now = timezone.now()
    for assignment in assignments:
        if assignment.person is not None and period.is_in_force and assignment.end <= now:
            continue
        if assignment.person is None:
            causes = tuple(Reason(c["code"], c.get("params", {})) for c in assignment.vacancy_causes)
            yield _gap("vacancy", assignment, causes)
            continue
        candidate = facts[assignment.person.pk]
        refused = tuple(refusals(candidate, slot(assignment.shift, assignment.start, assignment.end), rules))
        # Who is about to be replaced may sit in the period that takes over.
        if refused and assignment.shift.replaced_by_id is None:
            yield _gap("ineligible", assignment, refused)
        elif not candidate.person.reachable:
            yield _gap("unreachable", assignment, (Reason("no_phone"),))


def _fitness(rules: Rules) -> Rules:
    """May this person sit there at all: how often they do is asked when somebody is seated, not of a finished roster."""
    off = Strength.OFF
    return replace(rules, rest=off, week=off, period=off, pair_together=off, pair_both_away=off)


def _facts_by_person(
    period: DutyPeriod, assignments: list[Assignment], people: dict[UUID, Person], rules: Rules
) -> dict[UUID, Candidate]:
    start = min(assignment.start for assignment in assignments)
    end = max(assignment.end for assignment in assignments)
    given_up = [assignment.pk for assignment in assignments]
    asked = Asked(start, end, rules, given_up=given_up, taking_over=period.pk)
    return dict(zip(people, candidates(people.values(), asked), strict=True))


def _gap(kind: str, assignment: Assignment, reasons: tuple[Reason, ...]) -> Gap:
    shift = assignment.shift
    return Gap(
        kind=kind,
        assignment_id=str(assignment.pk),
        unit_code=shift.unit.code,
        unit_name=shift.unit.name,
        post=shift.post,
        seat=shift.seat,
        day=shift.day,
        person_name=assignment.person.name if assignment.person else "",
        reasons=reasons,
    )
