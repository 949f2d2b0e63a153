"""Posture orders, the duty log, handovers and leave-post reports."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from alerts.api.shapes import (
    UNIT,
    IncidentRef,
    incident_fields,
    incident_of,
    person_fields,
    person_of,
    unit_of,
    user_fields,
)
from alerts.enums import HandoverState, LeaveState, LogState
from units.api.fields import InstantField, instant_text, optional_instant, user_name
from units.api.shapes import PersonRef, UnitRef
from units.kept import as_kept


class LogEntryShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    unit = UnitRef()
    person = PersonRef(allow_null=True)
    at = InstantField()
    caller = serializers.CharField(allow_blank=True)
    caller_unit = serializers.CharField(allow_blank=True)
    matter = serializers.CharField(allow_blank=True)
    handled = serializers.CharField(allow_blank=True)
    reported_to = serializers.CharField(allow_blank=True)
    reported_at = InstantField(allow_null=True)
    incident = IncidentRef(allow_null=True)
    state = serializers.ChoiceField(choices=list(LogState))
    done_at = InstantField(allow_null=True)
    written_by = serializers.CharField(allow_null=True)
    written_at = InstantField()


class OpenItem(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    at = InstantField()
    matter = serializers.CharField()


class HandoverShape(serializers.Serializer[Any]):
    """`open_items`: what the log still had open when it was offered."""

    id = serializers.UUIDField()
    unit = UnitRef()
    assignment = serializers.UUIDField()
    outgoing = PersonRef(allow_null=True)
    incoming = PersonRef(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    open_items = OpenItem(many=True)
    state = serializers.ChoiceField(choices=list(HandoverState))
    offered_at = InstantField()
    offered_by = serializers.CharField(allow_null=True)
    accepted_at = InstantField(allow_null=True)
    accepted_by = serializers.CharField(allow_null=True)


class LeavePostShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    unit = UnitRef()
    assignment = serializers.UUIDField()
    person = PersonRef()
    reason = serializers.CharField()
    incident = IncidentRef(allow_null=True)
    covered_by = PersonRef(allow_null=True)
    left_at = InstantField()
    expected_back = InstantField()
    state = serializers.ChoiceField(choices=list(LeaveState))
    returned_at = InstantField(allow_null=True)
    filed_by = serializers.CharField(allow_null=True)


_LOG_TEXTS = ("caller", "caller_unit", "matter", "handled", "reported_to", "state")
LOG_FIELDS = (
    "id", *UNIT, *person_fields("person"), "at", *_LOG_TEXTS, "reported_at", *incident_fields(), "done_at",
    *user_fields("written_by"), "written_at", "words",
)  # fmt: skip
HANDOVER_FIELDS = (
    "id", *UNIT, "outgoing_id", *person_fields("outgoing__person"), *person_fields("incoming"), "note", "state",
    "offered_at", *user_fields("offered_by"), "accepted_at", *user_fields("accepted_by"), "words", "outgoing__words",
)  # fmt: skip
LEAVE_FIELDS = (
    "id", *UNIT, "assignment_id", *person_fields("person"), "reason", *incident_fields(),
    *person_fields("covered_by"), "left_at", "expected_back", "state", "returned_at", *user_fields("filed_by"), "words",
)  # fmt: skip


def log_entry_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_of(row),
        "person": person_of(row, "person"),
        "at": instant_text(row["at"]),
        **{name: row[name] for name in _LOG_TEXTS},
        "reported_at": optional_instant(row["reported_at"]),
        "incident": incident_of(row),
        "done_at": optional_instant(row["done_at"]),
        "written_by": user_name(row, "written_by"),
        "written_at": instant_text(row["written_at"]),
    }


def handover_shape(row: Mapping[str, Any], open_items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_of(row),
        "assignment": str(row["outgoing_id"]),
        "outgoing": person_of(row, "outgoing__person"),
        "incoming": person_of(row, "incoming"),
        "note": row["note"],
        "open_items": [
            {
                "id": str(item["logentry_id"]),
                "at": instant_text(item["logentry__at"]),
                "matter": item["logentry__matter"],
            }
            for item in open_items
        ],
        "state": row["state"],
        "offered_at": instant_text(row["offered_at"]),
        "offered_by": user_name(row, "offered_by"),
        "accepted_at": optional_instant(row["accepted_at"]),
        "accepted_by": user_name(row, "accepted_by"),
    }


def leave_post_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_of(row),
        "assignment": str(row["assignment_id"]),
        "person": person_of(row, "person"),
        "reason": row["reason"],
        "incident": incident_of(row),
        "covered_by": person_of(row, "covered_by"),
        "left_at": instant_text(row["left_at"]),
        "expected_back": instant_text(row["expected_back"]),
        "state": row["state"],
        "returned_at": optional_instant(row["returned_at"]),
        "filed_by": user_name(row, "filed_by"),
    }
