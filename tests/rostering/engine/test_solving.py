"""The engine against the checker: no hard rule broken, an honest account, and on tiny problems the optimum itself."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rostering.engine import solve
from rostering.engine.checking import misreported, recompute, violations
from rostering.engine.plan import PinsContradict, Plan, ProblemRefused
from rostering.engine.problem import Effort, PlacementKind, Problem, Rule, Shown
from rostering.engine.solving import solve_in_order
from rostering.engine.tiers import BY_EMPHASIS, REPAIR_ORDER, Tier
from tests.rostering.engine.brute import every_plan, optimum
from tests.rostering.engine.cast import planned, values, who
from tests.rostering.engine.problems import problems
from tests.rostering.engine.tempting_problems import TEMPTATIONS, Temptation

GREEDY = Effort(exact=0)
BRIEF = Effort(moves=300, exact=0.05)
"""Enough to prove what is small; a tier it can't prove must still be told honestly."""


def solved(problem: Problem, effort: Effort = BRIEF) -> Plan:
    """The plan, or the example is left out: its pins contradict."""
    try:
        return solve(problem, seed=1, effort=effort)
    except ProblemRefused:
        assume(False)
        raise


@pytest.mark.parametrize("temptation", TEMPTATIONS, ids=lambda one: one.name)
@pytest.mark.parametrize("effort", [Effort(), GREEDY], ids=["exact", "greedy"])
def test_no_rule_is_broken_to_fill_a_seat(temptation: Temptation, effort: Effort) -> None:
    plan = solve(temptation.problem, seed=1, effort=effort)
    assert violations(temptation.problem, plan) == []
    assert len(who(plan)) == len(temptation.sound)
    assert {vacancy.slot_id for vacancy in plan.vacancies} == {s.id for s in temptation.problem.slots} - set(who(plan))


@pytest.mark.parametrize("temptation", TEMPTATIONS, ids=lambda one: one.name)
def test_a_vacancy_names_the_rule(temptation: Temptation) -> None:
    plan = solve(temptation.problem, seed=1)
    named = {cause.code for vacancy in plan.vacancies for cause in vacancy.causes}
    assert named
    assert temptation.rule in named or temptation.rule == Rule.OTHER_UNIT


@settings(max_examples=60)
@given(problems(seats=14, people=9, days=12))
def test_every_plan_is_sound_and_its_account_is_true(problem: Problem) -> None:
    for effort in (BRIEF, GREEDY, replace(BRIEF, stretch_days=4)):
        plan = solved(problem, effort)
        assert [str(breach) for breach in violations(problem, plan)] == []
        assert misreported(problem, plan) == []


@settings(max_examples=60)
@given(problems(seats=4, people=3, days=6))
def test_the_optimum_of_tiny_problems(problem: Problem) -> None:
    plan = solved(problem, Effort())
    assert all(tier.proven for tier in plan.objective)
    assert values(plan) == optimum(problem)


@settings(max_examples=60)
@given(problems(seats=4, people=3, days=6), st.sampled_from(sorted(BY_EMPHASIS)))
def test_no_bound_lies_above_what_a_plan_reaches(problem: Problem, emphasis: str) -> None:
    """Of all plans that are no worse in the tiers before, whatever the order, at once or part by part."""
    for effort in (BRIEF, replace(BRIEF, stretch_days=2), replace(BRIEF, exact=0.0001)):
        try:
            plan = solve_in_order(problem, order=BY_EMPHASIS[emphasis], seed=1, effort=effort)
        except ProblemRefused:
            return
        for other in every_plan(problem):
            reached = recompute(problem, other)
            for tier in plan.objective:
                assert reached[tier.name] >= tier.bound
                if reached[tier.name] > tier.value:
                    break


@settings(max_examples=25)
@given(problems(seats=4, people=3, days=6))
def test_the_optimum_in_the_order_of_a_repair(problem: Problem) -> None:
    try:
        plan = solve_in_order(problem, order=REPAIR_ORDER, seed=1, effort=Effort())
    except ProblemRefused:
        return
    assert tuple(tier.name for tier in plan.objective) == REPAIR_ORDER
    assert values(plan) == optimum(problem, REPAIR_ORDER)


@settings(max_examples=40)
@given(problems(seats=14, people=9, days=12))
def test_solving_again_makes_nothing_worse(problem: Problem) -> None:
    """Short or long, with or without proofs: what people have seen is a plan too, and where it comes first it stays."""
    for effort in (BRIEF, GREEDY, replace(GREEDY, stretch_days=4)):
        plan = solved(problem, effort)
        shown = replace(problem, shown=tuple(Shown(one.slot_id, one.person_id) for one in plan.assignments))
        again = {tier.name: tier.value for tier in solve(shown, seed=2, effort=effort).objective}
        before = {tier.name: tier.value for tier in plan.objective}
        told = [tier for tier in Tier if tier != Tier.STABILITY]
        assert [again[tier] for tier in told] <= [before[tier] for tier in told]
        steady = solve_in_order(shown, order=REPAIR_ORDER, seed=2, effort=effort)
        kept = {tier.name: tier.value for tier in steady.objective}
        assert (kept[Tier.VACANCIES], kept[Tier.STABILITY]) <= (before[Tier.VACANCIES], 0)


@settings(max_examples=60)
@given(problems(seats=5, people=3, days=6))
def test_pins_are_refused_just_when_they_break_a_rule(problem: Problem) -> None:
    alone = planned(problem, {one.slot_id: one.person_id for one in problem.fixed})
    broken = {breach.code for breach in violations(problem, alone)}
    if not broken:
        solve(problem, seed=1, effort=GREEDY)
        return
    with pytest.raises(PinsContradict) as refused:
        solve(problem, seed=1, effort=GREEDY)
    assert refused.value.rule is not None
    assert refused.value.rule.code in broken
    assert set(refused.value.placements) <= set(problem.fixed)


@settings(max_examples=25)
@given(problems(seats=4, people=3, days=6))
def test_greedy_stays_within_what_is_possible(problem: Problem) -> None:
    plan = solved(problem, GREEDY)
    assert values(plan) >= optimum(problem)
    assert plan.work.solves == 0


def test_vacancies_are_as_few_as_the_bound_says() -> None:
    for temptation in TEMPTATIONS:
        told = {tier.name: tier for tier in solve(temptation.problem, seed=1).objective}
        assert told[Tier.VACANCIES].proven
        fewest = min(len(plan.vacancies) for plan in every_plan(temptation.problem))
        assert told[Tier.VACANCIES].value == fewest


def test_published_placements_keep_their_kind() -> None:
    for temptation in TEMPTATIONS:
        plan = solve(temptation.problem, seed=1)
        kept = {one for one in plan.assignments if one.kind == PlacementKind.PUBLISHED}
        assert kept == set(temptation.problem.fixed)
