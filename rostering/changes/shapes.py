"""What swaps look like: functions over values() rows, and their schemas."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from rostering.changes.models import SwapSeat
from rostering.changes.queries.swap_options import Option
from rostering.enums import SwapKind, SwapState
from rostering.rosters.shapes import PeriodRef
from rostering.seats.shapes import ReasonShape, reasons_shape
from units.api.fields import (
    DayField,
    InstantField,
    instant_text,
    optional_instant,
    period_ref,
    person_ref,
    unit_ref,
    user_name,
)
from units.api.shapes import PersonRef, UnitRef
from units.kept import as_kept

SWAP_FIELDS = (
    "id", "kind", "state", "unit__code", "unit__name", "period_id", "period__name", "person_id", "person__name",
    "person__position", "counterpart_id", "counterpart__name", "counterpart__position", "reason", "requested_at",
    "requested_by__first_name", "requested_by__username", "requested_by__person_id", "answered_at",
    "answered_by__first_name", "answered_by__username", "answered_by__person_id", "decided_at",
    "decided_by__first_name", "decided_by__username", "ended_at", "note", "expires_at", "version", "updated_at",
    "words",
)  # fmt: skip
SEAT_FIELDS = (
    "swap_id", "assignment_id", "assignment__shift_id", "assignment__shift__day", "assignment__shift__post",
    "assignment__shift__seat", "giver_id", "giver__name", "giver__position", "taker_id", "taker__name",
    "taker__position", "start", "end", "revision__number", "words",
)  # fmt: skip


class SwapSeatShape(serializers.Serializer[Any]):
    """`giver` hands `[start, end)` of the duty to `taker`; `revision` of the period once it is in force."""

    assignment = serializers.UUIDField()
    shift = serializers.UUIDField()
    day = DayField()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    giver = PersonRef()
    taker = PersonRef()
    start = InstantField()
    end = InstantField()
    revision = serializers.IntegerField(allow_null=True)


class SwapShape(serializers.Serializer[Any]):
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
    requested_by = serializers.CharField()
    requested_on_behalf = serializers.BooleanField()
    answered_at = InstantField(allow_null=True)
    answered_by = serializers.CharField(allow_null=True)
    answered_on_behalf = serializers.BooleanField()
    decided_at = InstantField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    ended_at = InstantField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    expires_at = InstantField()
    version = serializers.IntegerField()
    updated_at = InstantField()


class TheirDutyShape(serializers.Serializer[Any]):
    assignment = serializers.UUIDField()
    period = PeriodRef()
    day = DayField()
    post = serializers.CharField()
    start = InstantField()
    end = InstantField()


class SwapOptionShape(serializers.Serializer[Any]):
    """`theirs`: the duty to take in exchange, null for taking over. `load`: burden points of three years."""

    kind = serializers.ChoiceField(choices=list(SwapKind))
    person = PersonRef()
    theirs = TheirDutyShape(allow_null=True)
    allowed = serializers.BooleanField()
    reasons = ReasonShape(many=True)
    load = serializers.FloatField()


def swap_bodies(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One query for the seats of all of them."""
    seats = defaultdict(list)
    found = SwapSeat.objects.filter(swap__in=[row["id"] for row in rows]).order_by("order").values(*SEAT_FIELDS)
    for seat in found:
        seats[seat["swap_id"]].append(_seat_shape(seat))
    return [_swap_shape(row, seats[row["id"]]) for row in rows]


def option_shape(option: Option) -> dict[str, Any]:
    duty = option.theirs
    theirs = duty and {
        "assignment": str(duty.pk),
        "period": period_ref(duty.shift.period_id, duty.shift.period.name),
        "day": duty.shift.day.isoformat(),
        "post": duty.shift.post,
        "start": instant_text(duty.start),
        "end": instant_text(duty.end),
    }
    return {
        "kind": option.kind,
        "person": person_ref(option.person.pk, option.person.name, option.person.position),
        "theirs": theirs,
        "allowed": option.allowed,
        "reasons": reasons_shape(option.reasons),
        "load": round(option.load, 2),
    }


def _swap_shape(row: Mapping[str, Any], seats: list[dict[str, Any]]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "kind": row["kind"],
        "state": row["state"],
        "unit": unit_ref(row["unit__code"], row["unit__name"]),
        "period": period_ref(row["period_id"], row["period__name"]),
        "person": _person(row, "person"),
        "counterpart": _person(row, "counterpart"),
        "seats": seats,
        "reason": row["reason"],
        "requested_at": instant_text(row["requested_at"]),
        "requested_by": user_name(row, "requested_by"),
        "requested_on_behalf": row["requested_by__person_id"] != row["person_id"],
        "answered_at": optional_instant(row["answered_at"]),
        "answered_by": user_name(row, "answered_by"),
        "answered_on_behalf": bool(row["answered_at"]) and row["answered_by__person_id"] != row["counterpart_id"],
        "decided_at": optional_instant(row["decided_at"]),
        "decided_by": user_name(row, "decided_by"),
        "ended_at": optional_instant(row["ended_at"]),
        "note": row["note"],
        "expires_at": instant_text(row["expires_at"]),
        "version": row["version"],
        "updated_at": instant_text(row["updated_at"]),
    }


def _seat_shape(seat: Mapping[str, Any]) -> dict[str, Any]:
    seat = as_kept(seat)
    return {
        "assignment": str(seat["assignment_id"]),
        "shift": str(seat["assignment__shift_id"]),
        "day": seat["assignment__shift__day"].isoformat(),
        "post": seat["assignment__shift__post"],
        "seat": seat["assignment__shift__seat"],
        "giver": _person(seat, "giver"),
        "taker": _person(seat, "taker"),
        "start": instant_text(seat["start"]),
        "end": instant_text(seat["end"]),
        "revision": seat["revision__number"],
    }


def _person(row: Mapping[str, Any], name: str) -> dict[str, str] | None:
    return person_ref(row[f"{name}_id"], row[f"{name}__name"], row[f"{name}__position"])
