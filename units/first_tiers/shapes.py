"""What a line of the sheet looks like."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from units.api.fields import DayField, TierField, unit_ref
from units.api.shapes import UnitRef
from units.first_tiers.queries import Row
from units.first_tiers.rules import Bar, Ground


class BehindShape(serializers.Serializer[Any]):
    """A row behind the figures."""

    date = DayField()
    title = serializers.CharField(allow_blank=True)
    on_holiday = serializers.BooleanField()
    called_out = serializers.BooleanField()


class FirstTierShape(serializers.Serializer[Any]):
    """A unit's past, what it points to, and where it stands. `bar`: why a review is the way, null while it can be decided
    here; `decided` is true once the office has."""

    unit = UnitRef()
    tier = TierField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    decided = serializers.BooleanField()
    bar = serializers.ChoiceField(choices=list(Bar), allow_null=True)
    incidents = serializers.IntegerField()
    holiday_incidents = serializers.IntegerField()
    call_outs = serializers.IntegerField()
    functions_gained = serializers.IntegerField()
    functions_lost = serializers.IntegerField()
    suggested_tier = TierField(allow_null=True)
    ground = serializers.ChoiceField(choices=list(Ground))
    suggested_reason = serializers.CharField(allow_blank=True)
    behind = BehindShape(many=True)


def first_tier_shape(row: Row) -> dict[str, Any]:
    return {
        "unit": unit_ref(row.unit.code, row.unit.name),
        "tier": row.tally.tier,
        "reason": row.entry.reason if row.entry else "",
        "decided": row.is_decided,
        "bar": row.bar,
        "incidents": row.tally.incidents,
        "holiday_incidents": row.tally.on_holidays,
        "call_outs": row.tally.call_outs,
        "functions_gained": row.tally.gained,
        "functions_lost": row.tally.lost,
        "suggested_tier": row.tier,
        "ground": row.ground,
        "suggested_reason": row.reason,
        "behind": [
            {
                "date": timezone.localdate(one.at).isoformat(),
                "title": one.title,
                "on_holiday": one.on_holiday,
                "called_out": one.called_out,
            }
            for one in row.behind
        ],
    }
