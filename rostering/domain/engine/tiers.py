"""The orders in which tiers are looked at."""

from rostering.domain.problem import Tier

IN_ORDER = tuple(Tier)
REPAIR_ORDER = (Tier.VACANCIES, Tier.STABILITY, *(t for t in Tier if t not in (Tier.VACANCIES, Tier.STABILITY)))
"""After publication what people know comes right after filling the seats."""
FAIRNESS = (Tier.EVE, Tier.FESTIVAL, Tier.STATUTORY, Tier.WEEKEND, Tier.POINTS)
