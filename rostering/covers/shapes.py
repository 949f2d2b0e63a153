"""What a duty that is up for cover looks like."""

from collections import defaultdict
from typing import Any

from rest_framework import serializers

from rostering.covers.models import CoverAsk
from rostering.enums import CoverState
from rostering.rosters.shapes import PeriodRef
from units.api.fields import DayField, InstantField
from units.api.rows import RowShape, UserNameField
from units.api.shapes import PersonRef, UnitRef
from units.models import User


class CoverAskShape(RowShape):
    """Who was asked and when; `declined_at` when they can't, have stepped back, or were refused."""

    person = PersonRef()
    asked_at = InstantField()
    declined_at = InstantField(allow_null=True)

    also = ("cover_id", "person_id")
    kept = True


class CoverShape(RowShape):
    """`asked`: everybody for those who keep the cover, for others themselves alone. `swap` once somebody has taken it."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=list(CoverState))
    assignment = serializers.UUIDField(source="assignment_id")
    day = DayField(source="assignment__shift__day")
    post = serializers.CharField(source="assignment__shift__post")
    start = InstantField(source="assignment__start")
    end = InstantField(source="assignment__end")
    unit = UnitRef()
    period = PeriodRef()
    person = PersonRef()
    asked = CoverAskShape(many=True)
    swap = serializers.UUIDField(source="swap_id", allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    requested_at = InstantField()
    requested_by = UserNameField()
    escalated_at = InstantField(allow_null=True)
    expires_at = InstantField()
    ended_at = InstantField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = InstantField()

    also = ("person_id", "unit_id")
    kept = True


def cover_bodies(rows: list[dict[str, Any]], reader: User) -> list[dict[str, Any]]:
    """One query for those asked of all of them."""
    asks = defaultdict(list)
    found = CoverAsk.objects.filter(cover__in=[row["id"] for row in rows]).order_by("order")
    for ask in found.values(*CoverAskShape.columns()):
        asks[ask["cover_id"]].append(ask)
    return [
        CoverShape.body(row, asked=[CoverAskShape.body(ask) for ask in asks[row["id"]] if _sees(reader, row, ask)])
        for row in rows
    ]


def _sees(reader: User, row: dict[str, Any], ask: dict[str, Any]) -> bool:
    keeps = reader.sees_whole_county or reader.leads(row["unit_id"]) or reader.person_id == row["person_id"]
    return keeps or ask["person_id"] == reader.person_id
