"""A county in the middle of a published duty day, and ways to let its messages go out."""

from datetime import datetime, timedelta

from django.utils import timezone

from alerts.models import Notification
from alerts.services import delivery
from rostering.domain.enums import PeriodKind
from rostering.models import DutyPeriod
from tests.factories import Cast, published


def on_watch(cast: Cast) -> DutyPeriod:
    """A published period around now."""
    today = timezone.localdate()
    return published(cast, today - timedelta(days=2), today + timedelta(days=2), kind=PeriodKind.SPECIAL)


def send_all(now: datetime | None = None) -> int:
    """Delivers everything that is due, as the senders would. Returns how many were settled."""
    token, ids = delivery.claim_due(now=now or timezone.now(), most=10_000)
    return sum(delivery.deliver(notification_id=pk, token=token) for pk in ids)


def told(purpose: str, channel: str = "console") -> set[str]:
    """Names of the people a message of that purpose has been written to."""
    rows = Notification.objects.filter(purpose=purpose, channel=channel)
    return set(rows.values_list("person__name", flat=True))
