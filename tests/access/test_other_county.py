"""Another county's four roles over every route: no row of this county opens, changes or shows to any of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.access.table import ACTORS, Expect
from tests.access.test_canary_walk import text_of
from tests.access.test_matrix import API_BASE, PARAMETER, TABLE, filled, named
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture
from tests.clients import browser_of
from tests.factories import make_county, make_person, make_token, make_unit, make_user
from units.enums import Rank, Role, Tier
from units.models import AuditEvent, Person, Unit, User

pytestmark = pytest.mark.django_db
# What each county has of its own under the same name: a day, a number of its policy, a word.
OF_EVERY_COUNTY = re.compile(
    r"<str:(?:day|kind|level)>|<int:(?:year|number|draft)>|<slug:(?:figure|slug)>|^leave/kinds/|^import/forms/|^help/|^static/"
)
# Drawn for a second from what the pages beside them show.
DEAR = {"api/v1/schema/", "api/v1/docs/", "analysis/statistics.pdf", "import/directory.xlsx"}
NOTHING = "00000000-0000-0000-0000-000000000000"
ID_OR_NUMBER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|0\d{3}-\d{7}|1\d{10}")


@dataclass
class Stranger:
    """Somebody of 石城县, by browser and by key."""

    key: str
    browser: Client

    def ask(self, world: World, route: str, method: str, expect: Expect) -> Any:
        is_api = route.startswith(API_BASE)
        client = Client(raise_request_exception=False) if is_api else self.browser
        path = "/" + PARAMETER.sub(lambda match: filled(world, match, expect, "own"), route)
        sent: dict[str, Any] = {"content_type": "application/json"} if is_api else {}
        if method != "GET" and expect.body is not None:
            sent["data"] = {name: named(world, value, "own") for name, value in expect.body.items()}
        query = "?" + "&".join(f"{k}={v}" for k, v in expect.query.items()) if expect.query else ""
        headers = {"Authorization": f"Bearer {self.key}"} if is_api else {}
        return getattr(client, method.lower())(path + query, headers=headers, **sent)


@contextmanager
def strangers() -> Iterator[dict[str, Stranger]]:
    """Gone again afterwards: the world is other tests' too."""
    with transaction.atomic():
        county = make_county("sc", "石城县")
        unit = make_unit(county, Tier.EMERGENCY_RESPONSE, code="sc-yjj", name="石城应急局")
        person = make_person(unit, rank=Rank.STAFF, posts=["dedicated_staff"])
        users: dict[str, User] = {
            "office": make_user(Role.COUNTY_OFFICE, county),
            "leader": make_user(Role.UNIT_LEADER, county, unit=unit),
            "duty": make_user(Role.DUTY_PERSON, county, unit=unit, person=person),
            "auditor": make_user(Role.AUDITOR, county),
        }
        yield {name: Stranger(make_token(user), browser_of(user)) for name, user in users.items()}
        transaction.set_rollback(True)


def words_of(world: World) -> set[str]:
    """What only this county can say: ids of its rows, people and units, numbers of its people."""
    people = Person.objects.filter(unit__county=world.cast.county)
    units = Unit.objects.filter(county=world.cast.county)
    words = {str(row) for pair in world.rows.values() for row in pair if len(str(row)) == len(NOTHING)}
    words |= {str(pk) for rows in (people, units) for pk in rows.values_list("pk", flat=True)}
    words |= {number for pair in people.values_list("mobile", "office_phone") for number in pair if number}
    assert all(ID_OR_NUMBER.fullmatch(word) for word in words)
    return words - {NOTHING}


def cells(role: str) -> Iterator[tuple[str, str, Expect, bool]]:
    """Route, method, what it is asked with, and whether it names a row of this county. A role that is refused on rows of its
    own unit (test_matrix.py) need not be asked again; lists are read by those who see most."""
    for route, methods in TABLE.items():
        for method, expect in methods.items():
            is_named = bool(PARAMETER.search(route)) and not OF_EVERY_COUNTY.search(route)
            is_list = method == "GET" and route not in DEAR and role == "office"
            # The office writes most; the others find what they write by the rows that they read.
            if method != "GET" and role != "office":
                continue
            may = dict(zip(ACTORS, expect.own.split(), strict=False)).get(role) != "403"
            if may and (is_named or is_list or "{" in str(expect.body or "")):
                yield route, method, expect, is_named


def leaks_to(world: World, role: str, stranger: Stranger, words: set[str], written: int) -> Iterator[Any]:
    for route, method, expect, is_named in cells(role):
        with transaction.atomic():
            answer = stranger.ask(world, route, method, expect)
            told = text_of(answer) + str(answer.headers)
            if method != "GET" and AuditEvent.objects.filter(county=world.cast.county).count() != written:
                yield role, method, route, "wrote into this county's trail"
            transaction.set_rollback(True)
        asked = ID_OR_NUMBER.findall(answer.request["PATH_INFO"] + answer.request.get("QUERY_STRING", ""))
        if shown := words.intersection(ID_OR_NUMBER.findall(told)) - set(asked):
            yield role, method, route, answer.status_code, sorted(shown)[:3]
        if is_named and answer.status_code < 400:
            yield role, method, route, answer.status_code


def test_no_row_of_this_county_opens_shows_or_changes(world: World) -> None:
    words = words_of(world)
    written = AuditEvent.objects.filter(county=world.cast.county).count()
    with strangers() as them:
        leaks = [leak for role, who in them.items() for leak in leaks_to(world, role, who, words, written)]
    assert leaks == []
