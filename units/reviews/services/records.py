"""历年值班记录: rows that wait are compiled under a lease from the registered facts; reviewed, they are frozen."""

import logging
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units import facts
from units.audit import services as audit
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.db import write
from units.enums import RecordState
from units.errors import RuleViolation
from units.reviews.models.record import ReviewRecord
from units.reviews.models.review import TierReview
from units.reviews.rules.records import checksum, compiled
from units.reviews.rules.stages import IN_HAND
from units.rows.leases import ONE_MORE

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 5
RETRY_AFTER = timedelta(minutes=10)
BATCH = 20


def queue(*, review: TierReview) -> ReviewRecord:
    """To be compiled (again) from what is known now. Within the caller's transaction; a frozen record stays."""
    record, _is_new = ReviewRecord.objects.select_for_update().get_or_create(review=review)
    if record.state != RecordState.FROZEN:
        record.state, record.attempts, record.lease_until = RecordState.WAITING, 0, None
        record.save(update_fields=["state", "attempts", "lease_until"])
    return record


def claim(*, now: datetime) -> tuple[UUID, list[UUID]]:
    """Leases waiting records to the caller: (lease token, ids). Those tried too often fail, where people see it, and
    are tried again later while their review is in hand."""
    ReviewRecord.objects.waiting().worn_out(MOST_ATTEMPTS, now=now).update(state=RecordState.FAILED)
    # A record nobody compiled must not hold its review for ever: whatever failed may work by now.
    failed = ReviewRecord.objects.filter(state=RecordState.FAILED, review__stage__in=IN_HAND)
    failed.filter(lease_until__lt=now - RETRY_AFTER).update(state=RecordState.WAITING, attempts=0)
    due = ReviewRecord.objects.waiting().filter(attempts__lt=MOST_ATTEMPTS).free(now).only("pk")
    token, rows = due.order_by(F("lease_until").asc(nulls_first=True)).claim(
        BATCH, now=now, lease=LEASE, attempts=ONE_MORE
    )
    return token, [row.pk for row in rows]


def compile_waiting(*, now: datetime) -> int:
    """Claims and compiles. One that fails is logged and tried again when its lease has run out. Returns how many were
    settled."""
    token, ids = claim(now=now)
    return sum(_compile(pk, token) for pk in ids)


def _compile(pk: UUID, token: UUID) -> bool:
    try:
        record = ReviewRecord.objects.select_related("review__unit").get(pk=pk)
        return settle(pk=pk, token=token, body=body_of(record.review.unit, now=timezone.now()), now=timezone.now())
    except Exception:
        logger.exception("Record %s was not compiled", pk)
        return False


def settle(*, pk: UUID, token: UUID, body: dict[str, Any], now: datetime) -> bool:
    """False when the lease has gone to somebody else, or the record was asked for anew meanwhile."""
    held = ReviewRecord.objects.waiting().held(token).filter(pk=pk)
    return bool(held.settle(state=RecordState.READY, body=body, checksum=checksum(body), compiled_at=now))


def body_of(unit: Unit, *, now: datetime) -> dict[str, Any]:
    """The unit's figures per calendar year (by the county's clock) of the last REVIEW_RECORD_YEARS, from every registered
    source: as many queries as the sources take, whatever the years hold."""
    today = timezone.localdate(now)
    first = today.year - settings.REVIEW_RECORD_YEARS + 1
    begins = timezone.make_aware(datetime.combine(today.replace(year=first, month=1, day=1), time.min))
    found = [
        (timezone.localtime(fact.at).year, fact.kind, fact.value)
        for fact in facts.collect([unit.pk], begins, now).get(unit.pk, [])
    ]
    kinds = {code: str(kind.summary) for code, kind in facts.kinds().items()}
    earliest = min((year for year, _kind, _value in found), default=today.year)
    return {
        "unit": {"code": unit.code, "name": unit.name},
        "until": timezone.localtime(now).isoformat(timespec="seconds"),
        "kinds": [{"code": code, "summary": how} for code, how in kinds.items()],
        **compiled(found, kinds, range(max(earliest, first), today.year + 1)),
    }


@write
def freeze(*, review: TierReview, by: User, now: datetime) -> ReviewRecord:
    """Reviewed: from here on the database refuses any change. Raises RuleViolation `record_not_ready`, or
    `record_tampered` when it is no longer what was compiled."""
    record = ReviewRecord.objects.select_for_update().get(review=review)
    if record.state == RecordState.FROZEN:
        return record
    if record.state != RecordState.READY:
        raise RuleViolation("record_not_ready", _("历年值班记录尚未汇编完成"))
    if checksum(record.body) != record.checksum:
        raise RuleViolation("record_tampered", _("历年值班记录与汇编时的校验值不符，不能封存"))
    record.state, record.frozen_at = RecordState.FROZEN, now
    record.save(update_fields=["state", "frozen_at"])
    audit.record(
        by=by,
        action="review.record_frozen",
        row=record,
        county=review.county_id,
        unit=review.unit_id,
        after={"sha256": record.checksum},
        now=now,
    )
    return record
