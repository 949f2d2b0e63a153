"""CPU seconds of processes, two kinds of work measured by turns, and the one table of what they cost."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.db import connection

# Linux: the clock of another process is its number, inverted, above three bits that say "scheduler time".
CPUCLOCK_SCHED = 2

Sample = Callable[[], float]
"""Does some work and returns what one piece of it cost, in seconds."""


@dataclass(frozen=True, slots=True)
class Cost:
    """In seconds."""

    cpu: float
    wall: float


def cpu_of(pid: int) -> float:
    """CPU seconds of a process with all its threads, those that have ended included. Raises OSError when it is gone."""
    return time.clock_gettime(~pid << 3 | CPUCLOCK_SCHED)


def cost_of(work: Callable[[], object]) -> Cost:
    """What `work` costs this process and the database's process behind its connection."""
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    gc.collect()
    cpu, wall = time.process_time() + cpu_of(backend), time.perf_counter()
    work()
    return Cost(time.process_time() + cpu_of(backend) - cpu, time.perf_counter() - wall)


def repeated(work: Callable[[], object], calls: int = 10) -> Sample:
    """CPU seconds of one of `calls` calls."""

    def all_calls() -> None:
        for _ in range(calls):
            work()

    return lambda: cost_of(all_calls).cpu / calls


def by_turns(*samples: Sample, rounds: int = 15) -> list[float]:
    """The median of each sample. They take turns, so that whatever else the machine does falls on all of them; the
    first round, which fills caches, doesn't count."""
    found = [[sample() for sample in samples] for _ in range(rounds + 1)]
    return [median(values) for values in zip(*found[1:], strict=True)]


HEAD = "| Work | this | floor | ratio | goal | met |\n|---|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Row:
    """`met` None: a row beside the one that the goal is about."""

    work: str
    this: str
    floor: str = "–"
    ratio: float | None = None
    goal: str = "–"
    met: bool | None = None

    def __str__(self) -> str:
        ratio = "–" if self.ratio is None else f"{self.ratio:.2f}"
        met = {None: "–", True: "yes", False: "no"}[self.met]
        return f"| {self.work} | {self.this} | {self.floor} | {ratio} | {self.goal} | {met} |"


def at_most(work: str, this: float, floor: float, most: float) -> Row:
    """Seconds of CPU: `this` may be `most` times `floor`."""
    ratio = this / floor
    return Row(work, milliseconds(this), milliseconds(floor), ratio, f"≤ {most:g}", ratio <= most)


def beside(work: str, this: float, floor: float) -> Row:
    """Seconds of CPU, shown without a goal."""
    return Row(work, milliseconds(this), milliseconds(floor), this / floor)


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.2f} ms"
