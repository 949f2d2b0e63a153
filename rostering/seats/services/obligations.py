"""Stating anew what shifts owe when an order raises it or ends."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from rostering.policies.queries.published import zone
from rostering.policies.rules.burden import burden_points
from rostering.policies.rules.policy import Phase, Policy, clip, cut_phases
from rostering.policies.rules.raising import Overlay, overlays, with_raises
from rostering.rosters.models.shift import MAX_SHIFT, Assignment, Shift, ShiftPhase


def raised(phases: tuple[Phase, ...], unit_id: UUID, tier: str, orders: Iterable[Overlay]) -> tuple[Phase, ...]:
    """`phases` of a unit's shift with the orders that cover it."""
    covering = [order.raised for order in orders if order.covers(unit_id, tier)]
    return with_raises(phases, covering) if covering else phases


def restate(county_id: UUID, start: datetime, end: datetime) -> list[Shift]:
    """Cuts the phases of every shift that overlaps `[start, end)` again, from policy and orders.

    Called within the transaction that changes an order. Returns the shifts whose phases changed.
    """
    shifts = list(
        Shift.objects.filter(period__county_id=county_id, start__lt=end, start__gt=start - MAX_SHIFT, end__gt=start)
        .select_related("period__policy")
        .prefetch_related("phases")
    )
    if not shifts:
        return []
    orders = overlays(county_id, min(shift.start for shift in shifts), max(shift.end for shift in shifts))
    rules = {shift.period.policy_id: _rules(shift) for shift in {s.period.policy_id: s for s in shifts}.values()}
    changed: dict[Shift, tuple[Phase, ...]] = {}
    for shift in shifts:
        wanted = raised(_by_policy(shift, rules[shift.period.policy_id]), shift.unit_id, shift.tier, orders)
        if wanted != shift.as_phases():
            changed[shift] = wanted
    _rewrite(changed, rules)
    return list(changed)


def phase_rows(shift: Shift, phases: Iterable[Phase]) -> list[ShiftPhase]:
    """Unsaved rows for `phases`."""
    return [
        ShiftPhase(
            shift=shift,
            start=phase.start,
            end=phase.end,
            posture=phase.obligation.posture,
            place_limit=phase.obligation.place_limit or "",
            leaving_rule=phase.obligation.leaving_rule or "",
            response_minutes=phase.obligation.response_minutes,
            exception=phase.obligation.exception,
        )
        for phase in phases
    ]


def _by_policy(shift: Shift, policy: Policy) -> tuple[Phase, ...]:
    return cut_phases(policy.rule(shift.tier, shift.post), shift.day, shift.start, shift.end, zone())


def _rules(shift: Shift) -> Policy:
    if shift.period.policy is None:
        raise AssertionError("a shift's period has been opened under a policy")
    return shift.period.policy.as_rules()


def _rewrite(changed: dict[Shift, tuple[Phase, ...]], rules: dict[UUID | None, Policy]) -> None:
    ShiftPhase.objects.filter(shift__in=changed).delete()
    rows = [row for shift, phases in changed.items() for row in phase_rows(shift, phases)]
    ShiftPhase.objects.bulk_create(rows, batch_size=2000)
    for shift, phases in changed.items():
        shift.points = burden_points(phases, rules[shift.period.policy_id], zone())
    Shift.objects.bulk_update(changed, ["points"], batch_size=1000)
    now = timezone.now()
    held = list(Assignment.objects.active().filter(shift__in=changed).select_related("shift__period", "shift__roster"))
    for assignment in held:
        parts = clip(changed[assignment.shift], assignment.start, assignment.end)
        points: Decimal = burden_points(parts, rules[assignment.shift.period.policy_id], zone())
        assignment.points = points
        # A client that mirrors the list learns of the new phases by it.
        assignment.updated_at = now
    Assignment.objects.bulk_update(held, ["points", "updated_at"], batch_size=1000)
