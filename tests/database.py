"""The migrated database: made once, and copied by every worker for its tests."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

PREFIX = "migrated_"
# Any number that nobody else takes: workers wait for whoever migrates.
TURN = 20260610


def template() -> str:
    """The name of a database in which all migrations have run; they run now if nobody has run them on this server."""
    wanted = PREFIX + _digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [wanted])
        if cursor.fetchone() is None:
            _migrate(cursor, wanted)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])
    return wanted


def _migrate(cursor: Any, name: str) -> None:
    """Under a name of its own until it is whole."""
    unfinished = f"{PREFIX}unfinished"
    cursor.execute(f'DROP DATABASE IF EXISTS "{unfinished}"')
    cursor.execute(f'CREATE DATABASE "{unfinished}"')
    with _connected_to(unfinished):
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _digest() -> str:
    """Of all that brings a database to the present schema: our migrations, and the libraries that bring some along."""
    root = Path(settings.BASE_DIR)
    files = [root / "requirements.txt", *sorted(root.glob("*/migrations/*.py"))]
    text = "\0".join(f"{file.relative_to(root)}\0{file.read_text()}" for file in files)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def address_of(name: str) -> str:
    """The address of another database of this server, as its owner."""
    return re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"], count=1)
