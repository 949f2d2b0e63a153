"""Plays scenarios one after the other on one stage and prints the table of what they cost."""

import time
from collections.abc import Sequence

from django.core.management import call_command

from tests.faults import county
from tests.faults.engine import Engine
from tests.faults.provider import Provider
from tests.faults.registry import SCENARIOS, Scenario
from tests.faults.results import HEAD, Allowed, Result, measure
from tests.faults.scenarios import (
    answers,
    broker,
    clocks,
    crowds,
    database,
    processes,
    providers,
    races,
    reminders,
    tasks,
    warnings,
    web,
)
from tests.faults.servers import Servers
from tests.faults.stage import Stage

# Importing a module registers its scenarios; this is the order in which they are played.
ORDER = [
    module.__name__
    for module in (
        crowds, processes, broker, database, providers, clocks, reminders, tasks, warnings, races, answers, web,
    )
]  # fmt: skip


def chosen(names: Sequence[str], *, short: bool) -> list[Scenario]:
    """Those named, else all, or all of the short form. Raises LookupError for a name there is no scenario of."""
    unknown = set(names) - {scenario.name for scenario in SCENARIOS}
    if unknown:
        known = ", ".join(scenario.name for scenario in SCENARIOS)
        raise LookupError(f"No scenario named {', '.join(sorted(unknown))}; there are {known}.")
    wanted = [one for one in SCENARIOS if (one.name in names if names else one.in_short or not short)]
    return sorted(wanted, key=lambda one: ORDER.index(one.play.__module__))


def play(wanted: Sequence[Scenario], *, servers: Servers, engine: Engine, provider: Provider, short: bool) -> int:
    """1 when anything did not hold, which is then said below its line."""
    call_command("migrate", verbosity=0)
    place = county.found_county()
    print(HEAD, flush=True)
    results = []
    for scenario in wanted:
        result = _play_one(scenario, Stage(servers, engine, provider, place, short))
        results.append(result)
        print("\n    ".join([result.line(), *result.broken]), flush=True)
        if result.broken:
            engine.show()
    held = sum(not result.broken for result in results)
    print(f"\n{held} of {len(results)} scenarios held.")
    return 0 if held == len(results) else 1


def _play_one(scenario: Scenario, stage: Stage) -> Result:
    county.clear()
    stage.provider.start_over()
    stage.engine.ensure()
    began = time.monotonic()
    allowed: Allowed = scenario.play(stage)
    result = measure(scenario.name, allowed, stage.provider)
    result.took = time.monotonic() - began
    result.recovery = stage.recovery
    stage.engine.revive()
    result.restarts = len(stage.engine.restarts)
    result.problems = stage.problems
    return result
