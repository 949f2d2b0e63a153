"""What it takes while nobody does anything: the figures of docs/install.md (how large a server)."""

import os
from collections import Counter

from scripts.prodtest.questions import expect, question
from scripts.prodtest.trial import Trial
from scripts.province.processes import memory, part_of, spent, tree

SECONDS = 30
# Of the 4 GB that the handbook names for one county, half is left to the system's cache of files.
MOST_MEGABYTES = 2000


@question("at rest it fits the smallest server of the handbook")
def at_rest(trial: Trial) -> str:
    ours = tree(os.getpid()) - {os.getpid()}
    before = {pid: spent(pid) for pid in ours}
    trial.stop.pause(SECONDS)
    now = tree(os.getpid()) - {os.getpid()}
    megabytes: Counter[str] = Counter()
    for pid in now:
        megabytes[part_of(pid)] += memory(pid) // 1000
    busy = sum(spent(pid) - before.get(pid, spent(pid)) for pid in now) / SECONDS
    total = sum(megabytes.values())
    parts = ", ".join(f"{part} {number}" for part, number in megabytes.most_common())
    expect(total < MOST_MEGABYTES, f"{total} MB: {parts}")
    return f"{len(now)} processes, {total} MB ({parts}), {100 * busy:.1f} % of a core"
