"""How the API spells what was known of duty."""

from typing import Any

from rest_framework import serializers

from alerts.board.queries.unit_states import UnitState
from alerts.enums import ChannelCode, Purpose
from alerts.past.queries import Line, Retraced
from rostering.enums import Posture
from units.api.fields import DayField, InstantField, TierField, unit_ref
from units.api.objects import ObjectShape
from units.api.shapes import UnitRef


class ToldShape(ObjectShape):
    """A message; null: not yet, as far as was known."""

    purpose = serializers.ChoiceField(choices=list(Purpose))
    channel = serializers.ChoiceField(choices=list(ChannelCode))
    at = InstantField()
    sent_at = InstantField(allow_null=True)
    read_at = InstantField(allow_null=True)
    is_lost = serializers.BooleanField()


class AskedShape(ObjectShape):
    """A check or a call within the duty and what had been answered."""

    kind = serializers.ChoiceField(choices=["check", "summons"])
    at = InstantField()
    answered_at = InstantField(allow_null=True)
    arrived_at = InstantField(allow_null=True)


class PastLineShape(ObjectShape):
    """One seat; `person` null: nobody sat there."""

    unit = UnitRef()
    tier = TierField(source="duty.tier")
    post = serializers.CharField(source="duty.post")
    seat = serializers.IntegerField(source="duty.seat")
    day = DayField(source="duty.day")
    person = serializers.CharField(allow_null=True)
    posture = serializers.ChoiceField(source="duty.posture", choices=list(Posture))
    place_limit = serializers.CharField(source="duty.place_limit", allow_null=True)
    leaving_rule = serializers.CharField(source="duty.leaving_rule", allow_null=True)
    response_minutes = serializers.IntegerField(source="duty.response_minutes", allow_null=True)
    since = InstantField(source="duty.since")
    until = InstantField(source="duty.until")
    policy = serializers.CharField()
    orders = serializers.ListField(child=serializers.IntegerField())
    revision = serializers.IntegerField(allow_null=True)
    revised_at = InstantField(allow_null=True)
    acknowledged_at = InstantField(allow_null=True)
    states = serializers.ListField(child=serializers.ChoiceField(choices=list(UnitState)))
    told = ToldShape(many=True)
    asked = AskedShape(many=True)

    @staticmethod
    def read_unit(line: Line) -> dict[str, Any]:
        return unit_ref(line.duty.unit_code, line.duty.unit_name)

    @staticmethod
    def read_person(line: Line) -> str | None:
        return line.duty.person_name or None


class PastShape(ObjectShape):
    """Duty at `valid` as it was known at `known`; `uncovered`: units nobody was rostered for."""

    valid = InstantField()
    known = InstantField()
    lines = PastLineShape(many=True)
    uncovered = serializers.ListField(child=serializers.CharField())

    @staticmethod
    def read_uncovered(found: Retraced) -> list[str]:
        return list(found.uncovered)


class PastSheetShape(serializers.Serializer[Any]):
    """As `manage.py verify_sheet` takes it."""

    format = serializers.CharField()
    head = serializers.JSONField()
    lines = serializers.ListField(child=serializers.JSONField())
    hashes = serializers.ListField(child=serializers.CharField())
    key = serializers.CharField()
    signature = serializers.CharField()
