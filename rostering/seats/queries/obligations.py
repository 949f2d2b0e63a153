"""What shifts owe by their policy and the orders that raise it (domain §2)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from rostering.policies.queries.published import zone
from rostering.policies.rules.extra import is_raised, phases_by_policy
from rostering.policies.rules.policy import Phase, Policy
from rostering.policies.rules.raising import Overlay, overlays, with_raises
from rostering.rosters.models.shift import MAX_SHIFT, Shift


def raised(phases: tuple[Phase, ...], unit_id: UUID, tier: str, orders: Iterable[Overlay]) -> tuple[Phase, ...]:
    """`phases` of a unit's shift with the orders that cover it."""
    covering = [order.raised for order in orders if order.covers(unit_id, tier)]
    return with_raises(phases, covering) if covering else phases


def restated(
    county_id: UUID, start: datetime, end: datetime, *, more: Iterable[Overlay] = ()
) -> dict[Shift, tuple[Phase, ...]]:
    """Shifts that overlap `[start, end)` and would owe something else than is written down: by policy, the orders in
    force and `more` that aren't yet. Each with `period.policy` loaded. As many queries for a county as for one shift."""
    shifts = list(
        Shift.objects.filter(period__county_id=county_id, start__lt=end, start__gt=start - MAX_SHIFT, end__gt=start)
        .select_related("period__policy")
        .prefetch_related("phases")
    )
    if not shifts:
        return {}
    orders = [*overlays(county_id, min(one.start for one in shifts), max(one.end for one in shifts)), *more]
    rules = policies_of(shifts)
    wanted = {one: _owed(one, rules[one.period.policy_id], orders) for one in shifts}
    return {shift: phases for shift, phases in wanted.items() if phases != shift.as_phases()}


def policies_of(shifts: Iterable[Shift]) -> dict[UUID | None, Policy]:
    """The rules of each policy that these shifts stand under, read once."""
    return {policy_id: _rules(shift) for policy_id, shift in {one.period.policy_id: one for one in shifts}.items()}


def _owed(shift: Shift, policy: Policy, orders: Iterable[Overlay]) -> tuple[Phase, ...]:
    by_policy = _by_policy(shift, policy)
    return raised(by_policy, shift.unit_id, shift.tier, orders) if is_raised(shift.extra) else by_policy


def _by_policy(shift: Shift, policy: Policy) -> tuple[Phase, ...]:
    rule = policy.rule(shift.tier, shift.post)
    return phases_by_policy(shift.extra, rule, shift.day, shift.start, shift.end, zone())


def _rules(shift: Shift) -> Policy:
    if shift.period.policy is None:
        raise AssertionError("a shift's period has been opened under a policy")
    return shift.period.policy.as_rules()
