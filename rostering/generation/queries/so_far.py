"""What a running generation has proven of the pieces it is through with, and how long its later tiers may still take."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from rostering.engine.problem import Effort
from rostering.engine.proving import LATE, late_limit
from rostering.jobs.models import Job
from rostering.labels import OBJECTIVE_LABELS, Label

# Of a usual machine for one of the solver's deterministic time; it is told as "about".
SECONDS = 1.5
# What `dev.py run` and the image start.
WORKERS = 2


@dataclass(frozen=True, slots=True)
class SoFar:
    """`units` are through, `open_tiers` are those before the later ones in which some of them may still become better: label
    and units. `waiting` pieces aren't through; each may take `each` seconds for its later tiers, all `most`."""

    units: int
    open_tiers: tuple[tuple[Label, int], ...]
    waiting: int
    each: int
    most: int


def so_far(job: Job) -> SoFar:
    """One query."""
    tasks = list(job.tasks.only("pk", "roster_id", "roster_ids", "finished_at", "result"))
    done = [task for task in tasks if task.finished_at]
    missed: Counter[str] = Counter()
    for task in done:
        for name in _unproven((task.result or {}).get("tiers", ())):
            missed[name] += len(task.all_rosters)
    each = SECONDS * late_limit(Effort())
    waiting = len(tasks) - len(done)
    return SoFar(
        units=sum(len(task.all_rosters) for task in done),
        open_tiers=tuple((label, missed[name]) for name, label in OBJECTIVE_LABELS.items() if missed[name]),
        waiting=waiting,
        each=ceil(each),
        most=ceil(each * waiting / WORKERS),
    )


def _unproven(tiers: Iterable[dict[str, Any]]) -> list[str]:
    """The later ones have a limit and aren't expected to be proven."""
    return [tier["name"] for tier in tiers if not tier["proven"] and tier["name"] not in LATE]
