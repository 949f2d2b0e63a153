"""Stating anew what shifts owe when an order raises it or ends."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from rostering.policies.queries.published import zone
from rostering.policies.rules.burden import burden_points
from rostering.policies.rules.policy import Phase, Policy, clip
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.shift import Shift, ShiftPhase
from rostering.seats.queries.obligations import policies_of, restated
from units.copying import update_in


def restate(county_id: UUID, start: datetime, end: datetime) -> list[Shift]:
    """Cuts the phases of every shift that overlaps `[start, end)` again, from policy and orders.

    Called within the transaction that changes an order. Returns the shifts whose phases changed.
    """
    changed = restated(county_id, start, end)
    if changed:
        _rewrite(changed, policies_of(changed))
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


def _rewrite(changed: dict[Shift, tuple[Phase, ...]], rules: dict[UUID | None, Policy]) -> None:
    ShiftPhase.objects.filter(shift__in=changed).delete()
    rows = [row for shift, phases in changed.items() for row in phase_rows(shift, phases)]
    ShiftPhase.objects.bulk_create(rows, batch_size=2000)
    for shift, phases in changed.items():
        shift.points = burden_points(phases, rules[shift.period.policy_id], zone())
    update_in(list(changed), ["points"])
    now = timezone.now()
    held = list(Assignment.objects.active().filter(shift__in=changed).select_related("shift__period", "shift__roster"))
    for assignment in held:
        parts = clip(changed[assignment.shift], assignment.start, assignment.end)
        points: Decimal = burden_points(parts, rules[assignment.shift.period.policy_id], zone())
        assignment.points = points
        # A client that mirrors the list learns of the new phases by it.
        assignment.updated_at = now
    update_in(held, ["points", "updated_at"])
