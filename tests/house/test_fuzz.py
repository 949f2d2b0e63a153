"""The contract against the live API: what fits it isn't refused for its form, what doesn't is, nothing fails.

Bounded and the same each time; FUZZ_EXAMPLES draws more of each kind from every operation.
"""

import json
import os
from collections import Counter
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core import NotSet
from schemathesis.core.parameters import ParameterLocation

from rostering.engine.problem import Strength
from tests.access.table import Expect
from tests.access.test_matrix import API_BASE, PARAMETER, TABLE, filled
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture
from tests.api_client import schema

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
# A refusal under one of these says that the value has a form that the contract should have forbidden.
OF_FORM = {
    "invalid", "null", "blank", "max_length", "min_length", "max_value", "min_value", "invalid_choice", "unknown_field",
    "not_a_list", "not_a_dict", "max_digits", "max_decimal_places", "max_whole_digits", "out_of_range", "malformed_body",
    "max_string_length", "empty", "unknown_parameter", "null_characters_not_allowed", "surrogate_characters_not_allowed",
}  # fmt: skip
NAMED = {"units": "unit", "people": "person", "called": "unit"}
# Fields called as a row that they don't name.
PLAIN = ("number", "day", "grade")
# Tables that a county extends: the contract can't list their entries.
TABLES = {"tier": "hub", "current_tier": "hub", "wanted_tier": "hub"}
ROUTES = {PARAMETER.sub(r"{\2}", route).replace("{pk}", "{id}"): route for route in TABLE if route.startswith(API_BASE)}
OPERATIONS: dict[str, Any] = {
    f"{result.ok().method.upper()} {result.ok().path}": result.ok()  # type: ignore[union-attr]
    for result in schemathesis.openapi.from_dict(schema()).get_all_operations()
}


@cache
def drawn(name: str, mode: GenerationMode) -> list[Any]:
    """Some requests to an operation, the same ones each time."""
    found: list[Any] = []
    quiet = settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    quiet(given(OPERATIONS[name].as_strategy(generation_mode=mode))(lambda case: found.append(case)))()  # noqa: PLW0108 - hypothesis reads its code
    return found


def known(world: World, name: str, value: Any) -> Any:
    """The value, with ids and codes of rows that exist in the place of invented ones."""
    if isinstance(value, dict):
        return {key: known(world, key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [known(world, NAMED.get(name, name), inner) for inner in value]
    if name in TABLES and isinstance(value, str):
        return TABLES[name]
    # A rule of the roster may be called as a row: its strength is none.
    is_plain = name in PLAIN or value in list(Strength)
    is_reference = isinstance(value, str) and bool(value) and name in world.rows and not is_plain
    return world.row(name, "own") if is_reference else value


def send(world: World, case: Any, *, body: Any = None, reader: str = "office") -> Any:
    """The answer to a case, on a row that exists."""
    route = ROUTES[case.operation.path.lstrip("/")]
    expect = next(iter(TABLE[route].values()), Expect(""))
    path = "/" + PARAMETER.sub(lambda match: filled(world, match, expect, "own"), route)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {world.keys[reader]}"})
    sent = body if isinstance(body, bytes) else b"" if isinstance(body, NotSet) else json.dumps(body).encode()
    with transaction.atomic():
        answer = client.generic(
            case.method.upper(), path, sent, content_type="application/json", query_params=query_of(case)
        )
        transaction.set_rollback(True)
    return answer


def said(answer: Any) -> str:
    return "" if answer.streaming else answer.content.decode()[:500]


def query_of(case: Any) -> dict[str, str]:
    plain = {name: TABLES.get(name, value) for name, value in (case.query or {}).items() if value is not None}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in plain.items()}


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_fits_the_contract_is_not_refused_for_its_form(world: World, name: str) -> None:
    for case in drawn(name, GenerationMode.POSITIVE):
        if case.media_type == "multipart/form-data":
            continue
        body = known(world, "", case.body)
        answer = send(world, case, body=body)
        told = (answer.status_code, query_of(case), body, said(answer))
        assert answer.status_code < 500, told
        if answer.status_code == 400:
            assert {error["code"] for error in answer.json()["errors"]} & OF_FORM == set(), told


@pytest.mark.parametrize("reader", ["leader", "duty", "auditor", "scopeless", "city"])
def test_every_role_is_answered_in_the_same_form(world: World, reader: str) -> None:
    """One request to every operation: allowed, refused or not found, never our failure, and never wrong in its form."""
    statuses: Counter[int] = Counter()
    for name in OPERATIONS:
        case = drawn(name, GenerationMode.POSITIVE)[0]
        if case.media_type == "multipart/form-data":
            continue
        answer = send(world, case, body=known(world, "", case.body), reader=reader)
        told = (name, answer.status_code, query_of(case), case.body, said(answer))
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, told
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json", told
        if answer.status_code == 400:
            assert {error["code"] for error in answer.json()["errors"]} & OF_FORM == set(), told
    assert statuses[403] > statuses[200] or reader == "leader"


@pytest.mark.parametrize("name", [name for name in OPERATIONS if OPERATIONS[name].body])
def test_what_the_contract_forbids_is_refused(world: World, name: str) -> None:
    for case in drawn(name, GenerationMode.NEGATIVE):
        wrong = case.meta.components.get(ParameterLocation.BODY)
        if wrong is None or wrong.mode is not GenerationMode.NEGATIVE or case.media_type == "multipart/form-data":
            continue
        answer = send(world, case, body=case.body)
        told = (answer.status_code, case.body, said(answer))
        assert 400 <= answer.status_code < 500, told


@pytest.mark.parametrize("method", ["QUERY", "BODY", "PARAMS", "PUT", "FOO", "TRACE"])
def test_a_method_that_nobody_offers(world: World, method: str) -> None:
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {world.keys['office']}"})
    for path, allowed in (("/api/v1/on-duty/", "GET"), ("/api/v1/duty-periods/", "GET, POST")):
        answer = client.generic(method, path, b"x", content_type="text/plain")
        assert (answer.status_code, answer.headers["Allow"].replace(", HEAD", "").replace(", OPTIONS", "")) == (
            405,
            allowed,
        )
