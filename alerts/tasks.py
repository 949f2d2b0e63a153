"""Celery entry points: claim, call a service, nothing else. Every one may run twice or late."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from alerts.services import delivery, sweeps

BY = "celery"


@shared_task
def sweep_messages() -> int:
    """Claims due messages and hands each to a sender. Returns how many."""
    now = timezone.now()
    token, ids = delivery.claim_due(now=now)
    for pk in ids:
        send_message.delay(str(pk), str(token))
    sweeps.note(sweeps.MESSAGES, by=BY, handled=len(ids), now=now)
    return len(ids)


@shared_task
def send_message(notification_id: str, token: str) -> bool:
    """Sends one claimed message; False when somebody else has it or it is settled."""
    return delivery.deliver(notification_id=UUID(notification_id), token=UUID(token))


@shared_task
def sweep(name: str) -> int:
    """Runs the sweep `name`. Returns how many rows it handled."""
    return sweeps.run(name, by=BY)
