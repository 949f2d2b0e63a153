"""Webhooks and what became of their deliveries. The secret appears once, where it has just been made."""

from rest_framework import serializers

from alerts.enums import EventCode, NotificationState
from units.api.fields import InstantField
from units.api.rows import RowShape
from units.api.shapes import UnitRef


class WebhookShape(RowShape):
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

    also = ("unit_ids",)


class NewWebhookShape(WebhookShape):
    """`secret` signs every event; it is shown now and never again."""

    secret = serializers.CharField()

    given = ("secret",)


class DeliveryShape(RowShape):
    """One event for one webhook. `attempts` counts since it was last put on its way, `detail` is the last answer."""

    id = serializers.UUIDField()
    event = serializers.ChoiceField(choices=list(EventCode))
    event_id = serializers.UUIDField()
    object = serializers.UUIDField(source="object_id")
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
