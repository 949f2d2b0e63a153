"""Who is on duty, as the API tells it."""

from typing import Any

from rest_framework import serializers

from rostering.on_duty.queries.resolver import OnDuty
from rostering.policies.shapes import ObligationShape
from rostering.rosters.shapes import PeriodRef
from units.api.fields import DayField, InstantField, TierField, instant_text, period_ref, person_ref, unit_ref
from units.api.shapes import PersonRef, UnitRef
from units.models import User


class OnDutyShape(ObligationShape):
    """One assignment at the instant asked for; `phone` only with contacts:read and of units one sees. The obligation holds
    within `[since, until)`, the person holds `[held_from, held_to)` of the duty."""

    assignment = serializers.UUIDField()
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


def on_duty_shape(row: OnDuty, reader: User) -> dict[str, Any]:
    body = {
        "assignment": str(row.assignment_id),
        "unit": unit_ref(row.unit_code, row.unit_name),
        "tier": row.tier,
        "post": row.post,
        "seat": row.seat,
        "period": period_ref(row.period_id, row.period_name),
        "day": row.day.isoformat(),
        "person": person_ref(row.person_id, row.person_name, row.person_position),
        "posture": row.posture,
        "since": instant_text(row.since),
        "until": instant_text(row.until),
        "held_from": instant_text(row.held_from),
        "held_to": instant_text(row.held_to),
        "response_minutes": row.response_minutes,
        "place_limit": row.place_limit,
        "leaving_rule": row.leaving_rule,
        "exception": row.exception,
        "acknowledged": row.acknowledged,
        "is_next": row.is_next,
    }
    sees = row.phone is not None or reader.may_see_contacts_of(row.unit_id)
    return body | {"phone": row.phone} if sees else body
