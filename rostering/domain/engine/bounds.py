"""Lower bounds that cost nothing, so that the exact solver is asked only where there is something to prove."""

from collections.abc import Sequence

from rostering.domain.engine.compiling import Compiled
from rostering.domain.problem import Tier


def floor_of(made: Compiled, holder: Sequence[int], tier: Tier) -> int:
    """No plan can cost less in `tier`."""
    if tier == Tier.VACANCIES:
        return sum(weight for slot, weight in enumerate(made.weight) if not made.allowed[slot])
    if tier == Tier.PREFERENCES:
        return sum(min((0, *(made.wished.get((s, p), 0) for p in people))) for s, people in enumerate(made.allowed))
    if tier in (Tier.WARNINGS, Tier.REPEATS, Tier.STABILITY, Tier.SPACING):
        return 0
    return 0
