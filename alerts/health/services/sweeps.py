"""Everything that becomes due, as functions of the time: run by Celery ticks, or by the standby when those fall silent."""

import logging
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from alerts.call_outs.services import escalation as summons_escalation
from alerts.channels.delivery import BATCH, STANDBY_SENDERS
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.duty_log.services import leave_endings
from alerts.followups.services import tending
from alerts.health.models import Sweep
from alerts.health.services import self_audit
from alerts.incidents.services import reminding
from alerts.notices.services import duty as duty_notices
from alerts.orders.services import orders
from alerts.outbox.models import Notification
from alerts.outbox.services import delivery
from alerts.reminders.services import digests
from alerts.reminders.services import duty as duty_reminders
from alerts.supervision import services as supervision
from alerts.webhooks.services import delivery as webhook_delivery
from units.db import lock_number
from units.hooks import Hook
from units.trouble import trouble_of

logger = logging.getLogger(__name__)

SILENT_AFTER = timedelta(seconds=15)


# What Celery has left lying this long, the standby sends although ticks come: the senders may be gone.
BEHIND_AFTER = timedelta(seconds=30)
# Were leases free to all at once, ticks would hand the messages to the missing senders again. No attempt lasts longer
# than the rest of the lease.
STANDBY_AHEAD = timedelta(seconds=10)
# Providers that hang must not keep the standby from escalating.
STANDBY_TURN_SECONDS = 10.0


def _deliver_here(*, now: datetime) -> int:
    """Claims and sends in this process, for the standby; Celery hands each message to a task of its own."""
    if not Notification.objects.pending().filter(due_at__lte=now).exists():
        return 0
    ends = time.monotonic() + STANDBY_TURN_SECONDS
    with ThreadPoolExecutor(STANDBY_SENDERS) as pool:
        senders = [pool.submit(_deliver_until, ends) for _ in range(STANDBY_SENDERS)]
    return sum(sender.result() for sender in senders)


def _deliver_until(ends: float) -> int:
    """Sends one batch after the other, on a connection of this thread's own. Returns how many were settled."""
    sent = 0
    try:
        while time.monotonic() < ends:
            now = timezone.now()
            token, batches = delivery.claim_batches(now=now, most=BATCH, ahead=STANDBY_AHEAD)
            if not batches:
                break
            sent += sum(_delivered(ids, token) for ids in batches)
    finally:
        connection.close()
    return sent


def _delivered(ids: Collection[UUID], token: UUID) -> int:
    """What blows up is logged and waits for its lease to end, the others go out."""
    try:
        return delivery.deliver(ids=ids, token=token)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Messages %s failed", ids)
        return 0


SWEEPS: Mapping[str, Callable[..., int]] = {
    "ask_checks": checks.ask_due,
    "escalate_checks": check_escalation.escalate_due,
    "escalate_summonses": summons_escalation.escalate_due,
    "mark_overdue": summons_escalation.mark_overdue,
    "remind_of_reports": reminding.remind_of_reports,
    "remind_of_filing": duty_notices.remind_of_filing,
    "remind_of_duty": duty_reminders.remind_of_duty,
    "tell_digests": digests.tell_digests,
    "end_orders": orders.end_due,
    "end_leaves": leave_endings.end_due,
    "end_supervisions": supervision.end_due,
    "tend_tasks": tending.tend_tasks,
    "self_audit": self_audit.run,
    # Last: the standby goes through them in this order, and nobody waits for an event.
    "webhooks": webhook_delivery.deliver_due,
}
# What becomes due in the subjects above this one.
MORE_SWEEPS = Hook[Callable[..., int]]("sweeps")
MESSAGES = "messages"


def run(name: str, *, by: str) -> int:
    """Runs one sweep unless another process is at it, and notes when. Returns how many rows it handled.

    One that fails is logged and leaves the others alone; without a database there is nothing to be done at all.
    """
    now = timezone.now()
    sweep = _deliver_here if name == MESSAGES else {**SWEEPS, **MORE_SWEEPS.told}[name]
    if not _take_turn(name):
        return 0
    try:
        handled = sweep(now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if trouble_of(error):
            raise
        logger.exception("Sweep %s failed", name)
        return 0
    finally:
        _end_turn(name)
    note(name, by=by, handled=handled, now=now)
    return handled


def note(name: str, *, by: str, handled: int, now: datetime) -> None:
    """Records that a sweep has run."""
    ran = {"ran_at": now, "ran_by": by, "handled": handled}
    if not Sweep.objects.filter(name=name).update(**ran):
        Sweep.objects.update_or_create(name=name, defaults=ran)


def is_silent(*, now: datetime) -> bool:
    """Whether Celery's ticks have stopped coming."""
    last = Sweep.objects.filter(ran_by="celery").order_by("-ran_at").values_list("ran_at", flat=True).first()
    return last is None or now - last > SILENT_AFTER


def is_behind(*, now: datetime) -> bool:
    """Whether messages are due that nobody has settled for longer than a sender needs."""
    return Notification.objects.pending().filter(due_at__lt=now - BEHIND_AFTER).exists()


def run_all(*, by: str) -> int:
    """Every sweep once, messages first. For the standby."""
    return sum(run(name, by=by) for name in (MESSAGES, *SWEEPS, *MORE_SWEEPS.told))


def _take_turn(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(f"sweep:{name}")])
        return bool(cursor.fetchone()[0])


def _end_turn(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [lock_number(f"sweep:{name}")])
