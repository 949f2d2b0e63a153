"""What an order would do before it is issued: whose duty it raises, and whom no message about it reaches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from alerts.deadlines import LONGEST_ORDER
from rostering.models import Assignment
from rostering.policies.rules.raising import Overlay, Raise
from rostering.seats.queries.obligations import restated
from rostering.seats.queries.reach import Unreached, unreached_among


@dataclass(frozen=True, slots=True)
class OrderEffect:
    """`shifts` would owe more than they do, `told` people hold them and hear of it; `unreached` of those don't."""

    shifts: int
    told: int
    unreached: tuple[Unreached, ...]


NOTHING = OrderEffect(0, 0, ())


def effect_of(
    *,
    county_id: UUID,
    tier: str,
    unit_ids: Collection[UUID],
    posture: str,
    start: datetime,
    end: datetime,
    now: datetime,
) -> OrderEffect:
    """Of an order for `[start, end)` that names these units or a whole tier. Nothing for a span that would be refused.
    As many queries for a county as for one unit."""
    start = max(start, now)
    if not start < end <= start + LONGEST_ORDER or not (tier or unit_ids):
        return NOTHING
    order = Overlay(Raise(start, end, posture), tier, frozenset(unit_ids))
    raised = restated(county_id, start, end, more=[order])
    held = Assignment.objects.in_force().filter(shift__in=raised, start__lt=end, end__gt=start, person__isnull=False)
    told = {pk for pk in held.values_list("person", flat=True) if pk is not None}
    return OrderEffect(len(raised), len(told), unreached_among(told, timezone.localdate(now)))
