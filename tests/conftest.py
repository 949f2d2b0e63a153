"""What every test may use."""

import pytest

from tests.factories import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The small county of tests/factories.py."""
    return make_cast()
