"""What every test may use."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests import audit_words, chains, database
from tests.factories import Cast, make_cast
from tests.snapshots import SNAPSHOTS
from units.counties.remembered import forget_all
from units.setup.queries import KNOWN

# How fast a loaded machine draws examples says nothing about the code.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, then those with many: workers that share the files end at about the same time."""
    slow, many = Counter[Path](), Counter[Path]()
    for item in items:
        slow[item.path] += item.get_closest_marker("slow") is not None
        many[item.path] += 1
    items.sort(key=lambda item: (slow[item.path] == 0, -many[item.path], item.path))


def pytest_collection_finish() -> None:
    """Whatever a test plays, what it leaves in the audit trail has words; and its clients share what they can."""
    audit_words.watch()
    chains.share()


@pytest.fixture(autouse=True)
def own_language() -> None:
    """A page read in English leaves the thread in English: each test starts in the language of the settings."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def own_rows() -> Iterator[None]:
    """What one test has found in the database says nothing of what the next one finds."""
    forget_all()
    yield
    SNAPSHOTS.state = None


@pytest.fixture(autouse=True)
def set_up_already() -> None:
    """Most tests are of a county in use, on a database as empty as they need it; those of /setup/ say otherwise."""
    KNOWN.is_set_up = True


@pytest.fixture
def cast(db: None) -> Cast:
    """The small county of tests/factories.py."""
    return make_cast()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The worker's database begins as a copy of the migrated one."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = database.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Before the database is dropped, threads that a test has left behind lose their connections to it."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            # A vacuum of the server's own is nobody's to end, and gives way by itself.
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
