"""The schema as all migrations leave it, drawn into a file: an empty database begins with it in seconds and `migrate` adds only
what is newer. A hundred and forty migrations one by one take a minute of a processor (docs/decisions/0023)."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

FILE = Path(__file__).with_name("schema.json.gz")
# As many migrations may be newer than the file: each costs whoever begins half a second.
MOST_BEHIND = 12
# Names in the file are whole, and bodies of functions name tables that come later in it.
ALONE = "SET LOCAL check_function_bodies = false; SELECT set_config('search_path', '', true);"


@dataclass(frozen=True)
class Drawn:
    """`applied`: (app, migration), sorted; `sql`: what they come to in a database without a single table."""

    applied: tuple[tuple[str, str], ...]
    sql: str

    def write(self, file: Path) -> None:
        text = json.dumps({"applied": self.applied, "sql": self.sql}, ensure_ascii=False)
        file.write_bytes(gzip.compress(text.encode(), mtime=0))

    @classmethod
    def read(cls, file: Path) -> "Drawn":
        held = json.loads(gzip.decompress(file.read_bytes()))
        return cls(tuple((app, name) for app, name in held["applied"]), held["sql"])


def behind() -> int:
    """How many migrations are newer than the file."""
    return len(MigrationLoader(None).disk_migrations.keys() - set(Drawn.read(FILE).applied))


def begin(using: str) -> bool:
    """Gives a database without tables those of the file; whether it did. It doesn't where a migration of the file is no longer
    among ours: then they run from the first one on."""
    connection = connections[using]
    if connection.introspection.table_names():
        return False
    drawn = Drawn.read(FILE)
    ours = MigrationLoader(None).disk_migrations
    # One that takes the place of earlier ones is noted under their names, too.
    replaced = {earlier for migration in ours.values() for earlier in migration.replaces}
    if not set(drawn.applied) <= ours.keys() | replaced:
        return False
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute(ALONE + drawn.sql)
        cursor.execute("SET LOCAL search_path TO DEFAULT")
        recorder = MigrationRecorder(connection)
        recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in drawn.applied)
    return True
