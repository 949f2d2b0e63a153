"""After publication: the fewest seats change hands, and every seat that can be filled again is."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rostering.engine import solve
from rostering.engine.checking import recompute, violations
from rostering.engine.instances import parse
from rostering.engine.plan import Plan
from rostering.engine.problem import Absence, Effort, Problem, Shown
from rostering.engine.solving import solve_in_order
from rostering.engine.tiers import REPAIR_ORDER, Tier
from scripts.solver.examples import FOLDER
from tests.rostering.engine.brute import every_plan
from tests.rostering.engine.cast import leave, who
from tests.rostering.engine.problems import problems
from tests.rostering.engine.test_solving import solved


def torn(problem: Problem, plan: Plan, gone: Sequence[Absence]) -> Problem:
    """The problem after `plan` was shown and somebody has fallen ill."""
    shown = tuple(Shown(one.slot_id, one.person_id) for one in plan.assignments)
    return replace(problem, fixed=(), shown=shown, absences=(*problem.absences, *gone))


def repaired(problem: Problem) -> Plan:
    return solve_in_order(problem, order=REPAIR_ORDER, seed=1, effort=Effort())


def vacated(problem: Problem) -> set[str]:
    """The seats that can't stay as they were shown, whatever else changes."""
    shown = {one.slot_id: one.person_id for one in problem.shown}
    slots = {slot.id: slot for slot in problem.slots}
    return {
        slot_id
        for slot_id, name in shown.items()
        for gone in problem.absences
        if gone.person_id == name and gone.start < slots[slot_id].end and slots[slot_id].start < gone.end
    }


@settings(max_examples=25)
@given(problems(seats=4, people=3, days=6, fixed=False), st.data())
def test_no_plan_with_as_few_vacancies_changes_less(problem: Problem, data: st.DataObject) -> None:
    before = solved(problem)
    ill = data.draw(st.sampled_from([one.id for one in problem.people]))
    broken = torn(problem, before, [leave(ill, data.draw(st.integers(0, 5)), 2)])
    plan = repaired(broken)
    assert violations(broken, plan) == []
    told = {tier.name: tier for tier in plan.objective}
    best = min(_worth(broken, other) for other in every_plan(broken))
    assert (told[Tier.VACANCIES].value, told[Tier.STABILITY].value) == best
    assert told[Tier.STABILITY].proven
    assert told[Tier.STABILITY].value >= len(vacated(broken))


def _worth(problem: Problem, plan: Plan) -> tuple[int, int]:
    values = recompute(problem, plan)
    return values[Tier.VACANCIES], values[Tier.STABILITY]


def test_nobody_ill_nothing_changes() -> None:
    problem = parse((FOLDER / "leap-day.json").read_text(encoding="utf-8"))
    plan = solve(problem, seed=1)
    again = repaired(torn(problem, plan, []))
    assert who(again) == who(plan)


@pytest.mark.parametrize("name", ["tenfold-ledgers", "unit-of-60"])
def test_as_many_changes_as_seats_vacated_where_there_are_people_enough(name: str) -> None:
    problem = parse((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    before = solve(problem, seed=1, effort=Effort(exact=0))
    ill = before.assignments[0].person_id
    first = min(slot.start for slot in problem.slots)
    broken = torn(problem, before, [Absence(ill, first, max(slot.end for slot in problem.slots))])
    plan = repaired(broken)
    told = {tier.name: tier for tier in plan.objective}
    assert told[Tier.STABILITY].value == len(vacated(broken)) > 0
    assert told[Tier.STABILITY].proven
    assert told[Tier.VACANCIES].value == len(before.vacancies) == 0
