"""PostgreSQL's own programs, told by the environment where the database is: no password stands among their arguments."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from units.errors import RuleViolation

# They take part in none of what the application keeps: somebody signed in then isn't signed in after a restore.
WITHOUT_ROWS = ("django_session",)
# What belongs to whoever made the database, who may be somebody else than we are.
NOT_OURS = (" EXTENSION ", " SCHEMA ", " ACL ")


def dump(target: Path, *, snapshot: str) -> None:
    """Writes the database as `snapshot` sees it, in pg_dump's custom format. Raises RuleViolation `pg_failed`."""
    left_out = [f"--exclude-table-data={name}" for name in WITHOUT_ROWS]
    arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *left_out]
    _run("pg_dump", [*arguments, f"--file={target}"])


def load(source: Path, *, is_replacing: bool) -> None:
    """All of the dump in one transaction, or nothing. Raises RuleViolation `pg_failed`."""
    listed = _run("pg_restore", ["--list", str(source)]).splitlines()
    wanted = source.with_suffix(".list")
    wanted.write_text("\n".join(line for line in listed if not any(kind in line for kind in NOT_OURS)))
    clean = ["--clean", "--if-exists"] if is_replacing else []
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments", *clean]
    _run("pg_restore", [*options, f"--use-list={wanted}", "--dbname", _environ()["PGDATABASE"], str(source)])


def schema() -> str:
    """Tables, indexes, functions and triggers without a row, as statements for a database that has none of them, whatever its
    version. Raises RuleViolation `pg_failed`."""
    lines = _run("pg_dump", ["--schema-only", "--no-owner", "--no-privileges"]).splitlines()
    # What stands before the first object are settings, some of which an older server doesn't know.
    first = next(number for number, line in enumerate(lines) if line.startswith("CREATE "))
    # Words for psql, and what only the extension's owner may say.
    left_out = ("\\", "COMMENT ON EXTENSION")
    return "\n".join(line for line in lines[first:] if not line.startswith(left_out))


def version_of(name: str) -> str:
    """What the program says of itself. Raises RuleViolation as `program`, `pg_failed`."""
    return _run(name, ["--version"])


def program(name: str) -> Path:
    """PG_BIN, then PATH, then Debian's places, the newest first. Raises RuleViolation `pg_program_missing`."""
    places = [Path(settings.PG_BIN)] if settings.PG_BIN else []
    on_path = shutil.which(name)
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    places += [*debian, *([Path(on_path).parent] if on_path else [])]
    found = next((place / name for place in places if (place / name).exists()), None)
    if found is None:
        message = _("找不到 %(name)s，请安装 PostgreSQL 客户端或用 PG_BIN 写明其目录") % {"name": name}
        raise RuleViolation("pg_program_missing", message)
    return found


def _major(place: Path) -> int:
    return int(place.parent.name) if place.parent.name.isdigit() else 0


def _run(name: str, arguments: Sequence[str]) -> str:
    command: list[str | Path] = [program(name), *arguments]
    # The program is found above, the arguments are ours, no shell reads them.
    result: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603
        command, check=False, capture_output=True, text=True, env=_environ()
    )
    if result.returncode != 0:
        words = {"name": name, "why": (result.stderr.strip().splitlines() or [str(result.returncode)])[0]}
        raise RuleViolation("pg_failed", _("%(name)s 未完成：%(why)s") % words)
    return result.stdout


def _environ() -> Mapping[str, str]:
    """libpq's variables for the database of the settings, and a locale that exists everywhere."""
    where = connection.settings_dict
    given = {
        "PGHOST": where["HOST"],
        "PGPORT": where["PORT"],
        "PGUSER": where["USER"],
        "PGPASSWORD": where["PASSWORD"],
        "PGSSLMODE": where.get("OPTIONS", {}).get("sslmode", ""),
        "PGSSLROOTCERT": where.get("OPTIONS", {}).get("sslrootcert", ""),
        "PGDATABASE": where["NAME"],
    }
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"} | {
        name: str(value) for name, value in given.items() if value
    }
