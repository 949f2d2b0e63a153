"""Fair shares: equal parts among those who could have been on duty."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostering.engine.problem import DutyClass
from rostering.fairness.rules.fair_shares import (
    Done,
    Member,
    Opening,
    days_within,
    fair_shares,
    opening_shares,
    without,
)

DAY = date(2026, 1, 1)
EVER = (date(2020, 1, 1), date(2030, 1, 1))
WEEKEND, POINTS = DutyClass.WEEKEND, DutyClass.POINTS


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def duty(number: int, *, post: str = "p", min_rank: int = 1, klass: DutyClass = WEEKEND) -> Done:
    return Done("u", post, min_rank, klass, day(number), 100, 2400)


def member(name: str, *spans: tuple[date, date], rank: int = 1, posts: tuple[str, ...] = ("p",)) -> Member:
    return Member(name, rank, frozenset(posts), {"u": spans or (EVER,)})


def test_a_newcomer_owes_nothing_of_the_time_before() -> None:
    old, new = member("old"), member("new", (day(5), EVER[1]))

    shares = fair_shares([duty(number) for number in range(10)], [old, new])

    assert shares["old", WEEKEND] == 500 + 250
    assert shares["new", WEEKEND] == 250
    assert shares["new", POINTS] == 2400 * 5 / 2


def test_only_those_who_may_hold_the_post_owe_it() -> None:
    chief, clerk = member("chief", rank=2, posts=("p", "lead")), member("clerk")

    shares = fair_shares([duty(1, post="lead", min_rank=2), duty(2)], [chief, clerk])

    assert shares == {("chief", WEEKEND): 150, ("chief", POINTS): 3600, ("clerk", WEEKEND): 50, ("clerk", POINTS): 1200}


def test_nobody_owes_what_nobody_could_do() -> None:
    assert fair_shares([duty(1)], [member("clerk", posts=())]) == {}


@given(
    days=st.lists(st.integers(0, 60), max_size=30),
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30)), min_size=1, max_size=6),
)
def test_shares_add_up_to_what_was_carried_while_somebody_was_there(
    days: list[int], spans: list[tuple[int, int]]
) -> None:
    members = [member(f"m{n}", (day(first), day(first + long))) for n, (first, long) in enumerate(spans)]

    shares = fair_shares([duty(number) for number in days], members)

    manned = [n for n in days if any(first <= n < first + long for first, long in spans)]
    assert sum(share for (_, klass), share in shares.items() if klass == WEEKEND) == pytest.approx(100 * len(manned))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 10)), max_size=8))
def test_days_away_are_cut_out(away: list[tuple[int, int]]) -> None:
    gone = {n for first, long in away for n in range(first, first + long)}

    left = without((day(5), day(45)), [(day(first), day(first + long)) for first, long in away])

    assert days_within([day(n) for n in range(100)], left) == len(set(range(5, 45)) - gone)
    assert all(before[1] < after[0] for before, after in pairwise(left))


def test_what_people_bring_along_is_split_by_the_time_it_covers() -> None:
    long = Opening("long", ("u",), date(2020, 1, 1), date(2020, 1, 21), {WEEKEND: 900})
    short = Opening("short", ("u",), date(2020, 1, 11), date(2020, 1, 21), {WEEKEND: 0})
    other = Opening("other", ("v",), date(2020, 1, 1), date(2020, 1, 21), {WEEKEND: 300})

    shares = opening_shares([long, short, other])

    assert shares == {("long", WEEKEND): 600, ("short", WEEKEND): 300, ("other", WEEKEND): 300}
