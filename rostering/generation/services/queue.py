"""The pieces of a generation: claimed under a lease, loaded together, solved one by one outside any transaction, saved and
settled together about once a second.

Celery only wakes `claim_tasks` and `run_tasks`; whatever is lost is claimed again when its lease has run out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from time import monotonic
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from rostering.engine.tiers import Tier
from rostering.enums import Emphasis, JobKind, JobStage, RosterState
from rostering.generation.services.leases import LEASE, TaskLost, fail_hopeless, give_up_when_hopeless, sign_of_life
from rostering.generation.services.plans import Changed, Piece
from rostering.generation.services.settling import settle_made, settle_refused
from rostering.jobs.models import Job, JobTask
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.seats.queries.loading import Facts, load_facts
from rostering.seats.queries.problem import problem_of
from units.errors import RuleViolation

# So many pieces are handed to a worker at once: read together, yet enough for every worker to have some.
SHARE = 8
# Seconds after which a worker leaves what it hasn't begun of its share to others.
ENOUGH = 60.0
# Seconds between two signs of life, and between two savings of what has been solved.
A_MOMENT = 1.0
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
    fail_hopeless(now)
    waiting = JobTask.objects.unfinished().free(now).only("pk").order_by("pk")
    token, rows = waiting.claim(most, now=now, lease=LEASE)
    return token, [row.pk for row in rows]


def in_shares(task_ids: Sequence[int]) -> list[Sequence[int]]:
    """Claimed tasks as they are handed to workers."""
    return [task_ids[first : first + SHARE] for first in range(0, len(task_ids), SHARE)]


def run_tasks(*, task_ids: Sequence[int], token: UUID) -> int:
    """Proposes the rosters of claimed tasks. Returns how many were finished: not those of a cancelled job, nor what is
    leased to somebody else by now.

    What people decided and can't be (pins that contradict each other) ends a task with its sentence; a task that fails
    too often ends its job, so that somebody looks.
    """
    held = sign_of_life(task_ids, token, JobStage.LOADING, begun=task_ids, more=1)
    tasks = JobTask.objects.select_related("job__period__county").filter(pk__in=held).order_by("job", "pk")
    shares = [_Share(token, list(of_job)) for _job, of_job in groupby(tasks, key=lambda task: task.job_id)]
    return sum(share.run() for share in shares)


@dataclass
class _Share:
    """Tasks of one job in one worker's hands. `made`: solved and not saved yet."""

    token: UUID
    waiting: list[JobTask]
    finished: int = 0
    made: list[tuple[JobTask, Piece | None]] = field(default_factory=list)
    tries: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.begun = self.last_sign = self.last_saved = monotonic()
        self.left = {task.pk for task in self.waiting}
        self.stage = JobStage.LOADING

    def run(self) -> int:
        """How many tasks were finished. Those that somebody changed meanwhile are read and solved anew, with the rest."""
        while self.waiting:
            tasks, self.waiting = self.waiting, []
            drafts = _still_drafts(tasks)
            facts = load_facts(_period(tasks[0].job), list(drafts.values()))
            for number, task in enumerate(tasks):
                if monotonic() >= self.begun + ENOUGH and number:
                    self._leave(tasks[number:])
                    break
                if task.pk in self.left:
                    self._make(task, facts, drafts[task.pk])
                if monotonic() >= self.last_saved + A_MOMENT:
                    self._save()
            self._save()
        return self.finished

    def _make(self, task: JobTask, facts: Facts, rosters: Sequence[UUID]) -> None:
        try:
            self.made.append(
                (task, _made(task, facts, rosters, lambda tier: self._watch(task, tier)) if rosters else None)
            )
        except TaskLost:
            self.left.discard(task.pk)
        except RuleViolation as violation:
            self._fail(task, violation)

    def _watch(self, task: JobTask, tier: Tier) -> None:
        """A sign of life while a piece is solved. Raises TaskLost when the task isn't ours to do any more."""
        self.stage = PHASES.get(tier, JobStage.SPACING)
        if monotonic() >= self.last_sign + A_MOMENT:
            self._sign([task.pk])
            if task.pk not in self.left:
                raise TaskLost

    def _sign(self, begun: Sequence[int]) -> None:
        self.left = sign_of_life(self.left, self.token, self.stage, begun=begun)
        self.last_sign = monotonic()

    def _save(self) -> None:
        """Saves and settles what has been made, together; where that isn't possible, one by one."""
        made, self.made = [row for row in self.made if row[0].pk in self.left], []
        self.last_saved = monotonic()
        if not made:
            return
        self.stage = JobStage.SAVING
        self._sign([task.pk for task, _piece in made])
        try:
            self._settle(made)
        except (Changed, RuleViolation):
            for row in made:
                self._save_alone(row)

    def _save_alone(self, row: tuple[JobTask, Piece | None]) -> None:
        try:
            self._settle([row])
        except Changed:
            self._again(row[0])
        except RuleViolation as violation:
            self._fail(row[0], violation)

    def _settle(self, made: Sequence[tuple[JobTask, Piece | None]]) -> None:
        done, changed = settle_made(made={task.pk: piece for task, piece in made}, token=self.token)
        self.finished += len(done)
        self.left -= done
        for task, _piece in made:
            if task.pk in changed:
                self._again(task)

    def _again(self, task: JobTask) -> None:
        self.tries[task.pk] += 1
        if self.tries[task.pk] < MOST_TRIES:
            self.waiting.append(task)
        else:
            self._fail(task, RuleViolation("busy", _("其他人正在修改，请稍后再试")))

    def _fail(self, task: JobTask, violation: RuleViolation) -> None:
        self.left.discard(task.pk)
        if violation.code in REFUSALS:
            self.finished += settle_refused(task_id=task.pk, token=self.token, sentence=str(violation))
        else:
            give_up_when_hopeless(task_id=task.pk, violation=violation)

    def _leave(self, tasks: Sequence[JobTask]) -> None:
        """Back to whoever has time; that this worker had them counts as no attempt."""
        ids = [task.pk for task in tasks]
        JobTask.objects.unfinished().held(self.token).filter(pk__in=ids).settle(attempts=F("attempts") - 1)
        self.left -= set(ids)


