"""Claim, recheck, send outside any transaction, settle under the lease. Every step may be the last before a crash.

Messages go in batches: one statement begins them, they are sent side by side, and those that are through are settled
together, so that a message costs little more than its call to the provider.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from alerts.channels.delivery import BATCH, MOST_ATTEMPTS, NextStep, Receipt, after_attempt
from alerts.enums import NotificationState, ReceiptStatus
from alerts.outbox.models import Notification
from alerts.outbox.purposes import handler_of
from alerts.outbox.services.crash_points import crash_point
from alerts.outbox.services.sending import Parcel, address_of, attempt
from alerts.outbox.services.settling import Outcome, settle

logger = logging.getLogger(__name__)

# Longer than the slowest attempt: a query and a send, each within settings.ALERT_TIMEOUTS.
LEASE = timedelta(seconds=40)
# One statement for all that an attempt needs: `way` is the verified address on the message's channel, `mobile` what else
# is dialled.
BEGIN = """
    UPDATE alerts_notification n SET lease_token = %(own)s, lease_until = %(until)s, attempts = n.attempts + 1
    FROM units_person p
    WHERE n.id = ANY(%(ids)s::uuid[]) AND n.lease_token = %(token)s AND n.lease_until IS NOT NULL AND n.state = 'pending'
        AND p.id = n.person_id
    RETURNING n.*, p.mobile, (
        SELECT r.address FROM alerts_contactrule r
        WHERE r.person_id = n.person_id AND r.channel = n.channel AND r.verified_at IS NOT NULL
        ORDER BY r."order" LIMIT 1
    ) AS way
"""
_GAVE_UP = Receipt(ReceiptStatus.FAILED, detail="given up: no attempt came to an end")


def claim_batches(*, now: datetime, most: int = 400, ahead: timedelta = timedelta(0)) -> tuple[UUID, list[list[UUID]]]:
    """Leases due messages to the caller: (lease token, batches of ids). Two callers never get the same message.

    A batch goes one way, so that a provider that hangs holds up its own messages alone. With `ahead` the caller gets
    expiring leases that much earlier than others do.
    """
    crash_point("before_claim")
    due = Notification.objects.pending().filter(due_at__lte=now).free(now + ahead).only("channel").order_by("due_at")
    token, rows = due.claim(most, now=now, lease=LEASE)
    crash_point("after_claim")
    ways: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        ways[row.channel].append(row.pk)
    return token, [ids[first : first + BATCH] for ids in ways.values() for first in range(0, len(ids), BATCH)]


def claim_due(*, now: datetime, most: int = 400, ahead: timedelta = timedelta(0)) -> tuple[UUID, list[UUID]]:
    """As `claim_batches`, with all ids in one list."""
    token, batches = claim_batches(now=now, most=most, ahead=ahead)
    return token, [pk for batch in batches for pk in batch]


def deliver(*, ids: Collection[UUID], token: UUID) -> int:
    """Sends claimed messages and settles each as soon as it is through. Returns how many were settled.

    Those whose lease is somebody else's by now, or that have come to their end, are left alone.
    """
    now = timezone.now()
    own = uuid4()
    begun = begin(ids, token, own, now)
    over = list(_without_sending(begun, now))
    settled = settle(over, token=own) if over else 0
    done = {outcome.row.pk for outcome in over}
    for outcomes in _sent([Parcel(row, address_of(row)) for row in begun if row.pk not in done]):
        settled += settle(outcomes, token=own)
        crash_point("after_settle")
    return settled


def begin(ids: Collection[UUID], token: UUID, own: UUID, now: datetime) -> list[Notification]:
    """Counts the attempts and gives them a lease of their own, `own`; the rows that the claim still holds, with `way` and
    `mobile` (BEGIN).

    A task may come twice or after a long wait in the queue: of all that carry one claim only the first sends, and it
    has the whole lease for it. What kills its sender is counted too, and given up like any other failure.
    """
    values = {"token": token, "own": own, "ids": list(ids), "until": now + LEASE}
    return list(Notification.objects.raw(BEGIN, values))


def _without_sending(rows: Iterable[Notification], now: datetime) -> Iterator[Outcome]:
    """What is over before it is sent: given up, past its use, or obsolete."""
    purposes: dict[str, list[Notification]] = defaultdict(list)
    for row in rows:
        if row.attempts > MOST_ATTEMPTS:
            yield Outcome(row, NextStep(NotificationState.DEAD), _GAVE_UP)
        elif now >= row.expires_at:
            yield _suppressed(row, "expired")
        else:
            purposes[row.purpose].append(row)
    for purpose, same in purposes.items():
        # One that also speaks for others of its person's is of use for their sake.
        bundles = {row.pk for row in same if row.matter == row.person_id and row.params.get("more")}
        relevant = {*_relevant(purpose, same, now), *bundles}
        yield from (_suppressed(row, "obsolete") for row in same if row.pk not in relevant)


def _relevant(purpose: str, rows: list[Notification], now: datetime) -> Collection[UUID]:
    """The ids of those still of use. Where that can't be told, better one message too many."""
    try:
        return handler_of(purpose).relevant(rows, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Whether messages %s are of use can't be told", [row.pk for row in rows])
        return {row.pk for row in rows}


def _suppressed(row: Notification, reason: str) -> Outcome:
    return Outcome(row, NextStep(NotificationState.SUPPRESSED), Receipt(ReceiptStatus.REFUSED, detail=reason))


def _sent(parcels: list[Parcel]) -> Iterator[list[Outcome]]:
    """The attempts side by side; yields those that have come to their end together."""
    if len(parcels) == 1:
        yield [_outcome(parcels[0], attempt(parcels[0]))]
    if len(parcels) < 2:
        return
    with ThreadPoolExecutor(len(parcels)) as pool:
        running: dict[Future[Receipt], Parcel] = {pool.submit(attempt, parcel): parcel for parcel in parcels}
        while running:
            ended, _others = wait(running, return_when=FIRST_COMPLETED)
            yield [_outcome(running.pop(one), one.result()) for one in ended]


def _outcome(parcel: Parcel, receipt: Receipt) -> Outcome:
    row = parcel.row
    step = after_attempt(receipt, attempts=row.attempts, now=timezone.now(), expires_at=row.expires_at)
    return Outcome(row, step, receipt)
