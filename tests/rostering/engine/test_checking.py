"""The independent checker by itself: what breaks a rule is named, what doesn't is not."""

from dataclasses import replace

import pytest

from rostering.engine.checking import violations
from rostering.engine.plan import Plan, Vacancy
from rostering.engine.problem import Pair, PairKind, Placement, Problem, Rule, Strength
from tests.rostering.engine.cast import LAX, duty, leave, on, person, pinned, planned, published, seat
from tests.rostering.engine.tempting_problems import TEMPTATIONS, Temptation


def codes(problem: Problem, plan: Plan) -> set[str]:
    return {breach.code for breach in violations(problem, plan)}


@pytest.mark.parametrize("temptation", TEMPTATIONS, ids=lambda one: one.name)
def test_the_broken_rule_is_named_and_no_other(temptation: Temptation) -> None:
    problem = temptation.problem
    assert codes(problem, planned(problem, temptation.greedy)) == {temptation.rule}
    assert codes(problem, planned(problem, temptation.sound)) == set()


def test_every_rule_has_a_temptation() -> None:
    assert {temptation.rule for temptation in TEMPTATIONS} == set(Rule)


@pytest.mark.parametrize("temptation", TEMPTATIONS, ids=lambda one: one.name)
def test_pins_are_judged_like_free_placements(temptation: Temptation) -> None:
    free = tuple(
        pinned(s, p) for s, p in temptation.greedy.items() if s not in {f.slot_id for f in temptation.problem.fixed}
    )
    problem = replace(temptation.problem, fixed=(*temptation.problem.fixed, *free))
    assert codes(problem, planned(problem, temptation.greedy)) == {temptation.rule}


@pytest.mark.parametrize("temptation", TEMPTATIONS, ids=lambda one: one.name)
def test_what_is_published_is_a_fact(temptation: Temptation) -> None:
    problem = replace(temptation.problem, fixed=tuple(published(s, p) for s, p in temptation.greedy.items()))
    assert codes(problem, planned(problem, temptation.greedy)) == set()


SOUND = {
    "two days apart": (Problem((seat(0, name="s"), seat(2, name="t")), (person("a"),)), {"s": "a", "t": "a"}),
    "absence ends as the duty begins": (
        Problem((seat(1, name="s"),), (person("a"),), absences=(leave("a", 0),)),
        {"s": "a"},
    ),
    "beside a duty that excludes nothing": (
        Problem((seat(0, name="s"), seat(0, "staff", name="t", exclusive=False)), (person("a"),)),
        {"s": "a", "t": "a"},
    ),
    "the last day in service": (Problem((seat(0, name="s"),), (person("a", valid_to=on(1)),)), {"s": "a"}),
    "fourth day of seven": (
        Problem(tuple(seat(offset, name=f"s{offset}") for offset in (0, 2, 4, 7)), (person("a"),)),
        {"s0": "a", "s2": "a", "s4": "a", "s7": "a"},
    ),
    "exactly thirty minutes": (
        Problem(
            (seat(0, name="s", response_minutes=30),),
            (person("a", travel_minutes=30),),
            rules=replace(LAX, distance=Strength.HARD),
        ),
        {"s": "a"},
    ),
    "a way that nobody has measured": (
        Problem(
            (seat(0, name="s", response_minutes=30),),
            (person("a", travel_minutes=None),),
            rules=replace(LAX, distance=Strength.HARD),
        ),
        {"s": "a"},
    ),
    "at once means that nobody comes from home": (
        Problem(
            (seat(0, name="s", response_minutes=0),),
            (person("a", travel_minutes=None),),
            rules=replace(LAX, distance=Strength.HARD),
        ),
        {"s": "a"},
    ),
    "a head at home while the other is away": (
        Problem(
            (seat(0, name="s"),),
            (person("a"), person("b")),
            absences=(leave("b", 0),),
            pairs=(Pair("a", "b", PairKind.BOTH_AWAY, "u"),),
        ),
        {"s": "a"},
    ),
    "two absences are not the roster's doing": (
        Problem(
            (seat(0, name="s"),),
            (person("a"), person("b"), person("c")),
            absences=(leave("a", 0), leave("b", 0)),
            pairs=(Pair("a", "b", PairKind.BOTH_AWAY, "u"),),
        ),
        {"s": "c"},
    ),
    "an older duty": (Problem((seat(0, name="s"),), (person("a"),), duties=(duty("a", -2),)), {"s": "a"}),
}


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_found_where_nothing_is_wrong(name: str) -> None:
    problem, seated = SOUND[name]
    assert violations(problem, planned(problem, seated)) == []


ONE = Problem((seat(0, name="s"), seat(2, name="t")), (person("a"), person("b")), fixed=(pinned("t", "b"),))
SHAPES = {
    "slot_missing": Plan((Placement("s", "a"),), ()),
    "slot_twice": Plan((Placement("s", "a"), pinned("t", "b")), (Vacancy("s", ()),)),
    "slot_unknown": Plan((Placement("s", "a"), pinned("t", "b"), Placement("x", "a")), ()),
    "person_unknown": Plan((Placement("s", "x"), pinned("t", "b")), ()),
    "fixed_moved": Plan((Placement("s", "b"), Placement("t", "a")), ()),
    "not_fixed": Plan((pinned("s", "a"), pinned("t", "b")), ()),
}


@pytest.mark.parametrize("code", SHAPES)
def test_a_plan_that_does_not_answer_its_problem(code: str) -> None:
    assert code in codes(ONE, SHAPES[code])


def test_a_settled_rule_is_no_violation() -> None:
    problem = next(t for t in TEMPTATIONS if t.name == "consecutive days")
    for strength in (Strength.OFF, Strength.WARNING):
        lax = replace(problem.problem, rules=replace(problem.problem.rules, rest=strength))
        assert violations(lax, planned(lax, problem.greedy)) == []
