"""What becomes of a message after an attempt to send it: pure, so that every case stands in a table."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.enums import NotificationState, ReceiptStatus

MOST_ATTEMPTS = 6
# Messages that are at the provider side by side, and so may go out twice when their sender is killed; the standby has
# so many senders.
BATCH = 8
STANDBY_SENDERS = 2
BACKOFF = (5, 10, 20, 30, 60)
# Of events to programs: receivers are down for hours at times, and nobody waits for them. About fifteen hours in all.
EVENT_BACKOFF = (10, 30, 120, 600, 1800, 3600, 7200, 14400, 28800)
MOST_EVENT_ATTEMPTS = len(EVENT_BACKOFF) + 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """A provider's answer. `provider_id` is its name for the message, empty when it gave none."""

    status: ReceiptStatus
    provider_id: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The state to settle in; `retry_at` only while pending."""

    state: NotificationState
    retry_at: datetime | None = None


def after_attempt(receipt: Receipt, *, attempts: int, now: datetime, expires_at: datetime) -> NextStep:
    """`attempts` counts this one. A refusal is final; failures and silence are tried again while it is of use."""
    if receipt.status == ReceiptStatus.ACCEPTED:
        return NextStep(NotificationState.ACCEPTED)
    if receipt.status == ReceiptStatus.REFUSED or attempts >= MOST_ATTEMPTS:
        return NextStep(NotificationState.DEAD)
    retry_at = now + timedelta(seconds=BACKOFF[min(attempts, len(BACKOFF)) - 1])
    if retry_at >= expires_at:
        return NextStep(NotificationState.DEAD)
    return NextStep(NotificationState.PENDING, retry_at)


def after_event(receipt: Receipt, *, attempts: int, now: datetime) -> NextStep:
    """As `after_attempt` for an event: it is of use however late; a refusal is final until somebody sends it again."""
    if receipt.status == ReceiptStatus.ACCEPTED:
        return NextStep(NotificationState.ACCEPTED)
    if receipt.status == ReceiptStatus.REFUSED or attempts >= MOST_EVENT_ATTEMPTS:
        return NextStep(NotificationState.DEAD)
    wait = timedelta(seconds=EVENT_BACKOFF[min(attempts, len(EVENT_BACKOFF)) - 1])
    return NextStep(NotificationState.PENDING, now + wait)


def dedupe_key(purpose: str, object_id: object, level: int, person_id: object, channel: str) -> str:
    """One message per purpose, object, level, person and channel, whoever writes it how often (R1)."""
    return f"{purpose}:{object_id}:{level}:{person_id}:{channel}"
