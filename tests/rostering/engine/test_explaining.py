"""Why somebody is on a seat, and why nobody is: named rules, named tiers, and ways out that work."""

from dataclasses import replace
from time import process_time

import pytest

from rostering.engine import solve
from rostering.engine.explaining import Choice, choices
from rostering.engine.plan import Plan
from rostering.engine.problem import DutyClass, Effort, LedgerEntry, Preference, Problem, Rule, Rules, Strength
from rostering.engine.tiers import Tier
from rostering.engine.vacancies import NOT_ENOUGH, PINNED, Item, why_vacant
from tests.rostering.engine.cast import leave, on, person, pinned, planned, seat


def explained(problem: Problem, plan: Plan, slot_id: str) -> dict[str, Choice]:
    return {choice.person_id: choice for choice in choices(problem, plan.assignments, slot_id)}


def ways(problem: Problem, plan: Plan, slot_id: str) -> list[tuple[Item, ...]]:
    return list(why_vacant(problem, plan.assignments, slot_id).ways)


def test_the_holder_first_then_by_what_others_cost_then_the_refused() -> None:
    people = (person("a"), person("b"), person("c"), person("d"))
    ledger = (LedgerEntry("b", DutyClass.EVE, 300, share=0), LedgerEntry("c", DutyClass.EVE, 100, share=0))
    eve = seat(0, duty_class=DutyClass.EVE)
    problem = Problem((eve,), people, absences=(leave("d", 0),), ledger=ledger)
    plan = solve(problem, seed=1)
    found = choices(problem, plan.assignments, eve.id)
    assert [choice.person_id for choice in found] == ["a", "c", "b", "d"]
    assert found[0].is_present
    assert found[1].decisive is not None
    assert found[1].decisive.tier == Tier.EVE
    assert found[1].decisive.amount > 0
    assert [reason.code for reason in found[3].refused] == [Rule.ABSENT]


def test_a_neighbouring_duty_of_the_plan_refuses_by_rest() -> None:
    problem = Problem((seat(0), seat(1)), (person("a"), person("b")))
    plan = planned(problem, {"0leader": "a", "1leader": "b"})
    (_, other) = choices(problem, plan.assignments, "1leader")
    assert [(reason.code, other.person_id) for reason in other.refused] == [(Rule.REST_TOO_SHORT, "a")]


def test_a_wish_is_named_when_nothing_above_it_differs() -> None:
    wish = Preference("b", on(0), on(1))
    problem = Problem((seat(0),), (person("a"), person("b")), preferences=(wish,))
    found = explained(problem, planned(problem, {"0leader": "a"}), "0leader")
    assert [(d.tier, d.amount) for d in found["b"].differences] == [(Tier.PREFERENCES, 1)]


def test_filling_a_vacancy_is_better_by_its_weight() -> None:
    problem = Problem((seat(0, weight=3),), (person("a"),))
    assert explained(problem, planned(problem, {}), "0leader")["a"].decisive == replace(
        explained(problem, planned(problem, {}), "0leader")["a"].differences[0], tier=Tier.VACANCIES, amount=-3
    )


def test_unknown_seats_are_errors() -> None:
    with pytest.raises(KeyError):
        choices(Problem((), ()), (), "x")
    with pytest.raises(KeyError):
        why_vacant(Problem((), ()), (), "x")


def test_everybody_on_leave_any_one_leave_moved_fills_the_seat() -> None:
    problem = Problem((seat(0),), tuple(person(n) for n in "abcd"), absences=tuple(leave(n, 0) for n in "abcd"))
    plan = solve(problem, seed=1)
    blocked = why_vacant(problem, plan.assignments, "0leader")
    assert [reason.code for reason in blocked.causes] == [Rule.ABSENT]
    assert blocked.ways == tuple((Item(Rule.ABSENT, n, f"{n}/0"),) for n in "abcd")


def test_a_rule_that_is_not_needed_is_no_cause() -> None:
    """b lacks the post too, but absence keeps off both."""
    clerk = person("b", eligible_posts=frozenset({"staff"}))
    problem = Problem((seat(0),), (person("a"), clerk), absences=(leave("a", 0), leave("b", 0)))
    plan = solve(problem, seed=1)
    blocked = why_vacant(problem, plan.assignments, "0leader")
    assert [reason.code for reason in blocked.causes] == [Rule.ABSENT]
    assert blocked.ways == ((Item(Rule.ABSENT, "a", "a/0"),),)


def test_rest_of_the_only_person() -> None:
    problem = Problem((seat(0), seat(1)), (person("a"),))
    plan = solve(problem, seed=1)
    (vacancy,) = plan.vacancies
    blocked = why_vacant(problem, plan.assignments, vacancy.slot_id)
    assert [reason.code for reason in blocked.causes] == [Rule.REST_TOO_SHORT]
    assert blocked.ways == ((Item(Rule.REST_TOO_SHORT, "a"),),)


def test_a_pin_can_be_the_cause() -> None:
    """a could lead, but was pinned to the staff seat that b could have had."""
    people = (person("a"), person("b", eligible_posts=frozenset({"staff"})))
    problem = Problem((seat(0), seat(0, "staff")), people, fixed=(pinned("0staff", "a"),))
    plan = solve(problem, seed=1)
    blocked = why_vacant(problem, plan.assignments, "0leader")
    assert PINNED in {reason.code for reason in blocked.causes}
    assert (Item(PINNED, "a", slot_id="0staff"),) in blocked.ways


def test_two_seats_one_person() -> None:
    problem = Problem((seat(0), seat(0, "staff")), (person("a"),))
    plan = solve(problem, seed=1)
    blocked = why_vacant(problem, plan.assignments, plan.vacancies[0].slot_id)
    assert [reason.code for reason in blocked.causes] == [NOT_ENOUGH]
    assert blocked.ways == ()


def test_a_week_too_full() -> None:
    rules = Rules(rest=Strength.OFF, max_in_week=2)
    problem = Problem(tuple(seat(d) for d in range(3)), (person("a"),), rules=rules)
    plan = solve(problem, seed=1)
    blocked = why_vacant(problem, plan.assignments, plan.vacancies[0].slot_id)
    assert [reason.code for reason in blocked.causes] == [Rule.TOO_MANY_IN_WEEK]
    assert blocked.ways == ((Item(Rule.TOO_MANY_IN_WEEK, "a"),),)


def test_a_seat_that_could_be_filled_has_no_cause() -> None:
    problem = Problem((seat(0),), (person("a"),))
    blocked = why_vacant(problem, planned(problem, {}).assignments, "0leader")
    assert (blocked.causes, blocked.ways) == ((), ())


def test_a_unit_of_sixty_over_a_month_is_explained_in_time() -> None:
    people = tuple(person(f"p{n:02}", rank=1 + n % 2) for n in range(60))
    slots = tuple(seat(d, post) for d in range(30) for post in ("leader", "staff"))
    problem = Problem(slots, people, absences=tuple(leave(p.id, 12, 3) for p in people))
    plan = solve(problem, seed=1, effort=Effort(exact=0))
    began = process_time()
    choices(problem, plan.assignments, "20leader")
    # Twenty times what docs/solver.md allows on an idle machine: a guard against the wrong order of growth only.
    assert process_time() - began < 4
    assert [reason.code for reason in why_vacant(problem, plan.assignments, "13leader").causes] == [Rule.ABSENT]
