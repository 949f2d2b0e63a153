"""Whom the engine calls in to the seats of an order: rest, weeks, leave, ranks and fairness hold as for every roster.

Brings OR-Tools with it: import it only where rosters are solved.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from rostering.engine.checking import violations
from rostering.engine.problem import Duty, DutyClass, Effort, Problem, Reason, Slot
from rostering.engine.solving import solve
from rostering.enums import Posture
from rostering.extras.queries import ExtraSeat
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.shift import shortest_response
from rostering.seats.queries.facts import bare_slot
from rostering.seats.queries.problem import load_problem
from rostering.seats.queries.slots import DAY_LONG

SEED = 1
# As a repair: a few seats beside a roster that stays as it is need no proof of fairness.
QUICK = Effort(moves=2000, exact=0.0)


@dataclass(frozen=True, slots=True)
class Called:
    """Who takes a seat; None with what keeps everybody off it."""

    person_id: UUID | None
    causes: tuple[Reason, ...] = ()


def propose(seats: Sequence[ExtraSeat]) -> Mapping[UUID, Called]:
    """By the vacancy's id. Everybody on duty stays where they are. Reads only."""
    by_period: dict[DutyPeriod, list[ExtraSeat]] = defaultdict(list)
    for one in seats:
        by_period[one.shift.period].append(one)
    called: dict[UUID, Called] = {}
    # Whoever is called in to one period rests for the next as well.
    duties: list[Duty] = []
    for period in sorted(by_period, key=lambda one: (one.first_day, str(one.pk))):
        found = _of_period(period, by_period[period], duties)
        called |= found
        duties += [_duty(one, found[one.vacancy.pk].person_id) for one in by_period[period]]
    return called


def _of_period(period: DutyPeriod, seats: Sequence[ExtraSeat], duties: Sequence[Duty]) -> Mapping[UUID, Called]:
    problem = load_problem(period, {one.shift.roster_id for one in seats}, published=True).problem
    problem = _with_seats(problem, seats, duties)
    plan = solve(problem, seed=SEED, effort=QUICK)
    if violations(problem, plan):
        return {one.vacancy.pk: Called(None, (Reason("not_generated"),)) for one in seats}
    by_slot = {one.slot_id: Called(UUID(one.person_id)) for one in plan.assignments}
    by_slot |= {one.slot_id: Called(None, one.causes) for one in plan.vacancies}
    return {one.vacancy.pk: by_slot[str(one.vacancy.pk)] for one in seats}


def _with_seats(problem: Problem, seats: Sequence[ExtraSeat], duties: Sequence[Duty]) -> Problem:
    """What is vacant already is not this order's to fill."""
    stuck = {placement.slot_id for placement in problem.fixed}
    regular = tuple(slot for slot in problem.slots if slot.id in stuck)
    known = {person.id for person in problem.people}
    before = tuple(duty for duty in duties if duty.person_id in known)
    return replace(
        problem, slots=(*regular, *map(_slot, seats)), duties=(*problem.duties, *before), shown=(), preferences=()
    )


def _slot(one: ExtraSeat) -> Slot:
    shift = one.shift
    return replace(
        bare_slot(shift, shift.start, shift.end),
        id=str(one.vacancy.pk),
        response_minutes=shortest_response(one.phases),
        on_site_all_day=_is_on_site_all_day(one),
        duty_class=DutyClass(shift.duty_class),
        festival=shift.festival,
    )


def _duty(one: ExtraSeat, person_id: UUID | None) -> Duty:
    shift = one.shift
    return Duty(
        person_id=str(person_id), unit_id=str(shift.unit_id), day=shift.day, start=shift.start, end=shift.end,
        exclusive=shift.is_exclusive, on_site_all_day=_is_on_site_all_day(one), festival=shift.festival,
        label=shift.period.name,
    )  # fmt: skip


def _is_on_site_all_day(one: ExtraSeat) -> bool:
    on_site = all(phase.obligation.posture == Posture.ON_SITE for phase in one.phases)
    return on_site and one.shift.end - one.shift.start >= DAY_LONG
