"""Call-outs with those they call, and the whistles that ask for them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rest_framework import serializers

from alerts.api.shapes import IncidentRef
from alerts.enums import CallOutState, SummonsState, WhistleKind, WhistleState
from rostering.seats.shapes import UnreachedShape
from units.api.fields import InstantField
from units.api.rows import RowShape, UserNameField
from units.api.shapes import PersonRef, UnitRef

AWAITED = (SummonsState.CALLED, SummonsState.ACKNOWLEDGED, SummonsState.ARRIVED)


class SummonsShape(RowShape):
    """One person called. Clocks start at `dispatched_at` and give the minutes of the post's policy: `arrive_minutes` 0 = at
    once, from somebody who is at their post. `overdue`: not at the place, or there only after `late_from`."""

    id = serializers.UUIDField()
    call_out = serializers.UUIDField(source="call_out_id")
    unit = UnitRef()
    person = PersonRef()
    level = serializers.IntegerField()
    stands_in_for = serializers.UUIDField(source="stands_in_for_id", allow_null=True)
    state = serializers.ChoiceField(choices=list(SummonsState))
    dispatched_at = InstantField(allow_null=True)
    answer_by = InstantField(allow_null=True)
    arrive_by = InstantField(allow_null=True)
    late_from = InstantField(allow_null=True)
    answer_minutes = serializers.IntegerField()
    arrive_minutes = serializers.IntegerField()
    acknowledged_at = InstantField(allow_null=True)
    declined_reason = serializers.CharField(allow_blank=True)
    arrived_at = InstantField(allow_null=True)
    arrival_confirmed_by = serializers.CharField(allow_blank=True)
    overdue = serializers.BooleanField()
    version = serializers.IntegerField()

    also = ("overdue_at",)
    kept = True

    @staticmethod
    def read_overdue(row: Mapping[str, Any], now: datetime) -> bool:
        """By the clock, so that nobody has to wait for the sweep that marks it."""
        if row["overdue_at"] is not None:
            return True
        is_late = row["late_from"] is not None and (row["arrived_at"] or now) > row["late_from"]
        return is_late and row["state"] in AWAITED


class CallOutShape(RowShape):
    """Counts are of everybody called; `summonses`, in the detail alone, are those of the units one sees."""

    id = serializers.UUIDField()
    incident = IncidentRef(allow_null=True)
    is_drill = serializers.BooleanField()
    matter = serializers.CharField()
    place = serializers.CharField()
    state = serializers.ChoiceField(choices=list(CallOutState))
    requested_by = UserNameField(allow_null=True)
    created_at = InstantField()
    dispatched_at = InstantField(allow_null=True)
    closed_at = InstantField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)
    called = serializers.IntegerField()
    acknowledged = serializers.IntegerField()
    arrived = serializers.IntegerField()
    overdue = serializers.IntegerField()
    outstanding = serializers.IntegerField()
    summonses = SummonsShape(many=True, required=False)
    version = serializers.IntegerField()

    reserved = {"required": serializers.IntegerField()}
    given = ("called", "acknowledged", "arrived", "overdue")
    kept = True

    @staticmethod
    def read_outstanding(row: Mapping[str, Any], arrived: int) -> int:
        return max(int(row["required"]) - arrived, 0)


class WhistleShape(RowShape):
    """`lead_unit`: the code of one of `wanted_units`. `round`: how often it has been sent to the called units; `answer`: what all of them said in the present one."""

    id = serializers.UUIDField()
    unit = UnitRef()
    kind = serializers.ChoiceField(choices=list(WhistleKind))
    matter = serializers.CharField()
    place = serializers.CharField()
    wanted_units = UnitRef(many=True)
    state = serializers.ChoiceField(choices=list(WhistleState))
    call_out = serializers.UUIDField(source="call_out_id", allow_null=True)
    requested_by = UserNameField(allow_null=True)
    requested_at = InstantField()
    topic = serializers.UUIDField(source="topic_id", allow_null=True)
    lead_unit = serializers.CharField(source="lead_unit__code", allow_null=True)
    answer_by = InstantField(allow_null=True)
    round = serializers.IntegerField()
    answer = serializers.CharField(allow_blank=True)
    closed_at = InstantField(allow_null=True)
    version = serializers.IntegerField()

    kept = True


class ReachShape(serializers.Serializer[Any]):
    """Whom no message reaches for certain."""

    unreached = UnreachedShape(many=True)
