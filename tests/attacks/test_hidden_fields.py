"""Fields and filters that a caller isn't offered: no endpoint takes one because somebody sends it."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.access.table import Expect
from tests.access.test_matrix import API_BASE, PARAMETER, TABLE, filled, named
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture

pytestmark = pytest.mark.django_db
# As ORMs, frameworks and other systems call what makes somebody mighty or a row another's.
MIGHTY = {
    "is_superuser": True, "is_staff": True, "is_admin": True, "isAdmin": True, "role_id": 1, "county": "sc", "county_id": 1,
    "city": "ganzhou", "user_id": 1, "owner": 1, "created_by": 1, "pk": 1, "_state": {}, "__class__": "User", "password": "x",
    "must_change_password": False, "permissions": ["*"], "unit__county": "sc", "verified_at": "2026-01-01T00:00:00Z",
}  # fmt: skip
FILTERS = [
    "mobile", "phone", "mobile__startswith", "phone__startswith", "person__mobile__regex", "unit__county", "county", "county__code",
    "user__password__startswith", "ordering", "order_by", "sort", "fields", "include_phone", "expand", "search",
    "limit", "offset", "page", "deleted", "is_superuser", "id__in", "pk", "callback", "debug", "_method",
]  # fmt: skip


def sent(world: World, route: str, method: str, body: dict[str, Any], query: str = "") -> Any:
    expect = TABLE[route][method]
    path = "/" + PARAMETER.sub(lambda match: filled(world, match, expect, "own"), route)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {world.keys['office']}"})
    with transaction.atomic():
        answer = getattr(client, method.lower())(
            path + query, **({} if method == "GET" else {"data": body, "content_type": "application/json"})
        )
        transaction.set_rollback(True)
    return answer


def endpoints(*methods: str) -> list[tuple[str, str, Expect]]:
    """Those that the office reaches on its own row."""
    return [
        (route, method, expect)
        for route, row in TABLE.items()
        if route.startswith(API_BASE)
        for method, expect in row.items()
        if method in methods and expect.own.split()[0] not in ("403", "404")
    ]


def test_no_write_takes_a_field_that_it_does_not_name(world: World) -> None:
    taken = []
    for route, method, expect in endpoints("POST", "PUT", "PATCH"):
        body = {name: named(world, value, "own") for name, value in (expect.body or {}).items()}
        answer = sent(world, route, method, body | MIGHTY)
        if answer.status_code == 415:
            continue
        refused = (
            {error.get("pointer", "#/")[2:] for error in answer.json()["errors"]}
            if answer.status_code == 400
            else set()
        )
        taken += [(method, route, answer.status_code, left)] if (left := sorted(set(MIGHTY) - refused)) else []
    # An order of rows, a policy's cells and an import's columns are named by whoever sends them.
    assert taken == []


def test_no_list_takes_a_filter_that_it_does_not_name(world: World) -> None:
    """Neither to find a number digit by digit, nor to order by one, nor to look into another county."""
    query = "?" + "&".join(f"{name}=1" for name in FILTERS)
    taken, asked = [], 0
    for route, method, _expect in endpoints("GET"):
        if route in ("api/v1/schema/", "api/v1/docs/"):
            continue
        answer = sent(world, route, method, {}, query)
        asked += 1
        refused = {error.get("parameter") for error in answer.json()["errors"]} if answer.status_code == 400 else set()
        taken += [(route, answer.status_code, left)] if (left := set(FILTERS) - refused) else []
    assert taken == []
    assert asked > 100
