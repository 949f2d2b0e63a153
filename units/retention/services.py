"""The purge: old rows go in batches, so that nobody waits for it, and it goes on where it was interrupted."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from units.audit import services as audit
from units.counties.models.county import County
from units.db import write
from units.retention.queries import Due, Kind, due

logger = logging.getLogger(__name__)

BATCH = 500
# Of one kind in one night: what has gathered over years goes over some nights.
MOST_BATCHES = 200


def purge_tonight(*, now: datetime) -> int:
    """In the hour that the settings name; at any other nothing. Returns how many rows have gone."""
    if timezone.localtime(now).hour != settings.PURGE_HOUR:
        return 0
    return sum(count for _kind, count in purge(now=now))


def purge(*, now: datetime) -> Iterator[tuple[Kind, int]]:
    """Each kind with how many of its rows have gone; the trail has it even when a later kind fails. Raises UnknownKind."""
    gone: dict[Kind, int] = {}
    try:
        for one in due(now):
            count = _purge(one)
            if count:
                gone[one.kind] = count
                logger.info("Purged %d rows of %s, older than %d days", count, one.kind.term.code, one.days)
            yield one.kind, count
    finally:
        _record(gone, now)


@write
def _record(gone: Mapping[Kind, int], now: datetime) -> None:
    """In the trail of every county, for most of these rows are of no county: sign-ins, answers to repeated requests."""
    if not gone:
        return
    with translation.override(settings.LANGUAGE_CODE):
        rows = [f"{kind.label} {count}" for kind, count in gone.items()]
    after = {"purged": rows}
    for county in County.objects.order_by("pk"):
        audit.record(by=None, action="county.rows_purged", row=county, county=county, after=after, now=now)


def _purge(one: Due) -> int:
    gone = 0
    for _number in range(MOST_BATCHES):
        batch = _purge_batch(one)
        gone += batch
        if batch < BATCH:
            break
    return gone


@transaction.atomic
def _purge_batch(one: Due) -> int:
    """What somebody else is at is left to the next night."""
    rows = one.rows.model._base_manager
    # What joins other tables is asked within: only the rows themselves are locked.
    due_ones = rows.filter(pk__in=one.rows.order_by().values("pk")).select_for_update(skip_locked=True)
    keys = list(due_ones.values_list("pk", flat=True)[:BATCH])
    rows.filter(pk__in=keys).delete()
    return len(keys)
