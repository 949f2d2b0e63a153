"""What becomes of the pieces of a generation: plans saved, or kept for those who compare, and their tasks finished, both or
neither."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from rostering import transitions
from rostering.enums import JobKind, JobStage, JobState
from rostering.generation.services.plans import Piece, holders_of, lock_pieces, result_of, save_plans, summed
from rostering.jobs.models import RUNNING_STATES, Job, JobTask
from rostering.rosters.models.step import SeatBefore
from rostering.rosters.services import remember_pieces
from rostering.states import advance
from units.copying import update_in
from units.db import write

LONGEST_FAILURE = 500
FINISHED_FIELDS = ("finished_at", "stage", "result", "holders")


@write
def settle_made(*, made: Mapping[int, Piece | None], token: UUID) -> tuple[set[int], set[int]]:
    """Saves pieces of one job, by task (None = nothing to propose), and finishes their tasks. (finished, to be made anew).

    Somebody has changed what the latter were made for; of them nothing is written, nor of tasks that are no longer ours.
    """
    now = timezone.now()
    lock_pieces(piece for piece in made.values() if piece is not None)
    tasks = _held_tasks(list(made), token)
    if not tasks:
        return set(), set()
    saved: dict[int, list[SeatBefore] | None] = {task.pk: [] for task in tasks}
    is_proposal = tasks[0].job.kind == JobKind.PROPOSAL
    pieces = {task.pk: piece for task in tasks if (piece := made[task.pk]) is not None}
    if pieces and not is_proposal:
        saved |= zip(pieces, save_plans(list(pieces.values()), now), strict=True)
    done = [(task, seats) for task in tasks if (seats := saved[task.pk]) is not None]
    remember_pieces(done)
    for task, _seats in done:
        piece = made[task.pk]
        task.result = result_of(piece)
        task.holders = holders_of(piece) if piece is not None and is_proposal else None
    _finish([task for task, _seats in done], now)
    return {task.pk for task, _seats in done}, {pk for pk, seats in saved.items() if seats is None}


@write
def settle_refused(*, task_id: int, token: UUID, sentence: str) -> bool:
    """The task is over, its rosters stay as they were; the job says why when all the others are done."""
    tasks = _held_tasks([task_id], token)
    for task in tasks:
        task.result = result_of(None) | {"refused": f"{task.roster.unit.name}：{sentence}"}
    _finish(tasks, timezone.now())
    return bool(tasks)


def _held_tasks(ids: Sequence[int], token: UUID) -> list[JobTask]:
    """Those of them, locked, that are unfinished and leased under `token`."""
    tasks = JobTask.objects.select_for_update(of=("self",)).select_related("job", "roster__unit")
    return list(tasks.unfinished().held(token).filter(pk__in=ids).order_by("pk"))


def _finish(tasks: Sequence[JobTask], now: datetime) -> None:
    """So many units more of a job are done; the last ones finish it."""
    if not tasks:
        return
    for task in tasks:
        task.finished_at, task.stage = now, JobStage.FINISHED
    update_in(tasks, FINISHED_FIELDS)
    running = Job.objects.filter(pk=tasks[0].job_id, state__in=RUNNING_STATES)
    running.update(done=F("done") + sum(len(task.all_rosters) for task in tasks), state=JobState.RUNNING)
    job = Job.objects.get(pk=tasks[0].job_id)
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
