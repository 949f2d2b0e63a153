"""Fills `words` of rows written before there were any: with what the rows they name are called today.

Older names are not known any more, except those that revisions have carried all along.
"""

from collections.abc import Callable, Mapping
from typing import Any

from psycopg2 import sql

PERSON = ("units_person", ("name", "position"))
UNIT = ("units_unit", ("code", "name", "short_name", "protocol_order"))
USER = ("units_user", ("first_name", "username"))
PERIOD = ("rostering_dutyperiod", ("name",))

Named = tuple[str, tuple[str, ...]]


def json_of(named: Named, key: str) -> str:
    table, columns = named
    pairs = ", ".join(f"'{column}', {column}" for column in columns)
    return f"(SELECT jsonb_build_object('id', id::text, {pairs}) FROM {table} WHERE id = {key})"  # noqa: S608


def fill(tables: Mapping[str, Mapping[str, Named]], *more: str) -> Callable[[Any, Any], None]:
    """An operation for RunPython: words of every relation of every table, then the statements of `more`.

    No trigger of the tables fires: what was called what is no change of the row, and append-only rows take it too.
    """

    def filled(_apps: Any, schema_editor: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            # A table can't be altered while deferred checks of its rows wait.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for table, relations in tables.items():
                pairs = ", ".join(f"'{name}', {json_of(named, f'{name}_id')}" for name, named in relations.items())
                filled_in = sql.SQL("UPDATE {} SET words = jsonb_strip_nulls(jsonb_build_object({}))")
                statement_of = filled_in.format(sql.Identifier(table), sql.SQL(pairs))
                cursor.execute(statement_of.as_string(schema_editor.connection.connection))
            for statement in more:
                cursor.execute(statement)
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    return filled
