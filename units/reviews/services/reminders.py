"""Whoever holds a step is reminded before it is due, and again until it is taken."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from units.db import write
from units.reviews.models.review import TierReview
from units.reviews.services.steps import announce, locked


def remind(*, now: datetime) -> int:
    """Every review whose step is due soon or overdue and that hasn't been reminded of lately. Returns how many."""
    soon = now + timedelta(days=settings.REVIEW_REMIND_DAYS_BEFORE)
    due = TierReview.objects.in_hand().filter(_not_since(now), step_due_at__lte=soon)
    return sum(_remind(pk=pk, now=now) for pk in due.values_list("pk", flat=True))


@write
def _remind(*, pk: UUID, now: datetime) -> bool:
    """Asks again under the lock: two ticks remind once."""
    review = locked(TierReview(pk=pk))
    if not TierReview.objects.in_hand().filter(_not_since(now), pk=pk).exists():
        return False
    review.reminded_at = now
    review.reminders += 1
    review.save(update_fields=["reminded_at", "reminders"])
    announce(review, now=now, is_overdue=review.step_due_at is not None and review.step_due_at < now)
    return True


def _not_since(now: datetime) -> Q:
    line = now - timedelta(days=settings.REVIEW_REMIND_EVERY_DAYS)
    return Q(reminded_at__isnull=True) | Q(reminded_at__lte=line)