def _made(task: JobTask, facts: Facts, rosters: Sequence[UUID], watch: Callable[[Tier], None]) -> Piece:
    """A plan of the engine, or for the adoption of a proposal what that one says, looked at again."""
    from rostering.generation.services import pieces  # noqa: PLC0415 - OR-Tools stay out of the web processes

    parameters = task.job.parameters
    if "proposal" in parameters:
        return pieces.taken(problem_of(facts, rosters), UUID(parameters["proposal"]))
    piece = pieces.propose(
        problem_of(facts, rosters, keep_shown=parameters.get("keep_shown", True)),
        seed=task.job.seed,
        emphasis=Emphasis(parameters.get("emphasis", Emphasis.FAIRNESS)),
        watch=watch,
    )
    return pieces.beside_present(piece) if task.job.kind == JobKind.PROPOSAL else piece


def _period(job: Job) -> DutyPeriod:
    if job.period is None:
        raise AssertionError("a generation has a period")
    return job.period


def _still_drafts(tasks: Iterable[JobTask]) -> Mapping[int, list[UUID]]:
    """By task the rosters to propose: what a unit has filed in the meantime is its word. One query."""
    rosters = {task.pk: task.all_rosters for task in tasks}
    wanted = {pk for ids in rosters.values() for pk in ids}
    drafts = set(Roster.objects.filter(pk__in=wanted, state__in=PROPOSED_STATES).values_list("pk", flat=True))
    return {task: sorted(drafts.intersection(ids)) for task, ids in rosters.items()}
