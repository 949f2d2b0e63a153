"""Scenarios by name, in the order in which they are played."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.results import Allowed
from tests.faults.stage import Stage

Play = Callable[[Stage], Allowed]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`in_short`: also played by the short form, which runs with the tests."""

    name: str
    play: Play
    in_short: bool


SCENARIOS: list[Scenario] = []


def scenario(*, short: bool = False) -> Callable[[Play], Play]:
    """Registers a function that does the harm, waits until the dust has settled, and says what it may have cost."""

    def register(play: Play) -> Play:
        SCENARIOS.append(Scenario(play.__name__.replace("_", "-"), play, short))
        return play

    return register
