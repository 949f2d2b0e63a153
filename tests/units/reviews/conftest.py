"""A review at a fixed instant."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import Cast
from tests.units.reviews.cast import NOW, Case


@pytest.fixture
def case(cast: Cast) -> Iterator[Case]:
    with time_machine.travel(NOW, tick=False):
        yield Case(cast)
