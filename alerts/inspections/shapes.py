"""The inspection plan, its visits and the quiet days."""

from rest_framework import serializers

from alerts.enums import InspectionState
from units.api.fields import DayField, InstantField
from units.api.rows import RowShape, UserNameField
from units.api.shapes import UnitRef


class InspectionShape(RowShape):
    """`is_extra`: outside the annual plan, by approval with `reason`."""

    id = serializers.UUIDField()
    year = serializers.IntegerField()
    department = serializers.CharField()
    subject = serializers.CharField()
    first_day = DayField()
    last_day = DayField()
    is_extra = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=list(InspectionState))
    asked_by = UserNameField(allow_null=True)
    asked_at = InstantField()
    decided_by = UserNameField(allow_null=True)
    decided_at = InstantField(allow_null=True)
    decision = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()

    kept = True


class InspectionVisitShape(RowShape):
    id = serializers.UUIDField()
    inspection = serializers.UUIDField(source="inspection_id")
    unit = UnitRef()
    day = DayField()
    result = serializers.CharField(allow_blank=True)
    entered_by = UserNameField(allow_null=True)
    entered_at = InstantField()

    kept = True


class QuietDayShape(RowShape):
    id = serializers.UUIDField()
    day = DayField()
    reason = serializers.CharField(allow_blank=True)
    declared_by = UserNameField(allow_null=True)

    kept = True
