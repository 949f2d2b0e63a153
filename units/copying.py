"""Many rows in one statement, for a fraction of what Django's own takes; every constraint and trigger is checked alike."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from io import StringIO
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

COPY = "COPY {table} ({columns}) FROM STDIN"
NULL = "\\N"
# COPY's own escapes; a backslash first.
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Text = Callable[[Any], str]


def copy_in(rows: Iterable[models.Model]) -> int:
    """Inserts unsaved rows of one model. Returns how many. Keys that the database draws are not set on the rows.

    Like `bulk_create`: no signals, no `save()`. Raises IntegrityError as INSERT does.
    """
    rows = list(rows)
    if not rows:
        return 0
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not _is_drawn(field, rows)]
    columns_of = [(_text_of(field), _value_of(field)) for field in fields]
    buffer = StringIO()
    for row in rows:
        values = ((text, of(row)) for text, of in columns_of)
        buffer.write("\t".join(NULL if value is None else text(value) for text, value in values))
        buffer.write("\n")
    buffer.seek(0)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(COPY.format(table=quote(model._meta.db_table), columns=columns), buffer)
    return len(rows)


def array_of(items: Iterable[object]) -> str:
    """An array literal of numbers and keys, which need no quotes; None is NULL. For thousands, each of which would be adapted."""
    return f"{{{','.join('NULL' if item is None else str(item) for item in items)}}}"


UPDATE = "UPDATE {table} AS t SET {set} FROM unnest({arrays}) AS v(id, {columns}) WHERE t.id = v.id"


def update_in(rows: Sequence[models.Model], names: Sequence[str]) -> int:
    """Writes the named fields of saved rows of one model, none of them an array. Returns how many there still were.

    Like `bulk_update`, whose condition per row and field takes the database longer to read than to carry out.
    """
    if not rows:
        return 0
    meta = type(rows[0])._meta
    wanted = {meta.pk.name, *names}
    fields = sorted(
        (field for field in meta.concrete_fields if field.name in wanted), key=lambda field: not field.primary_key
    )
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in fields[1:]]
    sql = UPDATE.format(
        table=quote(meta.db_table),
        set=", ".join(f"{column} = v.{column}" for column in columns),
        # Without its length: a cast to varchar(12) cuts what the column itself would refuse.
        arrays=", ".join(f"%s::{str(field.db_type(connection)).split('(')[0]}[]" for field in fields),
        columns=", ".join(columns),
    )
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _is_drawn(field: "models.Field[Any, Any]", rows: Sequence[models.Model]) -> bool:
    """Whether the database fills the column by itself."""
    is_left = field.has_db_default() and all(isinstance(getattr(row, field.attname), DatabaseDefault) for row in rows)
    return is_left or isinstance(field, models.AutoField)


def _value_of(field: "models.Field[Any, Any]") -> Callable[[models.Model], Any]:
    """What a row has for the field; only fields that fill themselves in are asked."""
    if (
        getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        or isinstance(field, models.FileField)
        # A field whose class says how it is saved.
        or "pre_save" in vars(type(field))
    ):
        return lambda row: field.pre_save(row, True)
    return attrgetter(field.attname)


def _text_of(field: "models.Field[Any, Any]") -> Text:
    """How a value of the field is written for COPY."""
    if isinstance(field, ArrayField):
        return lambda items: f"{{{','.join(map(_quoted, items))}}}".translate(ESCAPES)
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, cls=field.encoder, ensure_ascii=False).translate(ESCAPES)
    if isinstance(field, models.DateField):
        return date.isoformat if not isinstance(field, models.DateTimeField) else datetime.isoformat
    if isinstance(field, models.BooleanField):
        return lambda value: "t" if value else "f"
    if isinstance(field, models.CharField | models.TextField):
        # A field whose class says what is stored for a text.
        stored = field.get_prep_value if "get_prep_value" in vars(type(field)) else str
        return lambda value: str(stored(value)).translate(ESCAPES)
    return str


def _quoted(item: object) -> str:
    """An element of an array literal."""
    text = str(item).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
