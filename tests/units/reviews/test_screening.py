"""Which facts suggest a review, by table; the same facts have the same fingerprint whichever night it is."""

from datetime import UTC, datetime, timedelta

import pytest

from units.enums import Cause, Tier
from units.reviews.rules.screening import CALL_OUT, HOLIDAY, INCIDENT, MISSED, Seen, Thresholds, findings

START = datetime(2025, 1, 1, tzinfo=UTC)
LIMITS = Thresholds(quiet_holidays=3, missed=2, routine_call_outs=3, window_days=730)


def seen(*kinds: str) -> list[Seen]:
    """One fact a day."""
    return [Seen(kind, START + timedelta(days=number), f"/{number}/") for number, kind in enumerate(kinds)]


H, I, C, M = HOLIDAY, INCIDENT, CALL_OUT, MISSED  # noqa: E741 - one letter per fact, so that a row reads as a history


@pytest.mark.parametrize(
    ("tier", "facts", "causes"),
    [
        (Tier.EMERGENCY_RESPONSE, [H, H, H], {Cause.QUIET}),
        (Tier.EMERGENCY_RESPONSE, [H, H], set()),
        (Tier.EMERGENCY_RESPONSE, [I, H, H, H], {Cause.QUIET}),
        (Tier.EMERGENCY_RESPONSE, [H, H, I, H], set()),
        (Tier.EMERGENCY_RESPONSE, [H, H, H, C], set()),
        (Tier.ROUTINE_SUPPORT, [H, H, H], set()),
        (Tier.HUB, [H, H, H, H], set()),
        (Tier.EMERGENCY_RESPONSE, [C, M], set()),
        (Tier.EMERGENCY_RESPONSE, [C, M, M], {Cause.MISSED}),
        (Tier.ROUTINE_SUPPORT, [C, C], set()),
        (Tier.ROUTINE_SUPPORT, [C, C, I, C], {Cause.CALLED_OUT}),
        (Tier.EMERGENCY_RESPONSE, [C, C, C], set()),
        (Tier.ROUTINE_SUPPORT, [C, C, C, M, M], {Cause.CALLED_OUT, Cause.MISSED}),
        (Tier.EMERGENCY_RESPONSE, [], set()),
    ],
)
def test_causes(tier: Tier, facts: list[str], causes: set[Cause]) -> None:
    assert {finding.cause for finding in findings(tier, seen(*facts), LIMITS)} == causes


def test_zero_switches_a_cause_off() -> None:
    off = Thresholds(quiet_holidays=0, missed=0, routine_call_outs=0)

    assert list(findings(Tier.EMERGENCY_RESPONSE, seen(H, H, H, M, M), off)) == []
    assert list(findings(Tier.ROUTINE_SUPPORT, seen(C, C, C, C), off)) == []


def test_the_fingerprint_is_of_the_facts() -> None:
    def mark(*kinds: str) -> str:
        return next(iter(findings(Tier.EMERGENCY_RESPONSE, seen(*kinds), LIMITS))).fingerprint

    assert mark(H, H, H) == mark(H, H, H)
    assert mark(H, H, H) != mark(H, H, H, H)


def test_figures_are_counted() -> None:
    finding = next(iter(findings(Tier.ROUTINE_SUPPORT, seen(C, I, C, C, I), LIMITS)))

    assert dict(finding.figures) == {"call_outs": 3, "incidents": 2}
    assert finding.wanted == Tier.EMERGENCY_RESPONSE
    assert finding.since == START.date()
