"""Telling whoever holds the next step of a tier review, and the unit how it ended (domain §6)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from alerts.deadlines import TIER_NEWS_USEFUL_FOR
from alerts.enums import Purpose
from alerts.instants import moment
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.endings import fall_silent, receivers
from alerts.outbox.services.outbox import Message, enqueue
from units.counties.queries import people_leading
from units.enums import Role
from units.models import TierReview, User
from units.reviews.rules.stages import ENDED


def tell_step(*, review: TierReview, unit_ids: Collection[UUID], is_overdue: bool, level: int, now: datetime) -> None:
    """The leaders of `unit_ids`, or the county office when there are none: one message per person and level.

    What waits of an earlier step never goes out; who was to take a step is told when the review has ended.
    """
    earlier = _told_before(review) if review.stage in ENDED else []
    fall_silent([review.pk], now=now)
    params = {"unit": review.unit.name, "stage": review.stage, "is_overdue": is_overdue}
    if review.step_due_at is not None and review.step_due_at > now:
        params["until"] = moment(review.step_due_at)
    messages = [
        Message(
            purpose=Purpose.REVIEW_STEP,
            object_id=review.pk,
            person_id=person_id,
            unit_id=unit_id,
            due_at=now,
            useful_for=TIER_NEWS_USEFUL_FOR,
            level=level,
            params=params,
        )
        for person_id, unit_id in dict([*earlier, *_holders(review.county_id, unit_ids)]).items()
    ]
    enqueue(messages, county_id=review.county_id, now=now)


def _told_before(review: TierReview) -> list[tuple[UUID, UUID]]:
    found = receivers([review.pk], [Purpose.REVIEW_STEP])
    return [(person, unit) for _review, person, unit in found if unit is not None]


def step_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether the review is still where it was when the message was written."""
    return TierReview.objects.filter(pk=notification.object_id, stage=notification.params.get("stage")).exists()


def _holders(county_id: UUID, unit_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """(person, unit) of every login that is somebody of the directory."""
    if unit_ids:
        return [(person, unit) for unit, person in people_leading(unit_ids, today=timezone.localdate())]
    logins = User.objects.filter(county_id=county_id, is_active=True, person__isnull=False, role=Role.COUNTY_OFFICE)
    return [(person, unit) for person, unit in logins.values_list("person_id", "person__unit_id") if person and unit]


register(Purpose.REVIEW_STEP, relevant=if_each(step_is_relevant))
