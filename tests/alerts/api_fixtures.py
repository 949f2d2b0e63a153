from collections.abc import Iterator

import pytest
import time_machine

from rostering.enums import PeriodKind, Post
from rostering.models import Assignment, DutyPeriod
from tests.alerts.watch import on_seat
from tests.api_client import Api
from tests.factories import Cast, at, make_token, published

NOON = at("2026-07-08 12:00")


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    """Three published days around NOON."""
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
        return published(cast, *days, kind=PeriodKind.SPECIAL)


@pytest.fixture(autouse=True)
def noon(period: DutyPeriod) -> Iterator[None]:
    """The tests' instant: everybody is on duty and nobody has said anything for days."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def seat(cast: Cast, noon: None) -> Assignment:
    """The emergency unit's staff on duty now, who is also the `duty` login."""
    found = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)
    cast.duty.person = found.person
    cast.duty.save()
    return found


@pytest.fixture
def office(cast: Cast) -> Api:
    return Api(key=make_token(cast.office))


@pytest.fixture
def leader(cast: Cast) -> Api:
    """Of the emergency unit."""
    return Api(key=make_token(cast.leader))


@pytest.fixture
def routine(cast: Cast) -> Api:
    """Leader of the routine unit."""
    return Api(key=make_token(cast.routine_leader))


@pytest.fixture
def duty(cast: Cast, seat: Assignment) -> Api:
    """The person on the emergency unit's seat."""
    return Api(key=make_token(cast.duty))
