"""Incidents and the reports on them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rest_framework import serializers

from alerts.enums import IncidentLevel, IncidentState, ReportKind
from units.api.fields import InstantField
from units.api.rows import RowShape, UserNameField
from units.api.shapes import UnitRef


class IncidentShape(RowShape):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.CharField()
    level = serializers.ChoiceField(choices=list(IncidentLevel))
    place = serializers.CharField()
    occurred_at = InstantField()
    known_at = InstantField()
    units = UnitRef(many=True)
    casualties = serializers.CharField(allow_blank=True)
    losses = serializers.CharField(allow_blank=True)
    secondary_damage = serializers.BooleanField()
    city_due_at = InstantField(allow_null=True)
    city_reported_at = InstantField(allow_null=True)
    state = serializers.ChoiceField(choices=list(IncidentState))
    closed_at = InstantField(allow_null=True)
    recorded_by = UserNameField(allow_null=True)
    version = serializers.IntegerField()

    reserved = {"source": serializers.CharField(allow_blank=True)}
    kept = True


class IncidentReportShape(RowShape):
    """One still owed has a deadline, no number and no time. `late`: made, or still missing, past its deadline."""

    id = serializers.UUIDField()
    number = serializers.IntegerField(allow_null=True)
    kind = serializers.ChoiceField(choices=list(ReportKind))
    due_at = InstantField(allow_null=True)
    reported_at = InstantField(allow_null=True)
    reported_to = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    reported_by = UserNameField(allow_null=True)
    late = serializers.BooleanField()

    kept = True

    @staticmethod
    def read_late(row: Mapping[str, Any], now: datetime) -> bool:
        return row["due_at"] is not None and (row["reported_at"] or now) > row["due_at"]
