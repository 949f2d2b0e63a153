"""Webhooks and what became of their deliveries. The secret appears once, where it has just been made."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from alerts.enums import EventCode, NotificationState
from alerts.webhooks.models import Webhook
from units.api.fields import InstantField, instant_text, optional_instant
from units.api.shapes import UnitRef


class WebhookShape(serializers.Serializer[Any]):
    """`units` null: of the whole county. `previous_until`: until when the secret before signs too."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.ChoiceField(choices=list(EventCode)))
    units = UnitRef(many=True, allow_null=True)
    created_at = InstantField()
    updated_at = InstantField()
    previous_until = InstantField(allow_null=True)
    revoked_at = InstantField(allow_null=True)
    version = serializers.IntegerField()


class NewWebhookShape(WebhookShape):
    """`secret` signs every event; it is shown now and never again."""

    secret = serializers.CharField()


class DeliveryShape(serializers.Serializer[Any]):
    """One event for one webhook. `attempts` counts since it was last put on its way, `detail` is the last answer."""

    id = serializers.UUIDField()
    event = serializers.ChoiceField(choices=list(EventCode))
    event_id = serializers.UUIDField()
    object = serializers.UUIDField()
    object_version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=list(NotificationState))
    attempts = serializers.IntegerField()
    attempts_ever = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)
    created_at = InstantField()
    due_at = InstantField()
    attempted_at = InstantField(allow_null=True)
    settled_at = InstantField(allow_null=True)
    payload = serializers.JSONField()


DELIVERY_FIELDS = (
    "id", "event", "event_id", "object_id", "object_version", "state", "attempts", "attempts_ever", "detail",
    "created_at", "due_at", "attempted_at", "settled_at", "payload",
)  # fmt: skip


def webhook_shape(webhook: Webhook, units: Mapping[Any, dict[str, str]]) -> dict[str, Any]:
    """`units`: references by id, of at least those the webhook is bound to."""
    bound = None if webhook.unit_ids is None else [units[pk] for pk in webhook.unit_ids if pk in units]
    return {
        "id": str(webhook.pk),
        "name": webhook.name,
        "url": webhook.url,
        "events": webhook.events,
        "units": bound,
        "created_at": instant_text(webhook.created_at),
        "updated_at": instant_text(webhook.updated_at),
        "previous_until": optional_instant(webhook.previous_until),
        "revoked_at": optional_instant(webhook.revoked_at),
        "version": webhook.version,
    }


def delivery_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "event": row["event"],
        "event_id": str(row["event_id"]),
        "object": str(row["object_id"]),
        **{name: row[name] for name in ("object_version", "state", "attempts", "attempts_ever", "detail")},
        "created_at": instant_text(row["created_at"]),
        "due_at": instant_text(row["due_at"]),
        "attempted_at": optional_instant(row["attempted_at"]),
        "settled_at": optional_instant(row["settled_at"]),
        "payload": row["payload"],
    }
