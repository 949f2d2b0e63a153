"""The pieces of a generation: each claimed under a lease, solved outside any transaction, saved and settled in one.

Celery only wakes `claim_tasks` and `run_task`; whatever is lost is claimed again when its lease has run out.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.engine.tiers import Tier
from rostering.enums import GENERATION_STAGES, Emphasis, JobKind, JobStage, JobState, RosterState
from rostering.generation.services.plans import Changed, Piece, holders_of, result_of, save_plan, summed
from rostering.jobs.models import RUNNING_STATES, Job, JobTask
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.rosters.services import remember_piece
from rostering.states import advance
from units.db import write
from units.errors import RuleViolation
from units.rows.leases import ONE_MORE

# A worker gives a sign every three seconds, at a new stage sooner; one that is silent for twenty is taken for dead and
# its task goes to the next.
LEASE = timedelta(seconds=20)
SIGN_EVERY = 3.0
A_MOMENT = 0.3
# A task that so many workers have taken and none has finished would kill the next one too: its job fails.
MOST_ATTEMPTS = 5
LONGEST_FAILURE = 500
# What people decided contradicts itself: no second try can help.
REFUSALS = frozenset(
    {"pins_contradict", "pin_without_seat", "unknown_person", "slot_fixed_twice", "plan_refused", "proposal_outdated"}
)
# Somebody may change seats or leave while a piece is solved: then it is solved anew, so often.
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


def claim_tasks(*, now: datetime, most: int = 500) -> tuple[UUID, list[int]]:
    """Leases waiting tasks to the caller: (lease token, task ids). Two callers never get the same task."""
    _fail_hopeless(now)
    waiting = JobTask.objects.unfinished().free(now).only("pk").order_by("pk")
    token, rows = waiting.claim(most, now=now, lease=LEASE, attempts=ONE_MORE)
    return token, [row.pk for row in rows]


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


def _run(*, task_id: int, token: UUID) -> bool:
    for attempt in range(1, MOST_TRIES + 1):
        task = _begun(task_id, token)
        rosters = _still_drafts(task)
        try:
            piece = _made(task, rosters, _Watching(task_id, token)) if rosters else None
            _watched(task_id, token, JobStage.SAVING)
            return _settle(task_id=task_id, token=token, piece=piece)
        except Changed:
            if attempt == MOST_TRIES:
                raise RuleViolation("busy", _("其他人正在修改，请稍后再试")) from None
    raise AssertionError("unreachable: the last try returns or raises")


def _made(task: JobTask, rosters: Sequence[UUID], watch: "_Watching") -> Piece:
    """A plan of the engine, or for the adoption of a proposal what that one says, looked at again."""
    from rostering.generation.services import pieces  # noqa: PLC0415 - OR-Tools stay out of the web processes

    job = task.job
    if "proposal" in job.parameters:
        return pieces.taken(_period(job), rosters, UUID(job.parameters["proposal"]))
    piece = pieces.propose(
        _period(job),
        rosters,
        seed=job.seed,
        keep_shown=job.parameters.get("keep_shown", True),
        emphasis=Emphasis(job.parameters.get("emphasis", Emphasis.FAIRNESS)),
        watch=watch,
    )
    return pieces.beside_present(piece) if job.kind == JobKind.PROPOSAL else piece


class _Watching:
    """Signs of life while a piece is solved: of a new stage when the last is a moment ago, else every few seconds."""

    def __init__(self, task_id: int, token: UUID) -> None:
        self.task_id, self.token = task_id, token
        self.stage: JobStage | None = None
        self.last_sign = monotonic()

    def __call__(self, tier: Tier) -> None:
        """Raises TaskLost when the task isn't ours to do any more."""
        stage = PHASES.get(tier, JobStage.SPACING)
        if monotonic() < self.last_sign + (SIGN_EVERY if stage == self.stage else A_MOMENT):
            return
        _watched(self.task_id, self.token, stage)
        self.stage, self.last_sign = stage, monotonic()


def _begun(task_id: int, token: UUID) -> JobTask:
    """The task, held under `token`, with its lease begun anew. Raises TaskLost."""
    _watched(task_id, token, JobStage.LOADING)
    tasks = JobTask.objects.select_related("job__period__county", "roster")
    return tasks.get(pk=task_id)


def _watched(task_id: int, token: UUID, stage: JobStage) -> None:
    """A sign of life: renews the lease and tells those who watch. Raises TaskLost when the task isn't ours to do."""
    now = timezone.now()
    held = JobTask.objects.unfinished().held(token).filter(pk=task_id)
    if not held.renew(now=now, lease=LEASE, stage=_furthest(stage)):
        raise TaskLost
    behind = _running([task_id]).filter(Q(stage__in=_before(stage)) | ~Q(state=JobState.RUNNING))
    behind.update(stage=_furthest(stage), state=JobState.RUNNING)


def _furthest(stage: JobStage) -> Case:
    """The later of the row's stage and `stage`: a piece begun again, and one behind the others, takes nothing back."""
    return Case(When(stage__in=_before(stage), then=Value(stage)), default=F("stage"))


def _before(stage: JobStage) -> list[str]:
    return ["", JobStage.WAITING, *GENERATION_STAGES[: GENERATION_STAGES.index(stage)]]


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
    """Saves the plan, or keeps it for those who compare, and finishes the task, both or neither."""
    now = timezone.now()
    is_proposal = JobTask.objects.filter(pk=task_id, job__kind=JobKind.PROPOSAL).exists()
    changed = [] if piece is None or is_proposal else save_plan(piece, now)
    task = _held_task(task_id, token)
    if task is None:
        raise TaskLost
    remember_piece(task, changed)
    task.result = result_of(piece)
    task.holders = holders_of(piece) if piece is not None and is_proposal else None
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
    return tasks.unfinished().held(token).filter(pk=task_id).first()


def _finish(task: JobTask, now: datetime) -> None:
    """So many units more are done; the last ones finish the job."""
    task.finished_at = now
    task.stage = JobStage.FINISHED
    task.save(update_fields=["finished_at", "stage", "result", "holders"])
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
    hopeless = JobTask.objects.unfinished().worn_out(MOST_ATTEMPTS, now=now)
    _running(hopeless.values_list("pk", flat=True)).update(
        state=JobState.FAILED, failure=_now("多次未能完成，请重新发起"), finished_at=now
    )
