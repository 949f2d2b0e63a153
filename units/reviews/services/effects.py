"""The day a decided review takes effect: the register holds the new tier since the decision, from that day on."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from units.counties.models.unit import Unit
from units.db import write
from units.enums import Stage
from units.reviews.models.review import TierReview
from units.reviews.rules.stages import Step
from units.reviews.services.steps import locked, move, stage_after
from units.signals import tier_changed


def take_effect(*, now: datetime) -> int:
    """Every decided review whose day has come, each in a transaction of its own. Returns how many."""
    due = TierReview.objects.filter(stage=Stage.DECIDED, effective_date__lte=timezone.localdate(now))
    return sum(_take_effect(pk=pk, now=now) for pk in due.values_list("pk", flat=True))


@write
def _take_effect(*, pk: UUID, now: datetime) -> bool:
    review = locked(TierReview(pk=pk))
    if review.stage != Stage.DECIDED:
        return False
    move(review, stage_after(review, Step.TAKE_EFFECT), by=None, now=now, action="review.took_effect")
    tier_changed.send(
        sender=Unit,
        unit=review.unit,
        tier=review.wanted_tier,
        previous=review.current_tier,
        effective_date=review.effective_date,
        document_number=review.document_number,
        now=now,
    )
    return True
