"""The sum of squares is what makes it fair: the leximax optimum, debts paid back, nobody charged for leave."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rostering.engine import solve
from rostering.engine.problem import Absence, DutyClass, LedgerEntry, Person, Problem, Slot
from tests.rostering.engine.cast import LAX, leave, person, seat, who


def weekends(count: int) -> tuple[Slot, ...]:
    return tuple(seat(7 * index, name=f"s{index}", duty_class=DutyClass.WEEKEND, points=0) for index in range(count))


def crew(size: int) -> tuple[Person, ...]:
    return tuple(person(f"p{index}") for index in range(size))


def carried(loads: list[int]) -> tuple[LedgerEntry, ...]:
    return tuple(LedgerEntry(f"p{i}", DutyClass.WEEKEND, load * 100, eligible_days=365) for i, load in enumerate(loads))


def served(problem: Problem) -> list[int]:
    seated = list(who(solve(problem, seed=1)).values())
    return [seated.count(one.id) for one in problem.people]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=4), st.integers(1, 5), st.data())
def test_the_burdens_are_the_leximax_optimum(loads: list[int], seats: int, data: st.DataObject) -> None:
    """Of all ways to give the seats to whoever is there, the one whose burdens, sorted from the top, are least."""
    away = data.draw(st.lists(st.tuples(st.integers(0, len(loads) - 1), st.integers(0, seats - 1)), max_size=3))
    absences = tuple(Absence(f"p{p}", seat(7 * s).start, seat(7 * s).end) for p, s in set(away))
    problem = Problem(weekends(seats), crew(len(loads)), absences=absences, ledger=carried(loads), rules=LAX)
    choices: list[list[int | None]] = [
        [p for p in range(len(loads)) if (p, s) not in away] or [None] for s in range(seats)
    ]
    best = min(_sorted([load + way.count(p) for p, load in enumerate(loads)]) for way in product(*choices))
    assert _sorted([load + more for load, more in zip(loads, served(problem), strict=True)]) == best


def _sorted(burdens: list[int]) -> list[int]:
    return sorted(burdens, reverse=True)


def test_who_carried_ten_times_as_much_rests() -> None:
    assert served(Problem(weekends(6), crew(4), ledger=carried([10, 10, 1, 1]), rules=LAX)) == [0, 0, 3, 3]


def test_without_a_ledger_all_take_turns() -> None:
    assert served(Problem(weekends(8), crew(4), rules=LAX)) == [2, 2, 2, 2]


@pytest.mark.parametrize(("excused", "expected"), [(True, [1, 3, 3, 3]), (False, [2, 2, 3, 3])])
def test_leave_that_is_excused_is_not_caught_up(excused: bool, expected: list[int]) -> None:
    """Ten weekends; the first is away for seven of them."""
    away = (leave("p0", 21, 49, excused=excused),)
    counts = served(Problem(weekends(10), crew(4), absences=away, rules=LAX))
    assert sorted(counts) == expected
    assert counts[0] == 1 or not excused


def test_the_rarest_class_goes_first() -> None:
    """One has an eve to come, the other weekends enough: the eve decides, whatever the weekends say."""
    eve = seat(0, name="e", duty_class=DutyClass.EVE, points=0)
    ledger = (
        LedgerEntry("p0", DutyClass.EVE, 100, eligible_days=365),
        LedgerEntry("p1", DutyClass.EVE, 0, eligible_days=365),
        LedgerEntry("p0", DutyClass.WEEKEND, 0, eligible_days=365),
        LedgerEntry("p1", DutyClass.WEEKEND, 900, eligible_days=365),
    )
    assert who(solve(Problem((eve,), crew(2), ledger=ledger, rules=LAX), seed=1)) == {"e": "p1"}
