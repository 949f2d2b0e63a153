import pytest

from tests.api_client import Api
from tests.factories import Cast, make_token


@pytest.fixture
def office(cast: Cast) -> Api:
    return Api(key=make_token(cast.office))


@pytest.fixture
def leader(cast: Cast) -> Api:
    """Of the emergency unit."""
    return Api(key=make_token(cast.leader))
