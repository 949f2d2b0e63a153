"""Who is on duty at an instant: the edges, the order, the phones, the price."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from rostering.enums import PeriodKind, Post
from rostering.on_duty.queries.resolver import OnDuty, on_duty_at
from rostering.periods.services.periods import close_period
from rostering.seats.services.assignments import replace_person
from tests.factories import Cast, at, generated, make_cast, published, seat_of
from units.models import Grant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def seen(instant: str, user: User, **query: str) -> list[OnDuty]:
    return on_duty_at(at(instant), user=user, unit_code=query.get("unit"), tier=query.get("tier"))


@pytest.mark.parametrize(
    ("instant", "leader", "until"),
    [
        ("2026-06-19 08:30:00", "on_site", "2026-06-19 20:00"),
        ("2026-06-19 19:59:59", "on_site", "2026-06-19 20:00"),
        ("2026-06-19 20:00:00", "home_standby", "2026-06-20 08:30"),
        ("2026-06-19 23:59:59", "home_standby", "2026-06-20 08:30"),
        ("2026-06-20 00:00:00", "home_standby", "2026-06-20 08:30"),
        ("2026-06-20 08:29:59", "home_standby", "2026-06-20 08:30"),
        ("2026-06-20 08:30:00", "on_site", "2026-06-20 20:00"),
    ],
)
def test_posture_at_the_edges(cast: Cast, instant: str, leader: str, until: str) -> None:
    published(cast)
    rows = {(row.unit_code, row.post): row for row in seen(instant, cast.office)}
    assert rows["yjj", "leader"].posture == leader
    assert rows["yjj", "leader"].until == at(until)
    assert rows["xwb", "county_leader"].posture == leader
    assert rows["xwb", "leader"].posture == "on_site"
    assert rows["yjj", "dedicated_staff"].posture == "on_site"
    assert rows["dag", "duty_officer"].posture == "phone_standby"
    assert rows["dag", "duty_officer"].response_minutes == 30


@pytest.mark.parametrize("instant", ["2026-06-19 08:29:59", "2026-06-22 08:30:00"])
def test_nobody_outside_the_period(cast: Cast, instant: str) -> None:
    published(cast)
    assert seen(instant, cast.office) == []


def test_drafts_do_not_count(cast: Cast) -> None:
    generated(cast)
    assert seen("2026-06-19 12:00", cast.office) == []


def test_closed_periods_still_answer(cast: Cast) -> None:
    close_period(period=published(cast), by=cast.office)
    assert len(seen("2026-06-19 12:00", cast.office)) == 7


def test_tier_by_tier_in_protocol_order(cast: Cast) -> None:
    published(cast)
    rows = seen("2026-06-19 12:00", cast.office)
    assert [(row.tier, row.post, row.seat) for row in rows] == [
        ("hub", "county_leader", 1),
        ("hub", "leader", 1),
        ("hub", "dedicated_staff", 1),
        ("hub", "dedicated_staff", 2),
        ("emergency_response", "leader", 1),
        ("emergency_response", "dedicated_staff", 1),
        ("routine_support", "duty_officer", 1),
    ]
    assert {row.unit_code for row in seen("2026-06-19 12:00", cast.office, unit="dag")} == {"dag"}
    assert {row.tier for row in seen("2026-06-19 12:00", cast.office, tier="hub")} == {"hub"}


def test_a_vacancy_is_a_row_without_a_person(cast: Cast) -> None:
    period = published(cast)
    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    replace_person(assignment=seat, person_id=None, by=cast.office, expected_version=seat.version, reason="病假")
    (row,) = seen("2026-06-19 12:00", cast.office, unit="dag")
    assert (row.person_id, row.person_name, row.phone) == (None, "", None)


def test_names_are_the_countys_phones_are_the_units(cast: Cast) -> None:
    published(cast)
    for_leader = seen("2026-06-19 12:00", cast.leader)
    assert len(for_leader) == 7
    assert {row.unit_code for row in for_leader if row.phone} == {"yjj"}
    assert {row.phone for row in seen("2026-06-19 12:00", cast.duty)} == {None}
    assert all(row.phone for row in seen("2026-06-19 12:00", cast.office))


def test_a_token_narrows_both(cast: Cast) -> None:
    published(cast)
    cast.office.grant = Grant(frozenset({"roster:read"}), frozenset({cast.routine.pk}))
    (row,) = seen("2026-06-19 12:00", cast.office)
    assert (row.unit_code, row.phone) == ("dag", None)


def test_another_county_is_another_world(cast: Cast) -> None:
    published(cast)
    other = make_cast("gx", "甘溪县")
    assert seen("2026-06-19 12:00", other.office) == []


def test_the_next_duty_of_each_seat(cast: Cast) -> None:
    published(cast)
    rows = on_duty_at(at("2026-06-19 12:00"), user=cast.office, include_next=True)
    coming = [row for row in rows if row.is_next]
    assert len(coming) == 7
    assert {row.since for row in coming} == {at("2026-06-20 08:30")}
    assert {row.posture for row in coming if row.post == "leader"} == {"on_site"}


@pytest.mark.parametrize("days", [1, 10])
def test_one_query_however_long_the_history(
    cast: Cast, days: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = date(2026, 7, 1)
    published(cast, first, first + timedelta(days=days - 1), kind=PeriodKind.SPECIAL)
    with django_assert_num_queries(1):
        seen("2026-07-01 12:00", cast.office)
