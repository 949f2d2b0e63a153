"""What belongs to a backup besides the dump: files that rows name, and the figures by which a restore is judged."""

import hashlib
import hmac
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField
from psycopg2 import sql

from alerts.backups.services.postgres import WITHOUT_ROWS


def stored_files() -> Iterator[tuple[str, Storage]]:
    """(name, storage) of every file that a row of ours names."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                names = model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                yield from ((name, field.storage) for name in names.distinct().order_by(field.name).iterator())


def row_counts() -> dict[str, int]:
    """Table → rows, counted one by one: estimates would be no proof."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if name not in WITHOUT_ROWS]
        counts = [
            sql.SQL("SELECT {}, count(*) FROM {}").format(sql.Literal(name), sql.Identifier(name)) for name in tables
        ]
        if counts:
            cursor.execute(sql.SQL(" UNION ALL ").join(counts).as_string(cursor.connection))
        return dict(cursor.fetchall()) if counts else {}


def extensions() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1")
        return tuple(name for (name,) in cursor.fetchall())


def server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def applied_migrations() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return {app: tuple(names) for app, names in found.items()}


def known_migrations() -> dict[str, set[str]]:
    """Those that this release brings along, the ones that others were squashed into among them."""
    known: dict[str, set[str]] = {}
    for (app, name), migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items():
        known.setdefault(app, set()).update({name, *(replaced for _app, replaced in migration.replaces)})
    return known


def release() -> str:
    with (Path(settings.BASE_DIR) / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def pepper_digest() -> str:
    return hmac.new(settings.TOKEN_PEPPER.encode(), b"backup", hashlib.sha256).hexdigest()[:16]
