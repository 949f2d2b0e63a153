"""What is measured: holidays, a month, a year, a county of counties, an illness, five years of one unit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rostering.domain.checking import misreported, recompute, violations
from rostering.domain.engine.solving import solve
from rostering.domain.problem import Absence, Effort, Plan, Problem, Shown, Tier
from scripts.solver import table
from scripts.solver.county import Mix, county
from scripts.solver.days import span
from scripts.solver.measuring import Cost, measured
from scripts.solver.round_robin import round_robin
from scripts.solver.years import Maker, at_once, five_years, spreads

LABOUR_DAY = span(date(2026, 5, 1), 3)
SPRING_FESTIVAL = span(date(2026, 2, 15), 9)
MONTH = span(date(2026, 4, 1), 30)
YEAR = span(date(2026, 1, 1), 365)
GREEDY = Effort(exact=0)


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan and what the checker says of it."""

    plan: Plan
    violations: int
    values: Mapping[Tier, int]
    wrong: int


def greedy(problem: Problem, seed: int) -> Plan:
    return solve(problem, seed=seed, effort=GREEDY)


def exact(problem: Problem, seed: int) -> Plan:
    return solve(problem, seed=seed)


def side_by_side(name: str, problem: Problem, seed: int) -> Iterator[str]:
    """One row per way of making the plan. The exact one goes first, as its bounds measure the others."""
    makers: dict[str, Callable[[], Plan]] = {
        "exact": lambda: exact(problem, seed),
        "greedy": lambda: greedy(problem, seed),
        "round robin": lambda: round_robin(problem),
    }
    bounds: dict[Tier, int] = {}
    rows = []
    for way, make in makers.items():
        plan, cost = measured(make)
        judged = _judge(problem, plan)
        bounds = bounds or {tier.name: tier.bound for tier in plan.objective}
        rows.append(_row(name, way, problem, judged, bounds, cost))
    yield from reversed(rows)


def _judge(problem: Problem, plan: Plan) -> Judged:
    return Judged(plan, len(violations(problem, plan)), recompute(problem, plan), len(misreported(problem, plan)))


def _row(name: str, way: str, problem: Problem, judged: Judged, bounds: Mapping[Tier, int], cost: Cost) -> str:
    wrong = " MISREPORTED" if judged.wrong else ""
    return table.line(
        name,
        way,
        len(problem.slots),
        judged.violations,
        f"{judged.values[Tier.VACANCIES]}/{bounds[Tier.VACANCIES]}",
        table.ratios(judged.values, bounds),
        table.proven(judged.plan.objective) + wrong,
        f"{cost.cpu:.2f}",
        f"{cost.wall:.2f}",
        f"{cost.memory:.0f}",
    )


def holiday_of_three_days(seed: int) -> Iterator[str]:
    return side_by_side("holiday, 3 days", county(LABOUR_DAY, Mix(seed=seed)), seed)


def spring_festival(seed: int) -> Iterator[str]:
    return side_by_side("Spring Festival", county(SPRING_FESTIVAL, Mix(seed=seed)), seed)


def month(seed: int) -> Iterator[str]:
    return side_by_side("month", county(MONTH, Mix(seed=seed)), seed)


def year(seed: int) -> Iterator[str]:
    return side_by_side("year", county(YEAR, Mix(seed=seed)), seed)


def ten_counties(seed: int) -> Iterator[str]:
    return side_by_side("410 units, 3 days", county(LABOUR_DAY, Mix(units=410, shared=60, seed=seed)), seed)


def crowded(seed: int) -> Iterator[str]:
    """Half the units tight, one in six away, ledgers apart ten-fold, thirty shared deputies."""
    mix = Mix(tight=0.5, leave=0.16, shared=30, imbalance=10, seed=seed)
    return side_by_side("tight, 9 days", county(SPRING_FESTIVAL, mix), seed)


def illness(seed: int) -> Iterator[str]:
    """Somebody with duties in a month of one unit of twelve falls ill; changes counted against solving anew."""
    problem = five_years_month(seed)
    shown = exact(problem, seed)
    ill = shown.assignments[0].person_id
    days = [slot for slot in problem.slots]
    gone = Absence(ill, min(s.start for s in days), max(s.end for s in days))
    known = tuple(Shown(one.slot_id, one.person_id) for one in shown.assignments)
    yield from repairs("illness, unit of 12", replace(problem, absences=(*problem.absences, gone), shown=known), ill, seed)


CASES: dict[str, Callable[[int], Iterator[str]]] = {
    "holiday": holiday_of_three_days,
    "festival": spring_festival,
    "tight": crowded,
    "month": month,
    "year": year,
    "ten-counties": ten_counties,
}
