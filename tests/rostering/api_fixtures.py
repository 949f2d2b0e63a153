from collections.abc import Iterator

import pytest
import time_machine

from rostering.models import DutyPeriod
from tests.api_client import Api
from tests.factories import Cast, at, generated, make_token, published


@pytest.fixture(autouse=True)
def before_the_holiday() -> Iterator[None]:
    """The tests' day is 10 June 2026: the Dragon Boat holiday is yet to come."""
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


@pytest.fixture
def office(cast: Cast) -> Api:
    return Api(key=make_token(cast.office))


@pytest.fixture
def leader(cast: Cast) -> Api:
    """Of the emergency unit."""
    return Api(key=make_token(cast.leader))


@pytest.fixture
def duty(cast: Cast) -> Api:
    """A duty person of the emergency unit."""
    return Api(key=make_token(cast.duty))


@pytest.fixture
def open_period(cast: Cast) -> DutyPeriod:
    return generated(cast)


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    """Published as revision 1."""
    return published(cast)
