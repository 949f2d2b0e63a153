"""A unit's roster pulled again and again: kept while the county stands still, never older than the last write."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rostering.models import Assignment, DutyPeriod
from tests.api_client import Api
from tests.factories import Cast, make_token, seat_of
from tests.versions import tables_read, tables_with

ASKED_EACH_TIME = {"units_apitoken", "units_countyversion", "django_session", "units_user"}


def roster_of(period: DutyPeriod, unit: str) -> str:
    return f"assignments/?period={period.pk}&unit={unit}"


def person_on(api: Api, period: DutyPeriod, seat: Assignment) -> str | None:
    found = next(row for row in api.get(roster_of(period, "yjj")).results if row["id"] == str(seat.pk))
    return found["person"] and found["person"]["id"]


def test_a_pull_of_an_unchanged_roster_reads_no_seats(cast: Cast, period: DutyPeriod, leader: Api) -> None:
    with CaptureQueriesContext(connection) as first:
        body = leader.get(roster_of(period, "yjj")).body
    with CaptureQueriesContext(connection) as second:
        assert leader.get(roster_of(period, "yjj")).body == body
    assert "rostering_assignment" in tables_read(first)
    assert "rostering_assignment" not in tables_read(second)
    assert tables_read(first) - tables_with("moves_on") - ASKED_EACH_TIME == set()


def test_a_pull_after_a_change_shows_it(cast: Cast, period: DutyPeriod, leader: Api, office: Api) -> None:
    seat = seat_of(period, cast.emergency, "dedicated_staff")
    assert person_on(leader, period, seat) == person_on(office, period, seat) == str(seat.person_id)
    assert leader.patch(f"assignments/{seat.pk}/", {"person": None, "reason": "生病"}).status == 200
    assert person_on(leader, period, seat) is None
    assert person_on(office, period, seat) is None


def test_seats_of_an_open_period_are_read_each_time(cast: Cast, open_period: DutyPeriod, leader: Api) -> None:
    seat = seat_of(open_period, cast.emergency, "dedicated_staff")
    person_on(leader, open_period, seat)
    Assignment.objects.filter(pk=seat.pk).update(person=None, vacancy_causes=[])
    assert person_on(leader, open_period, seat) is None


def test_who_does_not_see_the_unit_is_not_answered_from_what_was_kept(
    cast: Cast, period: DutyPeriod, leader: Api, auditor: Api
) -> None:
    assert leader.get(roster_of(period, "yjj")).results
    other = Api(key=make_token(cast.routine_leader))
    assert other.get(roster_of(period, "yjj")).body.get("results", []) == []
    assert auditor.get(roster_of(period, "yjj")).body.get("results", []) == []
