"""Nothing goes out twice after a restore.

What the archive holds unsent may have been sent after it was taken, by the installation that was lost; so may everything
that came due until now. Nobody can tell, so none of it goes out: what waits is suppressed with a record, then whatever
time has made due since is worked off and suppressed as well. What comes due from now on is sent as always. Whom a
suppressed message would have called out counts as not reached, which the office sees.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from alerts.channels.delivery import NextStep, Receipt
from alerts.enums import NotificationState, ReceiptStatus
from alerts.outbox.models import Notification
from alerts.outbox.services.settling import Outcome, settle
from alerts.webhooks.models import WebhookDelivery

RESTORED = "restored from a backup"
BATCH = 400
LEASE = timedelta(minutes=5)
# Leases that the archive froze belong to workers that are gone; none is longer.
ANY_LEASE = timedelta(days=1)
# An escalation answers a suppressed message with another one, a few levels deep; more would be a mistake of ours.
MOST_ROUNDS = 1000


def fall_silent(work_off: Callable[[], None], *, now: datetime) -> int:
    """How many messages and events don't go out. `work_off` runs what time has made due, without sending."""
    silenced = _suppress(Q(due_at__lte=now))
    work_off()
    return silenced + _suppress(Q(due_at__lte=timezone.now()) | Q(created_at__gte=now))


def _suppress(which: Q) -> int:
    now, silenced = timezone.now(), 0
    events = WebhookDelivery.objects.pending().filter(which)
    silenced += events.settle(state=NotificationState.SUPPRESSED, detail=RESTORED, settled_at=now)
    for _round in range(MOST_ROUNDS):
        waiting = Notification.objects.pending().filter(which).free(now + ANY_LEASE).order_by("due_at")
        token, rows = waiting.claim(BATCH, now=now, lease=LEASE)
        if not rows:
            break
        step = NextStep(NotificationState.SUPPRESSED)
        receipt = Receipt(ReceiptStatus.REFUSED, detail=RESTORED)
        silenced += settle([Outcome(row, step, receipt) for row in rows], token=token)
    return silenced
