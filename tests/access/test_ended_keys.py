"""Keys over every endpoint: one that has ended, one without the scope, one bound to another unit, one of another door."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from alerts.feeds.services import create_feed, secret_of
from tests.access.table import ACTORS, Expect
from tests.access.test_matrix import API_BASE, PARAMETER, TABLE, filled, named
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture
from tests.factories import make_token
from units.api.views import ApiView
from units.enums import Scope
from units.models import ApiToken, Person, Unit, User

pytestmark = pytest.mark.django_db
# No unit's: the login's own keys, and periods, whose drafts are the office's.
OF_NO_UNIT = ("token", "period")
# The description is open to everybody.
DOORS = [route for route in TABLE if route.startswith(API_BASE) and route not in ("api/v1/schema/", "api/v1/docs/")]
Ending = Callable[[User], object]


def asked(world: World, key: str, route: str, method: str, expect: Expect, whose: str = "own") -> Any:
    """The answer to one key; nothing of it stays."""
    path = "/" + PARAMETER.sub(lambda match: filled(world, match, expect, whose), route)
    body = {name: named(world, value, whose) for name, value in (expect.body or {}).items()}
    query = "?" + "&".join(f"{k}={v}" for k, v in expect.query.items()) if expect.query else ""
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"})
    sent = {} if method == "GET" else {"data": body, "content_type": "application/json"}
    with transaction.atomic():
        answer = getattr(client, method.lower())(path + query, **sent)
        transaction.set_rollback(True)
    return answer


@pytest.fixture
def kept(world: World) -> Iterator[World]:
    """Whatever a test does to the world is undone."""
    with transaction.atomic():
        yield world
        transaction.set_rollback(True)


def expire(user: User) -> object:
    return ApiToken.objects.filter(user=user).update(expires_at=timezone.now())


def revoke(user: User) -> object:
    return ApiToken.objects.filter(user=user).update(revoked_at=timezone.now())


def close(user: User) -> object:
    return User.objects.filter(pk=user.pk).update(is_active=False)


def leave(user: User) -> object:
    return Person.objects.filter(user=user).update(valid_to=timezone.localdate() - timedelta(days=1))


def move(user: User) -> object:
    other = Unit.objects.exclude(people__user=user).first()
    return Person.objects.filter(user=user).update(unit=other)


ENDINGS: dict[str, Ending] = {
    "expired": expire, "revoked": revoke, "account closed": close, "person left": leave, "person moved": move,
}  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_key_that_has_ended_opens_no_endpoint(kept: World, ending: str) -> None:
    key = make_token(kept.cast.duty)
    probe = asked(kept, key, "api/v1/units/", "GET", Expect(""))
    ENDINGS[ending](kept.cast.duty)

    # All find a key in one place (below): one ending is tried everywhere, the others here and there.
    found = {
        (method, route): asked(kept, key, route, method, expect).status_code
        for route in (DOORS if ending == "expired" else DOORS[::15])
        for method, expect in list(TABLE[route].items())[:1]
    }
    assert probe.status_code == 200
    assert {cell: status for cell, status in found.items() if status != 401} == {}


def view_of(world: World, route: str, expect: Expect) -> Any:
    found: Any = resolve("/" + PARAMETER.sub(lambda match: filled(world, match, expect, "own"), route)).func
    return found.cls(**found.initkwargs)


def test_every_endpoint_asks_for_the_key_in_one_place(world: World) -> None:
    views = [view_of(world, route, next(iter(TABLE[route].values()))) for route in DOORS]

    for name in ("authentication_classes", "permission_classes"):
        assert {tuple(getattr(view, name)) for view in views} == {tuple(getattr(ApiView, name))}


def test_every_scope_but_the_one_that_is_asked_for_opens_nothing(kept: World) -> None:
    """So any set of scopes without it is refused as well: a grant only ever adds."""
    office = kept.cast.office
    every = {Scope(scope) for scope in office.scopes}
    keys = {scope: make_token(office, *(every - {scope})) for scope in every}
    wrong, seen = [], set()
    for route in DOORS:
        for method, expect in TABLE[route].items():
            scope = view_of(kept, route, expect).scope_for(method)
            # What the office may not have at all is the city's, or of whoever is signed in.
            if scope not in every:
                continue
            seen.add(scope)
            answer = asked(kept, keys[scope], route, method, expect)
            if (answer.status_code, answer.json().get("details")) != (403, {"scope": scope}):
                wrong.append((method, route, scope, answer.status_code))
    assert wrong == []
    assert seen == every - {Scope.CONTACTS_READ} or seen == every


def test_a_key_bound_to_one_unit_reaches_no_row_of_another(kept: World) -> None:
    """Where a unit's leader is refused on another unit's row, the office's key for that unit alone is refused too."""
    key = make_token(kept.cast.office, units=[kept.cast.emergency])
    leader = ACTORS.index("leader")
    leaks, refused = [], 0
    for route in DOORS:
        for method, expect in TABLE[route].items():
            if expect.row in OF_NO_UNIT or not expect.other or not expect.other.split()[leader].startswith("4"):
                continue
            status = asked(kept, key, route, method, expect, "other").status_code
            refused += 1
            if status < 400:
                leaks.append((method, route, status))
    assert leaks == []
    assert refused > 100


def test_the_key_of_one_door_opens_no_other(kept: World) -> None:
    cast = kept.cast
    keys = {
        "token": make_token(cast.duty),
        "calendar": secret_of(create_feed(by=cast.duty).pk),
        "session": kept.cookies["duty"]["sessionid"],
        "csrf": "a" * 32,
    }
    opened = []
    for name, key in keys.items():
        client = Client(raise_request_exception=False)
        tried = {
            "calendar": client.get(f"/feeds/{key}.ics").status_code,
            "invitation": client.get(f"/k/{key}/").status_code,
            "answer": client.get(f"/a/{key}/").status_code,
            "token": client.get("/api/v1/units/", headers={"Authorization": f"Bearer {key}"}).status_code,
            "basic": client.get("/api/v1/units/", headers={"Authorization": f"Basic {key}"}).status_code,
            "query": client.get(f"/api/v1/units/?access_token={key}").status_code,
        }
        opened += [(name, door) for door, status in tried.items() if status < 400]
    assert sorted(opened) == [("calendar", "calendar"), ("token", "token")]
