"""Per purpose: is the message still of use, and what follows once it is settled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alerts.domain.enums import Purpose
from alerts.models import Notification
from alerts.services import call_outs, checks, contacts, duty_notices, incidents


@dataclass(frozen=True, slots=True)
class Handler:
    """`settled(notification, reached, now)` runs in the settling transaction, once: when a provider has taken the
    message, or when no channel is left that would."""

    relevant: Callable[[Notification, datetime], bool]
    settled: Callable[[Notification, bool, datetime], None]


def _always(_notification: Notification, _now: datetime) -> bool:
    return True


def _nothing(_notification: Notification, _reached: bool, _now: datetime) -> None:
    return None


HANDLERS: dict[str, Handler] = {
    Purpose.DUTY_PUBLISHED: Handler(duty_notices.duty_is_relevant, _nothing),
    Purpose.DUTY_CHANGED: Handler(duty_notices.duty_is_relevant, _nothing),
    Purpose.DUTY_WITHDRAWN: Handler(duty_notices.duty_is_relevant, _nothing),
    Purpose.ROSTER_RETURNED: Handler(duty_notices.return_is_relevant, _nothing),
    Purpose.FILING_DUE: Handler(duty_notices.filing_is_relevant, _nothing),
    Purpose.CHECK: Handler(checks.is_relevant, checks.message_settled),
    Purpose.CHECK_ESCALATED: Handler(checks.is_relevant, checks.message_settled),
    Purpose.SUMMONS: Handler(call_outs.is_relevant, call_outs.message_settled),
    Purpose.SUMMONS_ESCALATED: Handler(call_outs.escalation_is_relevant, _nothing),
    Purpose.SUMMONS_OVERDUE: Handler(call_outs.overdue_is_relevant, _nothing),
    Purpose.REPORT_DUE: Handler(incidents.reminder_is_relevant, _nothing),
    Purpose.POSTURE_RAISED: Handler(_always, _nothing),
    Purpose.WHISTLE: Handler(_always, _nothing),
    Purpose.CONTACT_PROOF: Handler(contacts.proof_is_relevant, _nothing),
}

# A release newer than this one wrote it: it fails to be worded, and dies where people see it.
_UNKNOWN = Handler(_always, _nothing)


def handler_of(purpose: str) -> Handler:
    """The rules of `purpose`; a purpose nobody knows is always relevant, and nothing follows from it."""
    return HANDLERS.get(purpose, _UNKNOWN)
