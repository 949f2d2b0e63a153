"""Every page that a role may open is reached by clicking, from where that role lands."""

import re
from collections import Counter, deque
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import Resolver404, resolve

from rostering.models import Assignment
from tests.access.test_city import ALLOWED as OF_CITY
from tests.access.test_matrix import API_BASE, TABLE
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture
from tests.factories import make_unit
from units.enums import Tier
from units.models import User
from units.web.navigation import home_path

# For machines, for whoever is not signed in, or reached by a link in a message.
NOT_CLICKED = re.compile(
    r"sw\.js|manifest\.webmanifest|offline/|livez|readyz|enginez|metrics|login/|login/forgotten/|k/<str:key>/|logout/|language/|text-size/|a/<str:key>/|feeds/<str:secret>.*|static/.*|help/pictures/.*"
    # What grid.js asks for while somebody types.
    r"|rosters/seats/<uuid:assignment_id>/picker/"
)
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)(?:#[^"]*)?"')
# There only while it is needed: a call that a message tells of, an absence on a published roster, a vacancy, the change of
# duty, a swap of one's own, proposals while nothing is computed, a unit that has been closed.
WHEN_NEEDED = {
    "my/duty/<uuid:pk>/handover/",
    "swaps/<uuid:pk>/",
    "covers/<uuid:pk>/",
    "rings/<uuid:pk>/",
    "rings/offers/new/<uuid:assignment_id>/",
    "rosters/proposals/<uuid:proposal_id>/",
    "call-outs/answer/<uuid:pk>/",
    "rosters/periods/<uuid:period_id>/repair/",
    "rosters/seats/<uuid:assignment_id>/why/",
    "units/<str:code>/reopen/",
}
ACTORS = ("office", "leader", "duty", "auditor", "city")
# Enough of one kind: the rows of a list are alike.
EACH = 5


def allowed(actor: str) -> set[str]:
    """Routes whose page the actor may open on a row of their own unit; a city's office has its own few."""
    if actor == "city":
        return {route for route in OF_CITY["GET"] if not route.startswith(API_BASE)}
    column = ("office", "leader", "duty", "auditor").index(actor)
    return {
        route
        for route, methods in TABLE.items()
        if not route.startswith(API_BASE)
        and not NOT_CLICKED.fullmatch(route)
        and "GET" in methods
        and methods["GET"].own.split()[column] == "200"
    }


def reached(client: Client, start: str) -> set[str]:
    """The routes that links lead to, pages and fragments alike."""
    waiting, seen, counted = deque([start]), {start}, Counter[str]()
    while waiting:
        answer = client.get(waiting.popleft(), follow=True)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        for link in map(unescape, LINK.findall(answer.content.decode())):
            try:
                route = resolve(urlsplit(link).path).route
            except Resolver404:
                continue
            if link not in seen and counted[route] < EACH and not NOT_CLICKED.fullmatch(route):
                counted[route] += 1
                seen.add(link)
                waiting.append(link)
    return set(counted) | {resolve(start).route}


@pytest.fixture(scope="module")
def on_duty(world: World) -> World:
    """Everybody who signs in is somebody with a duty that runs; one unit is still empty, for only such are deleted."""
    make_unit(world.cast.county, Tier.ROUTINE_SUPPORT, code="xsdw", name="新设单位")
    seats = Assignment.objects.in_force().filter(person__isnull=False).order_by("start", "shift__seat")
    for login, unit, post in (
        ("office", "hub", "leader"),
        ("leader", "emergency", "leader"),
        ("duty", "emergency", "dedicated_staff"),
    ):
        seat = seats.filter(shift__unit=getattr(world.cast, unit), shift__post=post).first()
        assert seat is not None
        User.objects.filter(pk=world.users[login].pk).update(person=seat.person)
    return world


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("actor", ACTORS)
def test_every_page_is_reached_by_clicking(on_duty: World, actor: str) -> None:
    first = Assignment.objects.in_force().filter(person__isnull=False).earliest("start")
    with time_machine.travel(first.start + timedelta(hours=1)):
        found = reached(on_duty.client(actor), home_path(on_duty.users[actor]))

    missing = sorted(allowed(actor) - found - WHEN_NEEDED)
    assert not missing, "\n".join(missing)
