"""How far the pieces of a job are."""

from collections import Counter

from rostering.jobs.models import Job


def units_by_stage(job: Job) -> dict[str, int]:
    """Stage → how many units of a divided job are in it; "" before their piece is begun. One query."""
    counts: Counter[str] = Counter()
    for stage, rosters in job.tasks.values_list("stage", "roster_ids"):
        counts[stage] += max(len(rosters), 1)
    return dict(counts)
