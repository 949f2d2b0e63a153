"""Units as they are on a day, and their tier history."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from units.api.cells import CellField
from units.api.choosing import AtQuery, day_asked
from units.api.etags import check_match, tagged
from units.api.fields import DayField, TierField, local_day
from units.api.inputs import MirrorQuery, PageQuery
from units.api.nouns import NounList
from units.api.pagination import page_of_list
from units.api.shapes import TierShape, UnitShape
from units.api.touching import TouchingBody, TouchingView, upserted
from units.api.views import ApiView, find
from units.counties.models.unit import Unit, UnitTier
from units.counties.models.user import User
from units.enums import Scope
from units.errors import InvalidInput
from units.people.services.removals import delete_unit
from units.reading_advice import advice
from units.spelling import cells
from units.spelling.cells import MOST_ORDER, CellError
from units.units.api.affected import UnitDetailShape, unit_work
from units.units.services.units import create_unit, update_unit
from units.units.services.upserts import upsert_unit


class UnitChanges(TouchingBody):
    """What isn't named stays; the tier changes by a review, the end has acts of its own."""

    name = CellField(cells.text(100), max_length=100, required=False)
    short_name = CellField(cells.text(40), max_length=40, required=False, allow_blank=True)
    protocol_order = serializers.IntegerField(min_value=0, max_value=MOST_ORDER, required=False)
    duty_phone = CellField(cells.phone(40), max_length=60, required=False, allow_blank=True)
    fax = CellField(cells.phone(40), max_length=60, required=False, allow_blank=True)
    address = CellField(cells.text(200), max_length=200, required=False, allow_blank=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`parent` is a word of serializers."""
        said = "code of the unit above; null for none"
        return super().get_fields() | {
            "parent": CellField(cells.code, max_length=40, required=False, allow_null=True, help_text=said)
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = {name: attrs[name] for name in ("latitude", "longitude") if name in attrs}
        if given and (len(given) == 1 or (given["latitude"] is None) != (given["longitude"] is None)):
            said = ErrorDetail(str(_("经纬度须同时填写或同时留空")), code="half_coordinates")
            raise serializers.ValidationError({"longitude": [said]})
        # As exact as the column: six places are a hand's breadth.
        return attrs | {name: None if one is None else round(Decimal(str(one)), 6) for name, one in given.items()}


class NewUnit(UnitChanges):
    """Without `code` it is the first letters of the name's pinyin, without `protocol_order` the unit follows the last one."""

    code = CellField(cells.code, max_length=40, required=False, allow_blank=True)
    name = CellField(cells.text(100), max_length=100)
    tier = TierField()
    tier_from = DayField()
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class UnitAsKept(UnitChanges):
    """What isn't named stays. `tier` and `tier_from` are what a new unit begins with, and say nothing of one that stands."""

    name = CellField(cells.text(100), max_length=100)
    tier = TierField(required=False)
    tier_from = DayField(required=False)
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class UnitsQuery(AtQuery, MirrorQuery):
    """`q`: a part of the name or short name, or the beginning of the code."""

    q = serializers.CharField(required=False, max_length=40)
    tier = TierField(required=False)


class Units(TouchingView, NounList):
    """Units in protocol order, with the tier that holds at `at` (now). A new one takes part from the next period on that is
    opened."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = UnitsQuery
    body = NewUnit
    model = Unit
    shape = UnitShape
    order = ("protocol_order", "code")
    equal = ("tier",)

    def rows(self) -> QuerySet[Unit, Unit]:
        rows = Unit.objects.visible_to(self.user).with_tier_on(day_asked(self.params))
        return rows.called(self.params["q"]) if "q" in self.params else rows

    def changed(self, since: datetime) -> Q:
        """A tier that began meanwhile has changed nothing but the day."""
        begun = UnitTier.objects.filter(
            unit=OuterRef("pk"), valid__startswith__gte=local_day(since), valid__startswith__lte=timezone.localdate()
        )
        return Q(updated_at__gte=since) | Q(Exists(begun))

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return UnitShape.bodies(rows, reader=self.user)

    def post(self, request: Request) -> Response:
        given = _with_parent(self.user, self.given)
        named = {name: given.pop(name) for name in ("tier", "tier_from", "reason")}
        code = given.pop("code", "")
        unit = create_unit(county=self.county, code=code, values=given, by=self.user, **named)
        location = reverse("api-unit", [unit.code], request=request)
        return tagged(request, unit_row(self.user, unit.code), status=201, location=location)


class UnitDetail(TouchingView):
    """One unit, with what its duties are in conflict with and what it lacks for its tier or the next. PUT makes it what it is in
    the system that keeps it, or enters it. Entered by mistake and without any history, it may be deleted; else it is closed."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = AtQuery
    body = UnitChanges
    put_scope = Scope.DIRECTORY_WRITE
    put_body = UnitAsKept
    shape = UnitDetailShape

    def get(self, request: Request, code: str) -> Response:
        return tagged(request, self._body(code, day_asked(self.params)))

    def patch(self, request: Request, code: str) -> Response:
        unit = unit_of(self.user, code)
        check_match(request, self._body(code, day_asked({})))
        update_unit(unit=unit, changes=_with_parent(self.user, self.given), by=self.user)
        return tagged(request, self._body(code, day_asked({})))

    def put(self, request: Request, code: str) -> Response:
        given = _with_parent(self.user, self.given)
        named = {name: given.pop(name) for name in ("tier", "tier_from", "reason") if name in given}
        code = code_from(code)
        if "If-Match" in request.headers:
            check_match(request, self._body(code, day_asked({})))
        _unit, outcome = upsert_unit(county=self.county, code=code, values=given, by=self.user, **named)
        body = self._body(code, day_asked({}))
        return upserted(request, body, outcome, reverse("api-unit", [code], request=request))

    def delete(self, request: Request, code: str) -> Response:
        unit = unit_of(self.user, code)
        check_match(request, self._body(code, day_asked({})))
        delete_unit(unit=unit, by=self.user)
        return Response(status=204)

    def _body(self, code: str, day: date) -> dict[str, Any]:
        rows = Unit.objects.visible_to(self.user).with_tier_on(day)
        row = find(rows.values(*UnitDetailShape.columns()), code=code)
        unit = unit_of(self.user, code)
        return UnitDetailShape.body(row, reader=self.user, **unit_work(unit, timezone.now()))


class UnitTiers(ApiView):
    """A unit's tier history, oldest first."""

    read_scope = Scope.ROSTER_READ
    query = PageQuery
    shape = TierShape
    is_list = True

    def get(self, request: Request, code: str) -> Response:
        unit = find(Unit.objects.visible_to(self.user), code=code)
        rows = unit.tiers.order_by("valid").values(*TierShape.columns())
        return Response(page_of_list(request, list(rows), self.params, TierShape.body))


def _with_parent(user: User, given: Mapping[str, Any]) -> dict[str, Any]:
    """With the unit above instead of its code. Raises InvalidInput `unknown_parent`."""
    code = given.get("parent")
    if not code:
        return {**given, **({"parent": None} if "parent" in given else {})}
    above = Unit.objects.visible_to(user).filter(code=code).first()
    if above is None:
        raise InvalidInput("unknown_parent", _("上级单位须是本县在用的另一个单位"), field="parent")
    return {**given, "parent": above}


def code_from(address: str) -> str:
    """Raises InvalidInput for what can't be the code of a unit."""
    try:
        return cells.code(address)
    except CellError as error:
        raise InvalidInput(error.code, advice(error.code, error.params), field="code") from error


def unit_of(user: User, code: str) -> Unit:
    return find(Unit.objects.visible_to(user).select_related("county"), code=code)


def unit_row(user: User, code: str) -> dict[str, Any]:
    """As lists show it today."""
    rows = Unit.objects.visible_to(user).with_tier_on(day_asked({}))
    return UnitShape.body(find(rows.values(*UnitShape.columns()), code=code), reader=user)
