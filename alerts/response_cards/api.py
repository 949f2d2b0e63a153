"""处置卡."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from alerts.api.base import AlertView, named, named_unit
from alerts.enums import CardPart
from alerts.incidents.models import Incident
from alerts.permissions import check_command
from alerts.response_cards.models import LONGEST_STEP, CardStep, ResponseCard
from alerts.response_cards.queries import card_for, cards_of, shown_card
from alerts.response_cards.services import cards, ticking
from alerts.response_cards.services.cards import StepData, steps_now
from alerts.response_cards.shapes import CardShape, card_body
from rostering.labels import POST_LABELS
from units.api.etags import check_match, tagged
from units.api.inputs import Body, PageQuery, Query
from units.api.pagination import page_of_list
from units.api.views import find
from units.errors import InvalidInput


class StepBody(Body):
    """A line. One to call names a `unit` by its code, or as `unit_name` what the county has no unit for, and may name a `post`."""

    part = serializers.ChoiceField(choices=list(CardPart))
    text = serializers.CharField(max_length=LONGEST_STEP)
    unit = serializers.CharField(required=False, allow_null=True, default=None, max_length=32)
    unit_name = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)
    post = serializers.CharField(required=False, allow_null=True, allow_blank=True, default=None, max_length=40)


class NewCard(Body):
    """`kinds`: of incidents it is for. `steps` in their order; each part keeps its own."""

    title = serializers.CharField(max_length=60)
    kinds = serializers.ListField(child=serializers.CharField(max_length=60), min_length=1, max_length=20)
    active = serializers.BooleanField(required=False, default=True)
    steps = StepBody(many=True)


class CardChanges(Body):
    """What isn't named stays. `steps` are written whole: a line that says the same keeps what was ticked on it."""

    title = serializers.CharField(required=False, max_length=60)
    kinds = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, min_length=1, max_length=20
    )
    active = serializers.BooleanField(required=False)
    steps = StepBody(many=True, required=False)


class CardView(AlertView):
    """Cards with their lines and who answers now."""

    shape = CardShape

    def card(self, pk: UUID) -> ResponseCard:
        return find(cards_of(self.user).select_related("county"), pk=pk)

    def body_of(self, pk: UUID) -> dict[str, Any]:
        return card_body(shown_card(self.card(pk), self.user, timezone.now()))

    def steps(self) -> list[StepData]:
        """Those given, by part. Raises InvalidInput for a unit or post there isn't."""
        order = list(CardPart)
        return [self._step(one) for one in sorted(self.given["steps"], key=lambda one: order.index(one["part"]))]

    def _step(self, given: dict[str, Any]) -> StepData:
        unit, post = given["unit"], given["post"] or ""
        if post and post not in POST_LABELS:
            raise InvalidInput("unknown_post", _("没有这个岗位"), field="post")
        found = named_unit(self.user, unit) if unit else None
        return StepData(given["part"], given["text"], found, "" if found else given["unit_name"], post)


class ResponseCards(CardView):
    """Cards, those in use first; the office writes further ones."""

    query = PageQuery
    body = NewCard
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        now = timezone.now()
        rows = [shown_card(one, self.user, now) for one in cards_of(self.user).select_related("county")]
        return Response(page_of_list(request, rows, self.params, card_body))

    def post(self, request: Request) -> Response:
        check_command(self.user)
        given = self.given
        made = cards.write_card(
            county=self.county, title=given["title"], kinds=given["kinds"], is_active=given["active"], steps=self.steps(),
            by=self.user,
        )  # fmt: skip
        location = reverse("api-response-card", [made.pk], request=request)
        return tagged(request, self.body_of(made.pk), status=201, location=location)


class ResponseCardDetail(CardView):
    """One card; the office changes what it names of it, or all of its lines."""

    body = CardChanges

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, self.body_of(pk))

    def patch(self, request: Request, pk: UUID) -> Response:
        check_command(self.user)
        card, given = self.card(pk), self.given
        version = check_match(request, {"version": card.version})
        cards.write_card(
            county=self.county,
            card=card,
            title=given.get("title", card.title),
            kinds=given.get("kinds", card.kinds),
            is_active=given.get("active", card.is_active),
            steps=self.steps() if "steps" in given else steps_now(card),
            by=self.user,
            expected_version=version,
        )
        return tagged(request, self.body_of(pk))


class CardQuery(Query):
    """`card`: another than the one for the incident's kind."""

    card = serializers.UUIDField(required=False)


class TickBody(Body):
    """`done` false takes it back."""

    step = serializers.UUIDField()
    done = serializers.BooleanField(required=False, default=True)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class IncidentCard(AlertView):
    """The card of an incident with what of it is done; a POST ticks a line."""

    query = CardQuery
    body = TickBody
    shape = CardShape

    def get(self, request: Request, pk: UUID) -> Response:
        incident = find(Incident.objects.visible_to(self.user), pk=pk)
        asked = self.params.get("card")
        card = named(cards_of(self.user), "card", pk=asked) if asked else card_for(incident, self.user)
        if card is None:
            raise InvalidInput("no_card", _("没有这类事件的处置卡"), field="card")
        return self._body(card, incident)

    def post(self, request: Request, pk: UUID) -> Response:
        incident = find(Incident.objects.visible_to(self.user), pk=pk)
        steps = CardStep.objects.filter(card__county=self.county).select_related("card", "unit")
        step = named(steps, "step", pk=self.given["step"])
        if self.given["done"]:
            ticking.tick(incident=incident, step=step, by=self.user, note=self.given["note"])
        else:
            ticking.untick(incident=incident, step=step, by=self.user)
        return self._body(find(cards_of(self.user), pk=step.card_id), incident)

    def _body(self, card: ResponseCard, incident: Incident) -> Response:
        shown: dict[str, Any] = card_body(shown_card(card, self.user, timezone.now(), incident))
        return Response(shown)
