"""Sending events to webhooks: claimed under a lease, posted outside any transaction, settled while the lease holds."""

import json
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import F
from django.utils import timezone

from alerts.channels.delivery import MOST_EVENT_ATTEMPTS, Receipt, after_event
from alerts.channels.webhook import post_event
from alerts.enums import NotificationState, ReceiptStatus
from alerts.webhooks.models import WebhookDelivery
from alerts.webhooks.services.webhooks import secrets_of

logger = logging.getLogger(__name__)

# Longer than one batch of posts side by side, each within settings.ALERT_TIMEOUTS.
LEASE = timedelta(seconds=60)
# Side by side: one receiver that hangs holds up no other.
BATCH = 8
# No webhook takes more of a batch than this, so that a receiver that hangs leaves room for the others.
MOST_OF_ONE = 2
# Other sweeps wait for this one in the standby.
TURN_SECONDS = 5.0

CLAIM = """
    WITH ranked AS (
        SELECT id, due_at, row_number() OVER (PARTITION BY webhook_id ORDER BY due_at) AS place
        FROM alerts_webhookdelivery
        WHERE state = 'pending' AND due_at <= %(now)s AND (lease_until IS NULL OR lease_until < %(now)s)
    ), chosen AS (
        SELECT d.id FROM alerts_webhookdelivery d JOIN ranked USING (id)
        WHERE ranked.place <= %(most_of_one)s
        ORDER BY ranked.due_at LIMIT %(most)s FOR UPDATE OF d SKIP LOCKED
    )
    UPDATE alerts_webhookdelivery SET lease_token = %(token)s, lease_until = %(until)s
    WHERE id IN (SELECT id FROM chosen) AND state = 'pending' AND (lease_until IS NULL OR lease_until < %(now)s)
    RETURNING id
"""


def deliver_due(*, now: datetime) -> int:
    """Sends batch after batch of due events, for a bounded time. Returns how many attempts were settled."""
    ends, settled = time.monotonic() + TURN_SECONDS, 0
    while time.monotonic() < ends:
        token, ids = claim(now=now)
        if not ids:
            break
        settled += deliver(ids=ids, token=token)
    return settled


def claim(*, now: datetime, most: int = BATCH) -> tuple[UUID, list[UUID]]:
    """Leases due deliveries to the caller: (lease token, ids). Two callers never get the same one."""
    token = uuid4()
    values: dict[str, Any] = {
        "token": token,
        "until": now + LEASE,
        "now": now,
        "most": most,
        "most_of_one": MOST_OF_ONE,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return token, [pk for (pk,) in cursor.fetchall()]


def deliver(*, ids: Sequence[UUID], token: UUID) -> int:
    """Posts what the claim still holds, side by side. Returns how many were settled."""
    now = timezone.now()
    held = WebhookDelivery.objects.filter(pk__in=ids, lease_token=token, state=NotificationState.PENDING)
    held.filter(webhook__revoked_at__isnull=False).update(
        state=NotificationState.SUPPRESSED, detail="webhook revoked", settled_at=now, lease_token=None, lease_until=None
    )
    held.update(attempts=F("attempts") + 1, attempts_ever=F("attempts_ever") + 1, attempted_at=now)
    rows = list(held.select_related("webhook"))
    if not rows:
        return 0
    posts = [(row, json.dumps(row.payload, ensure_ascii=False).encode(), secrets_of(row.webhook, now)) for row in rows]
    with ThreadPoolExecutor(len(posts)) as pool:
        receipts = list(pool.map(lambda post: _post(*post), posts))
    return sum(_settle(row, receipt, token) for row, receipt in zip(rows, receipts, strict=True))


def _post(row: WebhookDelivery, body: bytes, secrets: Sequence[str]) -> Receipt:
    """Needs no database: it runs in a thread of its own."""
    if row.attempts > MOST_EVENT_ATTEMPTS:
        return Receipt(ReceiptStatus.REFUSED, detail="given up: no attempt came to an end")
    try:
        return post_event(row.webhook.url, event_id=str(row.event_id), body=body, secrets=secrets)
    except Exception:
        logger.exception("Delivery %s failed", row.pk)
        return Receipt(ReceiptStatus.FAILED, detail="sending failed")


def _settle(row: WebhookDelivery, receipt: Receipt, token: UUID) -> bool:
    """Whether the lease still held: otherwise somebody else has the delivery."""
    now = timezone.now()
    step = after_event(receipt, attempts=row.attempts, now=now)
    settled = WebhookDelivery.objects.filter(pk=row.pk, lease_token=token, state=NotificationState.PENDING).update(
        state=step.state,
        detail=receipt.detail[:300],
        due_at=step.retry_at or row.due_at,
        settled_at=None if step.retry_at else now,
        lease_token=None,
        lease_until=None,
    )
    return bool(settled)
