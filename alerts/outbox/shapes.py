"""Notifications, and the ways to reach a person. No address and no answer key leaves here without contacts:read."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from alerts.api.shapes import UNIT, address_hint, person_fields, person_of, unit_of
from alerts.enums import ChannelCode, NotificationState, Purpose
from alerts.labels import PURPOSE_LABELS
from alerts.outbox.services.wording import as_written
from units.api.fields import InstantField, instant_text, optional_instant
from units.api.shapes import PersonRef, UnitRef
from units.kept import as_kept
from units.models import User


class NotificationShape(serializers.Serializer[Any]):
    """One message on one channel. `detail`, what the provider said, only with contacts:read: it may repeat a number."""

    id = serializers.UUIDField()
    purpose = serializers.ChoiceField(choices=list(Purpose))
    object = serializers.UUIDField()
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


class ContactRuleShape(serializers.Serializer[Any]):
    """`address` only with contacts:read; `hint` is enough to tell one's own apart."""

    id = serializers.UUIDField()
    person = PersonRef()
    channel = serializers.ChoiceField(choices=list(ChannelCode))
    hint = serializers.CharField()
    address = serializers.CharField(required=False)
    order = serializers.IntegerField()
    verified_at = InstantField(allow_null=True)


NOTIFICATION_FIELDS = (
    "id", "purpose", "object_id", *UNIT, *person_fields("person"), "person__unit_id", "channel", "state", "level",
    "params", "attempts", "detail", "created_at", "due_at", "expires_at", "first_sent_at", "settled_at", "read_at", "words",
)  # fmt: skip
RULE_FIELDS = ("id", *person_fields("person"), "person__unit_id", "channel", "address", "order", "verified_at")


def notification_shape(row: Mapping[str, Any], reader: User) -> dict[str, Any]:
    row = as_kept(row)
    title, text = _texts(row)
    body = {
        "id": str(row["id"]),
        "purpose": row["purpose"],
        "object": str(row["object_id"]),
        "unit": unit_of(row) if row["unit__code"] else None,
        "person": person_of(row, "person"),
        **{name: row[name] for name in ("channel", "state", "level", "attempts")},
        "title": title,
        "text": text,
        "created_at": instant_text(row["created_at"]),
        "due_at": instant_text(row["due_at"]),
        "expires_at": instant_text(row["expires_at"]),
        "first_sent_at": optional_instant(row["first_sent_at"]),
        "settled_at": optional_instant(row["settled_at"]),
        "read_at": optional_instant(row["read_at"]),
    }
    return body | {"detail": row["detail"]} if reader.may_see_contacts_of(row["person__unit_id"]) else body


def contact_rule_shape(row: Mapping[str, Any], reader: User) -> dict[str, Any]:
    body = {
        "id": str(row["id"]),
        "person": person_of(row, "person"),
        "channel": row["channel"],
        "hint": address_hint(row["address"]),
        "order": row["order"],
        "verified_at": optional_instant(row["verified_at"]),
    }
    return body | {"address": row["address"]} if reader.may_see_contacts_of(row["person__unit_id"]) else body


def _texts(row: Mapping[str, Any]) -> tuple[str, str]:
    """Of a proof no text: whoever could read its code here would have proved nothing."""
    if row["purpose"] == Purpose.CONTACT_PROOF:
        return str(PURPOSE_LABELS[Purpose.CONTACT_PROOF]), ""
    return as_written(row["purpose"], row["params"], row["words"])
