"""Generation as rows: a job, one task per piece of work, each claimed under a lease and finished with its result.

Celery only wakes `claim_tasks` and `run_task`; whatever is lost is claimed again when its lease has run out. A piece is
the units that share people, in large counties several such groups.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil
from time import monotonic
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.domain import transitions
from rostering.domain.components import components
from rostering.domain.enums import JobStage, JobState, RosterState
from rostering.domain.problem import Tier
from rostering.models import DutyPeriod, Job, JobTask, Roster, SharedPerson
from rostering.models.job import RUNNING_STATES
from rostering.permissions import check_manage_periods
from rostering.services.periods import open_period
from rostering.services.plans import Changed, Piece, result_of, save_plan, summed
from rostering.services.states import advance
from units.db import lock, write
from units.errors import RuleViolation
from units.models import User
from units.services import audit

LEASE = timedelta(seconds=20)
SIGN_EVERY = 3.0
MOST_ATTEMPTS = 5
LONGEST_FAILURE = 500
# What people decided contradicts itself: no second try can help.
REFUSALS = frozenset({"pins_contradict", "pin_without_seat", "unknown_person", "slot_fixed_twice", "plan_refused"})
# Beyond so many pieces each takes in several units: what they need to know is then loaded for all of them at once.
MOST_PIECES = 32
MOST_TRIES = 3
PHASES: dict[str, JobStage] = {
    Tier.VACANCIES: JobStage.FILLING,
    Tier.WARNINGS: JobStage.FILLING,
    Tier.EVE: JobStage.FAIRNESS,
    Tier.FESTIVAL: JobStage.FAIRNESS,
    Tier.STATUTORY: JobStage.FAIRNESS,
    Tier.WEEKEND: JobStage.FAIRNESS,
    Tier.POINTS: JobStage.FAIRNESS,
}
# Only drafts are proposed anew: what a unit has filed is its word.
PROPOSED_STATES = (RosterState.DRAFT,)


@write
def start_generation(*, period: DutyPeriod, by: User, seed: int | None = None, keep_shown: bool = True) -> Job:
    """Queues a proposal for every draft roster of the period, opening a draft period first.

    `keep_shown`: of equally good plans the one that changes least of what units have already seen. A running job of the period is returned as it is. Raises RuleViolation `wrong_state` for a published period,
    `nothing_to_generate` when every unit has filed.
    """
    check_manage_periods(by)
    lock(period)
    period.refresh_from_db()
    running = period.jobs.generations().running().first()
    if running is not None:
        return running
    if transitions.allows(transitions.PERIOD, period.state, "open"):
        period = open_period(period=period, by=by)
    advance(transitions.PERIOD, period.state, "publish")
    waiting = period.rosters.filter(state__in=PROPOSED_STATES).order_by("unit__protocol_order", "unit__code")
    rosters = {unit_id: pk for pk, unit_id in waiting.values_list("pk", "unit_id")}
    if not rosters:
        raise RuleViolation("nothing_to_generate", _("各单位均已报送，没有需要排班的单位"))
    job = Job.objects.create(
        county_id=period.county_id,
        period=period,
        seed=_seed(period) if seed is None else seed,
        parameters={"keep_shown": keep_shown},
        total=len(rosters),
        created_by=by,
    )
    pieces = _pieces(list(rosters), _shared_units(period))
    JobTask.objects.bulk_create(
        JobTask(job=job, roster_id=rosters[units[0]], roster_ids=[rosters[unit] for unit in units]) for units in pieces
    )
    audit.record(
        by=by,
        action="period.generation_started",
        row=period,
        county=period.county_id,
        after={"job": str(job.pk), "units": len(rosters)},
    )
    return job


@write
def cancel_job(*, job: Job, by: User) -> Job:
    """Stops units not yet proposed; what is done stays. Raises RuleViolation `wrong_state` when it has ended."""
    check_manage_periods(by)
    job = Job.objects.select_for_update().get(pk=job.pk)
    job.state = advance(transitions.JOB, job.state, "cancel")
    job.finished_at = timezone.now()
    job.save(update_fields=["state", "finished_at"])
    audit.record(by=by, action="period.generation_cancelled", row=job.period or job, county=job.county_id)
    return job


CLAIM = """
    UPDATE rostering_jobtask SET lease_token = %(token)s, lease_until = %(until)s, attempts = attempts + 1
    WHERE id IN (
        SELECT t.id FROM rostering_jobtask t JOIN rostering_job j ON j.id = t.job_id
        WHERE t.finished_at IS NULL AND (t.lease_until IS NULL OR t.lease_until < %(now)s) AND j.state = ANY(%(states)s)
        ORDER BY t.id LIMIT %(most)s FOR UPDATE OF t SKIP LOCKED
    )
    RETURNING id
