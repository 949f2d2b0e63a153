"""What leave looks like: functions over values() rows, and their schema."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from rostering.enums import AbsenceState
from rostering.fairness.queries.leave import kind_word, leave_days
from rostering.fairness.rules.leave_kinds import Kind
from units.api.fields import InstantField, instant_text, optional_instant, person_ref, unit_ref
from units.api.shapes import PersonRef, UnitRef

ABSENCE_FIELDS = (
    "id", "person_id", "person__name", "person__position", "person__unit__code", "person__unit__name", "kind",
    "kind_name", "state", "start", "end", "note", "decided_at", "decision_reason", "updated_at",
)  # fmt: skip


class AbsenceKindShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    excused = serializers.BooleanField()


class AbsenceShape(serializers.Serializer[Any]):
    """`kind_name` and `days` in the reader's language: 病假, 2026年6月19日上午."""

    id = serializers.UUIDField()
    person = PersonRef()
    unit = UnitRef()
    kind = serializers.CharField()
    kind_name = serializers.CharField()
    state = serializers.ChoiceField(choices=list(AbsenceState))
    start = InstantField()
    end = InstantField()
    days = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    decided_at = InstantField(allow_null=True)
    decision_reason = serializers.CharField(allow_blank=True)
    updated_at = InstantField()


def absence_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "person": person_ref(row["person_id"], row["person__name"], row["person__position"]),
        "unit": unit_ref(row["person__unit__code"], row["person__unit__name"]),
        "kind": row["kind"],
        "kind_name": str(kind_word(row["kind"], row["kind_name"])),
        "state": row["state"],
        "start": instant_text(row["start"]),
        "end": instant_text(row["end"]),
        "days": leave_days(row["start"], row["end"]),
        "note": row["note"],
        "decided_at": optional_instant(row["decided_at"]),
        "decision_reason": row["decision_reason"],
        "updated_at": instant_text(row["updated_at"]),
    }


def absence_kind_shape(kind: Kind) -> dict[str, Any]:
    return {"code": kind.code, "name": str(kind_word(kind.code, kind.name)), "excused": kind.is_excused}
