"""Webhooks: subscriptions of programs to events, and their deliveries. Receivers read docs/webhooks.md."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import ActView, AlertView, DetailView, RowView, ShowsSecret, created, named_units, unit_codes
from alerts.enums import EventCode, NotificationState
from alerts.permissions import check_manage_webhooks
from alerts.webhooks.models import Webhook, WebhookDelivery
from alerts.webhooks.services import webhooks
from alerts.webhooks.shapes import (
    DELIVERY_FIELDS,
    DeliveryShape,
    NewWebhookShape,
    WebhookShape,
    delivery_shape,
    webhook_shape,
)
from units.api.choosing import given_only
from units.api.etags import check_match, tagged
from units.api.fields import unit_ref
from units.api.inputs import Body, MirrorQuery, PageQuery
from units.api.pagination import page_of_rows
from units.api.views import find
from units.models import Unit, User


class WebhookView(AlertView):
    """The county office's alone: whoever may subscribe others to events may also see who is."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_manage_webhooks(self.user)


class SubscriptionView(WebhookView, RowView):
    model = Webhook
    # What the cursor needs; the rows themselves are fetched with their methods.
    fields = ("id", "created_at")
    shape = WebhookShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the units of all of them."""
        known = Webhook.objects.in_bulk([row["id"] for row in rows])
        found = [known[row["id"]] for row in rows]
        wanted = {pk for row in found for pk in row.unit_ids or ()}
        names = Unit.objects.filter(pk__in=wanted).values_list("pk", "code", "name")
        refs = {pk: unit_ref(code, name) for pk, code, name in names}
        return [webhook_shape(row, refs) for row in found]


class WithSecret(SubscriptionView, ShowsSecret):
    """Its POST answers with the secret that signs from now on."""

    def secret_of(self, body: dict[str, Any]) -> str:
        webhook = _found(self.user, body["id"])
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


class Webhooks(WithSecret):
    """Subscriptions, latest first. The answer to a POST alone has the secret."""

    query = WebhooksQuery
    body = NewWebhook
    write_shape = NewWebhookShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        revoked = self.params.get("revoked")
        wanted = {
            "revoked_at__isnull": None if revoked is None else not revoked,
            "updated_at__gte": self.params.get("updated_since"),
        }
        rows = self.rows().filter(**given_only(wanted)).values(*self.fields)
        return Response(page_of_rows(request, rows, self.params, ("-created_at", "id"), self.bodies))

    def post(self, request: Request) -> Response:
        codes = self.given.pop("units")
        units = None if codes is None else named_units(self.user, codes)
        made = webhooks.create_webhook(county=self.county, units=units, by=self.user, **self.given)
        return created(request, self.body_of(made.pk), "api-webhook")


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


class WebhookDetail(SubscriptionView, DetailView):
    """One subscription."""

    body = WebhookChange

    def patch(self, request: Request, pk: UUID) -> Response:
        check_match(request, self.body_of(pk))
        webhooks.update_webhook(webhook=_found(self.user, pk), by=self.user, **self.given)
        return tagged(request, self.body_of(pk))


class RotateBody(Body):
    """For how many hours the secret before signs beside the new one; 0 when it has become known to others."""

    overlap_hours = serializers.IntegerField(
        required=False, default=webhooks.OVERLAP_HOURS, min_value=0, max_value=webhooks.LONGEST_OVERLAP_HOURS
    )


class RotateWebhook(WithSecret, ActView):
    """A new secret, shown in this answer alone."""

    body = RotateBody
    shape = NewWebhookShape

    def act(self, row: Webhook) -> None:
        webhooks.rotate_secret(webhook=row, by=self.user, **self.given)


class RevokeWebhook(SubscriptionView, ActView):
    """Nothing more is sent from now on."""

    def act(self, row: Webhook) -> None:
        webhooks.revoke_webhook(webhook=row, by=self.user)


class PingWebhook(WebhookView):
    """Sends a test event; the answer is its delivery."""

    shape = DeliveryShape
    write_status = 201

    def post(self, request: Request, pk: UUID) -> Response:
        delivery = webhooks.ping(webhook=_found(self.user, pk), by=self.user)
        return tagged(request, _delivery(self.user, pk, delivery.pk), status=201)


class DeliveriesQuery(PageQuery):
    event = serializers.ChoiceField(choices=list(EventCode), required=False)
    state = serializers.ChoiceField(choices=list(NotificationState), required=False)


class Deliveries(WebhookView):
    """What was sent to the webhook, latest first; `state=dead` is what never arrived."""

    query = DeliveriesQuery
    shape = DeliveryShape
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        wanted = given_only({name: self.params.get(name) for name in ("event", "state")})
        rows = _found(self.user, pk).deliveries.filter(**wanted).values(*DELIVERY_FIELDS)
        return Response(page_of_rows(request, rows, self.params, ("-created_at", "id"), _delivery_bodies))


class DeliveryDetail(WebhookView):
    """One delivery."""

    shape = DeliveryShape

    def get(self, request: Request, pk: UUID, delivery_id: UUID) -> Response:
        return tagged(request, _delivery(self.user, pk, delivery_id))


class Redeliver(WebhookView):
    """Puts it on its way again as the same event, whatever became of it."""

    shape = DeliveryShape

    def post(self, request: Request, pk: UUID, delivery_id: UUID) -> Response:
        rows = _found(self.user, pk).deliveries.select_related("webhook")
        webhooks.redeliver(delivery=find(rows, pk=delivery_id), by=self.user)
        return tagged(request, _delivery(self.user, pk, delivery_id))


def _found(user: User, pk: UUID) -> Webhook:
    return find(Webhook.objects.visible_to(user), pk=pk)


def _delivery(user: User, pk: UUID, delivery_id: UUID) -> dict[str, Any]:
    rows = WebhookDelivery.objects.visible_to(user).filter(webhook=pk)
    return delivery_shape(find(rows.values(*DELIVERY_FIELDS), pk=delivery_id))


def _delivery_bodies(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [delivery_shape(row) for row in rows]
