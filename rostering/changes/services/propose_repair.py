"""Somebody can't come any more: the smallest change of a published roster that puts it right.

First only the seats that have lost their holder are filled: every one of them must change, so nothing smaller exists.
Only where that leaves a seat empty may others move too, and the engine is asked for the fewest changes before fairness.

Brings OR-Tools with it: import it only where rosters are solved.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from rostering.changes.queries.repairs import Proposal
from rostering.engine.checking import violations
from rostering.engine.plan import Plan
from rostering.engine.problem import Absence, Effort, Placement, PlacementKind, Problem, Shown
from rostering.engine.solving import solve_in_order
from rostering.engine.tiers import IN_ORDER, REPAIR_ORDER, Tier
from rostering.fairness.queries.lost_seats import GIVEN_UP, Lost
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.queries.moves import Step
from rostering.seats.queries.problem import load_problem

MOST_PROPOSALS = 3
SEED = 1
# Filling one or two seats needs no proof of fairness; that the change is the smallest needs none either.
QUICK = Effort(moves=2000, exact=0.0)
PROVING = Effort(moves=2000, exact=0.5)


def proposals(*, period: DutyPeriod, lost: Sequence[Lost], now: datetime) -> list[Proposal]:
    """At most three ways to fill the seats that have lost their holder, the smallest change first. Reads only."""
    if not lost:
        return []
    problem = _as_of(load_problem(period, {one.roster_id for one in lost}, published=True).problem, lost, now)
    first = _fill_only(problem)
    if first is None:
        return []
    found = [_proposal(problem, first, lost, is_smallest=True)]
    if first.vacancies:
        return _with_moves(problem, first, found[0], lost, now)
    return found + [_proposal(problem, other, lost, is_smallest=True) for other in _others(problem, first, lost)]


def _as_of(problem: Problem, lost: Sequence[Lost], now: datetime) -> Problem:
    """As it stands at `now`: the lost seats are empty, what is over is left alone, a duty under way is what is left of it."""
    gone = {str(one.assignment_id) for one in lost}
    fixed = tuple(placement for placement in problem.fixed if placement.slot_id not in gone)
    stuck = {placement.slot_id for placement in fixed}
    slots = tuple(
        replace(slot, start=max(slot.start, now)) if slot.id in gone else slot
        for slot in problem.slots
        if slot.id in gone or slot.id in stuck
    )
    shown = tuple(Shown(str(one.assignment_id), str(one.person_id)) for one in lost if one.person_id)
    known = {person.id for person in problem.people}
    kept_off = tuple(
        Absence(str(one.person_id), one.assignment.start, one.assignment.end, label="")
        for one in lost
        if one.reason == GIVEN_UP
    )
    return replace(
        problem,
        slots=slots,
        fixed=fixed,
        shown=tuple(one for one in shown if one.person_id in known),
        absences=(*problem.absences, *kept_off),
    )


def _fill_only(problem: Problem) -> Plan | None:
    """The fairest way with everybody else where they are; None when the checker finds fault with it."""
    plan = solve_in_order(problem, order=IN_ORDER, seed=SEED, effort=QUICK)
    return None if violations(problem, plan) else plan


def _others(problem: Problem, first: Plan, lost: Sequence[Lost]) -> Iterable[Plan]:
    """The same seats by other people: each time without those already proposed for the first of them."""
    seat = str(lost[0].assignment_id)
    slot = next(slot for slot in problem.slots if slot.id == seat)
    plan = first
    for _number in range(MOST_PROPOSALS - 1):
        taken = next(placement.person_id for placement in plan.assignments if placement.slot_id == seat)
        barred = Absence(taken, slot.start, slot.end, label="")
        problem = replace(problem, absences=(*problem.absences, barred))
        found = _fill_only(problem)
        if found is None or found.vacancies:
            return
        plan = found
        yield plan


def _with_moves(
    problem: Problem, first: Plan, only_filled: Proposal, lost: Sequence[Lost], now: datetime
) -> list[Proposal]:
    """Others may move as well. What already breaks a rule stays as it is: it is not this repair's to put right."""
    free = {placement.slot_id for placement in problem.fixed} - _unmovable(problem, first, now)
    shown = [Shown(placement.slot_id, placement.person_id) for placement in problem.fixed if placement.slot_id in free]
    moving = replace(
        problem,
        fixed=tuple(placement for placement in problem.fixed if placement.slot_id not in free),
        shown=(*problem.shown, *shown),
    )
    plan = solve_in_order(moving, order=REPAIR_ORDER, seed=SEED, effort=PROVING)
    if violations(moving, plan) or len(plan.vacancies) >= len(first.vacancies):
        return [only_filled]
    proven = all(value.proven for value in plan.objective if value.name in (Tier.VACANCIES, Tier.STABILITY))
    return [_proposal(moving, plan, lost, is_smallest=proven), replace(only_filled, is_smallest=False)]


def _unmovable(problem: Problem, plan: Plan, now: datetime) -> set[str]:
    """What has begun, and what breaks a rule were it not a fact."""
    begun = {slot.id for slot in problem.slots if slot.start <= now}
    as_chosen = replace(problem, fixed=tuple(replace(one, kind=PlacementKind.PINNED) for one in problem.fixed))
    standing = Plan(
        assignments=tuple(
            Placement(one.slot_id, one.person_id, PlacementKind.PINNED if one.kind else PlacementKind.FREE)
            for one in plan.assignments
        ),
        vacancies=plan.vacancies,
    )
    return begun | {slot_id for breach in violations(as_chosen, standing) for slot_id in breach.slot_ids}


def _proposal(problem: Problem, plan: Plan, lost: Sequence[Lost], *, is_smallest: bool) -> Proposal:
    before = {one.slot_id: one.person_id for one in problem.shown}
    fixed = {placement.slot_id for placement in problem.fixed}
    steps = [
        Step(UUID(placement.slot_id), UUID(placement.person_id))
        for placement in plan.assignments
        if placement.slot_id not in fixed and before.get(placement.slot_id) != placement.person_id
    ]
    empty: Collection[str] = {vacancy.slot_id for vacancy in plan.vacancies}
    # A seat nobody can fill still loses whoever can't come.
    steps += [Step(one.assignment_id, None) for one in lost if str(one.assignment_id) in empty and one.person_id]
    return Proposal(steps=tuple(steps), unfilled=len(empty), is_smallest=is_smallest)
