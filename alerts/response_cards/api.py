"""处置卡."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView, named
from alerts.incidents.models import Incident
from alerts.response_cards.models import CardStep, ResponseCard
from alerts.response_cards.queries import card_for, cards_of, shown_card
from alerts.response_cards.services import ticking
from alerts.response_cards.shapes import CardShape, card_body
from units.api.inputs import Body, PageQuery, Query
from units.api.pagination import page_of_list
from units.api.views import find
from units.errors import InvalidInput


class ResponseCards(AlertView):
    """Cards with their lines and who answers now, those in use first."""

    query = PageQuery
    shape = CardShape
    is_list = True

    def get(self, request: Request) -> Response:
        now = timezone.now()
        rows = [shown_card(one, self.user, now) for one in cards_of(self.user).select_related("county")]
        return Response(page_of_list(request, rows, self.params, card_body))


class ResponseCardDetail(AlertView):
    """One card."""

    shape = CardShape

    def get(self, request: Request, pk: UUID) -> Response:
        found = find(cards_of(self.user).select_related("county"), pk=pk)
        return Response(card_body(shown_card(found, self.user, timezone.now())))


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
