"""Celery entry points: claim, call a service, nothing else. Every one may run twice or late."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from rostering.services import generation, rosters


@shared_task
def wake_generation() -> int:
    """Claims units waiting for a proposal and hands each to a worker. Returns how many."""
    token, task_ids = generation.claim_tasks(now=timezone.now())
    for task_id in task_ids:
        propose_roster.delay(task_id, str(token))
    return len(task_ids)


@shared_task
def propose_roster(task_id: int, token: str) -> bool:
    """One unit's proposal; False when somebody else has it or it is done."""
    return generation.run_task(task_id=task_id, token=UUID(token))


@shared_task
def accept_silent_rosters() -> int:
    """Accepts what the county office has left unanswered past its line."""
    return rosters.accept_silent_rosters(now=timezone.now())
