"""The checker's own account of the objective, by hand-made cases."""

from dataclasses import replace

import pytest

from rostering.engine.checking import misreported, recompute
from rostering.engine.problem import DutyClass, LedgerEntry, Pair, Preference, Problem, Rules, Shown, Slot, Strength
from rostering.engine.tiers import Tier, TierValue
from tests.rostering.engine.cast import LAX, duty, leave, on, person, planned, seat

A, B = person("a"), person("b")
DAYS = (seat(0, name="s"), seat(1, name="t"))


def value(problem: Problem, seated: dict[str, str], tier: Tier) -> int:
    return recompute(problem, planned(problem, seated))[tier]


def eve(offset: int, name: str) -> Slot:
    return seat(offset, name=name, duty_class=DutyClass.EVE, points=0)


def test_vacancies_weigh() -> None:
    problem = Problem((seat(0, name="s", weight=3), seat(1, name="t")), (A,))
    assert value(problem, {"t": "a"}, Tier.VACANCIES) == 3
    assert value(problem, {}, Tier.VACANCIES) == 4


def test_the_sum_of_squares_in_hundredths() -> None:
    problem = Problem((eve(0, "s"), eve(9, "t")), (A, B))
    assert value(problem, {"s": "a", "t": "b"}, Tier.EVE) == 2 * 100**2
    assert value(problem, {"s": "a", "t": "a"}, Tier.EVE) == 200**2
    assert value(problem, {"s": "a", "t": "a"}, Tier.FESTIVAL) == 0


def test_a_share_is_pro_rata_to_eligible_days_within_the_pool() -> None:
    entries = (
        LedgerEntry("a", DutyClass.EVE, 300, eligible_days=200),
        LedgerEntry("b", DutyClass.EVE, 0, eligible_days=100),
    )
    assert value(Problem((eve(0, "s"),), (A, B), ledger=entries), {}, Tier.EVE) == 2 * 100**2
    other = replace(B, eligible_posts=frozenset({"staff"}))
    assert value(Problem((eve(0, "s"),), (A, other), ledger=entries), {}, Tier.EVE) == 0
    given = (LedgerEntry("a", DutyClass.EVE, 300, share=50),)
    assert value(Problem((eve(0, "s"),), (A, B), ledger=given), {"s": "a"}, Tier.EVE) == 350**2


def test_who_is_excused_is_credited_with_the_part_that_would_have_been_theirs() -> None:
    problem = Problem((eve(0, "s"),), (A, B), absences=(leave("a", 0, excused=True),))
    assert value(problem, {"s": "b"}, Tier.EVE) == 50**2 + 100**2
    plain = replace(problem, absences=(leave("a", 0),))
    assert value(plain, {"s": "b"}, Tier.EVE) == 100**2


def test_points() -> None:
    assert value(Problem(DAYS, (A, B)), {"s": "a", "t": "b"}, Tier.POINTS) == 2 * 1000**2


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (replace(LAX, rest=Strength.WARNING), 1),
        (replace(LAX, week=Strength.WARNING, max_in_week=1), 6),
        (replace(LAX, period=Strength.WARNING, max_in_period=1), 1),
        (LAX, 0),
    ],
)
def test_warnings_of_one_person(rules: Rules, expected: int) -> None:
    assert value(Problem(DAYS, (A,), rules=rules), {"s": "a", "t": "a"}, Tier.WARNINGS) == expected


def test_warnings_of_distance_and_pairs() -> None:
    far = Problem((seat(0, name="s", response_minutes=5),), (A,))
    assert value(far, {"s": "a"}, Tier.WARNINGS) == 1
    unmeasured = Problem((seat(0, name="s", response_minutes=5),), (person("a", travel_minutes=None),))
    assert value(unmeasured, {"s": "a"}, Tier.WARNINGS) == 0
    silent = Problem((seat(0, name="s"),), (person("a", reachable=False),))
    assert value(silent, {"s": "a"}, Tier.WARNINGS) == 1
    pair = Problem(
        (seat(0, name="s"), seat(0, "staff", name="t")),
        (A, B),
        pairs=(Pair("a", "b"),),
        rules=replace(LAX, pair_together=Strength.WARNING),
    )
    assert value(pair, {"s": "a", "t": "b"}, Tier.WARNINGS) == 1


@pytest.mark.parametrize(("apart", "expected"), [(1, 6), (6, 1), (7, 0)])
def test_spacing_counts_windows(apart: int, expected: int) -> None:
    problem = Problem((seat(0, name="s"), seat(apart, name="t")), (A,), rules=LAX)
    assert value(problem, {"s": "a", "t": "a"}, Tier.SPACING) == expected


def test_spacing_leaves_out_what_stands_anyway() -> None:
    problem = Problem((seat(4, name="s"),), (A,), duties=(duty("a", 0), duty("a", 1)), rules=LAX)
    assert value(problem, {}, Tier.SPACING) == 0
    assert value(problem, {"s": "a"}, Tier.SPACING) == 4


@pytest.mark.parametrize(("before", "expected"), [(365, 1), (336, 1), (299, 0), (730, 0)])
def test_the_same_festival_a_year_before(before: int, expected: int) -> None:
    problem = Problem(
        (seat(0, name="s", festival="春节"),),
        (A,),
        duties=(duty("a", -before, festival="春节"), duty("a", -365, festival="元旦")),
    )
    assert value(problem, {"s": "a"}, Tier.REPEATS) == expected


def test_wishes() -> None:
    wishes = (Preference("a", on(0), on(1), weight=3), Preference("b", on(1), on(2), gladly=True, weight=2))
    problem = Problem(DAYS, (A, B), preferences=wishes)
    assert value(problem, {"s": "a", "t": "b"}, Tier.PREFERENCES) == 1
    assert value(problem, {"s": "b", "t": "a"}, Tier.PREFERENCES) == 0


def test_changes_to_what_was_shown() -> None:
    problem = Problem(DAYS, (A, B), shown=(Shown("s", "a"), Shown("t", "b")))
    assert value(problem, {"s": "a", "t": "b"}, Tier.STABILITY) == 0
    assert value(problem, {"s": "b"}, Tier.STABILITY) == 2


def test_a_wrong_account_is_found() -> None:
    problem = Problem(DAYS, (A, B))
    plan = planned(problem, {"s": "a"})
    told = (
        TierValue(Tier.VACANCIES, 0, 0, True),
        TierValue(Tier.POINTS, 1000**2, 1000**2 + 1, False),
        TierValue(Tier.EVE, 0, -1, True),
    )
    assert len(misreported(problem, replace(plan, objective=told))) == 3
    assert misreported(problem, replace(plan, objective=(TierValue(Tier.VACANCIES, 1, 1, True),))) == []
