"""Generation as leased rows: resumes, never doubles, can be cancelled, keeps what people decided."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from rostering.engine.problem import Strength
from rostering.enums import AbsenceKind, JobState, Post
from rostering.fairness.services.absences import record_absence
from rostering.fairness.services.roster_rules import change_rules
from rostering.generation.services import leases, queue, start
from rostering.models import Assignment, DutyPeriod, Job, JobTask
from rostering.periods.services.filing import confirm_roster
from rostering.seats.services.assignments import replace_person
from tests.concurrency import outcomes
from tests.factories import (
    LONG_AGO,
    Cast,
    at,
    drafted,
    generated,
    make_cast,
    make_person,
    opened,
    published,
    roster_of,
    seat_of,
)
from units.enums import Rank
from units.errors import NotAllowed, RuleViolation
from units.models import Person


def started(cast: Cast) -> Job:
    return start.start_generation(period=drafted(cast), by=cast.office)


def run_all(job: Job) -> None:
    token, task_ids = queue.claim_tasks(now=timezone.now())
    for task_id in task_ids:
        assert queue.run_tasks(task_ids=[task_id], token=token)
    job.refresh_from_db()


def held(period: DutyPeriod | None) -> dict[Any, Any]:
    return dict(Assignment.objects.filter(shift__period=period).values_list("shift_id", "person_id"))


@pytest.mark.django_db
class TestOneWorker:
    @pytest.fixture
    def cast(self) -> Cast:
        return make_cast()

    def test_fills_every_seat_with_people_of_the_unit(self, cast: Cast) -> None:
        job = started(cast)
        assert (job.state, job.done, job.total) == (JobState.QUEUED, 0, 3)
        run_all(job)
        assert (job.state, job.stage, job.done) == (JobState.SUCCEEDED, "finished", 3)
        rows = Assignment.objects.filter(shift__period=job.period).select_related("person", "shift")
        assert all(row.person and row.person.unit_id == row.shift.unit_id for row in rows)
        assert all(count == 1 for count in Counter((row.person_id, row.shift.day) for row in rows).values())

    def test_the_same_seed_proposes_the_same(self, cast: Cast) -> None:
        period = generated(cast)
        before = held(period)
        start.generate_now(period=period, by=cast.office, seed=1)
        assert held(period) == before

    def test_past_duty_counts(self, cast: Cast) -> None:
        worn = cast.people["dag"][0]
        change_rules(county=cast.county, effective_from=LONG_AGO, changes={"rest": Strength.OFF}, by=cast.office)
        past = published(cast)
        for day in past.days:
            seat = seat_of(past, cast.routine, Post.DUTY_OFFICER, day=day)
            if seat.person != worn:
                replace_person(
                    assignment=seat, person_id=worn.pk, by=cast.office, expected_version=seat.version, reason="替班"
                )
        later = generated(cast, *(day + timedelta(days=98) for day in (past.first_day, past.last_day)), name="中秋")
        assert worn.pk not in Assignment.objects.filter(shift__period=later).values_list("person_id", flat=True)

    def test_leave_and_rank_are_kept_and_a_vacancy_says_why(self, cast: Cast) -> None:
        people = Person.objects.filter(unit=cast.routine)
        for person in people:
            record_absence(
                person=person,
                kind=AbsenceKind.ANNUAL_LEAVE,
                start=at("2026-06-19 00:00"),
                end=at("2026-06-20 00:00"),
                by=cast.office,
            )
        period = generated(cast)
        vacancy = seat_of(period, cast.routine, Post.DUTY_OFFICER)
        assert vacancy.person is None
        assert vacancy.vacancy_reason == "请假或外出 5 人"

    def test_a_running_job_is_returned_instead_of_a_second(self, cast: Cast) -> None:
        job = started(cast)
        assert job.period is not None
        assert start.start_generation(period=job.period, by=cast.office) == job
        assert Job.objects.count() == 1

    def test_people_set_by_hand_and_filed_units_stay(self, cast: Cast) -> None:
        period = generated(cast)
        seat = seat_of(period, cast.emergency, Post.LEADER)
        other = make_person(cast.emergency, rank=Rank.SECTION_CHIEF, posts=[Post.LEADER])
        replace_person(assignment=seat, person_id=other.pk, by=cast.leader, expected_version=seat.version)
        confirm_roster(roster=roster_of(period, cast.routine), by=cast.routine_leader)
        before = held(period)
        job = start.generate_now(period=period, by=cast.office, seed=99)
        assert job.total == 2
        assert held(period)[seat.shift_id] == other.pk
        filed = seat_of(period, cast.routine, Post.DUTY_OFFICER)
        assert filed.person_id == before[filed.shift_id]

    def test_nothing_to_do_once_everybody_filed(self, cast: Cast) -> None:
        period = generated(cast)
        for roster in period.rosters.all():
            confirm_roster(roster=roster, by=cast.office)
        with pytest.raises(RuleViolation) as error:
            start.start_generation(period=period, by=cast.office)
        assert error.value.code == "nothing_to_generate"

    def test_a_published_period_is_never_proposed_again(self, cast: Cast) -> None:
        with pytest.raises(RuleViolation) as error:
            start.start_generation(period=published(cast), by=cast.office)
        assert error.value.code == "wrong_state"

    def test_only_the_office_generates(self, cast: Cast) -> None:
        period = opened(cast)
        with pytest.raises(NotAllowed):
            start.start_generation(period=period, by=cast.leader)

    def test_cancelling_leaves_the_rest_untouched(self, cast: Cast) -> None:
        job = started(cast)
        token, task_ids = queue.claim_tasks(now=timezone.now())
        assert queue.run_tasks(task_ids=[task_ids[0]], token=token)
        start.cancel_job(job=job, by=cast.office)
        before = held(job.period)
        assert not queue.run_tasks(task_ids=[task_ids[1]], token=token)
        assert held(job.period) == before
        job.refresh_from_db()
        assert (job.state, job.done) == (JobState.CANCELLED, 1)
        with pytest.raises(RuleViolation):
            start.cancel_job(job=job, by=cast.office)

    def test_a_dead_workers_lease_runs_out_and_the_job_resumes(self, cast: Cast) -> None:
        job = started(cast)
        now = timezone.now()
        dead, task_ids = queue.claim_tasks(now=now)
        assert queue.claim_tasks(now=now)[1] == []
        alive, again = queue.claim_tasks(now=now + leases.LEASE + timedelta(seconds=1))
        assert again == task_ids
        assert not queue.run_tasks(task_ids=[task_ids[0]], token=dead)
        for task_id in again:
            assert queue.run_tasks(task_ids=[task_id], token=alive)
        job.refresh_from_db()
        assert (job.state, job.done) == (JobState.SUCCEEDED, 3)

    def test_a_message_delivered_twice_counts_once(self, cast: Cast) -> None:
        job = started(cast)
        token, task_ids = queue.claim_tasks(now=timezone.now())
        assert [queue.run_tasks(task_ids=[task_ids[0]], token=token) for _ in range(3)] == [True, False, False]
        job.refresh_from_db()
        assert job.done == 1

    def test_an_unknown_token_gets_nothing(self, cast: Cast) -> None:
        job = started(cast)
        task = JobTask.objects.filter(job=job).first()
        assert task is not None
        assert not queue.run_tasks(task_ids=[task.pk], token=uuid4())


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_get_the_same_unit() -> None:
    job = started(make_cast())
    claims = outcomes([lambda: queue.claim_tasks(now=timezone.now(), most=2)[1]] * 4)
    flat = [task_id for task_ids in claims for task_id in task_ids]
    assert sorted(flat) == sorted(JobTask.objects.filter(job=job).values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_one_unit_by_many_workers_at_once() -> None:
    job = started(make_cast())
    token, task_ids = queue.claim_tasks(now=timezone.now())
    results = outcomes([partial(queue.run_tasks, task_ids=[task_id], token=token) for task_id in task_ids] * 5)
    assert sum(results) == len(task_ids)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.SUCCEEDED, len(task_ids))
    assert job.period is not None
    assert Assignment.objects.filter(shift__period=job.period, is_active=True).count() == job.period.shifts.count()
