"""What obligations and phases look like."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from rostering.enums import LeavingRule, PlaceLimit, Posture
from rostering.policies.rules.policy import Obligation, Phase
from units.api.fields import InstantField, instant_text


class ObligationShape(serializers.Serializer[Any]):
    posture = serializers.ChoiceField(choices=list(Posture))
    place_limit = serializers.ChoiceField(choices=list(PlaceLimit), allow_null=True)
    leaving_rule = serializers.ChoiceField(choices=list(LeavingRule), allow_null=True)
    response_minutes = serializers.IntegerField(allow_null=True, help_text="0 = at once, null = no rule")


class ResolvedShape(ObligationShape):
    """What a post owes at the instant asked for, and from when to when."""

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"from": InstantField(), "to": InstantField()}


class PhaseShape(ObligationShape):
    """A stretch of a shift with one obligation."""

    start = InstantField()
    end = InstantField()
    exception = serializers.CharField(allow_blank=True)


PHASE_FIELDS = ("start", "end", "posture", "place_limit", "leaving_rule", "response_minutes", "exception")


def obligation(owed: Obligation) -> dict[str, Any]:
    return {
        "posture": owed.posture,
        "place_limit": owed.place_limit or None,
        "leaving_rule": owed.leaving_rule or None,
        "response_minutes": owed.response_minutes,
    }


def phase_shape(phase: Phase) -> dict[str, Any]:
    return {
        "start": instant_text(phase.start),
        "end": instant_text(phase.end),
        **obligation(phase.obligation),
        "exception": phase.obligation.exception,
    }


def phase_of(row: Mapping[str, Any]) -> Phase:
    """A stored phase from its values() row."""
    start, end, *owed = (row[name] for name in PHASE_FIELDS)
    return Phase(start, end, Obligation.stored(*owed))
