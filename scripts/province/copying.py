"""The same county many times, by SQL: each copy has ids and codes of its own and nothing else in common.

Rows are written as a year writes them: month by month, in each of them county by county.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, models, transaction
from psycopg2 import sql

from alerts.models import Check, DutyReminder, Notification
from rostering.models import (
    Assignment,
    CalendarDay,
    DutyPeriod,
    PolicyPhase,
    PolicyPost,
    PolicyVersion,
    Roster,
    Shift,
    ShiftPhase,
    UnitStaffing,
)
from units.models import County, CountySettings, Person, Unit, UnitTier, User

ONCE: tuple[type[models.Model], ...] = (
    County, CountySettings, Unit, UnitTier, Person, User, CalendarDay, PolicyVersion, PolicyPost, PolicyPhase,
    UnitStaffing, DutyPeriod, Roster,
)  # fmt: skip
OF_A_MONTH: Mapping[type[models.Model], str] = {
    Shift: "t.period_id = %(period)s",
    ShiftPhase: "t.shift_id IN (SELECT id FROM rostering_shift WHERE period_id = %(period)s)",
    Assignment: "t.shift_id IN (SELECT id FROM rostering_shift WHERE period_id = %(period)s)",
    DutyReminder: "t.shift_id IN (SELECT id FROM rostering_shift WHERE period_id = %(period)s)",
    Check: "t.period_id = %(period)s",
    Notification: "t.object_id = %(period)s",
}
COPIED = frozenset({*ONCE, *OF_A_MONTH})
# What must be once in the whole database and names no row.
CODES = {(County, "code"), (User, "username"), (Notification, "dedupe_key")}
# Numbers of one county stay below this; those of its copies follow each other at this distance.
STRIDE = 1_000_000


def copy_county(copies: int) -> None:
    """Makes `copies` more of the only county there is. Its tables' triggers are off meanwhile."""
    periods = list(DutyPeriod.objects.order_by("first_day").values_list("pk", flat=True))
    with transaction.atomic(), _bare():
        for model in ONCE:
            _copy(model, copies, "TRUE", {})
        for period in periods:
            for model, condition in OF_A_MONTH.items():
                _copy(model, copies, condition, {"period": period})
    for model in COPIED:
        _go_on_behind(model)


def id_of_copy(original: UUID, number: int) -> UUID:
    """The id of what `original` became in a copy."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(%s || %s)::uuid", [str(number), str(original)])
        found: UUID = cursor.fetchone()[0]
        return found


def _copy(model: type[models.Model], copies: int, condition: str, values: Mapping[str, UUID]) -> None:
    columns = [(field.column, _expression(model, field)) for field in model._meta.concrete_fields]
    statement = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {values} FROM {table} t CROSS JOIN generate_series(1, %(copies)s) AS copy(n)"
        " WHERE {condition} ORDER BY copy.n"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        names=sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns),
        values=sql.SQL(", ").join(expression for _, expression in columns),
        condition=sql.SQL(condition),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "copies": copies})


def _expression(model: type[models.Model], field: "models.Field[object, object]") -> sql.Composable:
    """What a copy has in this column."""
    column = sql.SQL("t.{}").format(sql.Identifier(field.column))
    if (model, field.column) in CODES:
        return sql.SQL("{} || '-' || copy.n").format(column)
    target = field.related_model if field.is_relation else model if field.primary_key else None
    if (target not in COPIED and field.column != "object_id") or not isinstance(field, models.Field):
        return column
    kind = target._meta.pk.get_internal_type() if isinstance(target, type) else "UUIDField"
    if target is CountySettings or kind == "UUIDField":
        return sql.SQL("md5(copy.n || {}::text)::uuid").format(column)
    return sql.SQL("{} + copy.n * {}").format(column, sql.Literal(STRIDE))


def _go_on_behind(model: type[models.Model]) -> None:
    """New rows get numbers behind those of the copies."""
    if isinstance(model._meta.pk, models.AutoField):
        table, column = model._meta.db_table, model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), max({})) FROM {}").format(
                    sql.Identifier(column), sql.Identifier(table)
                ),
                [table, column],
            )


@contextmanager
def _bare() -> Iterator[None]:
    """Large tables without indexes and foreign keys, all without triggers: built at once they cost a third."""
    large = [model._meta.db_table for model in OF_A_MONTH]
    every = [model._meta.db_table for model in COPIED]
    again = [statement for table in large for statement in _definitions(table)]
    for table in every:
        _run("ALTER TABLE {} DISABLE TRIGGER USER", table)
    for table, kind, name, _definition in again:
        _run("DROP INDEX {1}" if kind == "index" else "ALTER TABLE {0} DROP CONSTRAINT {1}", table, name)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _table, _kind, _name, definition in again:
            cursor.execute(definition)
    for table in every:
        _run("ALTER TABLE {} ENABLE TRIGGER USER", table)


def _definitions(table: str) -> Sequence[tuple[str, str, str, str]]:
    """(table, kind, name, statement that makes it again) of all but what other tables refer to; foreign keys are not checked
    again for rows that are there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conrelid::regclass::text, 'constraint', conname, format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s%%s',
                conrelid::regclass, conname, pg_get_constraintdef(oid), CASE contype WHEN 'f' THEN ' NOT VALID' ELSE '' END)
            FROM pg_constraint WHERE conrelid = %(table)s::regclass AND contype IN ('f', 'x', 'u')
            UNION ALL
            SELECT tablename, 'index', indexname, indexdef FROM pg_indexes i
            WHERE tablename = %(table)s AND NOT EXISTS (
                SELECT FROM pg_constraint c WHERE c.conindid = format('%%I', i.indexname)::regclass)
            """,
            {"table": table},
        )
        return [(table, kind, name, definition) for table, kind, name, definition in cursor.fetchall()]


def _run(statement: str, *names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
