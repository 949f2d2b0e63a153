"""Check plans and checks."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from alerts.api.shapes import UNIT, optional_id, person_fields, person_of, unit_of, user_fields
from alerts.enums import CheckOutcome, CheckState, Proof
from rostering.rosters.shapes import PeriodRef
from units.api.fields import InstantField, instant_text, optional_instant, period_ref, user_name
from units.api.shapes import PersonRef, UnitRef
from units.kept import as_kept


class CheckPlanShape(serializers.Serializer[Any]):
    """`seed` with `drawn_from` and `drawn_to` replays the draw; `checks` is how many it made."""

    id = serializers.UUIDField()
    period = PeriodRef()
    cap = serializers.IntegerField()
    quiet_start = serializers.RegexField(r"^\d\d:\d\d$")
    quiet_end = serializers.RegexField(r"^\d\d:\d\d$")
    answer_minutes = serializers.IntegerField()
    seed = serializers.IntegerField()
    drawn_from = InstantField()
    drawn_to = InstantField()
    checks = serializers.IntegerField()
    created_by = serializers.CharField(allow_null=True)
    created_at = InstantField()


class CheckShape(serializers.Serializer[Any]):
    """`level` is who has been asked: 0 the person, 1 the unit, 2 the county office. Clocks run from `asked_at`."""

    id = serializers.UUIDField()
    unit = UnitRef()
    period = PeriodRef()
    plan = serializers.UUIDField(allow_null=True)
    person = PersonRef(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    requested_by = serializers.CharField(allow_blank=True)
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
    note = serializers.CharField(allow_blank=True)
    closed_by = serializers.CharField(allow_blank=True)
    reply = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


CHECK_PLAN_FIELDS = (
    "id", "period_id", "period__name", "cap", "quiet_start", "quiet_end", "answer_minutes", "seed", "drawn_from",
    "drawn_to", "made", "created_at", *user_fields("created_by"), "words",
)  # fmt: skip
CHECK_FIELDS = (
    "id", *UNIT, "period_id", "period__name", "plan_id", *person_fields("person"), "reason", "requested_by_name",
    "due_at", "answer_minutes", "state", "outcome", "level", "asked_at", "escalate_at", "answered_at",
    *person_fields("answered_by"), "proof", "office_note", "office_name", "unit_reply", "version", "words",
)  # fmt: skip


def check_plan_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "period": period_ref(row["period_id"], row["period__name"]),
        "cap": row["cap"],
        "quiet_start": f"{row['quiet_start']:%H:%M}",
        "quiet_end": f"{row['quiet_end']:%H:%M}",
        "answer_minutes": row["answer_minutes"],
        "seed": row["seed"],
        "drawn_from": instant_text(row["drawn_from"]),
        "drawn_to": instant_text(row["drawn_to"]),
        "checks": row["made"],
        "created_by": user_name(row, "created_by"),
        "created_at": instant_text(row["created_at"]),
    }


def check_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_of(row),
        "period": period_ref(row["period_id"], row["period__name"]),
        "plan": optional_id(row["plan_id"]),
        "person": person_of(row, "person"),
        "reason": row["reason"],
        "requested_by": row["requested_by_name"],
        "due_at": instant_text(row["due_at"]),
        "answer_minutes": row["answer_minutes"],
        "state": row["state"],
        "outcome": row["outcome"] or None,
        "level": row["level"],
        "asked_at": optional_instant(row["asked_at"]),
        "escalate_at": optional_instant(row["escalate_at"]),
        "answered_at": optional_instant(row["answered_at"]),
        "answered_by": person_of(row, "answered_by"),
        "proof": row["proof"] or None,
        "note": row["office_note"],
        "closed_by": row["office_name"],
        "reply": row["unit_reply"],
        "version": row["version"],
    }
