"""Who is on duty, as the API tells it."""

from typing import Any

from rest_framework import serializers

from rostering.on_duty.queries.resolver import OnDuty
from rostering.policies.shapes import ObligationShape
from rostering.rosters.shapes import PeriodRef
from units.api.fields import DayField, InstantField, TierField
from units.api.objects import ABSENT
from units.api.shapes import PersonRef, UnitRef
from units.models import User


class OnDutyShape(ObligationShape):
    """One assignment at the instant asked for; `phone` only with contacts:read and of units one sees. The obligation holds
    within `[since, until)`, the person holds `[held_from, held_to)` of the duty."""

    assignment = serializers.UUIDField(source="assignment_id")
    unit = UnitRef()
    tier = TierField()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    period = PeriodRef()
    day = DayField()
    person = PersonRef(allow_null=True)
    since = InstantField()
    until = InstantField()
    held_from = InstantField()
    held_to = InstantField()
    exception = serializers.CharField(allow_blank=True)
    acknowledged = serializers.BooleanField()
    is_next = serializers.BooleanField()
    phone = serializers.CharField(required=False, allow_null=True)

    @staticmethod
    def read_phone(row: OnDuty, reader: User) -> Any:
        sees = row.phone is not None or reader.may_see_contacts_of(row.unit_id)
        return row.phone if sees else ABSENT
