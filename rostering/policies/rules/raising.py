"""值守升级令: raising obligations within a span, never lowering them (domain §2)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from rostering.enums import LeavingRule, PlaceLimit, Posture
from rostering.policies.rules.policy import Obligation, Phase
from units.hooks import Hook

STRICTNESS = {posture: rank for rank, posture in enumerate(reversed(Posture))}


@dataclass(frozen=True, slots=True)
class Raise:
    """At least `posture` within `[start, end)`."""

    start: datetime
    end: datetime
    posture: str


def raise_to(obligation: Obligation, posture: str) -> Obligation:
    """The obligation with at least `posture`; on site means not leaving the post and answering at once."""
    if STRICTNESS[Posture(posture)] <= STRICTNESS[Posture(obligation.posture)]:
        return obligation
    if posture == Posture.ON_SITE:
        return Obligation(
            posture=Posture.ON_SITE,
            place_limit=PlaceLimit.POST,
            leaving_rule=obligation.leaving_rule or LeavingRule.ONLY_WHEN_RELIEVED,
            response_minutes=0,
        )
    return replace(
        obligation, posture=posture, place_limit=obligation.place_limit or PlaceLimit.COUNTY_TOWN, exception=""
    )


def with_raises(phases: Sequence[Phase], raises: Iterable[Raise]) -> tuple[Phase, ...]:
    """`phases` with every raise applied: the same span, cut where an obligation changes, partitioned as before."""
    raises = list(raises)
    start, end = phases[0].start, phases[-1].end
    edges = {edge for phase in phases for edge in (phase.start, phase.end)}
    edges |= {edge for one in raises for edge in (one.start, one.end) if start < edge < end}
    pieces = [_piece(piece_start, piece_end, phases, raises) for piece_start, piece_end in pairwise(sorted(edges))]
    return _merged(pieces)


def _piece(start: datetime, end: datetime, phases: Sequence[Phase], raises: Iterable[Raise]) -> Phase:
    obligation = next(phase.obligation for phase in phases if phase.start <= start < phase.end)
    for one in raises:
        if one.start <= start < one.end:
            obligation = raise_to(obligation, one.posture)
    return Phase(start, end, obligation)


def _merged(pieces: Sequence[Phase]) -> tuple[Phase, ...]:
    merged = [pieces[0]]
    for piece in pieces[1:]:
        if piece.obligation == merged[-1].obligation:
            merged[-1] = Phase(merged[-1].start, piece.end, piece.obligation)
        else:
            merged.append(piece)
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class Overlay:
    """`raised` for the named units and, unless "", for every unit of `tier`."""

    raised: Raise
    tier: str
    unit_ids: frozenset[UUID]

    def covers(self, unit_id: UUID, tier: str) -> bool:
        return unit_id in self.unit_ids or (bool(self.tier) and tier == self.tier)


# Orders from upstairs, told by the floor above: (county id, start, end) → those that hold somewhere within the span.
ORDERS: Hook[Callable[[UUID, datetime, datetime], Iterable[Overlay]]] = Hook("orders that raise a policy")


def overlays(county_id: UUID, start: datetime, end: datetime) -> list[Overlay]:
    """Everything that raises an obligation somewhere within `[start, end)`."""
    return [overlay for in_force in ORDERS for overlay in in_force(county_id, start, end)]
