"""Who asks in a test: by the API in files named `test_…_api.py`, in a browser everywhere else."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.api_client import Api
from tests.factories import make_token
from units.models import User

FRAGMENT = {"HX-Request": "true"}
Browse = Callable[[User], Client]


def by_api(request: pytest.FixtureRequest) -> bool:
    return request.path.stem.endswith("_api") or request.path.parent.name == "api"


def browser_of(user: User) -> Client:
    """A browser in which `user` has signed in."""
    client = Client()
    client.force_login(user)
    return client


def client_of(request: pytest.FixtureRequest, user: User) -> Api | Client:
    """What a test file of this name asks with, as `user`."""
    return Api(key=make_token(user)) if by_api(request) else browser_of(user)
