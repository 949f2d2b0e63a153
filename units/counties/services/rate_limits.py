"""How often a client may do something: fixed windows counted in Postgres, so that every web process counts together."""

from datetime import UTC, datetime, timedelta

from django.db import connection

WINDOW = timedelta(minutes=1)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

COUNT = """
    INSERT INTO units_ratewindow AS kept (key, started_at, used)
    VALUES (%(key)s, %(started_at)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        used = CASE WHEN kept.started_at = excluded.started_at THEN kept.used + 1 ELSE 1 END,
        started_at = excluded.started_at
    RETURNING used
"""


def wait_for(*, client: str, bucket: str, limit: int, now: datetime) -> timedelta | None:
    """Counts one use of `bucket`. None when it is within `limit` per window, else how long until the next one."""
    started_at = now - (now - EPOCH) % WINDOW
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": f"{bucket}:{client}", "started_at": started_at})
        used: int = cursor.fetchone()[0]
    return None if used <= limit else started_at + WINDOW - now
