"""What obligations and phases look like."""

from collections.abc import Mapping
from typing import Any

from rostering.policies.rules.policy import Obligation, Phase
from units.api.fields import instant_text

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
    return Phase(
        row["start"],
        row["end"],
        Obligation(
            posture=row["posture"],
            place_limit=row["place_limit"] or None,
            leaving_rule=row["leaving_rule"] or None,
            response_minutes=row["response_minutes"],
            exception=row["exception"],
        ),
    )
