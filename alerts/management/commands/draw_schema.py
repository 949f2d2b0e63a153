"""`manage.py draw_schema`: units/rows/schema.json.gz from the migrations, run one by one in a database of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from alerts.backups.services.postgres import schema
from units.management.endings import SentenceCommand
from units.rows.schema import FILE, MOST_BEHIND, Drawn, behind


class Command(SentenceCommand):
    help = "Draws the schema that an empty database begins with, from the migrations (a minute; as the owner of the tables)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="draw nothing; fail when the file is too far behind")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            late = behind()
            self.stdout.write(f"{FILE}: {late} migrations are newer, {MOST_BEHIND} may be.")
            if late > MOST_BEHIND:
                raise CommandError("Run `make schema` and commit the file.")
            return
        with migrated_apart() as drawn:
            drawn.write(FILE)
        self.stdout.write(f"{FILE}: {len(drawn.applied)} migrations, {FILE.stat().st_size:,} bytes")


@contextmanager
def migrated_apart() -> Iterator[Drawn]:
    """What the migrations come to, one by one, in a database that is there meanwhile and is the connection's."""
    usual, name = connection.settings_dict["NAME"], f"schema_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", one_by_one=True, interactive=False, verbosity=0)
        yield Drawn(tuple(sorted(MigrationRecorder(connection).applied_migrations())), schema())
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
