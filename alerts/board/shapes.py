"""The states of units, the most urgent first."""

from typing import Any

from rest_framework import serializers

from alerts.board.queries.unit_states import UnitRow, UnitState
from units.api.fields import TierField
from units.api.shapes import UnitRef


class UnitStatesShape(serializers.Serializer[Any]):
    unit = UnitRef()
    tier = TierField(allow_null=True)
    states = serializers.ListField(child=serializers.ChoiceField(choices=list(UnitState)))


def unit_states_shape(row: UnitRow) -> dict[str, Any]:
    return {
        "unit": {"code": row.code, "name": row.name},
        "tier": row.tier,
        "states": list(row.states),
    }
