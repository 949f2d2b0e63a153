"""What shows that somebody has been reached a short while ago."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, F, Q, When

from alerts.checks.models import Check
from alerts.duty_log.models import Handover, LogEntry
from alerts.enums import Proof
from rostering.models import Assignment


def recent_proofs(person_ids: Collection[UUID], now: datetime, within: timedelta) -> dict[UUID, Proof]:
    """How each has shown to be reachable within that time (domain §4), for those who have. Four queries."""
    since = now - within
    # Without a login it was the holder, by the link of a message.
    by_holder = Q(acknowledged_by__person=F("person")) | Q(acknowledged_by__isnull=True)
    own = Assignment.objects.active().filter(by_holder, acknowledged_at__gte=since)
    taker = Case(When(accepted_by__isnull=True, then=F("incoming")), default=F("accepted_by__person"))
    taken = Handover.objects.filter(accepted_at__gte=since).annotate(taker=taker)
    # What counts most stands last.
    sources = (
        (Proof.HANDED_OVER, taken, "taker"),
        (Proof.LOGGED, LogEntry.objects.filter(written_at__gte=since), "person"),
        (Proof.ACKNOWLEDGED, own, "person"),
        (Proof.ANSWER, Check.objects.filter(answered_at__gte=since), "answered_by"),
    )
    found: dict[UUID, Proof] = {}
    for proof, rows, whose in sources:
        shown = rows.filter(**{f"{whose}__in": person_ids}).order_by().values_list(whose, flat=True)
        found |= dict.fromkeys(shown, proof)
    return found
