"""Sealing what has been committed, and following chains from end to end.

Writers of the trail never wait for each other: an event gets its place in the chain afterwards, within half a minute, from
whoever holds the chain's lock. Only what is committed is seen, so an event of a long transaction simply comes later. Until
then it is kept by rights and trigger alone (docs/decisions/0017).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from units.audit.models import AuditEvent
from units.db import lock_number
from units.sealing.models import AuditLink, ChainCheck, Unsealed
from units.sealing.queries import COLUMNS, chains, follow_all, last_check, last_link, longest_check, never_sealed
from units.sealing.rules import link_hash

BATCH = 1000
CHECK_EVERY = timedelta(hours=24)


def seal_waiting(*, now: datetime) -> int:
    """Seals what waits, chain by chain; a chain that somebody else is at is left to them. Returns how many events."""
    waiting = Unsealed.objects.values_list("chain", flat=True).distinct()
    return sum(_seal(chain) for chain in list(waiting))


def _seal(chain: UUID) -> int:
    sealed = 0
    while (batch := _seal_batch(chain)) == BATCH:
        sealed += batch
    return sealed + batch


@transaction.atomic
def _seal_batch(chain: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_number(f"chain:{chain}")])
        if not cursor.fetchone()[0]:
            return 0
    ids = Unsealed.objects.filter(chain=chain).values("event")
    events = list(AuditEvent.objects.filter(pk__in=ids).order_by("at", "pk").values(*COLUMNS)[:BATCH])
    last, head = last_link(chain)
    links = []
    for number, event in enumerate(events, last + 1):
        head = link_hash(head, number, event)
        links.append(AuditLink(event_id=event["id"], chain=chain, number=number, hash=head))
    AuditLink.objects.bulk_create(links)
    Unsealed.objects.filter(pk__in=[event["id"] for event in events]).delete()
    return len(events)


def check_due(*, now: datetime) -> int:
    """Follows every chain that nobody has followed for a day. Returns how many."""
    stale = [chain for chain in chains() if (last := last_check(chain)) is None or now - last.checked_at > CHECK_EVERY]
    for chain in stale:
        check_chain(chain, now=now)
    return len(stale)


def check_chain(chain: UUID, *, now: datetime) -> ChainCheck:
    """Follows the chain from its first link and writes down what it found."""
    followed = follow_all(chain)
    trouble = (
        f"#{followed.broken_at}: {followed.why}" if followed.broken_at else _cut_or_slipped_in(chain, followed.links)
    )
    return ChainCheck.objects.create(
        chain=chain, checked_at=now, links=followed.links, head=followed.head, trouble=trouble
    )


def _cut_or_slipped_in(chain: UUID, links: int) -> str:
    known = longest_check(chain)
    if known is not None and known.links:
        there = AuditLink.objects.filter(chain=chain, number=known.links).values_list("hash", flat=True).first()
        if there is None:
            return f"#{links + 1}: cut short, there were {known.links}"
        if there != known.head:
            return f"#{known.links}: written anew since it was checked"
    outside = never_sealed(chain)
    return f"{outside} events outside the chain" if outside else ""
