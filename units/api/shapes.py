"""What units, people, tokens and audit events look like."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from units.api.fields import DayField, InstantField, TierField, person_ref
from units.api.rows import Converting, MaskedPhoneField, Ref, RowShape, TextOrNullField
from units.enums import Rank
from units.spelling.phones import mask_phone

PHONE_FIELDS = ("mobile", "office_phone", "duty_phone", "fax")


class UnitRef(Ref):
    code = serializers.CharField()
    name = serializers.CharField()


class PersonRef(Ref):
    id = serializers.UUIDField()
    name = serializers.CharField()
    position = serializers.CharField()


class UnitShape(RowShape):
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
    closed_from = DayField(allow_null=True)
    merged_into = UnitRef(allow_null=True)
    parent = UnitRef(allow_null=True, help_text="the unit above, whose leader reads its rosters")
    updated_at = InstantField()
    duty_phone = serializers.CharField(required=False)
    fax = serializers.CharField(required=False)

    contacts_of = "id"


class TierShape(RowShape):
    """A stretch of a unit's tier history, half-open; `to` null = still in force."""

    tier = TierField()
    document_number = serializers.CharField()
    reason = serializers.CharField()

    reserved = {"from": DayField(), "to": DayField(allow_null=True)}
    also = ("valid",)

    @staticmethod
    def read_from(row: Mapping[str, Any]) -> str:
        return DayField().to_representation(row["valid"].lower)

    @staticmethod
    def read_to(row: Mapping[str, Any]) -> str | None:
        return DayField().to_representation(row["valid"].upper) if row["valid"].upper else None


class PersonShape(RowShape):
    """`mobile` and `office_phone` only with contacts:read, and masked."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    position = serializers.CharField()
    unit = UnitRef()
    rank = serializers.ChoiceField(choices=[rank.name.lower() for rank in Rank])
    protocol_order = serializers.IntegerField()
    eligible_posts = serializers.ListField(child=serializers.CharField())
    travel_minutes = serializers.IntegerField(allow_null=True)
    valid_from = DayField()
    joining_date_known = serializers.BooleanField()
    valid_to = DayField(allow_null=True)
    moved_from = serializers.UUIDField(allow_null=True, source="moved_from_id")
    external_id = TextOrNullField(allow_null=True)
    updated_at = InstantField()
    mobile = MaskedPhoneField(required=False)
    office_phone = MaskedPhoneField(required=False)

    also = ("rank", "counted_from")
    contacts_of = "unit_id"

    @staticmethod
    def read_rank(row: Mapping[str, Any]) -> str:
        return Rank(row["rank"]).name.lower()

    @staticmethod
    def read_joining_date_known(row: Mapping[str, Any]) -> bool:
        return row["counted_from"] is None


class PhoneShape(RowShape):
    person = PersonRef()
    mobile = serializers.CharField()
    office_phone = serializers.CharField()

    also = ("id", "name", "position")

    @staticmethod
    def read_person(row: Mapping[str, Any]) -> dict[str, Any] | None:
        return person_ref(row["id"], row["name"], row["position"])


class TokenShape(RowShape):
    """`units` null = every unit its user sees."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    user = serializers.CharField(source="user__username")
    scopes = serializers.ListField(child=serializers.CharField())
    units = serializers.ListField(child=serializers.CharField(), allow_null=True)
    created_at = InstantField()
    expires_at = InstantField(allow_null=True)
    last_used_at = InstantField(allow_null=True)
    revoked_at = InstantField(allow_null=True)

    given = ("units",)
    also = ("unit_ids",)


class FactsField(Converting, serializers.DictField):
    """Auditors read the trail and see no phone numbers."""

    def to_representation(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: mask_phone(fact) if name in PHONE_FIELDS and isinstance(fact, str) else fact
            for name, fact in value.items()
        }


class AuditEventShape(RowShape):
    """Numbers in `before` and `after` are masked."""

    id = serializers.UUIDField()
    at = InstantField()
    actor = serializers.CharField(source="actor_name")
    on_behalf_of = serializers.CharField()
    action = serializers.CharField()
    object_type = serializers.CharField()
    object_id = serializers.CharField()
    object_label = serializers.CharField()
    unit = UnitRef(allow_null=True)
    reason = serializers.CharField()
    before = FactsField()
    after = FactsField()
    part_of = serializers.UUIDField(source="part_of_id", allow_null=True)

    kept = True
