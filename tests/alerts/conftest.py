"""A county on a published duty day at noon, and who asks on it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from rostering.enums import PeriodKind, Post
from rostering.models import Assignment, DutyPeriod
from tests.alerts.watch import on_seat
from tests.api_client import Api
from tests.clients import Browse, browser_of, by_api, client_of
from tests.factories import Cast, at, make_cast, published
from units.models import Person, User

NOON = at("2026-07-08 12:00")


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    """Three published days around NOON."""
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
        return published(cast, *days, kind=PeriodKind.SPECIAL)


@pytest.fixture
def noon(period: DutyPeriod) -> Iterator[None]:
    """Everybody is on duty and nobody has said anything for days."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def noon_of_api(request: pytest.FixtureRequest) -> None:
    """The instant of the API's tests."""
    if by_api(request):
        request.getfixturevalue("noon")


@pytest.fixture
def watched(db: None) -> Iterator[Cast]:
    """Everybody's roster of 7-9 July published; the clock stands at noon of the 8th."""
    cast = make_cast()
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        published(cast, (NOON - timedelta(days=1)).date(), (NOON + timedelta(days=1)).date(), kind=PeriodKind.SPECIAL)
    with time_machine.travel(NOON, tick=False):
        yield cast


@pytest.fixture
def own_county(request: pytest.FixtureRequest) -> Cast:
    """The county that the test's file asks about."""
    found: Cast = request.getfixturevalue("cast" if by_api(request) else "watched")
    return found


@pytest.fixture
def browse(db: None) -> Browse:
    return browser_of


@pytest.fixture
def seat(cast: Cast, noon: None) -> Assignment:
    """The emergency unit's staff on duty now, who is also the `duty` login."""
    found = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)
    cast.duty.person = found.person
    cast.duty.save()
    return found


@pytest.fixture
def office(request: pytest.FixtureRequest, own_county: Cast) -> Api | Client:
    return client_of(request, own_county.office)


@pytest.fixture
def leader(request: pytest.FixtureRequest, own_county: Cast) -> Api | Client:
    """Of the emergency unit."""
    return client_of(request, own_county.leader)


@pytest.fixture
def routine(request: pytest.FixtureRequest, own_county: Cast) -> Api | Client:
    """Leader of the routine unit."""
    return client_of(request, own_county.routine_leader)


@pytest.fixture
def stranger(routine: Api | Client) -> Api | Client:
    """Leads the routine unit."""
    return routine


@pytest.fixture
def duty(request: pytest.FixtureRequest, cast: Cast, seat: Assignment) -> Api | Client:
    """The person on the emergency unit's seat."""
    return client_of(request, cast.duty)


def seat_login(person: Person, user: User) -> User:
    """Lets `user` be the login of `person`, whoever was rostered."""
    user.person = person
    user.unit_id = person.unit_id
    user.save(update_fields=["person", "unit"])
    return user


def later(minutes: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)
