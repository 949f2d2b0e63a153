"""More than one may: rights by a form, rows by a wildcard, another's place in a list."""

import pytest

from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, make_cast, make_token
from units.enums import Role
from units.models import Person, User

pytestmark = pytest.mark.django_db
MIGHTY: dict[str, dict[str, str]] = {
    "the county's office": {"role": "county_office"},
    "an auditor": {"role": "auditor"},
    "a city's office": {"role": "city_office"},
    "another leader": {"role": "unit_leader"},
    "somebody of another unit": {"unit": "dag"},
    "somebody above all": {"is_superuser": "on", "is_staff": "on"},
    "somebody of another county": {"county": "sc"},
}


@pytest.mark.parametrize("whom", MIGHTY)
def test_a_leader_makes_nobody_mighty(cast: Cast, whom: str) -> None:
    api = Api(key=make_token(cast.leader))
    plain = {"role": "duty_person", "unit": "yjj", "name": "牛新人"}
    form = {"role": "duty_person", "unit": "yjj", "person": "", "name": "牛新人", "login": "niu", "way": "password"}
    browser_of(cast.leader).post("/settings/accounts/new/", form | MIGHTY[whom])
    api.post("accounts/", plain | MIGHTY[whom])
    assert api.post("accounts/", plain).status == 201

    made = User.objects.filter(unit__isnull=True, is_superuser=True) | User.objects.exclude(
        username__in=["office", "leader", "routine-leader", "duty", "auditor"]
    )
    assert {(one.role, one.unit, one.is_superuser, one.is_staff) for one in made} <= {
        (Role.DUTY_PERSON, cast.emergency, False, False)
    }


@pytest.mark.parametrize("typed", ["%", "_", "%%", "____", "\\", "%_%", "'", "' OR ''='", ".*", "(a+)+$", "[", "*"])
def test_a_wildcard_finds_what_is_so_called_and_nothing_else(cast: Cast, typed: str) -> None:
    office = browser_of(cast.office)
    page = office.get("/search/", {"q": typed}).content.decode()
    people = office.get("/people/", {"q": typed}).content.decode()

    for person in cast.people["yjj"][:3]:
        assert f"/people/{person.pk}/" not in page + people


def test_a_cursor_shows_its_user_what_that_user_may_see(cast: Cast) -> None:
    """The office's place in a list, in the hands of a leader."""
    office, leader = Api(key=make_token(cast.office)), Api(key=make_token(cast.leader))
    there = office.get("people/?page_size=3")["next"]
    abroad = Api(key=make_token(make_cast("xf", "信丰县").office)).get(there)

    assert {row["unit"]["code"] for row in leader.get(there).results} <= {"yjj"}
    ids = {row["id"] for row in abroad.results}
    assert not Person.objects.filter(pk__in=ids, unit__county=cast.county).exists()
