"""Generation as rows: a job, one task per unit, each claimed under a lease and finished with its result.

Celery only wakes `claim_tasks` and `run_task`; whatever is lost is claimed again when its lease has run out.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.domain import transitions
from rostering.domain.enums import JobStage, JobState, RosterState
from rostering.domain.proposer import Placement, Plan, Problem, Vacancy, solve
from rostering.models import Assignment, DutyPeriod, Job, JobTask, Roster
from rostering.models.job import RUNNING_STATES
from rostering.permissions import check_manage_periods
from rostering.selectors.facts import candidates, slot
from rostering.services.periods import open_period
from rostering.services.states import advance
from units.db import lock, write
from units.errors import RuleViolation
from units.models import Person, User
from units.services import audit

LEASE = timedelta(seconds=20)
MOST_ATTEMPTS = 5
# Only drafts are proposed anew: what a unit has filed is its word.
PROPOSED_STATES = (RosterState.DRAFT,)


@write
def start_generation(*, period: DutyPeriod, by: User, seed: int | None = None) -> Job:
    """Queues a proposal for every draft roster of the period, opening a draft period first.

    A running job of the period is returned as it is. Raises RuleViolation `wrong_state` for a published period,
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
    rosters = list(period.rosters.filter(state__in=PROPOSED_STATES).values_list("pk", flat=True))
    if not rosters:
        raise RuleViolation("nothing_to_generate", _("各单位均已报送，没有需要排班的单位"))
    job = Job.objects.create(
        county_id=period.county_id, period=period, seed=_seed(period) if seed is None else seed, total=len(rosters), created_by=by
    )
    JobTask.objects.bulk_create(JobTask(job=job, roster_id=roster) for roster in rosters)
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
    token = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM, {"token": token, "until": now + LEASE, "now": now, "states": list(RUNNING_STATES), "most": most}
        )
        return token, [row[0] for row in cursor.fetchall()]


def run_task(*, task_id: int, token: UUID) -> bool:
    """Proposes one unit's roster and settles its task, in one transaction.

    False when the task is finished, cancelled or leased to somebody else by now. A unit that fails too often fails
    its job with the unit's name, so that somebody looks.
    """
    try:
        return _propose(task_id=task_id, token=token)
    except RuleViolation as violation:
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


@write
def _propose(*, task_id: int, token: UUID) -> bool:
    task = _held_task(task_id, token)
    if task is None:
        return False
    people = list(Person.objects.filter(unit_id=task.roster.unit_id))
    lock(task.roster, *people)
    task.roster.refresh_from_db(fields=["state", "version"])
    if task.roster.state in PROPOSED_STATES:
        _propose_roster(task.roster, people, task.job.seed)
    task.finished_at = timezone.now()
    task.save(update_fields=["finished_at"])
    _count_done(task.job)
    return True


def _held_task(task_id: int, token: UUID) -> JobTask | None:
    """The task, locked, while it is unfinished and leased under `token`."""
    tasks = JobTask.objects.select_for_update(of=("self",)).select_related("job", "roster__period")
    return tasks.filter(pk=task_id, lease_token=token, finished_at__isnull=True, job__state__in=RUNNING_STATES).first()


def _propose_roster(roster: Roster, people: list[Person], seed: int) -> None:
    assignments = list(
        Assignment.objects.active()
        .filter(shift__roster=roster)
        .select_related("shift")
        .prefetch_related("shift__phases")
        .order_by("shift__day", "shift__post_order", "shift__seat")
    )
    if not assignments:
        return
    free = [assignment for assignment in assignments if not assignment.is_pinned]
    plan = solve(_problem(people, assignments, free), seed=seed)
    _save_plan(free, plan)
    Roster.objects.filter(pk=roster.pk).update(version=F("version") + 1, updated_at=timezone.now())


def _problem(people: list[Person], assignments: list[Assignment], free: list[Assignment]) -> Problem:
    start = min(assignment.start for assignment in assignments)
    end = max(assignment.end for assignment in assignments)
    own = [assignment.pk for assignment in assignments]
    fixed = [a for a in assignments if a.is_pinned and a.person_id]
    return Problem(
        slots=tuple(slot(a.shift) for a in (*free, *fixed)),
        people=tuple(candidates(people, start, end, except_assignments=own)),
        fixed=tuple(Placement(str(a.shift_id), str(a.person_id)) for a in fixed),
    )


def _save_plan(free: list[Assignment], plan: Plan) -> None:
    placed = {placement.slot_id: placement.person_id for placement in plan.assignments}
    causes = {vacancy.slot_id: _causes(vacancy) for vacancy in plan.vacancies}
    now = timezone.now()
    for assignment in free:
        person_id = placed.get(str(assignment.shift_id))
        assignment.person_id = UUID(person_id) if person_id else None
        assignment.vacancy_causes = causes.get(str(assignment.shift_id), [])
        assignment.version += 1
        assignment.updated_at = now
    Assignment.objects.bulk_update(free, ["person_id", "vacancy_causes", "version", "updated_at"], batch_size=2000)


def _causes(vacancy: Vacancy) -> list[dict[str, object]]:
    return [{"code": reason.code, "params": dict(reason.params)} for reason in vacancy.causes]


def _count_done(job: Job) -> None:
    """One more unit done; the last one finishes the job."""
    running = Job.objects.filter(pk=job.pk, state__in=RUNNING_STATES)
    running.update(done=F("done") + 1, state=JobState.RUNNING, stage=JobStage.PROPOSING)
    job.refresh_from_db(fields=["state", "done", "total"])
    if job.done == job.total and job.state == JobState.RUNNING:
        job.state = advance(transitions.JOB, job.state, "finish")
        job.stage = JobStage.FINISHED
        job.finished_at = timezone.now()
        job.save(update_fields=["state", "stage", "finished_at"])


@write
def _give_up_when_hopeless(*, task_id: int, violation: RuleViolation) -> None:
    task = JobTask.objects.select_related("job", "roster__unit").get(pk=task_id)
    if task.attempts < MOST_ATTEMPTS:
        return
    failed = Job.objects.filter(pk=task.job_id, state__in=RUNNING_STATES)
    failed.update(
        state=JobState.FAILED, failure=f"{task.roster.unit.name}: {violation}"[:500], finished_at=timezone.now()
    )


def _seed(period: DutyPeriod) -> int:
    return period.pk.int % 2**31
