"""The roster engine's independent checker: the same contract (`rostering.engine.problem`), none of the engine's code.

Slow and plain on purpose. It runs before a generated plan is saved and is the oracle of the engine's tests.
"""

from rostering.engine.checking.breaches import Breach, breaches, violations
from rostering.engine.checking.objective import misreported, recompute

__all__ = ["Breach", "breaches", "misreported", "recompute", "violations"]
