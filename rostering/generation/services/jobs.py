"""Whole jobs: work of one piece that takes longer than a request, as a row under a lease.

A kind registers its handler in `ready()`. `start_job` writes the row, a tick claims it, `run_job` does the work outside any
transaction and settles it where the lease still holds. A worker that dies loses nothing: the lease runs out and
somebody else begins anew, so a handler must not write anything that may not be written twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _now

from rostering import transitions
from rostering.enums import JobKind, JobStage, JobState
from rostering.generation.services import start
from rostering.jobs.models import Job, JobQuerySet
from rostering.permissions import check_cancel_job
from rostering.rosters.models.period import DutyPeriod
from rostering.signals import work_queued
from rostering.states import advance
from units.audit import services as audit
from units.db import lock, write
from units.errors import DomainError
from units.hooks import Hook
from units.models import County, User
from units.rows.leases import ONE_MORE

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3


class JobLost(Exception):
    """The job has been cancelled, or somebody else works on it by now: stop, nothing will be kept."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Tells those who watch how far a job is, and renews its lease."""

    job_id: UUID
    token: UUID

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        """`done` of `total` in `stage`. Raises JobLost when it is no longer this worker's to do."""
        held = _held(self.job_id, self.token).renew(now=timezone.now(), lease=LEASE, **_onward(stage, done, total))
        if not held:
            raise JobLost


def _onward(stage: str, done: int, total: int) -> dict[str, Any]:
    """What the row says next: work begun again by another worker takes nothing back that has been shown."""
    order = list(JobStage)
    later = order[order.index(JobStage(stage)) + 1 :]
    return {
        "stage": Case(When(stage__in=later, then=F("stage")), default=Value(stage)),
        "done": Case(
            When(stage__in=later, then=F("done")),
            When(stage=stage, then=Greatest(F("done"), Value(done))),
            default=Value(done),
        ),
        "total": Case(When(stage__in=later, then=F("total")), default=Value(total)),
    }


Handler = Callable[[Job, Progress], dict[str, Any]]
# By the kind of job: does it and returns its result (JSON-able); a DomainError it raises fails the job.
HANDLERS: Hook[Handler] = Hook("handlers of jobs")


@write
def start_job(
    *,
    county: County,
    kind: JobKind,
    by: User,
    parameters: Mapping[str, Any],
    key: str = "",
    period: DutyPeriod | None = None,
) -> Job:
    """Queues a job; the running one of the same `key` is returned as it is. The caller has checked who may."""
    lock(f"job:{county.pk}:{kind}:{key}")
    running = Job.objects.running().filter(county=county, kind=kind, key=key).exclude(key="").first()
    if running is not None:
        return running
    job = Job.objects.create(
        county=county, kind=kind, period=period, parameters=dict(parameters), key=key, created_by=by
    )
    audit.record(by=by, action="job.started", row=job, county=county, after={"kind": kind, **parameters})
    work_queued.send(sender=Job, divided=False)
    return job


@write
def cancel_job(*, job: Job, by: User) -> Job:
    """Stops a job of any kind. Raises RuleViolation `wrong_state` when it has ended."""
    if job.is_divided:
        return start.cancel_job(job=job, by=by)
    check_cancel_job(by, job)
    job = Job.objects.select_for_update().get(pk=job.pk)
    job.state = advance(transitions.JOB, job.state, "cancel")
    job.finished_at = timezone.now()
    job.save(update_fields=["state", "finished_at"])
    audit.record(by=by, action="job.cancelled", row=job, county=job.county_id)
    return job


def cancel_all(jobs: JobQuerySet, *, by: User, now: datetime) -> None:
    """Stops those of `jobs` that still run, because what they work on has ended. Within the caller's transaction."""
    for job in jobs.running().select_for_update():
        job.state = advance(transitions.JOB, job.state, "cancel")
        job.finished_at = now
        job.save(update_fields=["state", "finished_at"])
        audit.record(by=by, action="job.cancelled", row=job, county=job.county_id)


def claim_jobs(*, now: datetime, most: int = 20) -> tuple[UUID, list[UUID]]:
    """Leases waiting jobs to the caller: (lease token, job ids). Two callers never get the same one."""
    mine = Job.objects.running().filter(kind__in=list(HANDLERS.told))
    # A job that has ended its worker again and again ends, so that somebody looks.
    mine.worn_out(MOST_ATTEMPTS, now=now).update(
        state=JobState.FAILED, failure=_now("多次未能完成，请重新发起"), finished_at=now
    )
    token, rows = (
        mine.free(now)
        .only("pk")
        .order_by("created_at")
        .claim(most, now=now, lease=LEASE, attempts=ONE_MORE, state=JobState.RUNNING)
    )
    return token, [row.pk for row in rows]


def run_job(*, job_id: UUID, token: UUID) -> bool:
    """Does the work and settles the job. False when it is finished, cancelled or leased to somebody else by now."""
    job = _held(job_id, token).select_related("county", "created_by").first()
    if job is None:
        return False
    try:
        result = HANDLERS.told[job.kind](job, Progress(job_id, token))
    except JobLost:
        return False
    except DomainError as error:
        return _settle(job_id, token, state=JobState.FAILED, failure=str(error)[:500])
    return _settle(job_id, token, state=JobState.SUCCEEDED, stage=JobStage.FINISHED, done=F("total"), result=result)


def _held(job_id: UUID, token: UUID) -> JobQuerySet:
    """The job while it is running under `token`, as a queryset of at most one."""
    return Job.objects.running().held(token).filter(pk=job_id)


def _settle(job_id: UUID, token: UUID, **values: Any) -> bool:
    return bool(_held(job_id, token).settle(**values, finished_at=timezone.now()))
