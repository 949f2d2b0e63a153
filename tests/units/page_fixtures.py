from collections.abc import Callable

import pytest

from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Role

PASSWORD = "only-in-tests-42"


@pytest.fixture
def sign_up(db: None) -> Callable[[Role], User]:
    """Makes a user of a role in one county and one unit."""

    def make(role: Role) -> User:
        county, _ = County.objects.get_or_create(code="zj", defaults={"name": "章江县"})
        unit, _ = Unit.objects.get_or_create(county=county, code="yjj", defaults={"name": "县应急管理局"})
        own = unit if role in (Role.UNIT_LEADER, Role.DUTY_PERSON) else None
        return User.objects.create_user(str(role), password=PASSWORD, role=role, county=county, unit=own)

    return make
