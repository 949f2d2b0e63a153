"""What every test may use."""

import hypothesis
import pytest
from django.utils import translation

from tests.factories import Cast, make_cast

# How fast a loaded machine draws examples says nothing about the code.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("patient")


@pytest.fixture(autouse=True)
def own_language() -> None:
    """A page read in English leaves the thread in English: each test starts in the language of the settings."""
    translation.deactivate()


@pytest.fixture
def cast(db: None) -> Cast:
    """The small county of tests/factories.py."""
    return make_cast()
