"""Per purpose: is the message still of use, and what follows once it is settled."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alerts.call_outs.services import summoning
from alerts.checks.services import messages as check_messages
from alerts.enums import Purpose
from alerts.incidents.services import reports
from alerts.notices.services import conflicts as conflict_notices
from alerts.notices.services import duty as duty_notices
from alerts.notices.services import reviews as review_notices
from alerts.notices.services import swaps as swap_notices
from alerts.notices.services import tiers as tier_notices
from alerts.orders.services import messages as order_messages
from alerts.outbox.models import Notification
from alerts.outbox.services import contacts

Rows = Sequence[Notification]


@dataclass(frozen=True, slots=True)
class Handler:
    """Both take messages of one purpose. `relevant(rows, now)` gives the ids of those still of use.
    `settled(rows, reached, now)` runs in the settling transaction, once: when a provider has taken the messages, or
    when no channel is left that would."""

    relevant: Callable[[Rows, datetime], Collection[UUID]]
    settled: Callable[[Rows, bool, datetime], None]


def _always(rows: Rows, _now: datetime) -> Collection[UUID]:
    return {row.pk for row in rows}


def _nothing(_rows: Rows, _reached: bool, _now: datetime) -> None:
    return None


def _if_each(holds: Callable[[Notification, datetime], bool]) -> Callable[[Rows, datetime], Collection[UUID]]:
    """For purposes of few messages at a time: asks row by row."""
    return lambda rows, now: {row.pk for row in rows if holds(row, now)}


def _of_objects(found: Callable[[Collection[UUID]], Collection[UUID]]) -> Callable[[Rows, datetime], Collection[UUID]]:
    """For purposes whose use hangs on their object alone: asks for all objects at once."""

    def relevant(rows: Rows, _now: datetime) -> Collection[UUID]:
        objects = found({row.object_id for row in rows})
        return {row.pk for row in rows if row.object_id in objects}

    return relevant


HANDLERS: dict[str, Handler] = {
    Purpose.DUTY_PUBLISHED: Handler(_if_each(duty_notices.duty_is_relevant), _nothing),
    Purpose.DUTY_CHANGED: Handler(_if_each(duty_notices.duty_is_relevant), _nothing),
    Purpose.DUTY_WITHDRAWN: Handler(_if_each(duty_notices.duty_is_relevant), _nothing),
    Purpose.ROSTER_RETURNED: Handler(_if_each(duty_notices.return_is_relevant), _nothing),
    Purpose.FILING_DUE: Handler(_if_each(duty_notices.filing_is_relevant), _nothing),
    Purpose.FILING_MOVED: Handler(_if_each(duty_notices.filing_is_relevant), _nothing),
    Purpose.SWAP_REQUESTED: Handler(_if_each(swap_notices.swap_is_relevant), _nothing),
    Purpose.SWAP_TO_DECIDE: Handler(_if_each(swap_notices.swap_is_relevant), _nothing),
    Purpose.SWAP_MOVED: Handler(_if_each(swap_notices.swap_is_relevant), _nothing),
    Purpose.CHECK: Handler(_of_objects(check_messages.still_open), check_messages.messages_settled),
    Purpose.CHECK_ESCALATED: Handler(_of_objects(check_messages.still_open), check_messages.messages_settled),
    Purpose.CHECK_ENDED: Handler(_always, _nothing),
    Purpose.SUMMONS: Handler(_of_objects(summoning.still_awaited), summoning.messages_settled),
    Purpose.SUMMONS_ESCALATED: Handler(_of_objects(summoning.still_unacknowledged), _nothing),
    Purpose.SUMMONS_OVERDUE: Handler(_of_objects(summoning.still_on_the_way), _nothing),
    Purpose.SUMMONS_RELEASED: Handler(_always, _nothing),
    Purpose.REPORT_DUE: Handler(_if_each(reports.reminder_is_relevant), _nothing),
    Purpose.POSTURE_RAISED: Handler(_of_objects(order_messages.still_in_force), _nothing),
    Purpose.POSTURE_LIFTED: Handler(_always, _nothing),
    Purpose.WHISTLE: Handler(_always, _nothing),
    Purpose.CONTACT_PROOF: Handler(_if_each(contacts.proof_is_relevant), _nothing),
    Purpose.REVIEW_STEP: Handler(_if_each(review_notices.step_is_relevant), _nothing),
    Purpose.NOTICE: Handler(_always, _nothing),
    Purpose.DUTY_CONFLICT: Handler(_if_each(conflict_notices.conflict_is_relevant), _nothing),
    Purpose.TIER_NEEDS: Handler(_if_each(tier_notices.needs_are_relevant), _nothing),
}

# A release newer than this one wrote it: it fails to be worded, and dies where people see it.
_UNKNOWN = Handler(_always, _nothing)


def handler_of(purpose: str) -> Handler:
    """The rules of `purpose`; a purpose nobody knows is always relevant, and nothing follows from it."""
    return HANDLERS.get(purpose, _UNKNOWN)
