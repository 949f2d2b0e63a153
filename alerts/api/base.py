"""What the endpoints of `alerts` share: their scopes and the rows a body may name."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from rostering.rosters.filters import chosen_rows
from units.api.choosing import given_only
from units.api.etags import check_match, tagged
from units.api.inputs import Body, MirrorQuery, SpanQuery
from units.api.nouns import NounList
from units.api.pagination import page_of_rows
from units.api.views import ApiView, find
from units.enums import Scope
from units.errors import InvalidInput
from units.models import Unit, User

MOST_UNITS = 500
MOST_PEOPLE = 5000
Row = TypeVar("Row", bound=Model)


class AlertView(ApiView):
    read_scope = Scope.ALERTS_READ
    write_scope = Scope.ALERTS_WRITE


class AlertList(AlertView, NounList):
    """`period`, `unit` and `person` name rows that the caller sees."""

    equal: ClassVar[tuple[str, ...]] = ("state",)

    def wanted(self) -> dict[str, Any]:
        return chosen_rows(self.user, self.params) | super().wanted()


class ShowsSecret(AlertView):
    """Adds the secret to what a POST answers, after the answer has been kept for its Idempotency-Key: what is kept
    has none. Subclasses say in `secret_of` what it is."""

    def secret_of(self, body: dict[str, Any]) -> str:
        raise NotImplementedError

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        made = request.method == "POST" and response.status_code in (200, 201)
        if made and isinstance(response.data, dict):
            response.data = {**response.data, "secret": self.secret_of(response.data)}
        return super().finalize_response(request, response, *args, **kwargs)


class RowView(AlertView):
    """About one kind of row: its `model`, the `fields` that are read, and in `bodies` how rows of them answer. A noun
    subclasses it once; its list, its detail and its acts add one of the views below."""

    model: ClassVar[Any]
    fields: ClassVar[tuple[str, ...]]

    def bodies(self, rows: list[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        """Of all rows of a page at once, so that what belongs to them takes one query."""
        raise NotImplementedError

    def rows(self) -> "QuerySet[Any, Any]":
        found: QuerySet[Any, Any] = self.model.objects.visible_to(self.user)
        return found

    def body_of(self, pk: UUID) -> dict[str, Any]:
        return self.bodies([find(self.rows().values(*self.fields), pk=pk)])[0]


class ListView(RowView):
    """The latest first by `latest`, the column that `from` and `to` ask about; `equal`: parameters that name a column."""

    is_list = True
    write_status = 201
    latest: ClassVar[str]
    equal: ClassVar[tuple[str, ...]] = ("state",)

    def wanted(self) -> dict[str, Any]:
        """What the query asks for; None asks for nothing."""
        return chosen_rows(self.user, self.params) | {name: self.params.get(name) for name in self.equal}

    def get(self, request: Request) -> Response:
        wanted = self.wanted() | {
            "updated_at__gte": self.params.get("updated_since"),
            f"{self.latest}__gte": self.params.get("from"),
            f"{self.latest}__lt": self.params.get("to"),
        }
        rows = self.rows().filter(**given_only(wanted)).values(*self.fields)
        return Response(page_of_rows(request, rows, self.params, (f"-{self.latest}", "id"), self._page))

    def _page(self, rows: list[dict[str, Any]]) -> list[Any]:
        return list(self.bodies(rows))


class DetailView(RowView):
    """One row."""

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, self.body_of(pk))


class ActView(RowView):
    """A step of one row, found with its `related` ones and still as If-Match wants it; `act` calls the service."""

    related: ClassVar[tuple[str, ...]] = ()

    def act(self, row: Any) -> None:
        raise NotImplementedError

    def post(self, request: Request, pk: UUID) -> Response:
        rows = self.rows()
        row = find(rows.select_related(*self.related) if self.related else rows, pk=pk)
        # A row without a version is compared whole.
        check_match(request, {"version": row.version} if "version" in self.fields else self.body_of(pk))
        self.act(row)
        return tagged(request, self.body_of(pk))


class UnitQuery(MirrorQuery):
    unit = serializers.CharField(required=False, max_length=32)


class UnitSpanQuery(UnitQuery, SpanQuery):
    """Of a unit, within `[from, to)`."""


class TextBody(Body):
    text = serializers.CharField(max_length=500)


def unit_codes(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=32), max_length=MOST_UNITS, **options)


def created(request: Request, body: dict[str, Any], route: str) -> Response:
    """201 with the address of what was made."""
    return tagged(request, body, status=201, location=reverse(route, [body["id"]], request=request))


def named(rows: "QuerySet[Row, Row]", field: str, **lookup: Any) -> Row:
    """The row a body names by `field`. Unknown and out of scope are the same 400."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise InvalidInput(f"unknown_{field}", _("没有这个 %(name)s，或不在您的范围内") % {"name": field}, field=field)
    return row


def named_unit(user: User, code: str, field: str = "unit") -> Unit:
    """By the public directory: who may act for it is the service's question."""
    return named(Unit.objects.in_directory_of(user).select_related("county"), field, code=code)


def named_units(user: User, codes: list[str], field: str = "units") -> list[Unit]:
    """In the order of `codes`, each once."""
    known = {unit.code: unit for unit in Unit.objects.in_directory_of(user).filter(code__in=codes)}
    unknown = next((code for code in codes if code not in known), None)
    if unknown is not None:
        raise InvalidInput("unknown_unit", _("没有这个单位，或不在您的范围内"), field=field)
    return [known[code] for code in dict.fromkeys(codes)]
