"""An empty database begins with the drawn schema; it has to be what the migrations make, one by one."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from alerts.backups.services import contents
from alerts.backups.services.postgres import schema
from alerts.management.commands.draw_schema import migrated_apart
from units.rows import schema as drawing


@pytest.fixture
def apart(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[drawing.Drawn]:
    """Of a database made one by one, which is the connection's."""
    with django_db_blocker.unblock(), migrated_apart() as drawn:
        yield drawn


@pytest.mark.slow
def test_what_is_drawn_is_what_the_migrations_make(apart: drawing.Drawn, capsys: pytest.CaptureFixture[str]) -> None:
    held = drawing.Drawn.read(drawing.FILE)
    assert set(held.applied) <= set(apart.applied)
    assert drawing.behind() == len(apart.applied) - len(held.applied)
    call_command("draw_schema", check=True)
    filled = {table for table, rows in contents.row_counts().items() if rows}
    assert filled <= {"auth_permission", "django_content_type", "django_migrations"}, "a schema has no rows"
    assert drawing.begin("default") is False, "a database with tables keeps them"

    anew()
    call_command("migrate", interactive=False, verbosity=1)
    assert "as drawn" in capsys.readouterr().out
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert settled(schema()) == settled(apart.sql)


def settled(sql: str) -> list[str]:
    """The statements as PostgreSQL says them of what was made by statements: its first saying of a check is more wordy."""
    anew()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(drawing.ALONE + sql)
    return sorted(schema().split(";\n"))


def anew() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE EXTENSION btree_gist")


def test_a_file_of_other_migrations_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's branch has renamed one: they run from the first one on."""
    foreign = drawing.Drawn((("units", "0001_schema"), ("units", "0999_of_another_branch")), "SELECT 1 / 0")
    monkeypatch.setattr(drawing.Drawn, "read", classmethod(lambda _cls, _file: foreign))
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert drawing.begin("default") is False
