"""Every page leads to the section about it, and the handbooks stand on their own."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from units.help.queries import FILES, PICTURES, handbook
from units.web.handbooks import SECTIONS, START, section_for

# Pages that are no place of work: their readers are shown the beginning.
ELSEWHERE = (
    "api/",
    "login/",
    "logout/",
    "help/",
    "a/",
    "replies/",
    "language/",
    "text-size/",
    "feeds/",
    "livez",
    "readyz",
    "enginez",
    "metrics",
    "k/",
    "sw.js",
    "manifest.webmanifest",
    "offline/",
)


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    found = []
    for one in patterns:
        route = before + str(one.pattern)
        found += _routes(one.url_patterns, route) if isinstance(one, URLResolver) else [route]
    return found


def pages() -> list[str]:
    return [route for route in _routes(get_resolver().url_patterns) if not route.startswith(ELSEWHERE)]


@pytest.mark.parametrize("slug", SECTIONS)
def test_every_section_that_is_named_is_there(slug: str) -> None:
    found = handbook(slug)
    assert found is not None
    anchors = set(re.findall(r'id="([^"]+)"', found.body))
    assert set(SECTIONS[slug].values()) | {START} <= anchors


@pytest.mark.parametrize("route", pages())
def test_every_page_of_the_office_has_a_section(route: str) -> None:
    path = "/" + re.sub(r"<[^>]+>", "x", route)
    assert section_for(path, of_office=True).anchor != START or path.startswith(("/setup/", "/settings/setup/")), path


@pytest.mark.parametrize("slug", FILES)
def test_pictures_and_links_lead_somewhere(slug: str, db: None) -> None:
    found = handbook(slug)
    assert found is not None
    for name in re.findall(r'src="images/handbook/([^"]+)"', found.body):
        assert (PICTURES / name).is_file(), name
    for href in re.findall(r'href="(/[^"#]*)', found.body):
        assert Client().get(href).status_code == 200, href
    own = set(re.findall(r'id="([^"]+)"', found.body))
    assert set(re.findall(r'href="#([^"]+)"', found.body)) <= own


def test_help_of_a_page_opens_at_its_section(office: Client) -> None:
    page = office.get("/calendar/").content.decode()
    assert 'href="/help/office/#calendar"' in page
    assert 'id="calendar"' in office.get("/help/office/").content.decode()


def test_a_leader_gets_the_handbook_of_units(leader: Client) -> None:
    assert 'href="/help/unit/#confirm"' in leader.get("/rosters/").content.decode()
    assert leader.get("/help/").headers["Location"] == "/help/unit/"


def test_the_file_to_keep_needs_nothing_else(db: None) -> None:
    response = Client().get("/help/unit/handbook.html")
    assert "attachment" in response.headers["Content-Disposition"]
    text = response.content.decode()
    assert "data:image/png;base64," in text
    assert not re.search(r'(src|href)="(?!data:|#|/help/)', text)


@pytest.mark.parametrize("path", ["/help/secrets/", "/help/pictures/x.png", "/help/pictures/..%2Fa.png"])
def test_nothing_else_is_served(path: str, db: None) -> None:
    assert Client().get(path).status_code == 404
