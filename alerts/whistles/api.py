"""吹哨报到: a unit asks, the office dispatches, the called units answer, who asked closes the loop."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView, TextBody, UnitSpanQuery, created, named_unit, named_units, unit_codes
from alerts.api.shapes import units_named
from alerts.call_outs.models import Whistle
from alerts.call_outs.shapes import WHISTLE_FIELDS, WhistleShape, whistle_shape
from alerts.enums import WhistleKind, WhistleState
from alerts.incidents.api import named_incident
from alerts.whistles import services as whistles
from rostering.rosters.filters import chosen_rows, given_only
from units.api.etags import check_match, tagged
from units.api.inputs import Body
from units.api.pagination import page_of_rows
from units.api.views import find, reader
from units.models import User
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


class Whistles(AlertView):
    """Requests for a call-out, latest first: the county's, the unit's own, and those that call the unit."""

    query = WhistlesQuery
    body = NewWhistle
    shape = WhistleShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        wanted = {
            "kind": self.params.get("kind"),
            "state": self.params.get("state"),
            "updated_at__gte": self.params.get("updated_since"),
            "requested_at__gte": self.params.get("from"),
            "requested_at__lt": self.params.get("to"),
        }
        rows = Whistle.objects.visible_to(self.user).filter(**chosen_rows(self.user, self.params), **given_only(wanted))
        page = page_of_rows(request, rows.values(*WHISTLE_FIELDS), self.params, ("-requested_at", "id"), _bodies)
        return Response(page)

    def post(self, request: Request) -> Response:
        units = {
            "unit": named_unit(self.user, self.given["unit"]),
            "wanted_units": named_units(self.user, self.given["wanted_units"], "wanted_units"),
        }
        whistle = whistles.blow(by=self.user, **self.given | units)
        return created(request, _body(self.user, whistle.pk), "api-whistle")


class WhistleDetail(AlertView):
    """One request."""

    shape = WhistleShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _body(self.user, pk))


class DispatchBody(Body):
    """`incident`: the one it belongs to; without it one is opened from the whistle."""

    incident = serializers.UUIDField(required=False, allow_null=True, default=None)


class DispatchWhistle(AlertView):
    """受理派单: calls whoever is on duty in the wanted units."""

    body = DispatchBody
    shape = WhistleShape

    def post(self, request: Request, pk: UUID) -> Response:
        incident = named_incident(self.user, self.given["incident"])
        return _moved(request, pk, whistles.dispatch, incident=incident)


class RejectWhistle(AlertView):
    """不予受理, with the reason."""

    body = ReasonBody
    shape = WhistleShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, whistles.reject, reason=self.given["reason"])


class AnswerWhistle(AlertView):
    """A called unit, or the office, says what was done."""

    body = TextBody
    shape = WhistleShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, whistles.answer, text=self.given["text"])


class SettleBody(Body):
    solved = serializers.BooleanField()


class SettleWhistle(AlertView):
    """闭环: who asked says whether it is solved; if not, it goes back to the called units."""

    body = SettleBody
    shape = WhistleShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, whistles.settle, is_solved=self.given["solved"])


def _moved(request: Request, pk: UUID, service: Callable[..., Whistle], **details: Any) -> Response:
    whistle = find(Whistle.objects.visible_to(reader(request)), pk=pk)
    check_match(request, {"version": whistle.version})
    service(whistle=whistle, by=reader(request), **details)
    return tagged(request, _body(reader(request), pk))


def _body(user: User, pk: UUID) -> dict[str, Any]:
    return _bodies([find(Whistle.objects.visible_to(user).values(*WHISTLE_FIELDS), pk=pk)])[0]


def _bodies(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One query for the wanted units of all of them."""
    wanted = units_named(rows, Whistle.wanted_units.through, "wanted_units")
    return [whistle_shape(row, wanted[row["id"]]) for row in rows]
