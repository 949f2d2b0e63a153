import pytest

from rostering.models import DutyPeriod
from tests.api_client import Api
from tests.factories import Cast, generated, make_token, published


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
