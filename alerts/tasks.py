"""Celery entry points: claim, call a service, nothing else. Every one may run twice or late."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from alerts.backups.services import taking
from alerts.health.services import sweeps
from alerts.outbox.services import delivery

BY = "celery"


@shared_task
def sweep_messages() -> int:
    """Claims due messages and hands them to senders in batches. Returns how many."""
    now = timezone.now()
    token, batches = delivery.claim_batches(now=now)
    for ids in batches:
        send_messages.delay([str(pk) for pk in ids], str(token))
    claimed = sum(len(ids) for ids in batches)
    sweeps.note(sweeps.MESSAGES, by=BY, handled=claimed, now=now)
    return claimed


@shared_task
def send_messages(ids: list[str], token: str) -> int:
    """Sends claimed messages. Returns how many were settled: not those that somebody else has or that are through."""
    return delivery.deliver(ids=[UUID(pk) for pk in ids], token=UUID(token))


# Acknowledged early: a night's backup takes longer than the broker waits, and whoever fails is asked again in an hour.
@shared_task(acks_late=False, soft_time_limit=3500, time_limit=3600)
def back_up() -> int:
    """The backup of the night. Returns how many were taken."""
    return taking.take_due(now=timezone.now())


@shared_task
def sweep(name: str) -> int:
    """Runs the sweep `name`. Returns how many rows it handled."""
    return sweeps.run(name, by=BY)
