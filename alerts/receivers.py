"""Listens to what rostering announces, within its transaction."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from alerts.services import announcing, duty_notices, review_notices, swap_notices
from rostering.models import DutyPeriod, Roster, RosterRevision, Swap
from rostering.signals import roster_amended, roster_published, roster_returned, swap_moved
from units.models import TierReview, Unit, User
from units.signals import review_step, tier_changed


@receiver(roster_published, dispatch_uid="alerts.tell_published")
def on_published(*, period: DutyPeriod, revision: RosterRevision, now: datetime, **_: Any) -> None:
    duty_notices.tell_published(period=period, revision_number=revision.number, now=now)
    announcing.roster_published(period, revision, now)


@receiver(roster_amended, dispatch_uid="alerts.tell_amended")
def on_amended(*, period: DutyPeriod, revision: RosterRevision, changes: Any, now: datetime, **_: Any) -> None:
    changes = list(changes)
    duty_notices.tell_amended(period=period, revision_number=revision.number, changes=changes, now=now)
    announcing.roster_amended(period, revision, changes, now)


@receiver(roster_returned, dispatch_uid="alerts.tell_returned")
def on_returned(*, roster: Roster, now: datetime, **_: Any) -> None:
    duty_notices.tell_returned(roster=roster, now=now)


@receiver(swap_moved, dispatch_uid="alerts.tell_swap_moved")
def on_swap_moved(*, swap: Swap, by: User | None, now: datetime, **_: Any) -> None:
    swap_notices.tell_moved(swap=swap, by=by, now=now)


@receiver(tier_changed, dispatch_uid="alerts.announce_tier")
def on_tier_changed(
    *,
    unit: Unit,
    tier: str,
    previous: str | None,
    effective_date: date,
    now: datetime,
    document_number: str = "",
    **_: Any,
) -> None:
    announcing.tier_changed(unit, previous, tier, effective_date, document_number, now)


@receiver(review_step, dispatch_uid="alerts.tell_review_step")
def on_review_step(
    *, review: TierReview, unit_ids: Collection[UUID], is_overdue: bool, level: int, now: datetime, **_: Any
) -> None:
    review_notices.tell_step(review=review, unit_ids=unit_ids, is_overdue=is_overdue, level=level, now=now)
