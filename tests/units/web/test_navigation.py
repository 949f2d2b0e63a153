"""Every navigation link leads to a page its role may open, and every page speaks the reader's language."""

import pytest
from django.test import Client
from django.urls import resolve

from tests import factories
from tests.factories import Cast
from units.enums import Role
from units.web.navigation import HOME, MY_DUTY, PLACES


@pytest.fixture
def cast(db: None) -> Cast:
    return factories.make_cast()


def reader_of(cast: Cast, role: Role) -> object:
    return {
        Role.COUNTY_OFFICE: cast.office,
        Role.UNIT_LEADER: cast.leader,
        Role.DUTY_PERSON: cast.duty,
        Role.AUDITOR: cast.auditor,
    }[role]


@pytest.mark.parametrize(("role", "path"), [(role, place.path) for role in Role for place in PLACES[role]])
def test_a_navigation_link_leads_to_a_page(client: Client, cast: Cast, role: Role, path: str) -> None:
    assert resolve(path)
    client.force_login(reader_of(cast, role))  # type: ignore[arg-type]
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'href="{path}" aria-current="page"' in answer.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_the_way_home_is_one_of_the_role_s_places(role: Role) -> None:
    assert HOME.get(role, MY_DUTY) in PLACES[role]


@pytest.mark.parametrize("asked", ["en-US,en;q=0.9", "fr", "zh-TW"])
def test_a_browser_s_own_language_does_not_change_a_page(client: Client, cast: Cast, asked: str) -> None:
    client.force_login(cast.office)
    html = client.get("/", headers={"Accept-Language": asked}).content.decode()
    assert '<html lang="zh-Hans"' in html


def test_the_reader_s_choice_does(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "zh-CN"}).content.decode()
    client.cookies["django_language"] = "xx"
    assert '<html lang="zh-Hans"' in client.get("/").content.decode()


@pytest.mark.parametrize(("asked", "answered"), [("en", "en"), ("zh-CN", "zh-hans"), ("fr", "zh-hans")])
def test_a_program_is_answered_in_the_language_it_asks_for(client: Client, db: None, asked: str, answered: str) -> None:
    answer = client.get("/api/v1/nowhere/", headers={"Accept-Language": asked})
    assert answer["Content-Language"] == answered
