"""The bench in short, for CI: what small counties are worth and how much work they take, by counts and not by seconds.

`python3 dev.py tool scripts.solver.short` writes the figures again, to be looked at before they are committed.
"""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from rostering.engine import solve
from rostering.engine.checking import misreported, violations
from rostering.engine.plan import Plan
from rostering.engine.problem import Effort, Problem, Rules
from scripts.solver.county import Mix, county
from scripts.solver.days import span

TARGET = Path(__file__).with_name("short.json")
EFFORT = Effort(moves=1000, exact=0.2)
CASES: dict[str, Problem] = {
    "labour day, 8 units": county(span(date(2026, 5, 1), 3), Mix(units=8, shared=2)),
    "spring festival, 5 tight units": county(
        span(date(2026, 2, 15), 9), Mix(units=5, tight=0.6, leave=0.12, shared=2, imbalance=10)
    ),
    "spring festival, wide ledgers, two each": county(
        span(date(2026, 2, 15), 9),
        Mix(units=6, shared=4, imbalance=40, leave=0.1, seed=3),
        rules=Rules(max_in_period=2),
    ),
    "year, 3 tight units": county(span(date(2026, 1, 1), 365), Mix(units=3, tight=0.6, shared=1)),
    "month, 2 units": county(span(date(2026, 4, 1), 30), Mix(units=2, shared=1)),
}


def figures(name: str) -> dict[str, Any]:
    """Values, bounds and work of one case. Raises AssertionError when the checker finds fault with the plan."""
    problem = CASES[name]
    plan = solve(problem, seed=1, effort=EFFORT)
    faults = [*map(str, violations(problem, plan)), *misreported(problem, plan)]
    if faults:
        raise AssertionError(faults)
    return _told(plan)


def _told(plan: Plan) -> dict[str, Any]:
    return {
        "values": {tier.name.value: tier.value for tier in plan.objective},
        "bounds": {tier.name.value: tier.bound for tier in plan.objective},
        "work": asdict(plan.work),
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps({name: figures(name) for name in CASES}, indent=1) + "\n", encoding="utf-8")
