"""What shows that somebody has been reached a short while ago."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from alerts.checks.models import Check
from alerts.duty_log.models import Handover, LogEntry
from alerts.enums import Proof
from rostering.models import Assignment


def recent_proofs(person_ids: Collection[UUID], now: datetime, within: timedelta) -> dict[UUID, Proof]:
    """How each has shown to be reachable within that time (domain §4), for those who have. Four queries."""
    since = now - within
    own = Assignment.objects.active().filter(acknowledged_at__gte=since, acknowledged_by__person=F("person"))
    # What counts most stands last.
    sources = (
        (Proof.HANDED_OVER, Handover.objects.filter(accepted_at__gte=since), "accepted_by__person"),
        (Proof.LOGGED, LogEntry.objects.filter(written_at__gte=since), "written_by__person"),
        (Proof.ACKNOWLEDGED, own, "person"),
        (Proof.ANSWER, Check.objects.filter(answered_at__gte=since), "answered_by"),
    )
    found: dict[UUID, Proof] = {}
    for proof, rows, whose in sources:
        shown = rows.filter(**{f"{whose}__in": person_ids}).order_by().values_list(whose, flat=True)
        found |= dict.fromkeys(shown, proof)
    return found
