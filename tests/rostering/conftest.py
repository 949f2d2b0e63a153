from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from rostering.models import DutyPeriod
from tests.api_client import Api
from tests.clients import Browse, browser_of, by_api, client_of
from tests.factories import Cast, at, generated, published


@pytest.fixture(autouse=True)
def before_the_holiday(request: pytest.FixtureRequest) -> Iterator[None]:
    """The day of the API's tests is 10 June 2026: the Dragon Boat holiday is yet to come."""
    if not by_api(request):
        yield
        return
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


@pytest.fixture
def browse(db: None) -> Browse:
    return browser_of


@pytest.fixture
def office(request: pytest.FixtureRequest, cast: Cast) -> Api | Client:
    return client_of(request, cast.office)


@pytest.fixture
def leader(request: pytest.FixtureRequest, cast: Cast) -> Api | Client:
    """Of the emergency unit."""
    return client_of(request, cast.leader)


@pytest.fixture
def duty(request: pytest.FixtureRequest, cast: Cast) -> Api | Client:
    """A duty person of the emergency unit."""
    return client_of(request, cast.duty)


@pytest.fixture
def auditor(request: pytest.FixtureRequest, cast: Cast) -> Api | Client:
    return client_of(request, cast.auditor)


@pytest.fixture
def open_period(cast: Cast) -> DutyPeriod:
    return generated(cast)


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    """Published as revision 1."""
    return published(cast)
