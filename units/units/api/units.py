"""Units as they are on a day, and their tier history."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from units.api.choosing import AtQuery, day_asked
from units.api.etags import check_match, tagged
from units.api.fields import TierField
from units.api.inputs import PageQuery
from units.api.nouns import NounList
from units.api.pagination import page_of_list
from units.api.shapes import TierShape, UnitShape
from units.api.views import ApiView, find
from units.counties.models.unit import Unit
from units.enums import Scope
from units.people.services.removals import delete_unit
from units.units.api.affected import UnitDetailShape, unit_work


class UnitsQuery(AtQuery, PageQuery):
    """`q`: a part of the name or short name, or the beginning of the code."""

    q = serializers.CharField(required=False, max_length=40)
    tier = TierField(required=False)


class Units(NounList):
    """Units in protocol order, with the tier that holds at `at` (now)."""

    read_scope = Scope.ROSTER_READ
    query = UnitsQuery
    model = Unit
    shape = UnitShape
    order = ("protocol_order", "code")
    equal = ("tier",)

    def rows(self) -> QuerySet[Unit, Unit]:
        rows = Unit.objects.visible_to(self.user).with_tier_on(day_asked(self.params))
        return rows.called(self.params["q"]) if "q" in self.params else rows

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return UnitShape.bodies(rows, reader=self.user)


class UnitDetail(ApiView):
    """One unit, with what its duties are in conflict with and what it lacks for its tier or the next. Entered by mistake and
    without any history, it may be deleted; else it is closed."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = AtQuery
    shape = UnitDetailShape

    def get(self, request: Request, code: str) -> Response:
        return tagged(request, self._body(code, day_asked(self.params)))

    def delete(self, request: Request, code: str) -> Response:
        unit = find(Unit.objects.visible_to(self.user).select_related("county"), code=code)
        check_match(request, self._body(code, day_asked({})))
        delete_unit(unit=unit, by=self.user)
        return Response(status=204)

    def _body(self, code: str, day: date) -> dict[str, Any]:
        rows = Unit.objects.visible_to(self.user).with_tier_on(day)
        row = find(rows.values(*UnitDetailShape.columns()), code=code)
        unit = find(Unit.objects.visible_to(self.user).select_related("county"), code=code)
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
