"""Simulating the demo county: Dayu beside the uniform watch, equal to SQL written on its own; the job around it."""

from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from rostering.enums import JobKind, JobState
from rostering.generation.services import jobs
from rostering.models import DutyPeriod, Job, PolicyVersion
from rostering.policy_lab.services.data import DraftChanges, PostData
from rostering.policy_lab.services.drafts import clone_policy, post_data, update_draft
from rostering.policy_lab.services.simulations import start_simulation
from tests.demo_county import NOW
from tests.demo_county import county as county  # noqa: PLC0414 - the fixture and what it stands on
from tests.demo_county import demo as demo  # noqa: PLC0414
from tests.factories import at
from tests.rostering.policy_lab.drafted import run_now
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import County, User

HOLIDAYS = 3


@pytest.fixture
def office(county: County) -> User:
    return User.objects.get(username="office")


@pytest.fixture
def draft(county: County, office: User) -> PolicyVersion:
    """Dayu itself, as a draft."""
    return clone_policy(county=county, by=office)


def simulated(draft: PolicyVersion, first: Any, last: Any, office: User) -> dict[str, Any]:
    job = run_now(job=start_simulation(version=draft, first_day=first, last_day=last, by=office))
    assert job.state == JobState.SUCCEEDED, job.failure
    assert job.result is not None
    return dict(job.result)


def past_holidays(county: County) -> list[DutyPeriod]:
    return list(DutyPeriod.objects.filter(county=county, kind="holiday").in_force().order_by("-first_day")[:HOLIDAYS])


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


# From the published rows themselves; the night begins at 20:00, which is twelve hours ahead of midnight in UTC.
SEATS = """
    SELECT count(*),
        count(*) FILTER (WHERE EXISTS (SELECT FROM rostering_shiftphase p WHERE p.shift_id = s.id
            AND p.posture = 'on_site' AND p.start < s.day + interval '12 hours')),
        count(*) FILTER (WHERE EXISTS (SELECT FROM rostering_shiftphase p WHERE p.shift_id = s.id
            AND p.posture = 'on_site' AND p."end" > s.day + interval '12 hours'))
    FROM rostering_shift s WHERE s.period_id = %s
"""
HOURS = """
    SELECT s.tier, p.posture, (sum(extract(epoch FROM p."end" - p.start)) / 3600)::float
    FROM rostering_shift s JOIN rostering_shiftphase p ON p.shift_id = s.id
    WHERE s.period_id = ANY(%s) GROUP BY 1, 2
"""
UNIT_DAYS = "SELECT count(DISTINCT (unit_id, day)) FROM rostering_shift WHERE period_id = %s"
INCIDENTS = """
    SELECT i.id, bool_or(EXISTS (SELECT FROM rostering_shift o JOIN rostering_shiftphase p ON p.shift_id = o.id
        WHERE o.unit_id = iu.unit_id AND p.posture = 'on_site' AND p.start <= i.occurred_at AND p."end" > i.occurred_at))
    FROM alerts_incident i
    JOIN alerts_incident_units iu ON iu.incident_id = i.id
    WHERE EXISTS (SELECT FROM rostering_shift s WHERE s.unit_id = iu.unit_id AND s.period_id = ANY(%s)
        AND s.start <= i.occurred_at AND s."end" > i.occurred_at)
    GROUP BY i.id
"""