"""


def claim_tasks(*, now: datetime, most: int = 500) -> tuple[UUID, list[int]]:
    """Leases waiting tasks to the caller: (lease token, task ids). Two callers never get the same task."""
    _fail_hopeless(now)
    token = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM, {"token": token, "until": now + LEASE, "now": now, "states": list(RUNNING_STATES), "most": most}
        )
        return token, [row[0] for row in cursor.fetchall()]


class TaskLost(Exception):
    """Cancelled, finished, or somebody else works on it by now: stop, nothing will be kept."""


def run_task(*, task_id: int, token: UUID) -> bool:
    """Proposes the rosters of one task: solves outside any transaction, saves and settles in one.

    False when the task is finished, cancelled or leased to somebody else by now. What people decided and can't be (pins
    that contradict each other) ends the task with its sentence; a task that fails too often ends its job, so that
    somebody looks.
    """
    try:
        return _run(task_id=task_id, token=token)
    except TaskLost:
        return False
    except RuleViolation as violation:
        if violation.code in REFUSALS:
            return _settle_refused(task_id=task_id, token=token, sentence=str(violation))
        _give_up_when_hopeless(task_id=task_id, violation=violation)
        return False


def generate_now(*, period: DutyPeriod, by: User, seed: int | None = None) -> Job:
    """The whole job in this process, for commands and seeding."""
    job = start_generation(period=period, by=by, seed=seed)
    token, task_ids = claim_tasks(now=timezone.now(), most=100_000)
    for task_id in task_ids:
        run_task(task_id=task_id, token=token)
    job.refresh_from_db()
    return job


def _run(*, task_id: int, token: UUID) -> bool:
    from rostering.services.proposing import propose  # noqa: PLC0415 - OR-Tools stay out of the web processes

    for attempt in range(1, MOST_TRIES + 1):
        task = _begun(task_id, token)
        rosters = _still_drafts(task)
        try:
            piece = None
            if rosters:
                piece = propose(
                    _period(task.job),
                    rosters,
                    seed=task.job.seed,
                    keep_shown=task.job.parameters.get("keep_shown", True),
                    watch=_Watching(task_id, token),
                )
            _watched(task_id, token, JobStage.SAVING)
            return _settle(task_id=task_id, token=token, piece=piece)
        except Changed:
            if attempt == MOST_TRIES:
                raise RuleViolation("busy", _("其他人正在修改，请稍后再试")) from None
    raise AssertionError("unreachable: the last try returns or raises")


class _Watching:
    """Signs of life while a piece is solved: of each new stage, and within a stage every few seconds."""

    def __init__(self, task_id: int, token: UUID) -> None:
        self.task_id, self.token = task_id, token
        self.stage: JobStage | None = None
        self.next_sign = 0.0

    def __call__(self, tier: Tier) -> None:
        """Raises TaskLost when the task isn't ours to do any more."""
        stage = PHASES.get(tier, JobStage.SPACING)
        if stage == self.stage and monotonic() < self.next_sign:
            return
        _watched(self.task_id, self.token, stage)
        self.stage, self.next_sign = stage, monotonic() + SIGN_EVERY


def _begun(task_id: int, token: UUID) -> JobTask:
    """The task, held under `token`, with its lease begun anew. Raises TaskLost."""
    _watched(task_id, token, JobStage.LOADING)
    tasks = JobTask.objects.select_related("job__period__county", "roster")
    return tasks.get(pk=task_id)


def _watched(task_id: int, token: UUID, stage: JobStage) -> None:
    """A sign of life: renews the lease and tells those who watch. Raises TaskLost when the task isn't ours to do."""
    now = timezone.now()
    held = JobTask.objects.filter(
        pk=task_id, lease_token=token, finished_at__isnull=True, job__state__in=RUNNING_STATES
    )
    if not held.update(stage=stage, lease_until=now + LEASE):
        raise TaskLost
    _running([task_id]).exclude(stage=stage, state=JobState.RUNNING).update(stage=stage, state=JobState.RUNNING)


