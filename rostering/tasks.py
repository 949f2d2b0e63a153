"""Celery entry points: claim, call a service, nothing else. Every one may run twice or late."""

import logging
from uuid import UUID

from celery import current_app, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from rostering.changes.services import swap_endings
from rostering.covers.services import asking
from rostering.generation.services import jobs, queue
from rostering.periods.services import filing
from rostering.rings.services import finding
from rostering.rings.services import moving as rings

logger = logging.getLogger(__name__)


@shared_task
def run_together(ticks: list[tuple[str, list[str]]]) -> int:
    """What ticks at one moment, task by task in this process (`rostering.beat.together`). One that fails is logged and leaves
    the others alone; without a database, or when time is up, there is nothing more to be done. Returns how many ended well."""
    ended = 0
    for name, arguments in ticks:
        try:
            current_app.tasks[name](*arguments)
            ended += 1
        except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
            raise
        except Exception:
            logger.exception("Tick %s failed", name)
    return ended


@shared_task
def wake_generation() -> int:
    """Claims units waiting for a proposal and hands them to workers in shares. Returns how many."""
    token, task_ids = queue.claim_tasks(now=timezone.now())
    for share in queue.in_shares(task_ids):
        propose_rosters.delay(share, str(token))
    return len(task_ids)


# A long period is solved for minutes; its lease is renewed from tier to tier, and Redis waits ten minutes.
@shared_task(soft_time_limit=400, time_limit=420)
def propose_rosters(task_ids: list[int], token: str) -> int:
    """Some pieces of a generation. Returns how many were finished: not what somebody else has or is done."""
    return queue.run_tasks(task_ids=task_ids, token=UUID(token))


@shared_task
def accept_silent_rosters() -> int:
    """Accepts what the county office has left unanswered past its line."""
    return filing.accept_silent_rosters(now=timezone.now())


@shared_task
def wake_jobs() -> int:
    """Claims whole jobs that wait and hands each to a worker. Returns how many."""
    token, job_ids = jobs.claim_jobs(now=timezone.now())
    for job_id in job_ids:
        run_job.delay(str(job_id), str(token))
    return len(job_ids)


@shared_task
def run_job(job_id: str, token: str) -> bool:
    """One job; False when somebody else has it or it is done."""
    return jobs.run_job(job_id=UUID(job_id), token=UUID(token))


@shared_task
def tend_covers() -> int:
    """Asks, reminds and gives up for duties that are up for cover."""
    return asking.tend_due(now=timezone.now())


@shared_task
def find_rings() -> int:
    """Looks for rings on the boards that have changed."""
    return finding.find_due(now=timezone.now())


@shared_task
def expire_rings() -> int:
    """Ends rings that nobody has agreed to before they were to begin, and offers of duties that have begun."""
    return rings.expire_due(now=timezone.now())


@shared_task
def expire_swaps() -> int:
    """Ends swaps that nobody has agreed to before they were to begin."""
    return swap_endings.expire_due(now=timezone.now())
