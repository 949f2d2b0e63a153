"""What posture orders look like."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from alerts.api.shapes import user_fields
from alerts.enums import OrderState
from rostering.enums import Posture
from units.api.fields import InstantField, TierField, instant_text, optional_instant, user_name
from units.api.shapes import UnitRef
from units.kept import as_kept


class PostureOrderShape(serializers.Serializer[Any]):
    """Names a whole tier, or units, or both. `withdrawn_at`: taken back before its start, it has raised nobody."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    reason = serializers.CharField()
    tier = TierField(allow_null=True)
    units = UnitRef(many=True)
    posture = serializers.ChoiceField(choices=list(Posture))
    start = InstantField()
    end = InstantField()
    state = serializers.ChoiceField(choices=list(OrderState))
    withdrawn_at = InstantField(allow_null=True)
    issued_by = serializers.CharField(allow_null=True)
    created_at = InstantField()
    version = serializers.IntegerField()


ORDER_FIELDS = (
    "id", "number", "reason", "tier", "unit_ids", "posture", "start", "end", "state", "withdrawn_at", *user_fields("issued_by"),
    "created_at", "version", "words",
)  # fmt: skip


def order_shape(row: Mapping[str, Any], units: Iterable[dict[str, str]]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        **{name: row[name] for name in ("number", "reason", "posture", "state", "version")},
        "tier": row["tier"] or None,
        "units": list(units),
        "start": instant_text(row["start"]),
        "end": instant_text(row["end"]),
        "withdrawn_at": optional_instant(row["withdrawn_at"]),
        "issued_by": user_name(row, "issued_by"),
        "created_at": instant_text(row["created_at"]),
    }
