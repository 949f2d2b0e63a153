"""What a line of the sheet looks like."""

from rest_framework import serializers

from units.api.fields import DayField, TierField, local_day
from units.api.objects import ObjectShape
from units.api.shapes import UnitRef
from units.first_tiers.queries import Behind, Row
from units.first_tiers.rules import Bar, Ground


class BehindShape(ObjectShape):
    """A row behind the figures."""

    date = DayField()
    title = serializers.CharField(allow_blank=True)
    on_holiday = serializers.BooleanField()
    called_out = serializers.BooleanField()

    @staticmethod
    def read_date(one: Behind) -> str:
        return local_day(one.at).isoformat()


class FirstTierShape(ObjectShape):
    """A unit's past, what it points to, and where it stands. `bar`: why a review is the way, null while it can be decided
    here; `decided` is true once the office has."""

    unit = UnitRef()
    tier = TierField(allow_null=True, source="tally.tier")
    reason = serializers.CharField(allow_blank=True)
    decided = serializers.BooleanField(source="is_decided")
    bar = serializers.ChoiceField(choices=list(Bar), allow_null=True)
    incidents = serializers.IntegerField(source="tally.incidents")
    holiday_incidents = serializers.IntegerField(source="tally.on_holidays")
    call_outs = serializers.IntegerField(source="tally.call_outs")
    functions_gained = serializers.IntegerField(source="tally.gained")
    functions_lost = serializers.IntegerField(source="tally.lost")
    suggested_tier = TierField(allow_null=True, source="tier")
    ground = serializers.ChoiceField(choices=list(Ground))
    suggested_reason = serializers.CharField(allow_blank=True, source="reason")
    behind = BehindShape(many=True)

    @staticmethod
    def read_reason(row: Row) -> str:
        return row.entry.reason if row.entry else ""
