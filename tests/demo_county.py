"""The demo county as tests find it: on 10 June 2026, seeded once and put back for every file that asks for it."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from rostering.demo.county import NAME
from rostering.demo.seed import GROWING, seed_demo
from tests.factories import at
from tests.snapshots import EMPTY, SNAPSHOTS
from units.db import analyze
from units.models import County

NOW = at("2026-06-10 10:00")
PASSWORD = "demo-password-1"


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rolled back when the file is done; each of its tests rolls back to this."""
    with django_db_blocker.unblock(), transaction.atomic():
        SNAPSHOTS.state = EMPTY
        SNAPSHOTS.built("demo", lambda: seed_demo(seed=1, password=PASSWORD, now=NOW).added)
        analyze(*GROWING)
        with connection.cursor() as cursor:
            # What would be checked at commit, once instead of after each test.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def county(demo: None, db: None) -> County:
    return County.objects.get(name=NAME)
