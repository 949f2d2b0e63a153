"""Notifications, and the ways to reach a person. No address and no answer key leaves here without contacts:read."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from alerts.api.shapes import address_hint
from alerts.enums import MUTABLE, ChannelCode, NotificationState, Purpose
from alerts.labels import PURPOSE_LABELS
from alerts.outbox.services.wording import as_written
from rostering.enums import NoWay
from units.api.fields import InstantField
from units.api.objects import ObjectShape
from units.api.rows import RowShape
from units.api.shapes import PersonRef, UnitRef


class NotificationShape(RowShape):
    """One message on one channel. `detail`, what the provider said, only with contacts:read: it may repeat a number."""

    id = serializers.UUIDField()
    purpose = serializers.ChoiceField(choices=list(Purpose))
    object = serializers.UUIDField(source="object_id")
    unit = UnitRef(allow_null=True)
    person = PersonRef()
    channel = serializers.ChoiceField(choices=list(ChannelCode))
    state = serializers.ChoiceField(choices=list(NotificationState))
    level = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    attempts = serializers.IntegerField()
    detail = serializers.CharField(required=False, allow_blank=True)
    created_at = InstantField()
    due_at = InstantField()
    expires_at = InstantField()
    first_sent_at = InstantField(allow_null=True)
    settled_at = InstantField(allow_null=True)
    read_at = InstantField(allow_null=True)

    given = ("title", "text")
    also = ("params",)
    kept = True
    contacts_of = "person__unit_id"


class ContactRuleShape(RowShape):
    """`address` only with contacts:read; `hint` is enough to tell one's own apart."""

    id = serializers.UUIDField()
    person = PersonRef()
    channel = serializers.ChoiceField(choices=list(ChannelCode))
    hint = serializers.CharField()
    address = serializers.CharField(required=False)
    order = serializers.IntegerField()
    verified_at = InstantField(allow_null=True)

    contacts_of = "person__unit_id"

    @staticmethod
    def read_hint(row: Mapping[str, Any]) -> str:
        return address_hint(row["address"])


def texts_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Title and text of a message. Of a proof no text: whoever could read its code here would have proved nothing."""
    if row["purpose"] == Purpose.CONTACT_PROOF:
        return {"title": str(PURPOSE_LABELS[Purpose.CONTACT_PROOF]), "text": ""}
    title, text = as_written(row["purpose"], row["params"], row["words"])
    return {"title": title, "text": text}


class PreparedShape(ObjectShape):
    """Somebody who takes part in duty: the `ways` they have proved, when a code last went out, `why` no message reaches them
    for certain (null: one does)."""

    person = PersonRef()
    ways = serializers.ListField(child=serializers.ChoiceField(choices=list(ChannelCode)))
    asked_at = InstantField(allow_null=True)
    why = serializers.ChoiceField(choices=list(NoWay), allow_null=True)


class UnitReadyShape(ObjectShape):
    unit = UnitRef()
    verified = serializers.IntegerField()
    without = serializers.IntegerField()
    people = PreparedShape(many=True)


class ChoicesShape(serializers.Serializer[Any]):
    wanted = serializers.ListField(child=serializers.ChoiceField(choices=[str(code) for code in MUTABLE]))


class ReadinessShape(serializers.Serializer[Any]):
    """`has_channel`: whether the installation can send anything at all; `unreached_is_gap`: whether somebody without a
    verified way is a gap when a period is published."""

    has_channel = serializers.BooleanField()
    unreached_is_gap = serializers.BooleanField()
    units = UnitReadyShape(many=True)


class SentShape(serializers.Serializer[Any]):
    """How many were sent a code, asked within the last day already, and have no number to send one to."""

    sent = serializers.IntegerField()
    waiting = serializers.IntegerField()
    without = serializers.IntegerField()
