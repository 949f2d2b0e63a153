"""Before there is a county with an account, every page leads to /setup/."""

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories import make_cast, make_county, make_token
from units.setup.queries import KNOWN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty(set_up_already: None) -> None:
    KNOWN.is_set_up = False


@pytest.mark.parametrize("path", ["/", "/login/", "/rosters/", "/settings/county/", "/a/key/", "/nowhere/"])
def test_every_page_leads_to_the_setup(path: str) -> None:
    assert Client().get(path)["Location"] == "/setup/"
    assert Client().post(path)["Location"] == "/setup/"
    assert Client().get(path, headers={"HX-Request": "true"})["HX-Redirect"] == "/setup/"


@pytest.mark.parametrize("path", ["units/", "docs/", "nowhere/"])
def test_the_api_says_so(path: str) -> None:
    answer = Client().get(f"/api/v1/{path}")

    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_set_up"
    assert "系统尚未启用" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/setup/"])
def test_probes_and_the_setup_answer(path: str) -> None:
    assert Client().get(path).status_code == 200


def test_a_county_alone_is_not_enough() -> None:
    make_county()

    assert Client().get("/")["Location"] == "/setup/"


def test_a_login_without_a_county_is_not_enough() -> None:
    call_command("createsuperuser", "--noinput", username="root", email="")

    assert Client().get("/")["Location"] == "/setup/"


def test_once_it_is_set_up_asking_costs_nothing(django_assert_num_queries: object) -> None:
    cast = make_cast()
    key = make_token(cast.office)
    Client().get("/livez")

    assert Client().get("/")["Location"] == "/login/?next=/"
    assert KNOWN.is_set_up
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert Client().get("/livez").status_code == 200
        assert Client().get("/rosters/").status_code == 302
    assert Client().get("/api/v1/units/", headers={"Authorization": f"Bearer {key}"}).status_code == 200
