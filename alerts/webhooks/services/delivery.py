"""Sending events to webhooks: claimed under a lease, posted outside any transaction, settled while the lease holds."""

import json
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from alerts.channels import robots
from alerts.channels.base import Outgoing
from alerts.channels.delivery import MOST_EVENT_ATTEMPTS, Receipt, after_event
from alerts.channels.webhook import post_event
from alerts.enums import NotificationState, ReceiptStatus
from alerts.labels import EVENT_LABELS
from alerts.webhooks.models import WebhookDelivery
from alerts.webhooks.services.webhooks import secrets_of
from units.rows.leases import ONE_MORE

logger = logging.getLogger(__name__)

# Longer than one batch of posts side by side, each within settings.ALERT_TIMEOUTS.
LEASE = timedelta(seconds=60)
# Side by side: one receiver that hangs holds up no other.
BATCH = 8
# No webhook takes more of a batch than this, so that a receiver that hangs leaves room for the others.
MOST_OF_ONE = 2
# Other sweeps wait for this one in the standby.
TURN_SECONDS = 5.0


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
    free = WebhookDelivery.objects.due(now).free(now)
    place = Window(RowNumber(), partition_by="webhook_id", order_by="due_at")
    shares = free.annotate(place=place).filter(place__lte=MOST_OF_ONE).values("pk")
    # Asked for twice: the window can't be locked, and what another claim has taken meanwhile isn't free any more.
    token, rows = free.filter(pk__in=shares).only("pk").order_by("due_at").claim(most, now=now, lease=LEASE)
    return token, [row.pk for row in rows]


def deliver(*, ids: Sequence[UUID], token: UUID) -> int:
    """Posts what the claim still holds, side by side. Returns how many were settled."""
    now = timezone.now()
    held = WebhookDelivery.objects.pending().held(token).filter(pk__in=ids)
    held.filter(webhook__revoked_at__isnull=False).settle(
        state=NotificationState.SUPPRESSED, detail="webhook revoked", settled_at=now
    )
    held.update(attempts=ONE_MORE, attempts_ever=F("attempts_ever") + 1, attempted_at=now)
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
        robot = robots.group_robot(row.webhook.url)
        if robot is not None:
            return robots.send(robot, _for_group(row))
        return post_event(row.webhook.url, event_id=str(row.event_id), body=body, secrets=secrets)
    except Exception:
        logger.exception("Delivery %s failed", row.pk)
        return Receipt(ReceiptStatus.FAILED, detail="sending failed")


def _for_group(row: WebhookDelivery) -> Outgoing:
    """A group reads the text of an event; of one that has none, what it is called."""
    text = str(row.payload["data"].get("text", ""))
    title = "" if text else str(EVENT_LABELS[row.event])
    return Outgoing(key=str(row.event_id), address="", title=title, text=text, template=row.event)


def _settle(row: WebhookDelivery, receipt: Receipt, token: UUID) -> bool:
    """Whether the lease still held: otherwise somebody else has the delivery."""
    now = timezone.now()
    step = after_event(receipt, attempts=row.attempts, now=now)
    settled = (
        WebhookDelivery.objects.pending()
        .held(token)
        .filter(pk=row.pk)
        .settle(
            state=step.state,
            detail=receipt.detail[:300],
            due_at=step.retry_at or row.due_at,
            settled_at=None if step.retry_at else now,
        )
    )
    return bool(settled)
