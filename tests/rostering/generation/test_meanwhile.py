"""What happens to pieces when the world moves while the engine thinks: leave, hands, cancelling, lost leases."""

from typing import Any

import pytest
from django.utils import timezone

from rostering.engine import solving
from rostering.enums import AbsenceKind, JobStage, JobState, Post
from rostering.fairness.services.absences import record_absence
from rostering.generation.services import leases, queue, start
from rostering.generation.services import pieces as proposing
from rostering.models import Assignment, Job, JobTask
from rostering.seats.services.assignments import replace_person
from tests.factories import Cast, at, drafted, opened, seat_of
from tests.rostering.generation.test_pieces import before_the_holiday, held

__all__ = ["before_the_holiday"]


def test_leave_approved_while_the_engine_thinks_is_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan is thrown away and made anew."""
    period = opened(cast)
    real, gone = solving.solve_in_order, list[Any]()

    def solve(problem: Any, **options: Any) -> Any:
        plan = real(problem, **options)
        placed = {placement.person_id for placement in plan.assignments}
        planned = [person for person in cast.people["yjj"] if str(person.pk) in placed]
        if planned and not gone:
            gone.append(planned[0].pk)
            span: dict[str, Any] = {"start": at("2026-06-19 00:00"), "end": at("2026-06-23 00:00")}
            record_absence(person=planned[0], kind=AbsenceKind.SICK_LEAVE, by=cast.leader, **span)
        return plan

    monkeypatch.setattr(proposing, "solve_in_order", solve)
    job = start.generate_now(period=period, by=cast.office, seed=1)

    assert job.state == JobState.SUCCEEDED
    assert gone
    assert gone[0] not in held(period).values()


def test_a_seat_set_by_hand_meanwhile_is_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    period = opened(cast)
    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    chosen = cast.people["dag"][3]
    real = solving.solve_in_order

    def solve(problem: Any, **options: Any) -> Any:
        fresh = Assignment.objects.get(pk=seat.pk)
        if fresh.person_id is None:
            replace_person(assignment=seat, person_id=chosen.pk, by=cast.office, expected_version=fresh.version)
        return real(problem, **options)

    monkeypatch.setattr(proposing, "solve_in_order", solve)
    start.generate_now(period=period, by=cast.office, seed=1)

    assert seat_of(period, cast.routine, Post.DUTY_OFFICER).person == chosen


def test_cancelling_in_the_middle_of_a_unit_saves_nothing_of_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    job = start.start_generation(period=drafted(cast), by=cast.office)
    before = held(job.period)
    token, task_ids = queue.claim_tasks(now=timezone.now())
    real = solving.solve_in_order

    def solve(problem: Any, **options: Any) -> Any:
        start.cancel_job(job=job, by=cast.office)
        return real(problem, **options)

    monkeypatch.setattr(proposing, "solve_in_order", solve)

    assert not queue.run_tasks(task_ids=[task_ids[0]], token=token)
    assert held(job.period) == before
    assert Job.objects.get().state == JobState.CANCELLED


def test_whoever_lost_the_lease_in_the_middle_saves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    job = start.start_generation(period=drafted(cast), by=cast.office)
    before = held(job.period)
    token, task_ids = queue.claim_tasks(now=timezone.now())
    real = solving.solve_in_order

    def solve(problem: Any, **options: Any) -> Any:
        plan = real(problem, **options)
        late = timezone.now() + 2 * leases.LEASE
        assert task_ids[0] in queue.claim_tasks(now=late)[1]
        return plan

    monkeypatch.setattr(proposing, "solve_in_order", solve)

    assert not queue.run_tasks(task_ids=[task_ids[0]], token=token)
    assert held(job.period) == before


def test_a_plan_that_breaks_a_rule_is_never_saved(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    job = start.start_generation(period=drafted(cast), by=cast.office)
    before = held(job.period)
    token, task_ids = queue.claim_tasks(now=timezone.now())
    monkeypatch.setattr(proposing, "violations", lambda problem, plan: ["a breach"])

    for task_id in task_ids:
        assert queue.run_tasks(task_ids=[task_id], token=token)
    assert held(job.period) == before
    job.refresh_from_db()
    assert (job.state, "未通过核对" in job.failure) == (JobState.FAILED, True)


def test_a_piece_that_ends_its_worker_again_and_again_ends_the_job(cast: Cast) -> None:
    job = start.start_generation(period=drafted(cast), by=cast.office)
    now = timezone.now()
    for _attempt in range(leases.MOST_ATTEMPTS):
        token, ids = queue.claim_tasks(now=now)
        # Its worker begins, and is gone.
        assert leases.sign_of_life(ids, token, JobStage.LOADING, begun=ids, more=1) == set(ids)
        JobTask.objects.update(lease_until=now)
        now += 2 * leases.LEASE

    assert queue.claim_tasks(now=now)[1] == []
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_of_pieces_made_together_only_the_one_that_somebody_changed_is_made_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    period = opened(cast)
    job = start.start_generation(period=period, by=cast.office, seed=1)
    token, task_ids = queue.claim_tasks(now=timezone.now())
    seat, chosen, solved = seat_of(period, cast.routine, Post.DUTY_OFFICER), cast.people["dag"][3], list[str]()
    real = solving.solve_in_order

    def solve(problem: Any, **options: Any) -> Any:
        solved.append(problem.slots[0].unit_id)
        if len(solved) == len(task_ids):
            replace_person(assignment=seat, person_id=chosen.pk, by=cast.office, expected_version=seat.version)
        return real(problem, **options)

    monkeypatch.setattr(proposing, "solve_in_order", solve)
    assert queue.run_tasks(task_ids=task_ids, token=token) == len(task_ids) == 3

    assert solved[3:] == [str(cast.routine.pk)]
    assert seat_of(period, cast.routine, Post.DUTY_OFFICER).person == chosen
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.SUCCEEDED, 3)
    assert period.steps.filter(job=job).count() == 3


def test_what_a_worker_has_no_time_for_is_free_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    start.start_generation(period=drafted(cast), by=cast.office, seed=1)
    token, task_ids = queue.claim_tasks(now=timezone.now())
    monkeypatch.setattr(queue, "ENOUGH", 0)

    assert queue.run_tasks(task_ids=task_ids, token=token) == 1
    other, rest = queue.claim_tasks(now=timezone.now())
    assert rest == task_ids[1:]
    assert list(JobTask.objects.filter(pk__in=rest).values_list("attempts", flat=True)) == [0, 0]
    assert queue.run_tasks(task_ids=rest, token=token) == 0
    monkeypatch.setattr(queue, "ENOUGH", 60)
    assert queue.run_tasks(task_ids=rest, token=other) == 2
    assert Job.objects.get().state == JobState.SUCCEEDED
