"""How much of the machine each part of a running stack takes."""

import os
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1
# What a command line has in it, in the order in which it is looked for.
PARTS = (
    ("web", "gunicorn"), ("proxy", "nginx"), ("sender", "sends"), ("beat", "\0beat\0"), ("worker", "celery"),
    ("standby", "sweeper"), ("database", "postgres"), ("broker", "redis"), ("broker", "valkey"),
)  # fmt: skip


def tree(root: int) -> set[int]:
    """A process with all that descend from it."""
    children: dict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, _, rest = path.read_text().rpartition(")")
            children[int(rest.split()[1])].append(int(pid.split()[0]))
    found, waiting = set(), [root]
    while waiting:
        found.add(one := waiting.pop())
        waiting += children[one]
    return found


def part_of(pid: int) -> str:
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        return next((part for part, word in PARTS if word in words), "else")
    return "else"


def spent(pid: int) -> float:
    """CPU seconds of a process and of children that have ended."""
    with suppress(OSError):
        values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, values[11:15])) / TICKS
    return 0.0


def memory(pid: int) -> int:
    """Kilobytes of a process: its own, and its share of what it has in common with others."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0


def idle() -> float:
    """CPU seconds in which the machine had nothing to do, all cores together."""
    values = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return (int(values[3]) + int(values[4])) / TICKS


@dataclass
class Meter:
    """Shares of one core since it was made, by part; `others` are of nobody in the stack nor of us."""

    root: int
    began: float = field(default_factory=time.monotonic)
    before: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.before = {pid: spent(pid) for pid in tree(self.root)}
        self.us, self.idle = time.process_time(), idle()

    def shares(self) -> dict[str, float]:
        took = time.monotonic() - self.began
        found: dict[str, float] = defaultdict(float)
        for pid in tree(self.root):
            found[part_of(pid)] += (spent(pid) - self.before.get(pid, 0.0)) / took
        found["viewers"] = (time.process_time() - self.us) / took
        found["nobody"] = (idle() - self.idle) / took
        found["others"] = max(CORES - sum(found.values()), 0.0)
        return dict(found)
