"""Role × route × method × own or another's row: each has an expectation, and a route without one fails."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.alert_expectations import ALERTS_API
from tests.access.api_expectations import API
from tests.access.directory_expectations import DIRECTORY_WEB
from tests.access.duty_expectations import DUTY_WEB
from tests.access.review_expectations import REVIEWS_API, REVIEWS_WEB
from tests.access.roster_expectations import ROSTER_API
from tests.access.table import ACTORS, METHODS, Expect
from tests.access.web_expectations import WEB
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture

API_BASE = "api/v1/"
TABLE = {API_BASE + route: row for route, row in {**API, **ALERTS_API, **REVIEWS_API, **ROSTER_API}.items()}
TABLE |= {**WEB, **DIRECTORY_WEB, **DUTY_WEB, **REVIEWS_WEB}
PARAMETER = re.compile(r"<(\w+):(\w+)>")


def all_routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def test_every_route_has_an_expectation_and_every_expectation_a_route() -> None:
    routes = list(all_routes())

    assert len(routes) == len(set(routes)), "two patterns for one address: the second is never reached"
    assert set(routes) - set(TABLE) == set()
    assert set(TABLE) - set(routes) == set()


CELLS = [
    (route, method, whose)
    for route, methods in TABLE.items()
    for method, expect in methods.items()
    for whose in (("own", "other") if expect.other else ("own",))
]


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "method", "whose"), CELLS)
def test_who_may(world: World, route: str, method: str, whose: str) -> None:
    expect = TABLE[route][method]

    wanted = getattr(expect, whose)
    actors = ACTORS[: len(wanted.split())]
    found = [request(world, actor, route, method, expect, whose) for actor in actors]
    assert " ".join(map(str, found)) == wanted, actors


@pytest.mark.django_db
@pytest.mark.parametrize("route", TABLE)
def test_no_other_method(world: World, route: str) -> None:
    expect = next(iter(TABLE[route].values()), Expect("405"))
    others = [method for method in METHODS if method not in TABLE[route]]

    found = {method: request(world, "office", route, method, expect, "own") for method in others}
    assert found == dict.fromkeys(others, 405)


def request(world: World, actor: str, route: str, method: str, expect: Expect, whose: str) -> int:
    """The status one actor gets; nothing of it stays."""
    client, headers = caller(world, actor, route)
    path = "/" + PARAMETER.sub(lambda match: filled(world, match, expect, whose), route)
    body = {name: named(world, value, whose) for name, value in (expect.body or {}).items()}
    sent: dict[str, Any] = {"data": body} if method in ("POST", "PUT", "PATCH") and expect.body is not None else {}
    if route.startswith(API_BASE):
        sent["content_type"] = "application/json"
    with transaction.atomic():
        address = path + ("?" + "&".join(f"{k}={v}" for k, v in expect.query.items()) if expect.query else "")
        response = getattr(client, method.lower())(address, headers=headers, **sent)
        transaction.set_rollback(True)
    return int(response.status_code)


def caller(world: World, actor: str, route: str) -> tuple[Client, dict[str, str]]:
    """API routes are called with tokens, pages by a signed-in browser."""
    assert actor in (*ACTORS, "city")
    if route.startswith(API_BASE):
        key = world.keys.get(actor)
        return Client(raise_request_exception=False), {"Authorization": f"Bearer {key}"} if key else {}
    return world.signed_in(actor), {}


def filled(world: World, match: re.Match[str], expect: Expect, whose: str) -> str:
    name = match[2]
    simple = {
        "number": "number", "year": "year", "draft": "draft", "role": "account_role", "delivery_id": "delivery", "evidence": "evidence",
        "file": "task_file", "county_code": "county", "kind": "warning_kind", "level": "warning_level",
    }.get(name)  # fmt: skip
    if simple:
        return world.row(simple, whose)
    if name == "person":
        return world.row("person", whose)
    return world.row(expect.row, whose)


def named(world: World, value: Any, whose: str) -> Any:
    """`{row}` stands for the row's id, at any depth."""
    if isinstance(value, str) and value.startswith("{"):
        return world.row(value.strip("{}"), whose)
    if isinstance(value, dict):
        return {name: named(world, inner, whose) for name, inner in value.items()}
    if isinstance(value, list):
        return [named(world, inner, whose) for inner in value]
    return value
