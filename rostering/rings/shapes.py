"""What offers and rings look like."""

from collections import defaultdict
from typing import Any

from rest_framework import serializers

from rostering.enums import RingState
from rostering.rings.models import RingSeat
from units.api.fields import DayField, InstantField
from units.api.rows import RowShape, UserNameField
from units.api.shapes import PersonRef, UnitRef


class OfferShape(RowShape):
    """`days`: for a duty on any of them, empty = any. `extra`: points by which it may weigh more than is fair."""

    id = serializers.UUIDField()
    unit = UnitRef()
    assignment = serializers.UUIDField(source="assignment_id")
    day = DayField(source="assignment__shift__day")
    post = serializers.CharField(source="assignment__shift__post")
    person = PersonRef()
    days = serializers.ListField(child=DayField())
    extra = serializers.IntegerField()
    offered_by = UserNameField()
    offered_at = InstantField()
    expires_at = InstantField()
    ended_at = InstantField(allow_null=True)
    updated_at = InstantField()

    kept = True


class RingSeatShape(RowShape):
    """`giver`, whose answer `agreed_at` is, hands the duty to `taker`; `revision` of its period once it is in force."""

    assignment = serializers.UUIDField(source="assignment_id")
    day = DayField(source="assignment__shift__day")
    post = serializers.CharField(source="assignment__shift__post")
    giver = PersonRef()
    taker = PersonRef()
    agreed_at = InstantField(allow_null=True)
    revision = serializers.IntegerField(source="revision__number", allow_null=True)

    also = ("ring_id",)
    kept = True


class RingShape(RowShape):
    """Duties that go round: all agree and the leader approves, or nothing happens."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=list(RingState))
    unit = UnitRef()
    seats = RingSeatShape(many=True)
    found_at = InstantField()
    expires_at = InstantField()
    decided_at = InstantField(allow_null=True)
    decided_by = UserNameField(allow_null=True)
    ended_at = InstantField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    updated_at = InstantField()

    kept = True


def ring_bodies(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One query for the seats of all of them."""
    seats = defaultdict(list)
    found = RingSeat.objects.filter(ring__in=[row["id"] for row in rows]).order_by("order")
    for seat in found.values(*RingSeatShape.columns()):
        seats[seat["ring_id"]].append(RingSeatShape.body(seat))
    return [RingShape.body(row, seats=seats[row["id"]]) for row in rows]
