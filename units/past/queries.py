"""The database as it stood at an instant, for whatever reads it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import NotSupportedError, connection, transaction

from units.past.models import PastRow

# Found before the table of the same name: what has changed since as it was, the rest as it is. Columns that came later read
# as they are now. The first by number is the oldest change: a row's changes wait for each other, while who began first may
# come last.
STOOD = """
    "{table}" AS NOT MATERIALIZED (
        SELECT live.* FROM public."{table}" live WHERE live.id NOT IN (
            SELECT key::{key_type} FROM public.units_pastrow
            WHERE county_id = '{county}' AND source = '{table}' AND until > '{instant}'
        )
        UNION ALL
        SELECT past.* FROM (
            SELECT DISTINCT ON (key) key::{key_type} AS key, was FROM public.units_pastrow
            WHERE county_id = '{county}' AND source = '{table}' AND until > '{instant}' ORDER BY key, id
        ) first
        LEFT JOIN public."{table}" live ON live.id = first.key
        CROSS JOIN LATERAL jsonb_populate_record(live, first.was) past
        WHERE first.was IS NOT NULL
    )
"""
READS = re.compile(r"\s*\(*SELECT ", re.IGNORECASE)
OF_TRANSACTIONS = re.compile(r"SAVEPOINT |RELEASE SAVEPOINT |ROLLBACK TO SAVEPOINT ")


@contextmanager
def known_at(instant: datetime, county_id: UUID) -> Iterator[None]:
    """What is read of a county inside reads as it stood at `instant`, tables that are remembered (`remembering`), others and
    those of other counties as they are.

    For reading alone, and evaluated inside: nothing read here may be kept for others under today's version. Raises
    NotSupportedError where something is written.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Compiling these plans would take longer than running them.
            cursor.execute("SET LOCAL jit = off")
        with connection.execute_wrapper(_AsKnown(instant, county_id)):
            yield


class _AsKnown:
    """Puts what the tables of a statement held before the statement: nothing is made in the database for it."""

    def __init__(self, instant: datetime, county_id: UUID) -> None:
        self._given = {"instant": instant.isoformat(), "county": str(county_id)}

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if OF_TRANSACTIONS.match(sql):
            return execute(sql, params, many, context)
        if not READS.match(sql):
            raise NotSupportedError("The past can only be read.")
        named = _remembered_tables().keys() & set(re.findall(r"\w+", sql))
        stood = [STOOD.format(table=table, key_type=_remembered_tables()[table], **self._given) for table in named]
        return execute(f"WITH {','.join(stood)} {sql}" if stood else sql, params, many, context)


def remembered_since() -> datetime | None:
    """Since when anything is remembered; None when nothing has changed yet. One query, by the first row's key."""
    return PastRow.objects.order_by("pk").values_list("until", flat=True).first()


@cache
def _remembered_tables() -> dict[str, str]:
    """Tables whose triggers keep what their rows were → the type of their keys."""
    remembered = [
        model
        for model in apps.get_models()
        if any(trigger.name == "remembers_update" for trigger in getattr(model._meta, "triggers", ()))
    ]
    return {model._meta.db_table: str(model._meta.pk.db_type(connection)) for model in remembered if model._meta.pk}
