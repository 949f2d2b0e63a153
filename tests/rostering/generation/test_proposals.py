"""Several proposals side by side; one is taken, held against the rules of now."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone

from rostering.enums import AbsenceKind, Emphasis, JobState, Post
from rostering.fairness.services.absences import record_absence
from rostering.generation.queries.proposal_words import told
from rostering.generation.queries.proposals import changes, goals, offers
from rostering.generation.services import queue, start
from rostering.generation.services.proposals import MOST_PROPOSALS, adopt_proposal, discard_proposal, start_proposals
from rostering.models import Assignment, DutyPeriod, Job, JobTask, OpeningBalance
from rostering.periods.services.filing import accept_rest, confirm_roster
from rostering.periods.services.publication import publish_period
from rostering.seats.services.assignments import lock_seat
from tests.factories import Cast, at, generated, roster_of, seat_of
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import AuditEvent

pytestmark = pytest.mark.django_db
ALL = tuple(Emphasis)


@pytest.fixture(autouse=True)
def before_the_holiday() -> Iterator[None]:
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return generated(cast)


def burden(seat: Assignment) -> None:
    """The holder has carried what the whole unit should have shared, as was learnt after the roster was proposed."""
    for person in seat.shift.unit.people.all():
        carried = {"statutory": 20, "festival": 20, "points": 900} if person.pk == seat.person_id else {}
        OpeningBalance.objects.create(person=person, since=date(2020, 1, 1), as_of=date(2026, 1, 1), **carried)


@pytest.fixture
def unfair(cast: Cast, period: DutyPeriod) -> Assignment:
    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    burden(seat)
    return seat


def work() -> None:
    token, task_ids = queue.claim_tasks(now=timezone.now())
    for task_id in task_ids:
        queue.run_tasks(task_ids=[task_id], token=token)


def made(period: DutyPeriod, cast: Cast, *emphases: Emphasis) -> list[Job]:
    jobs = start_proposals(period=period, emphases=emphases, by=cast.office)
    work()
    for job in jobs:
        job.refresh_from_db()
        assert job.state == JobState.SUCCEEDED, job.failure
    return jobs


def taken(job: Job, cast: Cast) -> Job:
    adopted = adopt_proposal(proposal=job, by=cast.office)
    work()
    adopted.refresh_from_db()
    return adopted


def held(period: DutyPeriod) -> dict[UUID, UUID | None]:
    return dict(Assignment.objects.active().filter(shift__period=period).values_list("pk", "person_id"))


def test_proposals_change_nothing_until_one_is_taken(cast: Cast, period: DutyPeriod) -> None:
    before = held(period)
    jobs = made(period, cast, *ALL)
    assert held(period) == before
    assert [job.parameters["emphasis"] for job in jobs] == list(ALL)
    # None of them is worse in what every proposal looks after first.
    found = offers(period, cast.office)
    assert all(goal.label != "空岗（加权）" for goal in goals(found))
    assert {(offer.job.result or {}).get("vacancies") for offer in found} == {0}


def test_what_is_taken_stands_on_the_seats(cast: Cast, period: DutyPeriod, unfair: Assignment) -> None:
    (job,) = made(period, cast, Emphasis.FAIRNESS)
    wanted = {UUID(seat): UUID(who) for task in job.tasks.all() for seat, who in (task.holders or {}).items()}
    count = changes(job, cast.office).count
    assert 0 < count == sum(1 for seat, who in held(period).items() if wanted[seat] != who)
    assert taken(job, cast).state == JobState.SUCCEEDED
    assert held(period) == wanted
    assert changes(job, cast.office).count == 0


def test_few_changes_come_first_where_that_is_asked(cast: Cast, period: DutyPeriod, unfair: Assignment) -> None:
    """Somebody else would be the fairest choice; the steady proposal leaves everybody where they are."""
    fair, steady = made(period, cast, Emphasis.FAIRNESS, Emphasis.STEADY)
    assert changes(steady, cast.office).count == 0
    assert changes(fair, cast.office).count > 0


def test_locked_seats_stay_in_every_proposal(cast: Cast, period: DutyPeriod, unfair: Assignment) -> None:
    seat = unfair
    lock_seat(assignment=seat, locked=True, by=cast.routine_leader, expected_version=seat.version)
    for job in made(period, cast, *ALL):
        assert all(
            (task.holders or {}).get(str(seat.pk), str(seat.person_id)) == str(seat.person_id)
            for task in job.tasks.all()
        )


def test_a_seat_locked_since_stays_when_a_proposal_is_taken(cast: Cast, period: DutyPeriod, unfair: Assignment) -> None:
    (job,) = made(period, cast, Emphasis.FAIRNESS)
    (line,) = changes(job, cast.office).lines
    lock_seat(assignment=line.seat, locked=True, by=cast.office, expected_version=line.seat.version)
    assert taken(job, cast).state == JobState.SUCCEEDED
    assert held(period)[unfair.pk] == unfair.person_id


def test_what_can_not_be_any_more_is_left_alone_and_said(cast: Cast, period: DutyPeriod, unfair: Assignment) -> None:
    (job,) = made(period, cast, Emphasis.FAIRNESS)
    newcomer = changes(job, cast.office).lines[0].person
    assert newcomer is not None
    span: dict[str, Any] = {"start": at("2026-06-18 00:00"), "end": at("2026-06-23 00:00")}
    record_absence(person=newcomer, kind=AbsenceKind.SICK_LEAVE, by=cast.office, **span)
    before = held(period)
    adopted = taken(job, cast)
    assert adopted.state == JobState.FAILED
    assert adopted.failure.startswith(cast.routine.name)
    assert "重新生成方案" in adopted.failure
    assert held(period) == before


def test_what_a_unit_has_filed_since_is_its_word(cast: Cast, period: DutyPeriod, unfair: Assignment) -> None:
    (job,) = made(period, cast, Emphasis.FAIRNESS)
    roster = roster_of(period, cast.routine)
    confirm_roster(roster=roster, by=cast.routine_leader)
    before = held(period)
    assert taken(job, cast).state == JobState.SUCCEEDED
    own = set(roster.shifts.values_list("assignments", flat=True))
    assert {seat: who for seat, who in held(period).items() if seat in own} == {
        seat: who for seat, who in before.items() if seat in own
    }


def test_the_same_emphasis_again_is_another_draw(cast: Cast, period: DutyPeriod) -> None:
    first, second = (start_proposals(period=period, emphases=[Emphasis.FAIRNESS], by=cast.office)[0] for _ in range(2))
    assert first.seed != second.seed


def test_a_proposal_cancelled_in_the_middle_is_no_proposal(cast: Cast, period: DutyPeriod) -> None:
    (job,) = start_proposals(period=period, emphases=[Emphasis.FAIRNESS], by=cast.office)
    token, task_ids = queue.claim_tasks(now=timezone.now())
    assert queue.run_tasks(task_ids=[task_ids[0]], token=token)
    start.cancel_job(job=job, by=cast.office)
    assert not queue.run_tasks(task_ids=[task_ids[1]], token=token)
    with pytest.raises(RuleViolation, match="方案尚未排好"):
        adopt_proposal(proposal=job, by=cast.office)


def test_so_many_and_no_more(cast: Cast, period: DutyPeriod) -> None:
    start_proposals(period=period, emphases=ALL, by=cast.office)
    with pytest.raises(RuleViolation) as refused:
        start_proposals(period=period, emphases=ALL, by=cast.office)
    assert refused.value.code == "too_many_proposals"
    assert period.jobs.proposals().count() == len(ALL) < MOST_PROPOSALS


def test_one_thrown_away_leaves_room_and_a_trace(cast: Cast, period: DutyPeriod) -> None:
    (job,) = made(period, cast, Emphasis.WISHES)
    discard_proposal(proposal=job, by=cast.office)
    assert not offers(period, cast.office)
    assert not JobTask.objects.filter(holders__isnull=False).exists()
    assert AuditEvent.objects.filter(action="period.proposal_discarded").exists()


def test_publication_forgets_them(cast: Cast, period: DutyPeriod) -> None:
    made(period, cast, Emphasis.FAIRNESS)
    accept_rest(period=period, by=cast.office)
    publish_period(period=period, by=cast.office)
    assert not period.jobs.proposals().exists()
    with pytest.raises(RuleViolation):
        start_proposals(period=period, emphases=[Emphasis.FAIRNESS], by=cast.office)


def test_units_do_not_compare_the_county(cast: Cast, period: DutyPeriod) -> None:
    with pytest.raises(NotAllowed):
        start_proposals(period=period, emphases=[Emphasis.FAIRNESS], by=cast.leader)
    with pytest.raises(InvalidInput):
        start_proposals(period=period, emphases=[], by=cast.office)


@pytest.mark.parametrize("emphasis", ALL)
def test_every_emphasis_keeps_the_rules_over_a_month(cast: Cast, emphasis: Emphasis) -> None:
    """The checker looks at each plan before it is kept: a breach would fail the job."""
    period = generated(cast, date(2026, 7, 1), date(2026, 7, 28), kind="special", name="七月")
    (job,) = made(period, cast, emphasis)
    assert taken(job, cast).state == JobState.SUCCEEDED


def test_a_proposal_says_in_words_who_would_be_on_which_day_and_what_that_betters(
    cast: Cast, period: DutyPeriod, unfair: Assignment
) -> None:
    made(period, cast, Emphasis.FAIRNESS)
    found = offers(period, cast.office)
    (one,) = told(found, goals(found), cast.office).values()
    assert one.count == changes(found[0].job, cast.office).count
    assert unfair.pk in {line.seat.pk for line in one.lines} or one.count > len(one.lines)
    assert one.better
    assert all(better.after < better.before for better in one.better)
    assert all(worse.after > worse.before for worse in one.worse)
