"""The OpenAPI description, read off what the views declare."""

import re
from functools import cache
from threading import Lock
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import get_language
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from units.api.errors import PROBLEM_JSON
from units.api.inputs import Body
from units.api.limits import stated
from units.api.views import ApiView

KEY_SHAPE = {"type": "string", "pattern": r"^[\x21-\x7e]{1,200}$"}
REFUSALS = [
    ("400", "A value that the contract forbids, or that names nothing the caller may see: `errors` say which"),
    ("401", "No valid token and not signed in"),
    ("403", "The role or the token's scopes don't allow it"),
    ("404", "There is none, or it is outside the caller's scope"),
]
WRITE_REFUSALS = [
    ("409", "A rule or the present state forbids it: `code` names the conflict"),
    ("412", "`If-Match` names another version than the present one"),
    ("422", "The `Idempotency-Key` was used for another request"),
]
WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
JSON, FORM = "application/json", "multipart/form-data"


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "units.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        scheme: dict[str, Any] = build_bearer_security_scheme_object("Authorization", "Bearer")
        return scheme


class CookieScheme(SessionScheme):
    target_class = "units.api.authentication.SessionAuthentication"


class ErrorItem(serializers.Serializer[Any]):
    """Where and what."""

    pointer = serializers.CharField(required=False)
    parameter = serializers.CharField(required=False)
    code = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """RFC 9457. `code` is stable, `detail` is for people, `details` for programs."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    details = serializers.DictField(required=False)

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"errors": ErrorItem(many=True)}


def with_tags(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Names the tags of operations once, in their order. A hook of drf-spectacular."""
    operations = (one for path in result["paths"].values() for one in path.values())
    tags = sorted({tag for operation in operations for tag in operation["tags"]})
    return result | {"tags": [{"name": tag} for tag in tags]}


class DrawnOnce(SchemaGenerator):
    """The whole description is drawn once per language and process, the first time it is asked for.

    One request draws, the others wait: extensions load themselves, and views are handed their schema, while it is drawn.
    """

    _drawing: ClassVar[Lock] = Lock()
    _drawn: ClassVar[dict[str, dict[str, Any]]] = {}

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        language = get_language() or settings.LANGUAGE_CODE
        # A version or a language that a caller makes up is drawn for that caller alone.
        is_usual = public and self.api_version is None and language in dict(settings.LANGUAGES)
        with self._drawing:
            if is_usual and language in self._drawn:
                return self._drawn[language]
            schema: dict[str, Any] = super().get_schema(request, public)  # type: ignore[no-untyped-call]
            if is_usual:
                self._drawn[language] = schema
            return schema


class ViewSchema(AutoSchema):
    """Operations are named `<view>_<method>`; lists are pages; every operation may answer with a problem."""

    view: ApiView  # type: ignore[override]  # every view of ours is one

    def get_operation_id(self) -> str:
        return f"{WORDS.sub('_', type(self.view).__name__).lower()}_{self.method.lower()}"

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def get_override_parameters(self) -> list[Any]:
        headers = []
        if self.method == "GET":
            return [self.view.query] if self.view.query().fields else []
        if self.view.is_repeatable:
            headers.append(OpenApiParameter("Idempotency-Key", KEY_SHAPE, OpenApiParameter.HEADER))
        return [*headers, OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)]

    def get_request_serializer(self) -> Any:
        body = self.view.body_for(self.method)
        if self.method in ("GET", "DELETE") or body is Body:
            return None
        files = _files_of(body)
        if not files:
            return body
        # JSON carries no file: what takes one is another form of the same request, or its only one.
        without = _without(body, files)
        return {JSON: without, FORM: body} if without().fields else {FORM: body}

    def get_response_serializers(self) -> Any:
        is_write = self.method in ("POST", "PUT", "PATCH")
        has_dry_run = is_write and (self.view.touches_duties or "dry_run" in self.view.body_for(self.method)().fields)
        dry_run: dict[tuple[int, str], Any] = {(200, JSON): self._answer()} if has_dry_run else {}
        refused = {
            (status, PROBLEM_JSON): OpenApiResponse(Problem, description=said) for status, said in self._refusals()
        }
        return {**dry_run, (self._success(), JSON): self._answer(), **refused}

    def _refusals(self) -> list[tuple[str, str]]:
        writes = [] if self.method == "GET" else WRITE_REFUSALS
        return [*REFUSALS, *writes, ("4XX", "What is wrong, as a sentence and a code")]

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> dict[str, Any]:
        drawn = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        return stated(field, drawn)

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        drawn = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        return stated(serializer, drawn)

    def get_description(self) -> str:  # type: ignore[override]  # the stubs name the one of DRF, which isn't called
        scope = self.view.scope_for(self.method)
        said = super().get_description() or ""
        return f"{said}\n\nScope: {f'`{scope}`' if scope else 'any signed-in caller'}".strip()

    def _success(self) -> int:
        if self.method == "DELETE":
            return 204
        if self.method == "PUT":
            return 201
        return 200 if self.method == "GET" else self.view.write_status

    def _answer(self) -> Any:
        if self.method == "DELETE":
            return None
        if self.method != "GET" and self.view.write_shape:
            return self.view.write_shape
        if self.method == "GET" and self.view.is_list and self.view.shape:
            return _page_of(self.view.shape)
        return self.view.shape


def _page_of(shape: type[serializers.Serializer[Any]]) -> Any:
    return inline_serializer(
        f"{shape.__name__}Page",
        {
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": shape(many=True),
        },
    )


def _files_of(body: type[serializers.Serializer[Any]]) -> tuple[str, ...]:
    return tuple(name for name, field in body().fields.items() if isinstance(field, serializers.FileField))


@cache
def _without(body: type[serializers.Serializer[Any]], names: tuple[str, ...]) -> type[serializers.Serializer[Any]]:
    """One component of the contract for each body, however many operations take it."""
    return type(f"{body.__name__}AsJson", (body,), dict.fromkeys(names))