class TestDayuBesideTheUniformWatch:
    @pytest.fixture
    def results(self, county: County, draft: PolicyVersion, office: User) -> list[tuple[DutyPeriod, dict[str, Any]]]:
        return [(one, simulated(draft, one.first_day, one.last_day, office)) for one in past_holidays(county)]

    def test_over_a_hundred_seats_fewer_each_holiday(self, results: list[tuple[DutyPeriod, dict[str, Any]]]) -> None:
        assert len(results) == HOLIDAYS
        for period, result in results:
            [figures] = result["periods"]
            assert figures["name"] == period.name
            assert figures["saving"]["by_day"] > 100
            assert figures["saving"]["by_night"] > 100
            assert figures["saving"]["released"] > 100
            assert result["draft"]["saving"] == result["present"]["saving"] == figures["saving"]

    def test_the_seats_are_those_of_sql(self, results: list[tuple[DutyPeriod, dict[str, Any]]]) -> None:
        for period, result in results:
            [(seats, by_day, by_night)] = rows(SEATS, period.pk)
            [(unit_days,)] = rows(UNIT_DAYS, period.pk)
            found, uniform = result["draft"], result["baseline"]
            assert (found["seats"], found["by_day"], found["by_night"]) == (seats, by_day, by_night)
            # A leader and one dedicated person of every unit.
            assert (uniform["by_day"], uniform["by_night"]) == (2 * unit_days, 2 * unit_days)
            assert found["saving"]["by_day"] == 2 * unit_days - by_day

    def test_the_person_hours_are_those_of_sql(self, results: list[tuple[DutyPeriod, dict[str, Any]]]) -> None:
        for period, result in results:
            expected = {(tier, posture): hours for tier, posture, hours in rows(HOURS, [period.pk])}
            found = {
                (tier, posture): sum(parts.values())
                for tier, figures in result["draft"]["tiers"].items()
                for posture, parts in figures["hours"].items()
                if sum(parts.values())
            }
            assert found == pytest.approx(expected)

    def test_every_incident_of_the_demo_is_still_met_in_time(
        self, county: County, draft: PolicyVersion, office: User
    ) -> None:
        periods = list(DutyPeriod.objects.filter(county=county).in_force().order_by("first_day"))
        result = simulated(draft, periods[0].first_day, periods[-1].last_day, office)
        expected = rows(INCIDENTS, [period.pk for period in periods])
        arrival = result["draft"]["incidents"]
        assert arrival["count"] == len(expected) == len(result["incidents"]) > 0
        assert arrival["met_on_site"] == sum(met for _pk, met in expected)
        assert (arrival["in_time"], arrival["unknown"]) == (arrival["count"], 0)
        assert arrival["worst"] <= 30
        assert result["baseline"]["incidents"]["met_on_site"] == arrival["count"]


def test_a_year_of_the_demo_county_takes_less_than_ten_seconds(
    county: County, draft: PolicyVersion, office: User
) -> None:
    job = start_simulation(version=draft, first_day=NOW.date() - timedelta(days=365), last_day=NOW.date(), by=office)
    began = perf_counter()
    job = run_now(job=job)
    took = perf_counter() - began
    assert job.state == JobState.SUCCEEDED
    assert job.result is not None
    assert job.result["units"] == 41
    assert took < 10


def test_people_who_cannot_keep_thirty_minutes_are_those_of_sql(
    county: County, draft: PolicyVersion, office: User
) -> None:
    [period, *_rest] = past_holidays(county)
    result = simulated(draft, period.first_day, period.last_day, office)
    expected = rows(
        """
        SELECT DISTINCT pe.id::text FROM units_person pe JOIN rostering_roster r ON r.unit_id = pe.unit_id
        WHERE r.period_id = %s AND pe.travel_minutes > 30 AND pe.valid_from <= %s
            AND (pe.valid_to IS NULL OR pe.valid_to > %s)
            AND ((r.tier = 'routine_support' AND 'duty_officer' = ANY(pe.eligible_posts))
                OR (r.tier = 'emergency_response' AND 'leader' = ANY(pe.eligible_posts) AND pe.rank >= 2)
                OR (r.tier = 'hub' AND 'county_leader' = ANY(pe.eligible_posts) AND pe.rank >= 3))
        """,
        period.pk, period.last_day, period.last_day,
    )  # fmt: skip
    assert {one["person"] for one in result["draft"]["late"]} == {pk for (pk,) in expected}
    assert result["draft"]["late_people"] == len(expected) > 0


def test_a_leaner_draft_shows_beside_the_present_version(county: County, draft: PolicyVersion, office: User) -> None:
    posts: list[PostData] = [post_data(post) for post in draft.posts.all()]
    fewer = [post for post in posts if (post.tier, post.code) != ("emergency_response", "leader")]
    draft = update_draft(version=draft, changes=DraftChanges(posts=fewer), by=office)
    [period, *_rest] = past_holidays(county)
    result = simulated(draft, period.first_day, period.last_day, office)
    [(leaders,)] = rows(
        "SELECT count(*) FROM rostering_shift WHERE period_id = %s AND tier = 'emergency_response' AND post = 'leader'",
        period.pk,
    )
    assert result["present"]["by_day"] - result["draft"]["by_day"] == leaders
    assert result["draft"]["version"] == draft.number
    assert result["present"]["version"] == 1


