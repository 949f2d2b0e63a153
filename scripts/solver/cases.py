"""What is measured: holidays, a month, a year, a county of counties, an illness, five years of one unit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from rostering.engine.checking import misreported, recompute, violations
from rostering.engine.plan import Plan
from rostering.engine.problem import Absence, Effort, Problem, Shown
from rostering.engine.solving import solve, solve_in_order
from rostering.engine.tiers import REPAIR_ORDER, Tier
from scripts.solver import table
from scripts.solver.county import Mix, county
from scripts.solver.days import span
from scripts.solver.measuring import Cost, measured
from scripts.solver.round_robin import round_robin
from scripts.solver.years import Books, five_years, in_one_go, month_of_twelve, spreads, twelve

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
    """Who has the first duty of a unit's month falls ill for all of it: the repair beside everything made anew."""
    days = MONTH
    problem = month_of_twelve(twelve(), days, Books(), ())
    before = exact(problem, seed)
    ill = before.assignments[0].person_id
    gone = Absence(ill, min(slot.start for slot in problem.slots), max(slot.end for slot in problem.slots))
    shown = tuple(Shown(one.slot_id, one.person_id) for one in before.assignments)
    torn = replace(problem, absences=(gone,), shown=shown)
    vacated = sum(one.person_id == ill for one in before.assignments)
    makers: dict[str, Callable[[], Plan]] = {
        "anew": lambda: exact(replace(torn, shown=()), seed),
        "repair": lambda: solve_in_order(torn, order=REPAIR_ORDER, seed=seed, effort=Effort()),
    }
    for way, make in makers.items():
        plan, cost = measured(make)
        changes = recompute(torn, plan)[Tier.STABILITY]
        told = f"{changes} changes for {vacated} seats vacated"
        yield _note("illness, 12 people", way, torn, plan, told, cost)


def _note(name: str, way: str, problem: Problem, plan: Plan, told: str, cost: Cost) -> str:
    judged = _judge(problem, plan)
    costs = (f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{cost.memory:.0f}")
    seats = len(problem.slots)
    return table.line(
        name, way, seats, judged.violations, len(plan.vacancies), told, table.proven(plan.objective), *costs
    )


def years_of_one_unit(seed: int) -> Iterator[str]:
    """Spread between the most and the least served after five years: eve, festival, statutory, weekend, points."""
    ways: dict[str, Callable[[], Books]] = {
        "round robin": lambda: in_one_go(round_robin),
        "greedy": lambda: five_years(lambda problem: greedy(problem, seed)),
        "exact": lambda: five_years(lambda problem: exact(problem, seed)),
    }
    for way, live in ways.items():
        books, cost = measured(live)
        yield _spread("5 years, 12 people", way, books, cost)
    for way, maker in (("greedy", greedy), ("exact", exact)):
        books, cost = measured(partial(five_years, partial(maker, seed=seed), leave=0.05))
        yield _spread("5 years, 5% leave", way, books, cost, per_day=True)


def _spread(name: str, way: str, books: Books, cost: Cost, *, per_day: bool = False) -> str:
    told = "spread " + " ".join(f"{value:g}" for value in spreads(books, per_day=per_day).values())
    costs = (f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{cost.memory:.0f}")
    return table.line(name, way, len(books.duties), "", books.vacancies, told, "", *costs)


CASES: dict[str, Callable[[int], Iterator[str]]] = {
    "holiday": holiday_of_three_days,
    "festival": spring_festival,
    "tight": crowded,
    "month": month,
    "illness": illness,
    "five-years": years_of_one_unit,
    "ten-counties": ten_counties,
    "year": year,
}
