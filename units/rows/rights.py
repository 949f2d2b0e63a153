"""What the application's own role may do in the database: everything but change what only ever grows.

Triggers refuse the same, but whoever can run SQL as the role that owns the tables can switch them off. So migrations run as
the owner, the application as a role without these rights (`DATABASE_APP_ROLE`, docs/decisions/0017).
"""

from collections.abc import Iterator
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from psycopg2 import sql

EVERYTHING = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)


def append_only() -> Iterator[type[models.Model]]:
    """Models whose rows no trigger lets anybody change or delete."""
    for model in apps.get_models():
        if any(_refuses_all(trigger) for trigger in getattr(model._meta, "triggers", ())):
            yield model


def partly_changed() -> Iterator[tuple[type[models.Model], tuple[str, ...]]]:
    """Models whose rows stay, with the only columns that may change (`changing_columns`)."""
    for model in apps.get_models():
        columns: tuple[str, ...] | None = getattr(model, "changing_columns", None)
        if columns:
            yield model, columns


def grant(*, using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """After every migration, as the owner; does nothing where the settings name no role."""
    role = settings.DATABASE_APP_ROLE
    if not role:
        return
    with connections[using].cursor() as cursor:
        # On the way to an earlier or later release some tables aren't there.
        there = set(connections[using].introspection.table_names(cursor))
        for statement in _statements(there):
            cursor.execute(statement.format(role=sql.Identifier(role)).as_string(cursor.connection))


def _statements(there: set[str]) -> Iterator[sql.SQL]:
    yield from map(sql.SQL, EVERYTHING)
    kept: dict[str, tuple[str, ...]] = {model._meta.db_table: () for model in append_only()}
    kept |= {model._meta.db_table: columns for model, columns in partly_changed()}
    for table in sorted(there & kept.keys()):
        yield sql.SQL(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {{role}}")
        if kept[table]:
            yield sql.SQL(f"GRANT UPDATE ({', '.join(kept[table])}) ON {table} TO {{role}}")


def _refuses_all(trigger: pgtrigger.Trigger) -> bool:
    refused = pgtrigger.Update | pgtrigger.Delete
    return (
        isinstance(trigger, pgtrigger.Protect) and str(trigger.operation) == str(refused) and trigger.condition is None
    )
