"""How a unit ends and comes back, and in which order units stand."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from units.api.fields import DayField, unit_ref
from units.api.inputs import Body, Query
from units.api.shapes import UnitRef, UnitShape
from units.api.touching import TouchingBody, TouchingView
from units.api.views import ApiView
from units.counties.models.unit import Unit
from units.enums import Scope
from units.errors import InvalidInput
from units.people.api.people import unit_named
from units.people.services.ordering import order_units
from units.permissions import check_manage_county
from units.units.api.units import unit_of, unit_row
from units.units.obstacles import obstacles_to
from units.units.services.closing import close_unit, merge_unit, reopen_unit

MOST_UNITS = 1000


class EndBody(TouchingBody):
    """`day`: the first one without the unit."""

    day = DayField()
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class CloseUnit(TouchingView):
    """Refused with `unit_still_owes` and its `obstacles` while the unit holds people or owes published duties."""

    write_scope = Scope.ROSTER_WRITE
    body = EndBody
    shape = UnitShape

    def post(self, request: Request, code: str) -> Response:
        close_unit(unit=unit_of(self.user, code), by=self.user, **self.given)
        return Response(unit_row(self.user, code))


class MergeBody(EndBody):
    """`into`: the code of the unit that takes it in."""

    into = serializers.CharField(max_length=32)


class MergeUnit(TouchingView):
    """People go on in `into` with their posts; the history stays under the unit's own name."""

    write_scope = Scope.ROSTER_WRITE
    body = MergeBody
    shape = UnitShape

    def post(self, request: Request, code: str) -> Response:
        unit = unit_of(self.user, code)
        check_manage_county(self.user, unit.county)
        into = unit_named(self.user, self.given.pop("into"), field="into")
        merge_unit(unit=unit, into=into, by=self.user, **self.given)
        return Response(unit_row(self.user, code))


class ReopenUnit(TouchingView):
    """Takes part again from the next period on that is opened; people and logins that have gone stay where they are."""

    write_scope = Scope.ROSTER_WRITE
    shape = UnitShape

    def post(self, request: Request, code: str) -> Response:
        reopen_unit(unit=unit_of(self.user, code), by=self.user)
        return Response(unit_row(self.user, code))


class ObstaclesQuery(Query):
    """By which day, today without it; `merging` leaves out what goes along with the people."""

    day = DayField(required=False)
    merging = serializers.BooleanField(required=False, default=False)


class ObstacleShape(serializers.Serializer[Any]):
    """`url`: the page where it is put right."""

    text = serializers.CharField()
    url = serializers.CharField()


class ObstaclesShape(serializers.Serializer[Any]):
    obstacles = ObstacleShape(many=True)


class UnitObstacles(ApiView):
    """What stands in the way of closing the unit, or of merging it into another."""

    read_scope = Scope.ROSTER_READ
    query = ObstaclesQuery
    shape = ObstaclesShape

    def get(self, request: Request, code: str) -> Response:
        unit = unit_of(self.user, code)
        check_manage_county(self.user, unit.county)
        day = self.params.get("day") or timezone.localdate()
        found = obstacles_to(unit, day, merging=self.params["merging"])
        return Response({"obstacles": [{"text": one.text, "url": one.path} for one in found]})


class UnitsOrderBody(Body):
    """Codes of units in use, the first on top; whichever isn't named follows as it stood."""

    units = serializers.ListField(child=serializers.CharField(max_length=32), min_length=1, max_length=MOST_UNITS)


class UnitsOrderShape(serializers.Serializer[Any]):
    units = UnitRef(many=True)


class UnitsOrder(ApiView):
    """In which order units stand wherever they are listed."""

    write_scope = Scope.ROSTER_WRITE
    body = UnitsOrderBody
    shape = UnitsOrderShape

    def post(self, request: Request) -> Response:
        check_manage_county(self.user, self.county)
        known = dict(Unit.objects.visible_to(self.user).active().values_list("code", "pk"))
        unknown = [code for code in self.given["units"] if code not in known]
        if unknown:
            raise InvalidInput("unknown_unit", _("没有这个单位，或不在您的范围内"), field="units")
        found = order_units(county=self.county, order=[known[code] for code in self.given["units"]], by=self.user)
        return Response({"units": [unit_ref(unit.code, unit.name) for unit in found]})
