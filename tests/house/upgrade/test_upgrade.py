"""A county of an earlier release, as its dump has it, becomes one of this release, while its pages are being asked for."""

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from alerts.backups.services import contents
from alerts.backups.services.postgres import program
from scripts.stack.children import Command, Service, stop_together
from scripts.stack.ports import answers, free_port
from scripts.stack.stopping import StopRequest
from tests.database import address_of
from tests.house.upgrade.onlookers import PATHS, Onlookers
from units.accounts.session_store import SessionStore
from units.models import AuditEvent, AuditLink, Unit, User
from units.rows.rights import grant
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


@contextmanager
def served() -> Iterator[int]:
    """A web server of this release on the database this process works in, as the application's role; its port."""
    where, port, stop = connection.settings_dict, free_port(), StopRequest()
    # By the socket of a server of ours both roles come in; elsewhere only the owner's password is known.
    role = settings.DATABASE_APP_ROLE if where["HOST"].startswith("/") else ""
    env = os.environ | {
        "DATABASE_URL": re.sub(r"//[^:@/]+", f"//{role or where['USER']}", address_of(where["NAME"])),
        "DJANGO_SETTINGS_MODULE": "rostering.settings",
        "DJANGO_SECRET_KEY": settings.SECRET_KEY,
        "PHONE_KEYS": ",".join(settings.PHONE_KEYS),
        "ALLOWED_HOSTS": "localhost",
        "DEMO": "0",
        "DJANGO_DEBUG": "0",
        "SECURE_SSL_REDIRECT": "0",
    }
    gunicorn = [
        "gunicorn",
        "rostering.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--threads",
        "8",
    ]
    command = Command("web", [sys.executable, "-m", *gunicorn, "--no-control-socket"], env)
    web = Service(command, lambda _service: answers(port), quiet=True)
    try:
        web.wait_until_ready(stop)
        yield port
    finally:
        stop_together([web], stop)


def signed_in_before(username: str) -> str:
    """The key of a session of then: the account is asked for in what was there of its table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, password FROM units_user WHERE username = %s", [username])
        (pk, password) = cursor.fetchone()
    store = SessionStore()
    store[SESSION_KEY] = str(pk)
    store[BACKEND_SESSION_KEY] = "units.accounts.backends.Accounts"
    store[HASH_SESSION_KEY] = User(password=password).get_session_auth_hash()
    store.create()
    assert store.session_key
    return str(store.session_key)


@pytest.mark.slow
@pytest.mark.parametrize("earlier", RELEASES, indirect=True)
def test_a_dump_of_an_earlier_release_is_migrated_with_all_it_holds_while_people_look(
    earlier: dict[str, int], client: Client
) -> None:
    grant()
    assert client.get("/readyz").json()["reason"] == "migrations"
    with served() as port, Onlookers(port, signed_in_before("office")) as onlookers:
        onlookers.see_it_through()
        call_command("migrate", verbosity=0, interactive=False)
        onlookers.see_it_through()

    assert onlookers.wrong == []
    assert onlookers.seen["/", 503] > 0
    assert onlookers.last == dict.fromkeys(PATHS, 200)
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
