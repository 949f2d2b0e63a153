"""Call-outs with those they call, and the whistles that ask for them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rest_framework import serializers

from alerts.api.shapes import (
    UNIT,
    IncidentRef,
    incident_fields,
    incident_of,
    optional_id,
    person_fields,
    person_of,
    unit_of,
    user_fields,
)
from alerts.enums import CallOutState, SummonsState, WhistleKind, WhistleState
from units.api.fields import InstantField, instant_text, optional_instant, user_name
from units.api.shapes import PersonRef, UnitRef
from units.kept import as_kept

AWAITED = (SummonsState.CALLED, SummonsState.ACKNOWLEDGED, SummonsState.ARRIVED)


class SummonsShape(serializers.Serializer[Any]):
    """One person called. Clocks start at `dispatched_at`. `overdue`: not there, or there only after `arrive_by`."""

    id = serializers.UUIDField()
    call_out = serializers.UUIDField()
    unit = UnitRef()
    person = PersonRef()
    level = serializers.IntegerField()
    stands_in_for = serializers.UUIDField(allow_null=True)
    state = serializers.ChoiceField(choices=list(SummonsState))
    dispatched_at = InstantField(allow_null=True)
    answer_by = InstantField(allow_null=True)
    arrive_by = InstantField(allow_null=True)
    acknowledged_at = InstantField(allow_null=True)
    declined_reason = serializers.CharField(allow_blank=True)
    arrived_at = InstantField(allow_null=True)
    arrival_confirmed_by = serializers.CharField(allow_blank=True)
    overdue = serializers.BooleanField()
    version = serializers.IntegerField()


class CallOutShape(serializers.Serializer[Any]):
    """Counts are of everybody called; `summonses`, in the detail alone, are those of the units one sees."""

    id = serializers.UUIDField()
    incident = IncidentRef(allow_null=True)
    is_drill = serializers.BooleanField()
    matter = serializers.CharField()
    place = serializers.CharField()
    state = serializers.ChoiceField(choices=list(CallOutState))
    requested_by = serializers.CharField(allow_null=True)
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

    def get_fields(self) -> dict[str, Any]:
        """`required` is a word of serializers."""
        return super().get_fields() | {"required": serializers.IntegerField()}


class WhistleShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    unit = UnitRef()
    kind = serializers.ChoiceField(choices=list(WhistleKind))
    matter = serializers.CharField()
    place = serializers.CharField()
    wanted_units = UnitRef(many=True)
    state = serializers.ChoiceField(choices=list(WhistleState))
    call_out = serializers.UUIDField(allow_null=True)
    requested_by = serializers.CharField(allow_null=True)
    requested_at = InstantField()
    answer = serializers.CharField(allow_blank=True)
    closed_at = InstantField(allow_null=True)
    version = serializers.IntegerField()


CALL_OUT_FIELDS = (
    "id", *incident_fields(), "is_drill", "matter", "place", "required", "state", *user_fields("requested_by"),
    "created_at", "dispatched_at", "closed_at", "outcome", "version", "words",
)  # fmt: skip
SUMMONS_FIELDS = (
    "id", "call_out_id", *UNIT, *person_fields("person"), "level", "stands_in_for_id", "state", "dispatched_at",
    "answer_by", "arrive_by", "acknowledged_at", "declined_reason", "arrived_at", "arrival_confirmed_by",
    "overdue_at", "version", "words",
)  # fmt: skip
WHISTLE_FIELDS = (
    "id", *UNIT, "kind", "matter", "place", "state", "call_out_id", *user_fields("requested_by"), "requested_at",
    "answer", "closed_at", "version", "words",
)  # fmt: skip


def call_out_shape(row: Mapping[str, Any], counts: Mapping[str, int]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "incident": incident_of(row),
        **{name: row[name] for name in ("is_drill", "matter", "place", "required", "state", "outcome")},
        "requested_by": user_name(row, "requested_by"),
        "created_at": instant_text(row["created_at"]),
        "dispatched_at": optional_instant(row["dispatched_at"]),
        "closed_at": optional_instant(row["closed_at"]),
        **{name: counts.get(name, 0) for name in ("called", "acknowledged", "arrived", "overdue")},
        "outstanding": max(row["required"] - counts.get("arrived", 0), 0),
        "version": row["version"],
    }


def summons_shape(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "call_out": str(row["call_out_id"]),
        "unit": unit_of(row),
        "person": person_of(row, "person"),
        "level": row["level"],
        "stands_in_for": optional_id(row["stands_in_for_id"]),
        "state": row["state"],
        **{
            name: optional_instant(row[name])
            for name in ("dispatched_at", "answer_by", "arrive_by", "acknowledged_at", "arrived_at")
        },
        "declined_reason": row["declined_reason"],
        "arrival_confirmed_by": row["arrival_confirmed_by"],
        "overdue": _is_overdue(row, now),
        "version": row["version"],
    }


def whistle_shape(row: Mapping[str, Any], wanted: Iterable[dict[str, str]]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_of(row),
        **{name: row[name] for name in ("kind", "matter", "place", "state", "answer")},
        "wanted_units": list(wanted),
        "call_out": optional_id(row["call_out_id"]),
        "requested_by": user_name(row, "requested_by"),
        "requested_at": instant_text(row["requested_at"]),
        "closed_at": optional_instant(row["closed_at"]),
        "version": row["version"],
    }


def _is_overdue(row: Mapping[str, Any], now: datetime) -> bool:
    """By the clock, so that nobody has to wait for the sweep that marks it."""
    if row["overdue_at"] is not None:
        return True
    is_late = row["arrive_by"] is not None and (row["arrived_at"] or now) > row["arrive_by"]
    return is_late and row["state"] in AWAITED
