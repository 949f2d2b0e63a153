"""Burden points of a shift (docs/solver.md §Objective): hours by posture, night hours weigh more."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from rostering.policies.rules.policy import BurdenWeights, Phase, Policy, local_instant

HOUR = timedelta(hours=1)


def burden_points(phases: Iterable[Phase], policy: Policy, zone: ZoneInfo) -> Decimal:
    """Sum over the phases, rounded to 0.01."""
    total = sum((_phase_points(phase, policy, zone) for phase in phases), Decimal(0))
    return total.quantize(Decimal("0.01"))


def _phase_points(phase: Phase, policy: Policy, zone: ZoneInfo) -> Decimal:
    weights: BurdenWeights = policy.weights
    night = _night_overlap(phase.start, phase.end, policy.night_start, policy.day_start, zone)
    day = (phase.end - phase.start) - night
    weighted_hours = _hours(day) + _hours(night) * weights.night_factor
    return weighted_hours * weights.per_hour(phase.obligation.posture)


def _hours(span: timedelta) -> Decimal:
    return Decimal(int(span.total_seconds())) / Decimal(3600)


def _night_overlap(start: datetime, end: datetime, night: time, morning: time, zone: ZoneInfo) -> timedelta:
    """How much of `[start, end)` lies between `night` and the next `morning`."""
    overlap = timedelta(0)
    day = start.astimezone(zone).date() - timedelta(days=1)
    while (begins := local_instant(day, night, zone)) < end:
        ends = local_instant(day + timedelta(days=1), morning, zone)
        overlap += max(min(end, ends) - max(start, begins), timedelta(0))
        day += timedelta(days=1)
    return overlap
