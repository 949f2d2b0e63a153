"""The tiers of the objective, and the orders in which they are looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rostering.enums import Emphasis


class Tier(StrEnum):
    """The objective, in its order. Each is minimised without giving up anything of those before."""

    VACANCIES = "vacancies"
    """Sum of the weights of vacant slots."""
    WARNINGS = "warnings"
    """How often a rule of strength `warning` is broken."""
    EVE = "eve"
    """This and the next four: sum over people of (load + new - fair share)², in hundredths squared."""
    FESTIVAL = "festival"
    STATUTORY = "statutory"
    WEEKEND = "weekend"
    POINTS = "points"
    REPEATS = "repeats"
    """Duties on a festival that the person also had in the year before."""
    SPACING = "spacing"
    """See `Rules.spacing_days`; every window of consecutive days that touches the days of the slots, standing duties
    counted, what they cost by themselves not."""
    PREFERENCES = "preferences"
    """Weights of wishes broken minus weights of wishes met."""
    STABILITY = "stability"
    """Changes to what was shown."""


@dataclass(frozen=True, slots=True)
class TierValue:
    """`bound` is a proven lower bound of `value` given the tiers before; `proven` = nothing better exists."""

    name: Tier
    value: int
    bound: int
    proven: bool


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
