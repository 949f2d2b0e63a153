"""吹哨报到: a unit asks, the office dispatches, the called units answer, who asked closes the loop."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertList, AlertView, TextBody, UnitSpanQuery, named_unit, named_units, unit_codes
from alerts.api.shapes import units_named
from alerts.call_outs.models import Whistle
from alerts.call_outs.shapes import ReachShape, WhistleShape
from alerts.enums import WhistleKind, WhistleState
from alerts.incidents.api import named_incident
from alerts.whistles import services as whistles
from alerts.whistles.queries import unreached_if_blown
from rostering.seats.shapes import UnreachedShape
from units.api.inputs import Body, Query
from units.api.nouns import NounAct, NounDetail, NounView
from units.people.api import ReasonBody


class WhistlesQuery(UnitSpanQuery):
    """By the time they were blown, half-open; `unit`: who asked."""

    kind = serializers.ChoiceField(choices=list(WhistleKind), required=False)
    state = serializers.ChoiceField(choices=list(WhistleState), required=False)


class NewWhistle(Body):
    """`unit` asks; an urgent one becomes a call-out of whoever is on duty in `wanted_units` at once."""

    unit = serializers.CharField(max_length=32)
    kind = serializers.ChoiceField(choices=list(WhistleKind))
    matter = serializers.CharField(max_length=300)
    place = serializers.CharField(max_length=200)
    wanted_units = unit_codes(min_length=1)


class WhistleView(AlertView, NounView):
    model = Whistle
    shape = WhistleShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the wanted units of all of them."""
        wanted = units_named(rows, Whistle.wanted_units.through, "wanted_units")
        return [WhistleShape.body(row, wanted_units=wanted[row["id"]]) for row in rows]


class Whistles(WhistleView, AlertList):
    """Requests for a call-out, latest first: the county's, the unit's own, and those that call the unit."""

    query = WhistlesQuery
    body = NewWhistle
    latest = "requested_at"
    equal = ("kind", "state")
    route = "api-whistle"

    def post(self, request: Request) -> Response:
        units = {
            "unit": named_unit(self.user, self.given["unit"]),
            "wanted_units": named_units(self.user, self.given["wanted_units"], "wanted_units"),
        }
        whistle = whistles.blow(by=self.user, **self.given | units)
        return self.made(request, whistle.pk)


class WhistleReachQuery(Query):
    """`wanted_units`: their codes, divided by commas."""

    kind = serializers.ChoiceField(choices=list(WhistleKind))
    wanted_units = serializers.CharField(max_length=4000)


class WhistleReach(AlertView):
    """Before a whistle: whom of the duty room, and of the units an urgent one calls at once, no message reaches for certain."""

    query = WhistleReachQuery
    shape = ReachShape

    def get(self, request: Request) -> Response:
        codes = [code for code in self.params["wanted_units"].split(",") if code]
        wanted = [unit.pk for unit in named_units(self.user, codes, "wanted_units")]
        is_urgent = self.params["kind"] == WhistleKind.URGENT
        found = unreached_if_blown(self.county, wanted, timezone.now(), is_urgent=is_urgent)
        return Response({"unreached": UnreachedShape.each(found)})


class WhistleDetail(WhistleView, NounDetail):
    """One request."""


class DispatchBody(Body):
    """`incident`: the one it belongs to; without it one is opened from the whistle."""

    incident = serializers.UUIDField(required=False, allow_null=True, default=None)


class DispatchWhistle(WhistleView, NounAct):
    """受理派单: calls whoever is on duty in the wanted units."""

    body = DispatchBody

    def act(self, row: Whistle) -> None:
        incident = named_incident(self.user, self.given["incident"])
        whistles.dispatch(whistle=row, by=self.user, incident=incident)


class RejectWhistle(WhistleView, NounAct):
    """不予受理, with the reason."""

    body = ReasonBody

    def act(self, row: Whistle) -> None:
        whistles.reject(whistle=row, by=self.user, reason=self.given["reason"])


class AnswerWhistle(WhistleView, NounAct):
    """A called unit, or the office, says what was done."""

    body = TextBody

    def act(self, row: Whistle) -> None:
        whistles.answer(whistle=row, by=self.user, text=self.given["text"])


class SettleBody(Body):
    solved = serializers.BooleanField()


class SettleWhistle(WhistleView, NounAct):
    """闭环: who asked says whether it is solved; if not, it goes back to the called units."""

    body = SettleBody

    def act(self, row: Whistle) -> None:
        whistles.settle(whistle=row, by=self.user, is_solved=self.given["solved"])
