"""Incidents and the reports on them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rest_framework import serializers

from alerts.api.shapes import user_fields
from alerts.enums import IncidentLevel, IncidentState, ReportKind
from units.api.fields import InstantField, instant_text, optional_instant, user_name
from units.api.shapes import UnitRef
from units.kept import as_kept


class IncidentShape(serializers.Serializer[Any]):
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
    state = serializers.ChoiceField(choices=list(IncidentState))
    closed_at = InstantField(allow_null=True)
    recorded_by = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()

    def get_fields(self) -> dict[str, Any]:
        """`source` is a word of serializers."""
        return super().get_fields() | {"source": serializers.CharField(allow_blank=True)}


class IncidentReportShape(serializers.Serializer[Any]):
    """One still owed has a deadline, no number and no time. `late`: made, or still missing, past its deadline."""

    id = serializers.UUIDField()
    number = serializers.IntegerField(allow_null=True)
    kind = serializers.ChoiceField(choices=list(ReportKind))
    due_at = InstantField(allow_null=True)
    reported_at = InstantField(allow_null=True)
    reported_to = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    reported_by = serializers.CharField(allow_null=True)
    late = serializers.BooleanField()


_PLAIN = ("number", "title", "kind", "level", "place", "source", "casualties", "losses", "secondary_damage", "state")
INCIDENT_FIELDS = (
    "id", *_PLAIN, "occurred_at", "known_at", "closed_at", "version", *user_fields("recorded_by"), "words",
)  # fmt: skip
REPORT_FIELDS = (
    "id", "number", "kind", "due_at", "reported_at", "reported_to", "text", *user_fields("reported_by"), "words",
)  # fmt: skip


def incident_shape(row: Mapping[str, Any], units: Iterable[dict[str, str]]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        **{name: row[name] for name in _PLAIN},
        "occurred_at": instant_text(row["occurred_at"]),
        "known_at": instant_text(row["known_at"]),
        "units": list(units),
        "closed_at": optional_instant(row["closed_at"]),
        "recorded_by": user_name(row, "recorded_by"),
        "version": row["version"],
    }


def report_shape(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "number": row["number"],
        "kind": row["kind"],
        "due_at": optional_instant(row["due_at"]),
        "reported_at": optional_instant(row["reported_at"]),
        "reported_to": row["reported_to"],
        "text": row["text"],
        "reported_by": user_name(row, "reported_by"),
        "late": row["due_at"] is not None and (row["reported_at"] or now) > row["due_at"],
    }