class TestTheJob:
    def test_asking_twice_is_one_job_and_asking_again_later_another(
        self, county: County, draft: PolicyVersion, office: User
    ) -> None:
        [period, *_rest] = past_holidays(county)

        def ask() -> Job:
            return start_simulation(version=draft, first_day=period.first_day, last_day=period.last_day, by=office)

        first = ask()
        assert ask() == first
        run_now(job=first)
        assert ask() != first

    def test_a_cancelled_job_stops_at_its_next_step(self, county: County, draft: PolicyVersion, office: User) -> None:
        [period, *_rest] = past_holidays(county)
        job = start_simulation(version=draft, first_day=period.first_day, last_day=period.last_day, by=office)
        token, [job_id] = jobs.claim_jobs(now=timezone.now())
        jobs.cancel_job(job=job, by=office)
        assert jobs.run_job(job_id=job_id, token=token) is False
        job.refresh_from_db()
        assert (job.state, job.result) == (JobState.CANCELLED, None)

    def test_a_job_whose_worker_died_is_done_once_by_the_next(
        self, county: County, draft: PolicyVersion, office: User
    ) -> None:
        [period, *_rest] = past_holidays(county)
        job = start_simulation(version=draft, first_day=period.first_day, last_day=period.last_day, by=office)
        dead, claimed = jobs.claim_jobs(now=timezone.now())
        assert jobs.claim_jobs(now=timezone.now())[1] == []
        alive, again = jobs.claim_jobs(now=timezone.now() + jobs.LEASE + timedelta(seconds=1))
        assert claimed == again == [job.pk]
        assert jobs.run_job(job_id=job.pk, token=dead) is False
        assert jobs.run_job(job_id=job.pk, token=alive) is True
        assert jobs.run_job(job_id=job.pk, token=alive) is False

    def test_a_job_that_kills_every_worker_is_given_up(
        self, county: County, draft: PolicyVersion, office: User
    ) -> None:
        [period, *_rest] = past_holidays(county)
        job = start_simulation(version=draft, first_day=period.first_day, last_day=period.last_day, by=office)
        now = timezone.now()
        for attempt in range(jobs.MOST_ATTEMPTS + 1):
            jobs.claim_jobs(now=now + attempt * (jobs.LEASE + timedelta(seconds=1)))
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert job.failure

    def test_what_cannot_be_simulated_is_refused(self, county: County, draft: PolicyVersion, office: User) -> None:
        first, last = NOW.date() - timedelta(days=30), NOW.date()
        with pytest.raises(InvalidInput):
            start_simulation(version=draft, first_day=last, last_day=first, by=office)
        with pytest.raises(RuleViolation) as error:
            start_simulation(
                version=draft, first_day=first.replace(year=2001), last_day=last.replace(year=2001), by=office
            )
        assert error.value.code == "nothing_recorded"
        posts = [post_data(post) for post in draft.posts.all()]
        draft = update_draft(
            version=draft, changes=DraftChanges({"day_start": at("2026-01-01 09:00").time()}, posts=posts), by=office
        )
        with pytest.raises(RuleViolation) as error:
            start_simulation(version=draft, first_day=first, last_day=last, by=office)
        assert error.value.code == "policy_unsound"
        with pytest.raises(NotAllowed):
            start_simulation(version=draft, first_day=first, last_day=last, by=User.objects.get(username="leader-yjj"))

    def test_others_see_only_jobs_of_their_own(self, county: County, draft: PolicyVersion, office: User) -> None:
        [period, *_rest] = past_holidays(county)
        start_simulation(version=draft, first_day=period.first_day, last_day=period.last_day, by=office)
        leader = User.objects.get(username="leader-yjj")
        own = jobs.start_job(county=county, kind=JobKind.SIMULATION, by=leader, parameters={})
        assert list(Job.objects.visible_to(leader)) == [own]
        assert Job.objects.visible_to(office).count() == 2
        assert not Job.objects.visible_to(User.objects.get(username="auditor")).exists()
