from collections.abc import Callable

import pytest
from django.test import Client

from tests.api_client import Api
from tests.clients import client_of
from tests.factories import Cast
from units.enums import Role
from units.models import County, Unit, User

PASSWORD = "only-in-tests-42"


@pytest.fixture
def office(request: pytest.FixtureRequest, cast: Cast) -> Api | Client:
    return client_of(request, cast.office)


@pytest.fixture
def leader(request: pytest.FixtureRequest, cast: Cast) -> Api | Client:
    """Of the emergency unit."""
    return client_of(request, cast.leader)


@pytest.fixture
def sign_up(db: None) -> Callable[[Role], User]:
    """Makes a user of a role in one county and one unit."""

    def make(role: Role) -> User:
        county, _ = County.objects.get_or_create(code="zj", defaults={"name": "章江县"})
        unit, _ = Unit.objects.get_or_create(county=county, code="yjj", defaults={"name": "县应急管理局"})
        own = unit if role in (Role.UNIT_LEADER, Role.DUTY_PERSON) else None
        return User.objects.create_user(str(role), password=PASSWORD, role=role, county=county, unit=own)

    return make
