"""What posture orders look like."""

from rest_framework import serializers

from alerts.enums import OrderState
from rostering.enums import Posture
from units.api.fields import InstantField, TierField
from units.api.rows import RowShape, UserNameField
from units.api.shapes import UnitRef


class PostureOrderShape(RowShape):
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
    issued_by = UserNameField(allow_null=True)
    created_at = InstantField()
    version = serializers.IntegerField()

    also = ("unit_ids",)
    kept = True
