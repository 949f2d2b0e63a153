"""What leave looks like."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from rostering.enums import AbsenceState
from rostering.fairness.queries.leave import kind_word, leave_days
from units.api.fields import InstantField
from units.api.rows import RowShape
from units.api.shapes import PersonRef, UnitRef


class AbsenceKindShape(RowShape):
    code = serializers.CharField()
    name = serializers.CharField()
    excused = serializers.BooleanField(source="is_excused")

    also = ("name",)

    @staticmethod
    def read_name(row: Mapping[str, Any]) -> str:
        return str(kind_word(row["code"], row["name"]))


class AbsenceShape(RowShape):
    """`kind_name` and `days` in the reader's language: 病假, 2026年6月19日上午."""

    id = serializers.UUIDField()
    person = PersonRef()
    unit = UnitRef(source="person__unit")
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

    also = ("kind_name",)

    @staticmethod
    def read_kind_name(row: Mapping[str, Any]) -> str:
        return str(kind_word(row["kind"], row["kind_name"]))

    @staticmethod
    def read_days(row: Mapping[str, Any]) -> str:
        return leave_days(row["start"], row["end"])
