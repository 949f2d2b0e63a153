"""Generation as rows: a job, and one task per piece of work (`generation_tasks`).

A piece is the units that share people, in large counties several such groups.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.engine.components import tied_units
from rostering.enums import JobKind
from rostering.fairness.models.preference import SharedPerson
from rostering.generation.services.queue import PROPOSED_STATES, claim_tasks, run_tasks
from rostering.jobs.models import Job, JobTask
from rostering.permissions import check_manage_periods
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.services.laying_out import open_period
from rostering.signals import work_queued
from rostering.states import advance
from units.audit import services as audit
from units.db import lock, write
from units.errors import RuleViolation
from units.models import User

# Beyond so many pieces each takes in several units: what they need to know is then loaded for all of them at once.
MOST_PIECES = 32


@write
def start_generation(
    *,
    period: DutyPeriod,
    by: User,
    seed: int | None = None,
    keep_shown: bool = True,
    more: Mapping[str, Any] | None = None,
) -> Job:
    """Queues a proposal for every draft roster of the period, opening a draft period first.

    `keep_shown`: of equally good plans the one that changes least of what units have already seen. `more` goes into the
    job's parameters. A running job of the period is returned as it is. Raises RuleViolation `wrong_state` for a
    published period, `nothing_to_generate` when every unit has filed.
    """
    check_manage_periods(by)
    lock(period)
    period.refresh_from_db()
    running = period.jobs.generations().running().first()
    if running is not None:
        return running
    parameters = {"keep_shown": keep_shown, **(more or {})}
    return queue_pieces(period=period, by=by, kind=JobKind.GENERATION, seed=seed, parameters=parameters)


def queue_pieces(
    *, period: DutyPeriod, by: User, kind: JobKind, seed: int | None, parameters: Mapping[str, Any], key: str = ""
) -> Job:
    """A job of every draft roster in pieces, within the caller's transaction and lock. Errors as `start_generation`."""
    if transitions.PERIOD.allows(period.state, "open"):
        period = open_period(period=period, by=by)
    advance(transitions.PERIOD, period.state, "publish")
    waiting = period.rosters.filter(state__in=PROPOSED_STATES).order_by("unit__protocol_order", "unit__code")
    rosters = {unit_id: pk for pk, unit_id in waiting.values_list("pk", "unit_id")}
    if not rosters:
        raise RuleViolation("nothing_to_generate", _("各单位均已报送，没有需要排班的单位"))
    job = Job.objects.create(
        county_id=period.county_id,
        kind=kind,
        period=period,
        seed=_seed(period) if seed is None else seed,
        parameters=dict(parameters),
        key=key,
        total=len(rosters),
        created_by=by,
    )
    pieces = _pieces(list(rosters), _shared_units(period))
    JobTask.objects.bulk_create(
        JobTask(job=job, roster_id=rosters[units[0]], roster_ids=[rosters[unit] for unit in units]) for units in pieces
    )
    audit.record(
        by=by,
        action=f"period.{kind}_started",
        row=period,
        county=period.county_id,
        after={"units": len(rosters)} | _told(parameters),
    )
    work_queued.send(sender=Job, divided=True)
    return job


@write
def cancel_job(*, job: Job, by: User) -> Job:
    """Stops units not yet proposed; what is done stays. Raises RuleViolation `wrong_state` when it has ended."""
    check_manage_periods(by)
    job = Job.objects.select_for_update().get(pk=job.pk)
    job.state = advance(transitions.JOB, job.state, "cancel")
    job.finished_at = timezone.now()
    job.save(update_fields=["state", "finished_at"])
    audit.record(by=by, action=f"period.{job.kind}_cancelled", row=job.period or job, county=job.county_id)
    return job


def generate_now(*, period: DutyPeriod, by: User, seed: int | None = None) -> Job:
    """The whole job in this process, for commands and seeding."""
    job = start_generation(period=period, by=by, seed=seed)
    token, task_ids = claim_tasks(now=timezone.now(), most=100_000)
    while task_ids:
        run_tasks(task_ids=task_ids, token=token)
        token, task_ids = claim_tasks(now=timezone.now(), most=100_000)
    job.refresh_from_db()
    return job


def _told(parameters: Mapping[str, Any]) -> dict[str, Any]:
    emphasis = {"emphasis": parameters["emphasis"]} if "emphasis" in parameters else {}
    return emphasis | ({"proposal": True} if "proposal" in parameters else {})


def _pieces(units: Sequence[UUID], shared: Iterable[tuple[UUID, UUID]]) -> list[list[UUID]]:
    """Units that share people together, and in a large county several such groups in one piece."""
    groups = tied_units(units, shared)
    at_once = ceil(len(groups) / MOST_PIECES)
    return [
        [unit for group in groups[first : first + at_once] for unit in group]
        for first in range(0, len(groups), at_once)
    ]


def _shared_units(period: DutyPeriod) -> list[tuple[UUID, UUID]]:
    """Pairs of units between which somebody goes back and forth in the period. One query."""
    shares = SharedPerson.objects.overlapping(period.first_day, period.last_day)
    return list(shares.filter(unit__county=period.county_id).values_list("person__unit_id", "unit_id"))


def _seed(period: DutyPeriod) -> int:
    return period.pk.int % 2**31
