"""The orders in which tiers are looked at."""

from collections.abc import Mapping

from rostering.engine.problem import Tier
from rostering.enums import Emphasis

IN_ORDER = tuple(Tier)
REPAIR_ORDER = (Tier.VACANCIES, Tier.STABILITY, *(t for t in Tier if t not in (Tier.VACANCIES, Tier.STABILITY)))
"""After publication what people know comes right after filling the seats."""


def _ahead(*first: Tier) -> tuple[Tier, ...]:
    """Some tiers before fairness, everything else in its order."""
    seats = (Tier.VACANCIES, Tier.WARNINGS)
    return (*seats, *first, *(tier for tier in IN_ORDER if tier not in (*seats, *first)))


BY_EMPHASIS: Mapping[str, tuple[Tier, ...]] = {
    Emphasis.FAIRNESS: IN_ORDER,
    Emphasis.STEADY: REPAIR_ORDER,
    Emphasis.SPACING: _ahead(Tier.REPEATS, Tier.SPACING),
    Emphasis.WISHES: _ahead(Tier.PREFERENCES),
}
FAIRNESS = (Tier.EVE, Tier.FESTIVAL, Tier.STATUTORY, Tier.WEEKEND, Tier.POINTS)