def _running(task_ids: Iterable[int]) -> QuerySet[Job]:
    """The unfinished jobs of tasks, for an update: its condition must be the job's own.

    With a join the condition goes into a subquery, which isn't asked again when another worker has just finished the job.
    """
    jobs = list(JobTask.objects.filter(pk__in=task_ids).values_list("job_id", flat=True))
    return Job.objects.filter(pk__in=jobs, state__in=RUNNING_STATES)


def _period(job: Job) -> DutyPeriod:
    if job.period is None:
        raise AssertionError("a generation has a period")
    return job.period


def _still_drafts(task: JobTask) -> list[UUID]:
    """What a unit has filed in the meantime is its word."""
    drafts = Roster.objects.filter(pk__in=_roster_ids(task), state__in=PROPOSED_STATES)
    return sorted(drafts.values_list("pk", flat=True))


def _roster_ids(task: JobTask) -> Sequence[UUID]:
    return task.roster_ids or [task.roster_id]


@write
def _settle(*, task_id: int, token: UUID, piece: Piece | None) -> bool:
    """Saves the plan and finishes the task, both or neither."""
    now = timezone.now()
    if piece is not None:
        save_plan(piece, now)
    task = _held_task(task_id, token)
    if task is None:
        raise TaskLost
    task.result = result_of(piece)
    _finish(task, now)
    return True


@write
def _settle_refused(*, task_id: int, token: UUID, sentence: str) -> bool:
    """The task is over, its rosters stay as they were; the job says why when all the others are done."""
    task = _held_task(task_id, token)
    if task is None:
        return False
    task.result = result_of(None) | {"refused": f"{task.roster.unit.name}：{sentence}"}
    _finish(task, timezone.now())
    return True


def _held_task(task_id: int, token: UUID) -> JobTask | None:
    """The task, locked, while it is unfinished and leased under `token`."""
    tasks = JobTask.objects.select_for_update(of=("self",)).select_related("job", "roster__unit")
    return tasks.filter(pk=task_id, lease_token=token, finished_at__isnull=True, job__state__in=RUNNING_STATES).first()


def _finish(task: JobTask, now: datetime) -> None:
    """So many units more are done; the last ones finish the job."""
    task.finished_at = now
    task.stage = JobStage.FINISHED
    task.save(update_fields=["finished_at", "stage", "result"])
    running = Job.objects.filter(pk=task.job_id, state__in=RUNNING_STATES)
    running.update(done=F("done") + len(_roster_ids(task)), state=JobState.RUNNING)
    job = Job.objects.get(pk=task.job_id)
    if job.done == job.total and job.state == JobState.RUNNING:
        _finish_job(job, now)


def _finish_job(job: Job, now: datetime) -> None:
    results = [result or {} for result in job.tasks.order_by("pk").values_list("result", flat=True)]
    refused = [result["refused"] for result in results if "refused" in result]
    job.result = summed(results)
    job.failure = "；".join(refused)[:LONGEST_FAILURE]
    job.state = advance(transitions.JOB, job.state, "fail" if refused else "finish")
    job.stage = JobStage.FINISHED
    job.finished_at = now
    job.save(update_fields=["state", "stage", "failure", "result", "finished_at"])


@write
def _give_up_when_hopeless(*, task_id: int, violation: RuleViolation) -> None:
    task = JobTask.objects.select_related("job", "roster__unit").get(pk=task_id)
    if task.attempts < MOST_ATTEMPTS:
        return
    failed = Job.objects.filter(pk=task.job_id, state__in=RUNNING_STATES)
    failed.update(
        state=JobState.FAILED, failure=f"{task.roster.unit.name}: {violation}"[:500], finished_at=timezone.now()
    )


def _fail_hopeless(now: datetime) -> None:
    """A task that has ended its worker again and again ends its job."""
    hopeless = JobTask.objects.filter(attempts__gte=MOST_ATTEMPTS, lease_until__lt=now, finished_at__isnull=True)
    _running(hopeless.values_list("pk", flat=True)).update(
        state=JobState.FAILED, failure=_now("多次未能完成，请重新发起"), finished_at=now
    )


def _pieces(units: Sequence[UUID], shared: Iterable[tuple[UUID, UUID]]) -> list[list[UUID]]:
    """Units that share people together, and in a large county several such groups in one piece."""
    groups = components(units, shared)
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
