"""What warnings, their calls and the table look like."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rest_framework import serializers

from alerts.enums import (
    AnsweredBy,
    BulletinSource,
    BulletinType,
    WarningCallState,
    WarningKind,
    WarningLevel,
    WarningState,
)
from units.api.fields import InstantField
from units.api.rows import RowShape, TextOrNullField, UserNameField
from units.api.shapes import PersonRef, UnitRef


class WarningCallShape(RowShape):
    """One person asked; `person` null where nobody of the unit could be. `late`: no answer by `answer_by`, or only after it."""

    id = serializers.UUIDField()
    unit = UnitRef()
    person = PersonRef(allow_null=True)
    state = serializers.ChoiceField(choices=list(WarningCallState))
    asked_at = InstantField(allow_null=True)
    answer_by = InstantField(allow_null=True)
    rung_at = InstantField(allow_null=True)
    passed_on_at = InstantField(allow_null=True)
    answered_at = InstantField(allow_null=True)
    answered_how = TextOrNullField(allow_null=True, help_text=" ".join(AnsweredBy))
    answered_by = serializers.CharField(allow_blank=True)
    late = serializers.BooleanField()

    reserved = {"round": serializers.IntegerField()}
    kept = True

    @staticmethod
    def read_late(row: Mapping[str, Any], now: datetime) -> bool:
        return row["answer_by"] is not None and (row["answered_at"] or now) > row["answer_by"]


class WarningBulletinShape(RowShape):
    """One bulletin as it came in."""

    type = serializers.ChoiceField(choices=list(BulletinType))
    sender = serializers.CharField(allow_blank=True)
    key = serializers.CharField(allow_blank=True)
    headline = serializers.CharField(allow_blank=True)
    received_at = InstantField()

    reserved = {"source": serializers.ChoiceField(choices=list(BulletinSource))}


class WarningShape(RowShape):
    """`calls` (of the units one sees) and `bulletins` in the detail alone. `answered` of `called` units in the present round;
    `to_ring`: units that the operator has to ring."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=list(WarningKind))
    level = TextOrNullField(allow_null=True, help_text=" ".join(WarningLevel))
    headline = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    area = serializers.CharField(allow_blank=True)
    start = InstantField()
    end = InstantField(allow_null=True)
    state = serializers.ChoiceField(choices=list(WarningState))
    received_at = InstantField()
    signed_by = UserNameField(allow_null=True)
    signed_at = InstantField(allow_null=True)
    answer_minutes = serializers.IntegerField()
    order = serializers.UUIDField(source="order_id", allow_null=True)
    closed_at = InstantField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)
    called = serializers.IntegerField()
    answered = serializers.IntegerField()
    to_ring = serializers.IntegerField()
    calls = WarningCallShape(many=True, required=False)
    bulletins = WarningBulletinShape(many=True, required=False)
    version = serializers.IntegerField()

    reserved = {"round": serializers.IntegerField()}
    given = ("called", "answered", "to_ring")
    kept = True


class ReadBulletinShape(serializers.Serializer[Any]):
    """What pasted words say, to be looked at before it is handed in: null where they leave it open."""

    type = serializers.ChoiceField(choices=list(BulletinType))
    kind = serializers.ChoiceField(choices=list(WarningKind))
    level = serializers.ChoiceField(choices=list(WarningLevel), allow_null=True)
    headline = serializers.CharField()
    text = serializers.CharField()
    area = serializers.CharField(allow_blank=True)
    start = InstantField(allow_null=True)
    end = InstantField(allow_null=True)
    sender = serializers.CharField(allow_blank=True)


class WarningRuleShape(serializers.Serializer[Any]):
    """Whom a warning of this kind and level names. `is_own` false: by its colour alone, the county has said nothing."""

    kind = serializers.ChoiceField(choices=list(WarningKind))
    level = serializers.ChoiceField(choices=list(WarningLevel))
    units = UnitRef(many=True)
    posture = serializers.CharField(allow_blank=True)
    extra_staff = serializers.IntegerField()
    answer_minutes = serializers.IntegerField()
    card = serializers.CharField(allow_blank=True)
    is_own = serializers.BooleanField()
