"""What swaps look like, and what a duty could be exchanged for."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from rostering.changes.models import SwapSeat
from rostering.enums import SwapKind, SwapState
from rostering.rosters.shapes import PeriodRef
from rostering.seats.shapes import ReasonShape
from units.api.fields import DayField, InstantField
from units.api.objects import ObjectShape
from units.api.rows import RoundedField, RowShape, UserNameField
from units.api.shapes import PersonRef, UnitRef


class SwapSeatShape(RowShape):
    """`giver` hands `[start, end)` of the duty to `taker`; `revision` of the period once it is in force."""

    assignment = serializers.UUIDField(source="assignment_id")
    shift = serializers.UUIDField(source="assignment__shift_id")
    day = DayField(source="assignment__shift__day")
    post = serializers.CharField(source="assignment__shift__post")
    seat = serializers.IntegerField(source="assignment__shift__seat")
    giver = PersonRef()
    taker = PersonRef()
    start = InstantField()
    end = InstantField()
    revision = serializers.IntegerField(source="revision__number", allow_null=True)

    also = ("swap_id",)
    kept = True


class SwapShape(RowShape):
    """`person` asks, `counterpart` answers; `…_on_behalf`: somebody else pressed the button for them."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=list(SwapKind))
    state = serializers.ChoiceField(choices=list(SwapState))
    unit = UnitRef()
    period = PeriodRef()
    person = PersonRef()
    counterpart = PersonRef()
    seats = SwapSeatShape(many=True)
    reason = serializers.CharField(allow_blank=True)
    requested_at = InstantField()
    requested_by = UserNameField()
    requested_on_behalf = serializers.BooleanField()
    answered_at = InstantField(allow_null=True)
    answered_by = UserNameField(allow_null=True)
    answered_on_behalf = serializers.BooleanField()
    decided_at = InstantField(allow_null=True)
    decided_by = UserNameField(allow_null=True)
    ended_at = InstantField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    expires_at = InstantField()
    version = serializers.IntegerField()
    updated_at = InstantField()

    also = ("requested_by__person_id", "answered_by__person_id")
    kept = True

    @staticmethod
    def read_requested_on_behalf(row: Mapping[str, Any]) -> bool:
        return bool(row["requested_by__person_id"] != row["person_id"])

    @staticmethod
    def read_answered_on_behalf(row: Mapping[str, Any]) -> bool:
        return bool(row["answered_at"] and row["answered_by__person_id"] != row["counterpart_id"])


class TheirDutyShape(RowShape):
    assignment = serializers.UUIDField(source="id")
    period = PeriodRef(source="shift__period")
    day = DayField(source="shift__day")
    post = serializers.CharField(source="shift__post")
    start = InstantField()
    end = InstantField()


class SwapOptionShape(ObjectShape):
    """`theirs`: the duty to take in exchange, null for taking over. `load`: burden points of three years."""

    kind = serializers.ChoiceField(choices=list(SwapKind))
    person = PersonRef()
    theirs = TheirDutyShape(allow_null=True)
    allowed = serializers.BooleanField()
    reasons = ReasonShape(many=True)
    load = RoundedField()


def swap_bodies(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One query for the seats of all of them."""
    seats = defaultdict(list)
    found = SwapSeat.objects.filter(swap__in=[row["id"] for row in rows]).order_by("order")
    for seat in found.values(*SwapSeatShape.columns()):
        seats[seat["swap_id"]].append(SwapSeatShape.body(seat))
    return [SwapShape.body(row, seats=seats[row["id"]]) for row in rows]
