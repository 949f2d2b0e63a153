"""What an answer was read from, beside the tables whose writes are followed by triggers."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext


def tables_read(queries: CaptureQueriesContext) -> set[str]:
    return {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}


def tables_with(trigger: str) -> set[str]:
    """Tables that have the trigger for each way of writing, such as "moves_on"."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname ~ %s GROUP BY 1 HAVING count(*) = 3",
            [f"^pgtrigger_{trigger}_(insert|update|delete)_"],
        )
        return {table for (table,) in cursor.fetchall()}
