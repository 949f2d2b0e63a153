"""Recomputes the invariants of delivery and escalation from rows alone, and keeps what it finds (R1–R6)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from alerts.health.models import Finding

Problem = tuple[str, str]

# Each query returns (object id, what is wrong) for rows that must not be; `%(now)s` is the instant of the audit. It comes
# every minute: none may read what has been for long. No duty lasts longer than two days.
QUERIES: dict[str, str] = {
    "R1": """
        SELECT id::text, 'message overdue and neither sent nor dead' FROM alerts_notification
        WHERE state = 'pending' AND due_at < %(now)s - interval '5 minutes'
          AND (lease_until IS NULL OR lease_until < %(now)s - interval '5 minutes' OR attempts > 6)
        LIMIT 100
    """,
    "R3": """
        SELECT a.id::text, 'person on two posts at once' FROM rostering_assignment a
        JOIN rostering_assignment b ON a.person_id = b.person_id AND a.id < b.id
         AND a.start < b."end" AND b.start < a."end"
        WHERE a.is_active AND b.is_active AND a.is_exclusive AND b.is_exclusive
          AND a."end" > %(now)s AND b."end" > %(now)s
          AND a.start > %(now)s - interval '2 days' AND b.start > %(now)s - interval '2 days'
          AND a.start < %(now)s + interval '2 days' AND b.start < %(now)s + interval '2 days'
        LIMIT 100
    """,
    "R4": """
        SELECT c.id::text, 'escalated after it was answered' FROM alerts_check c
        JOIN alerts_notification n ON n.object_id = c.id AND n.purpose = 'check_escalated'
        WHERE c.answered_at IS NOT NULL AND n.created_at > c.answered_at + interval '1 second'
          AND n.created_at > %(now)s - interval '7 days'
        LIMIT 100
    """,
    "R5": """
        SELECT object_id::text, 'a level fired twice for one person' FROM alerts_notification
        WHERE created_at > %(now)s - interval '7 days' AND purpose IN ('check', 'check_escalated', 'summons')
        GROUP BY object_id, purpose, level, person_id, channel HAVING count(*) > 1
        LIMIT 100
    """,
    "S5": """
        SELECT chains.chain::text, newest.trouble
        FROM (SELECT id AS chain FROM units_county UNION ALL SELECT '00000000-0000-0000-0000-000000000000') chains
        CROSS JOIN LATERAL (
            SELECT trouble FROM units_chaincheck c WHERE c.chain = chains.chain ORDER BY checked_at DESC, id DESC LIMIT 1
        ) newest
        WHERE newest.trouble <> ''
    """,
    "R6": """
        SELECT s.id::text, 'clock started before dispatch' FROM alerts_summons s
        WHERE s.dispatched_at IS NOT NULL AND s.updated_at > %(now)s - interval '7 days'
          AND (s.arrive_by < s.dispatched_at OR s.answer_by < s.dispatched_at) LIMIT 100
    """,
}


def run(*, now: datetime) -> int:
    """Replaces the findings by what is wrong now. Returns how many there are."""
    found = {(invariant, object_id): text for invariant in QUERIES for object_id, text in _ask(invariant, now)}
    stale = Finding.objects.all()
    for invariant, object_id in found:
        stale = stale.exclude(invariant=invariant, object_id=object_id)
    stale.delete()
    Finding.objects.bulk_create(
        (
            Finding(invariant=invariant, object_id=object_id, text=text, found_at=now)
            for (invariant, object_id), text in found.items()
        ),
        ignore_conflicts=True,
    )
    return len(found)


def _ask(invariant: str, now: datetime) -> Iterable[Problem]:
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[invariant], {"now": now})
        found: list[Problem] = cursor.fetchall()
        return found
