"""Everything that becomes due, as functions of the time: run by Celery ticks, or by the standby when those fall silent."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from alerts.models import Sweep
from alerts.services import call_outs, checks, delivery, duty_notices, incidents, self_audit
from units.db import lock_number
from units.errors import DomainError

logger = logging.getLogger(__name__)

SILENT_AFTER = timedelta(seconds=15)


def _deliver_here(*, now: datetime) -> int:
    """Claims and sends in this process, for the standby; Celery hands each message to a task of its own."""
    token, ids = delivery.claim_due(now=now, most=50)
    return sum(delivery.deliver(notification_id=pk, token=token) for pk in ids)


SWEEPS: Mapping[str, Callable[..., int]] = {
    "ask_checks": checks.ask_due,
    "escalate_checks": checks.escalate_due,
    "escalate_summonses": call_outs.escalate_due,
    "mark_overdue": call_outs.mark_overdue,
    "remind_of_reports": incidents.remind_of_reports,
    "remind_of_filing": duty_notices.remind_of_filing,
    "self_audit": self_audit.run,
}
MESSAGES = "messages"


def run(name: str, *, by: str) -> int:
    """Runs one sweep unless another process is at it, and notes when. Returns how many rows it handled.

    One that fails is logged and leaves the others alone.
    """
    now = timezone.now()
    sweep = _deliver_here if name == MESSAGES else SWEEPS[name]
    if not _take_turn(name):
        return 0
    try:
        handled = sweep(now=now)
    except DomainError:
        logger.exception("Sweep %s failed", name)
        return 0
    finally:
        _end_turn(name)
    note(name, by=by, handled=handled, now=now)
    return handled


def note(name: str, *, by: str, handled: int, now: datetime) -> None:
    """Records that a sweep has run."""
    Sweep.objects.update_or_create(name=name, defaults={"ran_at": now, "ran_by": by, "handled": handled})


def is_silent(*, now: datetime) -> bool:
    """Whether Celery's ticks have stopped coming."""
    last = Sweep.objects.filter(ran_by="celery").order_by("-ran_at").values_list("ran_at", flat=True).first()
    return last is None or now - last > SILENT_AFTER


def run_all(*, by: str) -> int:
    """Every sweep once, messages first. For the standby."""
    return sum(run(name, by=by) for name in (MESSAGES, *SWEEPS))


def _take_turn(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(f"sweep:{name}")])
        return bool(cursor.fetchone()[0])


def _end_turn(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [lock_number(f"sweep:{name}")])
