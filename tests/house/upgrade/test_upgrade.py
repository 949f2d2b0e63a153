"""A county of an earlier release, as its dump has it, becomes one of this release."""

import gzip
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from alerts.backups.services import contents
from alerts.backups.services.postgres import program
from units.models import AuditEvent, AuditLink, Unit
from units.sealing.services import check_chain, seal_waiting

HERE = Path(__file__).parent
RELEASES = sorted(path.name for path in HERE.glob("*.sql.gz"))


@pytest.fixture
def earlier(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[dict[str, int]]:
    """The dump named by the parameter, loaded into a database that this process works in; rows of each table."""
    usual, where = connection.settings_dict["NAME"], connection.settings_dict
    name = f"upgrade_{os.getpid()}"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        connection.close()
        env = {
            "PATH": os.defpath,
            "LC_ALL": "C",
            "PGHOST": where["HOST"],
            "PGPORT": str(where["PORT"]),
            "PGUSER": where["USER"],
        }
        command: list[str | Path] = [program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", name]
        dump = gzip.decompress((HERE / request.param).read_bytes())
        subprocess.run(
            command, input=dump, check=True, capture_output=True, env=env | {"PGPASSWORD": where["PASSWORD"]}
        )
        connection.settings_dict["NAME"] = name
        try:
            yield contents.row_counts()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.parametrize("earlier", RELEASES, indirect=True)
def test_a_dump_of_an_earlier_release_is_migrated_with_all_it_holds(earlier: dict[str, int], client: Client) -> None:
    assert client.get("/readyz").json()["reason"] == "migrations"
    call_command("migrate", verbosity=0, interactive=False)

    assert client.get("/readyz").json() == {"ready": True}
    now = contents.row_counts()
    kept = {table for table in earlier if table.startswith(("units_", "rostering_"))} & now.keys()
    assert {table: (earlier[table], now[table]) for table in kept if now[table] < earlier[table]} == {}
    assert Unit.objects.count() == earlier["units_unit"] > 0
    assert client.get("/login/").status_code == 200
    # What was recorded before there was a chain is sealed.
    seal_waiting(now=timezone.now())
    assert AuditLink.objects.count() == AuditEvent.objects.count() > 0
    assert {
        check_chain(chain, now=timezone.now()).trouble for chain in AuditLink.objects.values_list("chain", flat=True)
    } == {""}
