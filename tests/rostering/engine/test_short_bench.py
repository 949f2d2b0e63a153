"""The bench in short: never worse than the figures kept, nor much more work for them. Seconds are not looked at."""

import json
from typing import Any

import pytest

from rostering.engine.checking import misreported, violations
from rostering.engine.problem import DutyClass
from scripts.solver import cases, short
from scripts.solver.round_robin import round_robin
from scripts.solver.years import five_years, in_one_go, spreads

KEPT: dict[str, dict[str, Any]] = json.loads(short.TARGET.read_text(encoding="utf-8"))
NEARLY = 1.02
"""A tier that the short effort can't prove may differ by so much; what comes after it isn't compared."""
SLACK = 1.5
"""Work may grow by so much before somebody has to look."""


def test_the_cases_are_those_of_the_figures() -> None:
    assert set(KEPT) == set(short.CASES)


@pytest.mark.parametrize("name", short.CASES)
def test_a_county_is_worth_what_it_was(name: str) -> None:
    now, kept = short.figures(name), KEPT[name]
    for tier, value in kept["values"].items():
        if kept["bounds"][tier] != value:
            assert now["values"][tier] <= value * NEARLY + 1
            break
        assert now["values"][tier] == now["bounds"][tier] == value
    for count in ("moves", "solves", "exact"):
        assert now["work"][count] <= kept["work"][count] * SLACK + 2


@pytest.mark.parametrize("name", short.CASES)
def test_round_robin_breaks_rules_and_greedy_does_not(name: str) -> None:
    problem = short.CASES[name]
    assert violations(problem, round_robin(problem))
    plan = cases.greedy(problem, 1)
    assert violations(problem, plan) == []
    assert misreported(problem, plan) == []


def test_a_year_month_by_month_keeps_everybody_together() -> None:
    """The greedy way, as a lower limit: eve, festival, statutory days and weekends within one, points within a duty."""
    books = five_years(lambda problem: cases.greedy(problem, 1), months=12)
    apart = spreads(books)
    assert books.vacancies == 0
    assert all(
        apart[klass] <= 1 for klass in (DutyClass.EVE, DutyClass.FESTIVAL, DutyClass.STATUTORY, DutyClass.WEEKEND)
    )
    assert apart[DutyClass.POINTS] <= 27.12
    by_turns = spreads(in_one_go(round_robin, months=12))
    assert by_turns[DutyClass.WEEKEND] > apart[DutyClass.WEEKEND]
