"""Claim, recheck, send outside any transaction, settle under the lease. Every step may be the last before a crash."""

import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from alerts.channels.base import Outgoing
from alerts.channels.registry import channel
from alerts.domain.delivery import MOST_ATTEMPTS, NextStep, Receipt, after_attempt
from alerts.domain.enums import NotificationState, ReceiptStatus
from alerts.models import ContactRule, Notification
from alerts.services.crash_points import crash_point
from alerts.services.handlers import handler_of
from alerts.services.outbox import fallback
from alerts.services.wording import wording
from units.db import write

logger = logging.getLogger(__name__)

# Longer than the slowest attempt: a query and a send, each within settings.ALERT_TIMEOUTS.
LEASE = timedelta(seconds=40)
_GAVE_UP = Receipt(ReceiptStatus.FAILED, detail="given up: no attempt came to an end")

CLAIM = """
    UPDATE alerts_notification SET lease_token = %(token)s, lease_until = %(until)s
    WHERE id IN (
        SELECT id FROM alerts_notification
        WHERE state = 'pending' AND due_at <= %(now)s AND (lease_until IS NULL OR lease_until < %(free)s)
        ORDER BY due_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""


def claim_due(*, now: datetime, most: int = 200, ahead: timedelta = timedelta(0)) -> tuple[UUID, list[UUID]]:
    """Leases due messages to the caller: (lease token, ids). Two callers never get the same message.

    With `ahead` the caller gets expiring leases that much earlier than others do.
    """
    token = uuid4()
    crash_point("before_claim")
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"token": token, "until": now + LEASE, "now": now, "free": now + ahead, "most": most})
        ids = [row[0] for row in cursor.fetchall()]
    crash_point("after_claim")
    return token, ids


def deliver(*, notification_id: UUID, token: UUID) -> bool:
    """Sends one claimed message and settles it. False when the lease is somebody else's or nothing is left to do."""
    row = begin(notification_id, token, timezone.now())
    if row is None or row.lease_token is None:
        return False
    if row.attempts > MOST_ATTEMPTS:
        return settle(row, row.lease_token, NextStep(NotificationState.DEAD), _GAVE_UP)
    reason = _obsolete(row, timezone.now())
    if reason:
        receipt = Receipt(ReceiptStatus.REFUSED, detail=reason)
        return settle(row, row.lease_token, NextStep(NotificationState.SUPPRESSED), receipt)
    crash_point("before_send")
    receipt = _send(row)
    crash_point("after_send")
    step = after_attempt(receipt, attempts=row.attempts, now=timezone.now(), expires_at=row.expires_at)
    settled = settle(row, row.lease_token, step, receipt)
    crash_point("after_settle")
    return settled


def begin(notification_id: UUID, token: UUID, now: datetime) -> Notification | None:
    """Counts the attempt and gives it a lease of its own; None when the claim no longer holds.

    A task may come twice or after a long wait in the queue: of all that carry one claim only the first sends, and it
    has the whole lease for it. What kills its sender is counted too, and given up like any other failure.
    """
    claimed = Notification.objects.filter(pk=notification_id, lease_token=token, state=NotificationState.PENDING)
    own = uuid4()
    if not claimed.update(lease_token=own, lease_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    return Notification.objects.select_related("person").filter(pk=notification_id, lease_token=own).first()


@write
def settle(row: Notification, token: UUID, step: NextStep, receipt: Receipt) -> bool:
    """Writes what became of the attempt, where the lease still holds. False when it doesn't: somebody else has it."""
    now = timezone.now()
    held = Notification.objects.filter(pk=row.pk, lease_token=token, state=NotificationState.PENDING)
    fields = {
        "state": step.state,
        "lease_token": None,
        "lease_until": None,
        "provider_id": receipt.provider_id[:120],
        "detail": receipt.detail[:300],
        "first_sent_at": row.first_sent_at or (now if step.state != NotificationState.SUPPRESSED else None),
    }
    if step.retry_at is not None:
        return bool(held.update(due_at=step.retry_at, **fields))
    if not held.update(settled_at=now, **fields):
        return False
    row.state = step.state
    if step.state == NotificationState.DEAD and fallback(row, now=now) is not None:
        return True
    handler_of(row.purpose).settled(row, step.state == NotificationState.ACCEPTED, now)
    return True


def _obsolete(row: Notification, now: datetime) -> str:
    """Why the message must not go out any more; empty when it must."""
    if now >= row.expires_at:
        return "expired"
    return "" if handler_of(row.purpose).relevant(row, now) else "obsolete"


def _send(row: Notification) -> Receipt:
    """One attempt. Whatever a channel throws is a failed attempt, logged with its trace."""
    try:
        way = channel(row.channel)
        message = _outgoing(row)
        if way.needs_address and not message.address:
            return Receipt(ReceiptStatus.REFUSED, detail="no address")
        if row.attempts > 1 and way.queryable:
            earlier = way.query(message)
            if earlier.status == ReceiptStatus.ACCEPTED:
                return earlier
        return way.send(message)
    except LookupError:
        return Receipt(ReceiptStatus.REFUSED, detail="no such channel here")
    except Exception:
        logger.exception("Channel %s failed on message %s", row.channel, row.pk)
        return Receipt(ReceiptStatus.FAILED, detail="channel error")


def _outgoing(row: Notification) -> Outgoing:
    title, text = wording(row.purpose, row.params)
    path = row.params.get("path", "")
    return Outgoing(
        key=str(row.pk),
        address=_address(row),
        title=title,
        text=text,
        template=row.purpose,
        params=row.params,
        link=f"{settings.PUBLIC_URL}{path}" if path else "",
    )


def _address(row: Notification) -> str:
    if "address" in row.params:
        return str(row.params["address"])
    rule = ContactRule.objects.filter(person_id=row.person_id, channel=row.channel, verified_at__isnull=False).first()
    return rule.address if rule else row.person.mobile
