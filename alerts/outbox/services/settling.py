"""Writing what became of attempts, where their leases still hold: many in one statement, one by one when one fails."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from alerts.channels.delivery import NextStep, Receipt
from alerts.enums import NotificationState
from alerts.outbox.models import Notification
from alerts.outbox.purposes import handler_of
from alerts.outbox.services.outbox import fallback
from units.db import write

logger = logging.getLogger(__name__)

# A message that has never been sent has no first time: suppressed ones keep theirs empty.
SETTLE = """
    UPDATE alerts_notification n SET
        state = v.state, lease_token = NULL, lease_until = NULL, provider_id = v.provider_id, detail = v.detail,
        due_at = COALESCE(v.retry_at, n.due_at),
        settled_at = CASE WHEN v.retry_at IS NULL THEN %(now)s END,
        first_sent_at = COALESCE(n.first_sent_at, CASE WHEN v.state <> 'suppressed' THEN %(now)s END)
    FROM unnest(
        %(ids)s::uuid[], %(states)s::text[], %(provider_ids)s::text[], %(details)s::text[], %(retries)s::timestamptz[]
    ) AS v(id, state, provider_id, detail, retry_at)
    WHERE n.id = v.id AND n.lease_token = %(token)s AND n.state = 'pending'
    RETURNING n.id
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, and so what is next for it."""

    row: Notification
    step: NextStep
    receipt: Receipt


def settle(outcomes: Sequence[Outcome], *, token: UUID) -> int:
    """How many were settled: not those whose lease `token` no longer holds, somebody else has them.

    When one can't be, the others are all the same; it waits, logged, for its lease to end.
    """
    try:
        if len(outcomes) == 1 and not _has_sequel(outcomes[0]):
            # One row and nothing beside it: a transaction would be three statements more.
            return len(_written(outcomes, token, timezone.now()))
        return _settle(outcomes, token)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if len(outcomes) > 1:
            return sum(settle([outcome], token=token) for outcome in outcomes)
        logger.exception("Message %s can't be settled", outcomes[0].row.pk if outcomes else "")
        return 0


def _has_sequel(outcome: Outcome) -> bool:
    """Whether more is written than the row itself: another channel's row, or what its subject makes of it."""
    if outcome.step.retry_at is not None:
        return False
    return outcome.step.state == NotificationState.DEAD or handler_of(outcome.row.purpose).has_sequel


@write
def _settle(outcomes: Sequence[Outcome], token: UUID) -> int:
    now = timezone.now()
    held = _written(outcomes, token, now)
    final = [outcome for outcome in outcomes if outcome.row.pk in held and outcome.step.retry_at is None]
    groups: dict[tuple[str, bool], list[Notification]] = defaultdict(list)
    for outcome in final:
        row, state = outcome.row, outcome.step.state
        row.state = state
        if state != NotificationState.DEAD or fallback(row, now=now) is None:
            groups[row.purpose, state == NotificationState.ACCEPTED].append(row)
    for (purpose, reached), rows in groups.items():
        handler_of(purpose).settled(rows, reached, now)
    return len(held)


def _written(outcomes: Sequence[Outcome], token: UUID, now: datetime) -> set[UUID]:
    """The ids of those that the lease still held."""
    with connection.cursor() as cursor:
        cursor.execute(
            SETTLE,
            {
                "now": now,
                "token": token,
                "ids": [outcome.row.pk for outcome in outcomes],
                "states": [str(outcome.step.state) for outcome in outcomes],
                "provider_ids": [outcome.receipt.provider_id[:120] for outcome in outcomes],
                "details": [outcome.receipt.detail[:300] for outcome in outcomes],
                "retries": [outcome.step.retry_at for outcome in outcomes],
            },
        )
        return {found for (found,) in cursor.fetchall()}
