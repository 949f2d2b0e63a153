"""Celery entry points: claim, call a service, nothing else. Every one may run twice or late."""

from celery import shared_task
from django.utils import timezone

from units.people.services import transfers
from units.retention import services as retention
from units.reviews.services import effects as review_effects
from units.reviews.services import records as review_records
from units.reviews.services import reminders as review_reminders
from units.reviews.services import screening
from units.sealing import services as sealing
from units.units.services import closing


@shared_task
def compile_review_records() -> int:
    """Compiles the records that wait. Returns how many."""
    return review_records.compile_waiting(now=timezone.now())


@shared_task
def put_reviews_into_effect() -> int:
    """Decided reviews whose day has come. Returns how many."""
    return review_effects.take_effect(now=timezone.now())


@shared_task
def remind_of_reviews() -> int:
    """Tells whoever holds a step that it is due. Returns how many reviews."""
    return review_reminders.remind(now=timezone.now())


@shared_task
def screen_units() -> int:
    """Once a night: where facts diverge from a tier, a review is suggested. Returns how many suggestions are new."""
    return screening.screen_tonight(now=timezone.now())


@shared_task
def seal_audit() -> int:
    """Events of the trail get their place in the chain. Returns how many."""
    return sealing.seal_waiting(now=timezone.now())


# A long trail takes its time; whoever is interrupted follows it again later.
@shared_task(acks_late=False, soft_time_limit=3500, time_limit=3600)
def check_audit() -> int:
    """Follows the chains that nobody has followed for a day. Returns how many."""
    return sealing.check_due(now=timezone.now())


@shared_task
def put_moves_into_effect() -> int:
    """Logins follow those who have moved, units whose last day has passed are closed. Returns how many of both."""
    now = timezone.now()
    return transfers.follow(now=now) + closing.put_into_effect(now=now)


# Old rows by the thousand, one night in a year more than usual.
@shared_task(acks_late=False, soft_time_limit=1700, time_limit=1750)
def purge_old_rows() -> int:
    """At night: what is older than its term goes. Returns how many rows."""
    return retention.purge_tonight(now=timezone.now())
