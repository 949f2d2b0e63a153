from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import at


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """10 June 2026: the Dragon Boat holiday is yet to come."""
    with time_machine.travel(at("2026-06-10 09:00"), tick=False) as traveller:
        yield traveller
