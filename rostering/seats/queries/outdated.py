"""Seats that were laid out by what no longer holds: the kind of the day, the unit's tier, the policy, the unit itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from rostering.engine.problem import Reason
from rostering.enums import PeriodState
from rostering.labels import DAY_KIND_LABELS
from rostering.policies.models import PolicyVersion
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from units.labels import TIER_LABELS
from units.models import UnitTier

# The reasons that this module gives.
CODES = frozenset({"unit_closed", "day_changed", "tier_changed", "policy_changed"})


def outdated_reasons(period: DutyPeriod, seat: Assignment, now: datetime) -> list[Reason]:
    """Of a seat `with_present_facts`, if it is of an open period or of a published one and isn't over. No query.

    Another tier or policy only concerns a period that isn't published yet (domain §2).
    """
    is_open = period.state == PeriodState.OPEN
    if not is_open and (period.state != PeriodState.PUBLISHED or seat.end <= now):
        return []
    return [*_always(seat), *(_before_publication(period, seat) if is_open else ())]


def _always(seat: Any) -> Iterable[Reason]:
    shift = seat.shift
    if not shift.unit.serves_on(shift.day):
        yield Reason("unit_closed")
    # A day that the calendar lacks says nothing.
    if seat.kind_now and seat.kind_now != shift.day_kind:
        yield Reason("day_changed", {"label": f"{DAY_KIND_LABELS[shift.day_kind]}→{DAY_KIND_LABELS[seat.kind_now]}"})


def _before_publication(period: DutyPeriod, seat: Any) -> Iterable[Reason]:
    was = seat.shift.roster.tier
    if seat.tier_now and seat.tier_now != was:
        yield Reason("tier_changed", {"label": f"{TIER_LABELS[was]}→{TIER_LABELS[seat.tier_now]}"})
    if seat.policy_now and seat.policy_now != period.policy_id:
        yield Reason("policy_changed")


def tiers_now(period: DutyPeriod, unit_ids: Iterable[UUID]) -> dict[UUID, str]:
    """By unit, what the register now says of the first day of an open period; nothing of any other."""
    if period.state != PeriodState.OPEN:
        return {}
    rows = UnitTier.objects.filter(unit__in=list(unit_ids), valid__contains=period.first_day)
    return dict(rows.values_list("unit_id", "tier"))


def newer_policy(period: DutyPeriod) -> PolicyVersion | None:
    """The version that would rule an open period if it were opened now; None when it is the one that does."""
    if period.state != PeriodState.OPEN or period.policy_id is None:
        return None
    versions = PolicyVersion.objects.filter(county_id=period.county_id).published()
    newest = versions.filter(effective_from__lte=period.first_day).order_by("-effective_from").first()
    return None if newest is None or newest.pk == period.policy_id else newest
