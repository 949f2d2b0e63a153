"""Webhooks: subscriptions of programs to events, and their deliveries. Receivers read docs/webhooks.md."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView, ShowsSecret, named_units, unit_codes
from alerts.enums import EventCode, NotificationState
from alerts.permissions import check_manage_webhooks
from alerts.webhooks.models import Webhook, WebhookDelivery
from alerts.webhooks.services import webhooks
from alerts.webhooks.shapes import DeliveryShape, NewWebhookShape, WebhookShape
from units.api.etags import tagged
from units.api.fields import unit_ref
from units.api.inputs import Body, MirrorQuery, PageQuery
from units.api.nouns import NounAct, NounDetail, NounList, NounView
from units.api.views import find
from units.models import Unit


class WebhookView(AlertView):
    """The county office's alone: whoever may subscribe others to events may also see who is."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_manage_webhooks(self.user)


class SubscriptionView(WebhookView, NounView):
    model = Webhook
    shape = WebhookShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the units of all of them."""
        wanted = {pk for row in rows for pk in row["unit_ids"] or ()}
        names = Unit.objects.filter(pk__in=wanted).values_list("pk", "code", "name")
        refs = {pk: unit_ref(code, name) for pk, code, name in names}
        return [WebhookShape.body(row, units=_bound(row["unit_ids"], refs)) for row in rows]


def _bound(unit_ids: list[UUID] | None, refs: dict[UUID, dict[str, str]]) -> list[dict[str, str]] | None:
    return None if unit_ids is None else [refs[pk] for pk in unit_ids if pk in refs]


class WithSecret(SubscriptionView, ShowsSecret):
    """Its POST answers with the secret that signs from now on."""

    def secret_of(self, body: dict[str, Any]) -> str:
        webhook = find(self.rows(), pk=body["id"])
        return webhooks.secret_of(webhook.pk, webhook.secret_number)


class WebhooksQuery(MirrorQuery):
    """`revoked`: only those that have been stopped, or only those that haven't."""

    revoked = serializers.BooleanField(required=False, allow_null=False)


class NewWebhook(Body):
    """`url` is a public https address; without `units` events of the whole county."""

    name = serializers.CharField(max_length=webhooks.LONGEST_NAME)
    url = serializers.CharField(max_length=300)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=list(webhooks.EVENTS)), min_length=1, max_length=len(EventCode)
    )
    units = unit_codes(required=False, allow_null=True, default=None, min_length=1)


class Webhooks(WithSecret, NounList):
    """Subscriptions, latest first. The answer to a POST alone has the secret."""

    query = WebhooksQuery
    body = NewWebhook
    write_shape = NewWebhookShape
    order = ("-created_at", "id")
    route = "api-webhook"

    def wanted(self) -> dict[str, Any]:
        revoked = self.params.get("revoked")
        return {"revoked_at__isnull": None if revoked is None else not revoked}

    def post(self, request: Request) -> Response:
        codes = self.given.pop("units")
        units = None if codes is None else named_units(self.user, codes)
        made = webhooks.create_webhook(county=self.county, units=units, by=self.user, **self.given)
        return self.made(request, made.pk)


class WebhookChange(Body):
    """What is named is changed."""

    name = serializers.CharField(required=False, max_length=webhooks.LONGEST_NAME)
    url = serializers.CharField(required=False, max_length=300)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=list(webhooks.EVENTS)),
        required=False,
        min_length=1,
        max_length=len(EventCode),
    )


class WebhookDetail(SubscriptionView, NounDetail):
    """One subscription."""

    body = WebhookChange

    def patch(self, request: Request, pk: UUID) -> Response:
        webhooks.update_webhook(webhook=self.row(request, pk), by=self.user, **self.given)
        return tagged(request, self.body_of(pk))


class RotateBody(Body):
    """For how many hours the secret before signs beside the new one; 0 when it has become known to others."""

    overlap_hours = serializers.IntegerField(
        required=False, default=webhooks.OVERLAP_HOURS, min_value=0, max_value=webhooks.LONGEST_OVERLAP_HOURS
    )


class RotateWebhook(WithSecret, NounAct):
    """A new secret, shown in this answer alone."""

    body = RotateBody
    shape = NewWebhookShape

    def act(self, row: Webhook) -> None:
        webhooks.rotate_secret(webhook=row, by=self.user, **self.given)


class RevokeWebhook(SubscriptionView, NounAct):
    """Nothing more is sent from now on."""

    def act(self, row: Webhook) -> None:
        webhooks.revoke_webhook(webhook=row, by=self.user)


class DeliveryView(WebhookView, NounView):
    """Of the webhook that the address names by `pk`."""

    model = WebhookDelivery
    shape = DeliveryShape

    def webhook(self) -> Webhook:
        return find(Webhook.objects.visible_to(self.user), pk=self.kwargs["pk"])

    def rows(self) -> QuerySet[WebhookDelivery, WebhookDelivery]:
        return super().rows().filter(webhook=self.webhook())


class PingWebhook(DeliveryView):
    """Sends a test event; the answer is its delivery."""

    write_status = 201

    def post(self, request: Request, pk: UUID) -> Response:
        delivery = webhooks.ping(webhook=self.webhook(), by=self.user)
        return tagged(request, self.body_of(delivery.pk), status=201)


class DeliveriesQuery(PageQuery):
    event = serializers.ChoiceField(choices=list(EventCode), required=False)
    state = serializers.ChoiceField(choices=list(NotificationState), required=False)


class Deliveries(DeliveryView, NounList):
    """What was sent to the webhook, latest first; `state=dead` is what never arrived."""

    query = DeliveriesQuery
    order = ("-created_at", "id")
    equal = ("event", "state")


class DeliveryDetail(DeliveryView):
    """One delivery."""

    def get(self, request: Request, pk: UUID, delivery_id: UUID) -> Response:
        return tagged(request, self.body_of(delivery_id))


class Redeliver(DeliveryView):
    """Puts it on its way again as the same event, whatever became of it."""

    def post(self, request: Request, pk: UUID, delivery_id: UUID) -> Response:
        delivery = find(self.rows().select_related("webhook"), pk=delivery_id)
        webhooks.redeliver(delivery=delivery, by=self.user)
        return tagged(request, self.body_of(delivery_id))
