"""Whoever holds a step is reminded before it is due, and again until it is taken."""

from datetime import datetime, timedelta
from uuid import UUID

from units.counties.models.settings import CountySettings
from units.db import write
from units.reviews.models.review import TierReview
from units.reviews.services.steps import announce, locked

# No county reminds earlier than this.
REMIND_AT_MOST = timedelta(days=60)


def remind(*, now: datetime) -> int:
    """Every review whose step is due soon or overdue and that hasn't been reminded of lately. Returns how many."""
    waiting = list(TierReview.objects.in_hand().filter(step_due_at__lte=now + REMIND_AT_MOST))
    rules = CountySettings.of_all(review.county_id for review in waiting)
    due = [review.pk for review in waiting if _is_due(review, rules[review.county_id], now)]
    return sum(_remind(pk=pk, now=now) for pk in due)


@write
def _remind(*, pk: UUID, now: datetime) -> bool:
    """Asks again under the lock: two ticks remind once."""
    review = locked(TierReview(pk=pk))
    is_in_hand = TierReview.objects.in_hand().filter(pk=pk).exists()
    if not is_in_hand or not _is_due(review, CountySettings.of(review.county_id), now):
        return False
    review.reminded_at = now
    review.reminders += 1
    review.save(update_fields=["reminded_at", "reminders"])
    announce(review, now=now, is_overdue=review.step_due_at is not None and review.step_due_at < now)
    return True


def _is_due(review: TierReview, rules: CountySettings, now: datetime) -> bool:
    """By the county's days: soon or overdue, and not reminded of lately."""
    if review.step_due_at is None or review.step_due_at > now + timedelta(days=rules.review_remind_days):
        return False
    return review.reminded_at is None or review.reminded_at <= now - timedelta(days=rules.review_repeat_days)
