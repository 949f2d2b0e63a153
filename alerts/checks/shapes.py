"""Check plans and checks."""

from typing import Any

from rest_framework import serializers

from alerts.enums import CheckOutcome, CheckState, Proof
from rostering.rosters.shapes import PeriodRef
from units.api.fields import InstantField
from units.api.rows import Converting, RowShape, UserNameField
from units.api.shapes import PersonRef, UnitRef


class ClockField(Converting, serializers.RegexField):
    def __init__(self, **options: Any) -> None:
        super().__init__(r"^\d\d:\d\d$", **options)

    def to_representation(self, value: Any) -> str:
        return f"{value:%H:%M}"


class CheckPlanShape(RowShape):
    """`seed` with `drawn_from` and `drawn_to` replays the draw; `checks` is how many it made."""

    id = serializers.UUIDField()
    period = PeriodRef()
    cap = serializers.IntegerField()
    quiet_start = ClockField()
    quiet_end = ClockField()
    answer_minutes = serializers.IntegerField()
    seed = serializers.IntegerField()
    drawn_from = InstantField()
    drawn_to = InstantField()
    checks = serializers.IntegerField(source="made")
    created_by = UserNameField(allow_null=True)
    created_at = InstantField()

    kept = True


class CheckShape(RowShape):
    """`level` is who has been asked: 0 the person, 1 the unit, 2 the county office. Clocks run from `asked_at`."""

    id = serializers.UUIDField()
    unit = UnitRef()
    period = PeriodRef()
    plan = serializers.UUIDField(source="plan_id", allow_null=True)
    person = PersonRef(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    requested_by = serializers.CharField(source="requested_by_name", allow_blank=True)
    due_at = InstantField()
    answer_minutes = serializers.IntegerField()
    state = serializers.ChoiceField(choices=list(CheckState))
    outcome = serializers.ChoiceField(choices=list(CheckOutcome), allow_null=True)
    level = serializers.IntegerField()
    asked_at = InstantField(allow_null=True)
    escalate_at = InstantField(allow_null=True)
    answered_at = InstantField(allow_null=True)
    answered_by = PersonRef(allow_null=True)
    proof = serializers.ChoiceField(choices=list(Proof), allow_null=True)
    note = serializers.CharField(source="office_note", allow_blank=True)
    closed_by = serializers.CharField(source="office_name", allow_blank=True)
    reply = serializers.CharField(source="unit_reply", allow_blank=True)
    version = serializers.IntegerField()

    kept = True
