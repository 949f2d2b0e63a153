"""Every navigation link leads to a page its role may open, and every page speaks the reader's language."""

import re

import pytest
from django.test import Client
from django.urls import resolve

from tests import factories
from tests.factories import Cast
from units.accounts.services.accounts import create_city_account
from units.enums import Role
from units.models import City, County
from units.web.navigation import GROUPS, HOME, TABS, TODO, places_of


@pytest.fixture
def cast(db: None) -> Cast:
    return factories.make_cast()


def reader_of(cast: Cast, role: Role) -> object:
    return {
        Role.COUNTY_OFFICE: cast.office,
        Role.UNIT_LEADER: cast.leader,
        Role.DUTY_PERSON: cast.duty,
        Role.AUDITOR: cast.auditor,
        Role.CITY_OFFICE: _city_office(cast),
    }[role]


def _city_office(cast: Cast) -> object:
    city = City.objects.create(code="city", name="赣州市")
    County.objects.filter(pk=cast.county.pk).update(city=city)
    return create_city_account(city=city, login="city", display_name="值班室", by=None, must_change=False).user


@pytest.mark.parametrize(("role", "path"), [(role, place.path) for role in Role for place in places_of(role)])
def test_a_place_leads_to_a_page_that_shows_where_one_is(client: Client, cast: Cast, role: Role, path: str) -> None:
    assert resolve(path)
    client.force_login(reader_of(cast, role))  # type: ignore[arg-type]
    answer = client.get(path)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'href="{path}" aria-current="page"' in html
    assert html.count('aria-current="true"') == 1


@pytest.mark.parametrize("role", list(Role))
def test_every_place_is_two_clicks_from_every_other(client: Client, cast: Cast, role: Role) -> None:
    """The name of its group, then its own: no script, no menu to open first."""
    client.force_login(reader_of(cast, role))  # type: ignore[arg-type]
    groups = _links(client.get(places_of(role)[0].path).content.decode(), "nav")
    reached = {path for group in groups for path in _links(client.get(group).content.decode(), "subnav")}
    assert reached == {place.path for place in places_of(role)}


@pytest.mark.parametrize("role", list(Role))
def test_a_phone_has_tabs_of_its_role_and_everything_behind_more(client: Client, cast: Cast, role: Role) -> None:
    assert HOME.get(role, TODO) in TABS[role]
    assert set(TABS[role]) <= set(places_of(role))
    assert len(TABS[role]) <= 4
    client.force_login(reader_of(cast, role))  # type: ignore[arg-type]
    html = client.get(TABS[role][0].path).content.decode()
    assert set(_links(html, "tabs")) == {place.path for place in places_of(role)}


def test_there_are_six_groups_at_most() -> None:
    for role in Role:
        assert sum(any(role in place.roles for place in group.places) for group in GROUPS) <= 6


def _links(html: str, css: str) -> list[str]:
    """Addresses inside the `<nav>` of that class."""
    part = html.split(f'<nav class="{css}"', 1)[1].split("</nav>", 1)[0]
    return re.findall(r'<a [^>]*href="([^"]+)"', part)


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
