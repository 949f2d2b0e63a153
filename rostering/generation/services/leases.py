"""Signs of life of the tasks a worker holds, and what becomes of tasks that end their workers."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now

from rostering.enums import GENERATION_STAGES, JobStage, JobState
from rostering.jobs.models import RUNNING_STATES, Job, JobTask
from units.db import write
from units.errors import RuleViolation

# A worker gives a sign every second while it solves; one that is silent for twenty is taken for dead and its tasks go to
# the next.
LEASE = timedelta(seconds=20)
# A task that so many workers have begun and none has finished would kill the next one too: its job fails.
MOST_ATTEMPTS = 5


class TaskLost(Exception):
    """Cancelled, finished, or somebody else works on it by now: stop, nothing will be kept."""


# The later of a row's stage and this one: a piece begun again, and one behind the others, takes nothing back.
SIGN = """
    WITH held AS (
        UPDATE rostering_jobtask t SET lease_until = %(until)s, attempts = t.attempts + %(more)s,
            stage = CASE WHEN t.id = ANY(%(begun)s) AND t.stage = ANY(%(before)s) THEN %(stage)s ELSE t.stage END
        FROM rostering_job j
        WHERE t.id = ANY(%(ids)s) AND t.lease_token = %(token)s AND t.lease_until IS NOT NULL AND t.finished_at IS NULL
            AND j.id = t.job_id AND j.state = ANY(%(running)s)
        RETURNING t.id, t.job_id
    ), shown AS (
        UPDATE rostering_job
        SET stage = CASE WHEN stage = ANY(%(before)s) THEN %(stage)s ELSE stage END, state = 'running'
        WHERE id IN (SELECT job_id FROM held) AND state = ANY(%(running)s)
            AND (stage = ANY(%(before)s) OR state <> 'running')
    )
    SELECT id FROM held
"""


def sign_of_life(
    ids: Collection[int], token: UUID, stage: JobStage, *, begun: Collection[int], more: int = 0
) -> set[int]:
    """Renews the leases of tasks and tells those who watch, in one statement. Returns which of them are still ours.

    `begun` are those that have come to `stage`; `more` attempts are counted.
    """
    if not ids:
        return set()
    values: dict[str, Any] = {
        "ids": list(ids),
        "token": token,
        "until": timezone.now() + LEASE,
        "more": more,
        "begun": list(begun),
        "stage": str(stage),
        "before": ["", str(JobStage.WAITING), *map(str, GENERATION_STAGES[: GENERATION_STAGES.index(stage)])],
        "running": list(map(str, RUNNING_STATES)),
    }
    with connection.cursor() as cursor:
        cursor.execute(SIGN, values)
        return {pk for (pk,) in cursor.fetchall()}


@write
def give_up_when_hopeless(*, task_id: int, violation: RuleViolation) -> None:
    task = JobTask.objects.select_related("job", "roster__unit").get(pk=task_id)
    if task.attempts < MOST_ATTEMPTS:
        return
    failed = Job.objects.filter(pk=task.job_id, state__in=RUNNING_STATES)
    failed.update(
        state=JobState.FAILED, failure=f"{task.roster.unit.name}: {violation}"[:500], finished_at=timezone.now()
    )


def fail_hopeless(now: datetime) -> None:
    """A task that has ended its worker again and again ends its job."""
    hopeless = JobTask.objects.unfinished().worn_out(MOST_ATTEMPTS, now=now)
    _running(hopeless.values_list("pk", flat=True)).update(
        state=JobState.FAILED, failure=_now("多次未能完成，请重新发起"), finished_at=now
    )


def _running(task_ids: Iterable[int]) -> QuerySet[Job]:
    """The unfinished jobs of tasks, for an update: its condition must be the job's own.

    With a join the condition goes into a subquery, which isn't asked again when another worker has just finished the job.
    """
    jobs = list(JobTask.objects.filter(pk__in=task_ids).values_list("job_id", flat=True))
    return Job.objects.filter(pk__in=jobs, state__in=RUNNING_STATES)
