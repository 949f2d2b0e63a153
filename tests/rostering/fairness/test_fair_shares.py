"""Fair shares: equal parts among those who could have been on duty."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostering.engine.fair_shares import credits_of
from rostering.engine.problem import LEDGER_CLASSES, Absence, DutyClass, Person, Problem, Slot
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


def midnight(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)


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


@given(
    days=st.lists(st.integers(0, 30), max_size=20),
    stays=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 30)), min_size=1, max_size=4),
    away=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 25), st.integers(1, 10)), max_size=4),
)
def test_the_engine_credits_what_the_ledger_would_ask_of_somebody_who_had_been_there(
    days: list[int], stays: list[tuple[int, int]], away: list[tuple[int, int, int]]
) -> None:
    crew = [
        Person(f"m{n}", frozenset({"u"}), 1, frozenset({"p"}), day(first), day(first + long))
        for n, (first, long) in enumerate(stays)
    ]
    gone = {person.id: [(day(a), day(a + long)) for n, a, long in away if f"m{n}" == person.id] for person in crew}
    absences = [
        Absence(name, midnight(first), midnight(last), excused=True)
        for name, spans in gone.items()
        for first, last in spans
    ]
    slots = [
        Slot(f"s{n}", "u", "t", "p", n, day(on), midnight(day(on)), midnight(day(on + 1)), duty_class=WEEKEND)
        for n, on in enumerate(days)
    ]
    found = credits_of(Problem(tuple(slots), tuple(crew), tuple(absences)), crew, slots)

    there = {one.id: without((one.valid_from, one.valid_to or EVER[1]), gone[one.id]) for one in crew}
    for person, credit in zip(crew, found, strict=True):
        missed = without((DAY, day(60)), there[person.id])
        others = [member(name, *spans) for name, spans in there.items() if name != person.id and spans]
        shares = fair_shares([duty(on) for on in days], [*others, member(person.id, *missed)] if missed else others)
        asked = shares.get((person.id, WEEKEND), 0.0)
        assert abs(credit[LEDGER_CLASSES.index(WEEKEND)] - asked) <= 0.5 + 1e-6
