"""What the endpoints of `alerts` share: their scopes and the rows a body may name."""

from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from rostering.rosters.filters import chosen_rows
from units.api.inputs import Body, MirrorQuery, SpanQuery
from units.api.nouns import NounList
from units.api.views import ApiView
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


class UnitQuery(MirrorQuery):
    unit = serializers.CharField(required=False, max_length=32)


class UnitSpanQuery(UnitQuery, SpanQuery):
    """Of a unit, within `[from, to)`."""


class TextBody(Body):
    text = serializers.CharField(max_length=500)


def unit_codes(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=32), max_length=MOST_UNITS, **options)


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
