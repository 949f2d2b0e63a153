"""What units, people, tokens and audit events look like: for each a function over values() rows, and its schema."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from units.api.fields import DayField, InstantField, TierField, instant_text, optional_instant, person_ref, unit_ref
from units.api.rows import Ref
from units.counties.models.user import User
from units.enums import Rank
from units.kept import as_kept
from units.spelling.phones import mask_phone

PHONE_FIELDS = ("mobile", "office_phone", "duty_phone", "fax")


class UnitRef(Ref):
    code = serializers.CharField()
    name = serializers.CharField()


class PersonRef(Ref):
    id = serializers.UUIDField()
    name = serializers.CharField()
    position = serializers.CharField()


class UnitShape(serializers.Serializer[Any]):
    """`duty_phone` and `fax` only with contacts:read."""

    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    tier = TierField(allow_null=True)
    protocol_order = serializers.IntegerField()
    address = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    is_active = serializers.BooleanField()
    duty_phone = serializers.CharField(required=False)
    fax = serializers.CharField(required=False)


class TierShape(serializers.Serializer[Any]):
    """A stretch of a unit's tier history, half-open; `to` null = still in force."""

    tier = TierField()
    document_number = serializers.CharField()
    reason = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"from": DayField(), "to": DayField(allow_null=True)}


class PersonShape(serializers.Serializer[Any]):
    """`mobile` and `office_phone` only with contacts:read, and masked."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    position = serializers.CharField()
    unit = UnitRef()
    rank = serializers.ChoiceField(choices=[rank.name.lower() for rank in Rank])
    eligible_posts = serializers.ListField(child=serializers.CharField())
    travel_minutes = serializers.IntegerField(allow_null=True)
    valid_from = DayField()
    joining_date_known = serializers.BooleanField()
    valid_to = DayField(allow_null=True)
    mobile = serializers.CharField(required=False)
    office_phone = serializers.CharField(required=False)


class PhoneShape(serializers.Serializer[Any]):
    person = PersonRef()
    mobile = serializers.CharField()
    office_phone = serializers.CharField()


class TokenShape(serializers.Serializer[Any]):
    """`units` null = every unit its user sees."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    user = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    units = serializers.ListField(child=serializers.CharField(), allow_null=True)
    created_at = InstantField()
    expires_at = InstantField(allow_null=True)
    last_used_at = InstantField(allow_null=True)
    revoked_at = InstantField(allow_null=True)


class AuditEventShape(serializers.Serializer[Any]):
    """Numbers in `before` and `after` are masked."""

    id = serializers.UUIDField()
    at = InstantField()
    actor = serializers.CharField()
    on_behalf_of = serializers.CharField()
    action = serializers.CharField()
    object_type = serializers.CharField()
    object_id = serializers.CharField()
    object_label = serializers.CharField()
    unit = UnitRef(allow_null=True)
    reason = serializers.CharField()
    before = serializers.DictField()
    after = serializers.DictField()


UNIT_FIELDS = (
    "id", "code", "name", "short_name", "tier", "protocol_order", "address", "latitude", "longitude", "is_active",
    "duty_phone", "fax",
)  # fmt: skip
PERSON_FIELDS = (
    "id", "name", "position", "unit_id", "unit__code", "unit__name", "rank", "eligible_posts", "travel_minutes",
    "valid_from", "counted_from", "valid_to", "mobile", "office_phone",
)  # fmt: skip
TOKEN_FIELDS = (
    "id", "name", "prefix", "user__username", "scopes", "unit_ids", "created_at", "expires_at", "last_used_at",
    "revoked_at",
)  # fmt: skip
AUDIT_FIELDS = (
    "id", "at", "actor_name", "on_behalf_of", "action", "object_type", "object_id", "object_label", "unit__code",
    "unit__name", "reason", "before", "after", "words",
)  # fmt: skip


def unit_shape(row: Mapping[str, Any], reader: User) -> dict[str, Any]:
    body = {name: row[name] for name in ("code", "name", "short_name", "tier", "protocol_order", "address")}
    body |= {
        "latitude": _number(row["latitude"]),
        "longitude": _number(row["longitude"]),
        "is_active": row["is_active"],
    }
    if reader.may_see_contacts_of(row["id"]):
        body |= {"duty_phone": row["duty_phone"], "fax": row["fax"]}
    return body


def tier_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    valid = row["valid"]
    return {
        "tier": row["tier"],
        "from": valid.lower.isoformat(),
        "to": valid.upper.isoformat() if valid.upper else None,
        "document_number": row["document_number"],
        "reason": row["reason"],
    }


def person_shape(row: Mapping[str, Any], reader: User) -> dict[str, Any]:
    body = {
        "id": str(row["id"]),
        "name": row["name"],
        "position": row["position"],
        "unit": unit_ref(row["unit__code"], row["unit__name"]),
        "rank": Rank(row["rank"]).name.lower(),
        "eligible_posts": row["eligible_posts"],
        "travel_minutes": row["travel_minutes"],
        "valid_from": row["valid_from"].isoformat(),
        "joining_date_known": row["counted_from"] is None,
        "valid_to": row["valid_to"].isoformat() if row["valid_to"] else None,
    }
    if reader.may_see_contacts_of(row["unit_id"]):
        body |= {"mobile": mask_phone(row["mobile"]), "office_phone": mask_phone(row["office_phone"])}
    return body


def phone_shape(person: Any) -> dict[str, Any]:
    return {
        "person": person_ref(person.pk, person.name, person.position),
        "mobile": person.mobile,
        "office_phone": person.office_phone,
    }


def token_shape(row: Mapping[str, Any], unit_codes: Mapping[Any, str]) -> dict[str, Any]:
    units = row["unit_ids"]
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "prefix": row["prefix"],
        "user": row["user__username"],
        "scopes": row["scopes"],
        "units": None if units is None else [unit_codes[pk] for pk in units if pk in unit_codes],
        "created_at": instant_text(row["created_at"]),
        "expires_at": optional_instant(row["expires_at"]),
        "last_used_at": optional_instant(row["last_used_at"]),
        "revoked_at": optional_instant(row["revoked_at"]),
    }


def audit_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    row = as_kept(row)
    names = ("on_behalf_of", "action", "object_type", "object_id", "object_label", "reason")
    return {
        "id": str(row["id"]),
        "at": instant_text(row["at"]),
        "actor": row["actor_name"],
        **{name: row[name] for name in names},
        "unit": unit_ref(row["unit__code"], row["unit__name"]) if row["unit__code"] else None,
        "before": _without_numbers(row["before"]),
        "after": _without_numbers(row["after"]),
    }


def _without_numbers(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Auditors read the trail and see no phone numbers."""
    return {
        name: mask_phone(value) if name in PHONE_FIELDS and isinstance(value, str) else value
        for name, value in facts.items()
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
