"""What has been done to the database beside the state directory, so that it is done once."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from scripts.stack.children import Command, run_step, say
from scripts.stack.layout import ROOT, Layout
from scripts.stack.stopping import StopRequest

MARKERS = (MIGRATED, SEEDED) = ("migrated", "demo-seeded")
"""Files in the state directory that say what has been done to the database beside them."""
UNDOING = frozenset({"migrate", "flush", "dbshell", "sqlflush", "restore"})
"""Commands after which the markers may no longer be true."""
OWNERS = UNDOING | {"makemigrations", "draw_schema"}
"""Commands that work as the role that owns the tables."""


def migrate_once(layout: Layout, env: Mapping[str, str], stop: StopRequest) -> None:
    """Brings the local database to the present schema; reads a file when it is there already."""
    wanted = fingerprint(database_of(env), _migrations())
    if not done(layout, MIGRATED, wanted):
        say("Preparing the database …")
        migrate(layout, env, stop)
        remember(layout, MIGRATED, wanted)


def migrate(layout: Layout, env: Mapping[str, str], stop: StopRequest) -> None:
    manage_step(layout, env, stop, "migrate", "--noinput", "--verbosity", "0")


def manage_step(layout: Layout, env: Mapping[str, str], stop: StopRequest, *arguments: str) -> None:
    argv: list[str | Path] = [layout.python, "manage.py", *arguments]
    run_step(Command(f"manage.py {arguments[0]}", argv, env), stop)


def done(layout: Layout, marker: str, wanted: str) -> bool:
    path = layout.state / marker
    return path.exists() and path.read_text() == wanted


def remember(layout: Layout, marker: str, wanted: str) -> None:
    (layout.state / marker).write_text(wanted)


def forget(layout: Layout) -> None:
    for marker in MARKERS:
        (layout.state / marker).unlink(missing_ok=True)


def database_of(env: Mapping[str, str]) -> str:
    """The database without where its socket happens to lie."""
    return env["DATABASE_URL"].partition("?")[0]


def fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _migrations() -> str:
    """What brings a database to the present schema: our migrations, and the libraries that bring some along."""
    files = [ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))]
    return "\0".join(f"{file.name}\0{file.read_text()}" for file in files)
