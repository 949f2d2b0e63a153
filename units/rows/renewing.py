"""Every place where cipher stands, and how it is sealed anew, batch by batch, while everybody goes on working."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection

from units.db import write
from units.rows.ciphers import MARK, keyring
from units.rows.sealed import SealedField, SealedFileField, SealedJSONField

BATCH = 500
KEY_TYPE = "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'id'"
# `where` tells apart what is still to do; rows that come in meanwhile are written as they should be.
NEXT = "SELECT id::text, {read} FROM {table} AS t WHERE {where} AND id > %s ORDER BY id LIMIT %s"
FIRST = "SELECT id::text, {read} FROM {table} AS t WHERE {where} ORDER BY id LIMIT %s"
# Whoever has changed the text since it was read has sealed it anew: theirs stays.
UPDATE = """
    UPDATE {table} AS t SET {column} = {written}
    FROM unnest(%s::{key_type}[], %s::text[], %s::text[]) AS v(id, was, becomes) WHERE t.id = v.id AND {read} = v.was
"""
KEY_NAMES = "SELECT DISTINCT split_part({read}, '$', 4) FROM {table} AS t WHERE {where}"
COUNT = "SELECT count(*) FROM {table} AS t WHERE {where}"


@dataclass(frozen=True, slots=True)
class Place:
    """A column with sealed texts, or a text within its JSON. `findable`: sealed with a digest."""

    table: str
    column: str
    path: tuple[str, ...] = ()
    findable: bool = True

    def __str__(self) -> str:
        return ".".join((self.table, self.column, *self.path))

    @property
    def read(self) -> str:
        return f"t.{self.column} #>> '{{{','.join(self.path)}}}'" if self.path else f"t.{self.column}"

    @property
    def written(self) -> str:
        return (
            f"jsonb_set(t.{self.column}, '{{{','.join(self.path)}}}', to_jsonb(v.becomes))"
            if self.path
            else "v.becomes"
        )

    @property
    def plain(self) -> str:
        return f"({self.read}) <> '' AND ({self.read}) NOT LIKE '{MARK}%%'"

    @property
    def sealed(self) -> str:
        return f"({self.read}) LIKE '{MARK}%%'"

    @property
    def of_another_key(self) -> str:
        """Plain texts too: they have no key's name."""
        return f"({self.read}) <> '' AND split_part({self.read}, '$', 4) <> '{keyring().first.name}'"


def places() -> Iterator[Place]:
    """Sealed columns of every model, and what models say of their JSON by `sealed_within` (column → path)."""
    for model in apps.get_models():
        table = model._meta.db_table
        if model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, SealedField | SealedJSONField | SealedFileField):
                yield Place(table, field.attname, findable=isinstance(field, SealedField))
        within: dict[str, tuple[str, ...]] = getattr(model, "sealed_within", {})
        for column, path in within.items():
            yield Place(table, column, path)


def renew(place: Place) -> int:
    """Everything there that isn't sealed under the first key. Returns how many; interrupted, it goes on where it was."""
    return rewrite(
        place, place.of_another_key, lambda text: keyring().seal(keyring().open(text), to_be_found=place.findable)
    )


def key_names(place: Place) -> set[str]:
    """Of the keys under which texts there are sealed."""
    with connection.cursor() as cursor:
        cursor.execute(KEY_NAMES.format(table=place.table, read=place.read, where=place.sealed.replace("%%", "%")))
        return {name for (name,) in cursor.fetchall()}


def left(place: Place) -> int:
    """How many texts there aren't sealed under the first key."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(table=place.table, where=place.of_another_key))
        return int(cursor.fetchone()[0])


def rewrite(place: Place, where: str, change: Callable[[str], str]) -> int:
    """Texts of `place` for which the SQL `where` holds become what `change` makes of them."""
    done, last = 0, ""
    with connection.cursor() as cursor:
        cursor.execute(KEY_TYPE, [place.table])
        key_type: str = cursor.fetchone()[0]
    while True:
        rows = _read(place, where, last)
        if not rows:
            return done
        done += _written(place, key_type, [(key, text, change(text)) for key, text in rows])
        last = rows[-1][0]


def _read(place: Place, where: str, last: str) -> list[tuple[str, str]]:
    """The next batch after the row `last`."""
    statement = (NEXT if last else FIRST).format(table=place.table, read=place.read, where=where)
    with connection.cursor() as cursor:
        cursor.execute(statement, [last, BATCH] if last else [BATCH])
        found: list[tuple[str, str]] = cursor.fetchall()
        return found


@write
def _written(place: Place, key_type: str, rows: list[tuple[str, str, str]]) -> int:
    """No trigger fires: sealed anew a row says what it said, so that nobody has to fetch or draw it again."""
    statement = UPDATE.format(
        table=place.table, column=place.column, written=place.written, read=f"({place.read})", key_type=key_type
    )
    columns: list[Any] = [list(column) for column in zip(*rows, strict=True)]
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(statement, columns)
        return int(cursor.rowcount)
