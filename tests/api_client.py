"""A client for the API in tests: JSON both ways, and every answer is held against the OpenAPI description."""

import json
import re
from functools import cache
from threading import Lock
from typing import Any

import jsonschema
from django.test import Client
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from units.models import User

DRAWING = Lock()


BASE = "/api/v1/"
PARAMETER = re.compile(r"<\w+:(\w+)>")


class Answer:
    """Status, body and headers of a response."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.content.decode()
        self.body: Any = json.loads(self.text) if self.text else None

    def __getitem__(self, name: str) -> Any:
        return self.body[name]

    def header(self, name: str) -> str:
        return self.response.headers[name]

    @property
    def results(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body["results"]
        return found

    def __repr__(self) -> str:
        return f"<{self.status} {self.text[:600]}>"


class Api:
    """`Api(key=…)` calls with a token, `Api(user=…)` as a signed-in browser (with CSRF checks if `csrf`)."""

    def __init__(self, *, key: str = "", user: User | None = None, csrf: bool = False) -> None:
        self.client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}
        if user is not None:
            self.client.force_login(user)

    def get(self, path: str, /, **options: Any) -> Answer:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, /, **options: Any) -> Answer:
        return self.call("POST", path, body, **options)

    def patch(self, path: str, body: Any = None, /, **options: Any) -> Answer:
        return self.call("PATCH", path, body, **options)

    def delete(self, path: str, /, **options: Any) -> Answer:
        return self.call("DELETE", path, **options)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        /,
        *,
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
        content_type: str = "application/json",
    ) -> Answer:
        sent = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        address = path if path.startswith("/") or "://" in path else BASE + path
        response = self.client.generic(
            method,
            address,
            sent,
            content_type=content_type,
            headers=self.headers | {"Accept-Language": "en"} | (headers or {}),
            query_params=query,
        )
        answer = Answer(response)
        hold_against_schema(method, response)
        return answer


def schema() -> dict[str, Any]:
    """The OpenAPI document, once per process. Drawn by one thread: the generator's extensions load themselves as they are used."""
    with DRAWING:
        return _drawn()


@cache
def _drawn() -> dict[str, Any]:
    document = SchemaGenerator().get_schema(request=None, public=True)
    plain: dict[str, Any] = json.loads(json.dumps(document, default=str))
    return plain


def hold_against_schema(method: str, response: Any) -> None:
    """Fails for a body the description doesn't describe, and for an undescribed status."""
    if response.status_code >= 400:
        assert response.headers["Content-Type"] == "application/problem+json", response.content[:300]
        _validate(json.loads(response.content), {"$ref": "#/components/schemas/Problem"})
        return
    if response.status_code in (204, 301, 304) or method in ("HEAD", "OPTIONS"):
        assert response.status_code == 301 or not response.content
        return
    route = PARAMETER.sub(r"{\1}", resolve(response.request["PATH_INFO"]).route).replace("{pk}", "{id}")
    operation = schema()["paths"]["/" + route][method.lower()]
    described = operation["responses"][str(response.status_code)]
    _validate(json.loads(response.content), described["content"]["application/json"]["schema"])


def _validate(body: Any, wanted: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator({**wanted, "components": _closed_components()}).validate(body)


@cache
def _closed_components() -> dict[str, Any]:
    """Undescribed members are a mistake here, though clients should bear them."""
    components = schema()["components"]
    schemas = {
        name: {**shape, "additionalProperties": False} if "properties" in shape else shape
        for name, shape in components["schemas"].items()
    }
    return {**components, "schemas": schemas}
