from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import Cast
from units.models import User

FRAGMENT = {"HX-Request": "true"}
Browse = Callable[[User], Client]


@pytest.fixture
def browse(db: None) -> Browse:
    """A browser in which `user` has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def office(cast: Cast, browse: Browse) -> Client:
    return browse(cast.office)


@pytest.fixture
def leader(cast: Cast, browse: Browse) -> Client:
    """Of the emergency unit."""
    return browse(cast.leader)


@pytest.fixture
def duty(cast: Cast, browse: Browse) -> Client:
    """Of the emergency unit."""
    return browse(cast.duty)


@pytest.fixture
def auditor(cast: Cast, browse: Browse) -> Client:
    return browse(cast.auditor)
