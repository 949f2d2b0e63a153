"""The OpenAPI document and Swagger UI."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client

from tests.api_client import schema
from units.api.openapi import DrawnOnce

JSON_TYPE = "application/json"
JSON = {"Accept": "application/vnd.oai.openapi+json"}


def test_the_description_is_whole_and_without_warnings() -> None:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=out)

    assert json.loads(out.getvalue())["openapi"] == "3.1.0"


def test_whoever_asks_first_at_once_gets_the_same_description(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DrawnOnce, "_drawn", {})
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _number: Client().get("/api/v1/schema/", headers=JSON), range(6)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert json.loads(answers[0].content)["paths"].keys() == schema()["paths"].keys()
    assert len(DrawnOnce._drawn) == 1


def test_what_a_caller_makes_up_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DrawnOnce, "_drawn", {})

    assert "(7)" in Client().get("/api/v1/schema/?version=7", headers=JSON).json()["info"]["version"]
    assert DrawnOnce._drawn == {}


def test_every_operation_has_examples_that_fit_it() -> None:
    components = {"components": schema()["components"]}
    for path, operations in schema()["paths"].items():
        for method, operation in operations.items():
            contents = [operation.get("requestBody", {}), *operation["responses"].values()]
            taken = [one["content"][JSON_TYPE] for one in contents if JSON_TYPE in one.get("content", {})]
            for media in taken:
                example = media["example"]
                jsonschema.Draft202012Validator({**media["schema"], **components}).validate(example)
                assert example not in ({}, [], ""), (method, path)


def test_every_operation_says_its_scope_and_its_errors() -> None:
    for path, operations in schema()["paths"].items():
        for method, operation in operations.items():
            assert "Scope: " in operation["description"], (method, path)
            assert "application/problem+json" in operation["responses"]["4XX"]["content"], (method, path)


def test_every_write_takes_its_key_and_version() -> None:
    for path, operations in schema()["paths"].items():
        for method in operations.keys() - {"get"}:
            headers = {p["name"] for p in operations[method]["parameters"] if p["in"] == "header"}
            wanted = {"If-Match"} if path.endswith("reveal-phone/") else {"If-Match", "Idempotency-Key"}
            assert headers == wanted, (method, path)


@pytest.mark.django_db
def test_swagger_asks_no_other_host_and_needs_no_inline_script() -> None:
    response = Client().get("/api/v1/docs/")
    page = response.content.decode()

    assert response.status_code == 200
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "<style" not in page
    assert re.findall(r"<script>", page) == []
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) == 5
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)
    script = Client().get(addresses[-1])
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "SwaggerUIBundle" in script.content.decode()


@pytest.mark.django_db
def test_the_schema_is_served() -> None:
    response = Client().get("/api/v1/schema/", headers={"Accept": "application/json"})

    assert response.status_code == 200
    assert "/api/v1/on-duty/" in response.json()["paths"]
