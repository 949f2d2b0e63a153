"""吹哨报到: a unit asks, the office dispatches, the called units answer, who asked closes the loop."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertList, AlertView, TextBody, UnitSpanQuery, named, named_unit, named_units, unit_codes
from alerts.api.shapes import units_named
from alerts.call_outs.models import Whistle
from alerts.call_outs.shapes import ReachShape, WhistleShape
from alerts.enums import WhistleKind, WhistleState
from alerts.incidents.api import named_incident
from alerts.whistles.models import WhistleReply, WhistleTopic
from alerts.whistles.queries import unreached_if_blown
from alerts.whistles.services import topics, whistles
from rostering.seats.shapes import UnreachedShape
from units.api.etags import check_match, tagged
from units.api.fields import InstantField, unit_ref
from units.api.inputs import Body, PageQuery, Query
from units.api.nouns import NounAct, NounDetail, NounView
from units.api.pagination import page_of_rows
from units.api.rows import RowShape, UserNameField
from units.api.shapes import UnitRef
from units.api.views import find
from units.people.api.people import ReasonBody


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
    topic = serializers.UUIDField(required=False, allow_null=True, default=None)


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
            "topic": self._topic(),
        }
        whistle = whistles.blow(by=self.user, **self.given | units)
        return self.made(request, whistle.pk)

    def _topic(self) -> WhistleTopic | None:
        pk = self.given["topic"]
        return named(WhistleTopic.objects.visible_to(self.user).offered(), "topic", pk=pk) if pk else None


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


class AnswerWhistleBody(TextBody):
    """`unit`: for which of several the caller speaks; without it for their own, the office for all still waited for."""

    unit = serializers.CharField(required=False, max_length=32)


class AnswerWhistle(WhistleView, NounAct):
    """Each called unit says what was done; with the last of them the whistle is answered."""

    body = AnswerWhistleBody

    def act(self, row: Whistle) -> None:
        unit = named_unit(self.user, self.given["unit"]) if "unit" in self.given else None
        whistles.answer(whistle=row, by=self.user, text=self.given["text"], unit=unit)


class WhistleReplyShape(RowShape):
    unit = UnitRef()
    round = serializers.IntegerField()
    text = serializers.CharField()
    at = InstantField()
    by = UserNameField(allow_null=True)

    kept = True


class WhistleReplies(AlertView, NounView):
    """What each called unit has answered, in order, over all rounds."""

    model = Whistle
    query = PageQuery
    shape = WhistleReplyShape
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        rows = WhistleReply.objects.filter(whistle=find(self.rows(), pk=pk)).values(*self.columns(), "id")
        return Response(page_of_rows(request, rows, self.params, ("id",), self.bodies))


class SettleBody(Body):
    solved = serializers.BooleanField()


class SettleWhistle(WhistleView, NounAct):
    """闭环: who asked says whether it is solved; if not, it goes back to the called units."""

    body = SettleBody

    def act(self, row: Whistle) -> None:
        whistles.settle(whistle=row, by=self.user, is_solved=self.given["solved"])


class WhistleTopicShape(RowShape):
    """A matter of the catalogue. `hours`: by when every called unit answers."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=list(WhistleKind))
    name = serializers.CharField()
    lead = UnitRef(allow_null=True)
    called = UnitRef(many=True)
    hours = serializers.IntegerField()
    is_active = serializers.BooleanField()
    version = serializers.IntegerField()


class TopicBody(Body):
    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=list(WhistleKind))
    lead = serializers.CharField(required=False, allow_null=True, max_length=32, default=None)
    called = unit_codes(required=False, default=list)
    hours = serializers.IntegerField(min_value=1, max_value=720)
    is_active = serializers.BooleanField(required=False, default=True)


class TopicView(AlertView, NounView):
    model = WhistleTopic
    shape = WhistleTopicShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the called units of all of them."""
        called: dict[Any, list[dict[str, str]]] = {row["id"]: [] for row in rows}
        through = WhistleTopic.called.through.objects.filter(whistletopic__in=called)
        for topic, code, name in through.order_by("unit__protocol_order", "unit__code").values_list(
            "whistletopic_id", "unit__code", "unit__name"
        ):
            called[topic].append(unit_ref(code, name))
        return [WhistleTopicShape.body(row, called=called[row["id"]]) for row in rows]

    def units(self) -> dict[str, Any]:
        """Those the body names."""
        found: dict[str, Any] = {}
        if "lead" in self.given:
            lead = self.given["lead"]
            found["lead"] = named_unit(self.user, lead, "lead") if lead else None
        if "called" in self.given:
            found["called"] = named_units(self.user, self.given["called"], "called")
        return found


class WhistleTopics(TopicView, AlertList):
    """The county's catalogue of matters, in its order."""

    query = PageQuery
    body = TopicBody
    order = ("order", "id")
    equal = ()
    route = "api-whistle-topic"

    def post(self, request: Request) -> Response:
        made = topics.save_topic(county=self.county, by=self.user, **self.given | self.units())
        return self.made(request, made.pk)


class TopicChanges(Body):
    name = serializers.CharField(required=False, max_length=100)
    kind = serializers.ChoiceField(choices=list(WhistleKind), required=False)
    lead = serializers.CharField(required=False, allow_null=True, max_length=32)
    called = unit_codes(required=False)
    hours = serializers.IntegerField(required=False, min_value=1, max_value=720)
    is_active = serializers.BooleanField(required=False)


class WhistleTopicDetail(TopicView, NounDetail):
    """One matter; the office changes what it names of it."""

    body = TopicChanges

    def patch(self, request: Request, pk: UUID) -> Response:
        row = find(self.rows(), pk=pk)
        version = check_match(request, {"version": row.version})
        kept = {name: getattr(row, name) for name in ("name", "kind", "hours", "is_active", "lead")}
        kept["called"] = list(row.called.all())
        topics.save_topic(
            county=self.county, by=self.user, topic=row, expected_version=version,
            **kept | self.given | self.units(),
        )  # fmt: skip
        return tagged(request, self.body_of(pk))
