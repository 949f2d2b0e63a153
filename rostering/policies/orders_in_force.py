"""Orders from upstairs that raise what a policy asks for, pushed down by registration.

A provider takes (county id, start, end) and returns the orders that hold somewhere within that span.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rostering.policies.rules.raising import Raise
from units.hooks import Hook


@dataclass(frozen=True, slots=True)
class Overlay:
    """`raised` for the named units and, unless "", for every unit of `tier`."""

    raised: Raise
    tier: str
    unit_ids: frozenset[UUID]

    def covers(self, unit_id: UUID, tier: str) -> bool:
        return unit_id in self.unit_ids or (bool(self.tier) and tier == self.tier)


ORDERS: Hook[Callable[[UUID, datetime, datetime], Iterable[Overlay]]] = Hook("orders that raise a policy")


def overlays(county_id: UUID, start: datetime, end: datetime) -> list[Overlay]:
    """Everything that raises an obligation somewhere within `[start, end)`."""
    return [overlay for in_force in ORDERS for overlay in in_force(county_id, start, end)]
