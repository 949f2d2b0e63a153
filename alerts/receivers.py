"""Listens to what rostering and the outbox announce, within their transaction."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from alerts.call_outs.services import endings as call_out_endings
from alerts.checks.services import endings as check_endings
from alerts.duty_log.services import leave_endings
from alerts.incidents.models import Incident
from alerts.notices.services import announcing, stepping_in
from alerts.notices.services import conflicts as conflict_notices
from alerts.notices.services import covers as cover_notices
from alerts.notices.services import duty as duty_notices
from alerts.notices.services import events as event_notices
from alerts.notices.services import reviews as review_notices
from alerts.notices.services import rings as ring_notices
from alerts.notices.services import swaps as swap_notices
from alerts.notices.services import tiers as tier_notices
from alerts.orders.services.later_rosters import staff_published
from alerts.outbox.services import moving
from alerts.outbox.services.endings import fall_silent
from alerts.reminders.services import duty as duty_reminders
from alerts.signals import incident_closed, messages_due
from rostering.enums import CoverNews
from rostering.models import Cover, DutyPeriod, Ring, Roster, RosterRevision, Swap
from rostering.signals import (
    cover_moved,
    deadline_moved,
    period_closed,
    ring_moved,
    roster_amended,
    roster_filed,
    roster_published,
    roster_returned,
    rosters_filed,
    swap_moved,
)
from rostering.wakeup import wake_on_commit
from units.consequences import Consequence, Scope
from units.models import AuditEvent, Person, TierReview, Unit, User
from units.signals import (
    facts_changed,
    move_taken_back,
    people_moved,
    recorded,
    review_step,
    tier_changed,
    tier_entered,
)


@receiver(messages_due, dispatch_uid="alerts.wake_senders")
def on_messages_due(**_: Any) -> None:
    wake_on_commit("alerts.tasks.sweep_messages")


@receiver(incident_closed, dispatch_uid="alerts.end_call_outs")
def on_incident_closed(*, incident: Incident, by: User, now: datetime, **_: Any) -> None:
    call_out_endings.end_of_incident(incident, by=by, now=now)


@receiver(roster_published, dispatch_uid="alerts.tell_published")
def on_published(*, period: DutyPeriod, revision: RosterRevision, now: datetime, **_: Any) -> None:
    duty_notices.tell_published(period=period, revision_number=revision.number, now=now)
    rosters = list(period.rosters.values_list("pk", flat=True))
    fall_silent(rosters, now=now, purposes=duty_notices.OF_FILING)
    announcing.roster_published(period, revision, now)
    staff_published(period=period, by=revision.published_by, now=now)


@receiver(roster_amended, dispatch_uid="alerts.tell_amended")
def on_amended(
    *, period: DutyPeriod, revision: RosterRevision, changes: Any, now: datetime, by_order: bool = False, **_: Any
) -> None:
    changes = list(changes)
    leave_endings.end_with_holder(changes, now=now)
    duty_reminders.taken_away(changes, now=now)
    duty_notices.tell_amended(
        period=period,
        revision_number=revision.number,
        changes=changes,
        now=now,
        order=revision.reason if by_order else "",
    )
    announcing.roster_amended(period, revision, changes, now)


@receiver(roster_returned, dispatch_uid="alerts.tell_returned")
def on_returned(*, roster: Roster, now: datetime, **_: Any) -> None:
    duty_notices.tell_returned(roster=roster, now=now)


@receiver(roster_filed, dispatch_uid="alerts.filed")
def on_filed(*, roster: Roster, now: datetime, **_: Any) -> None:
    fall_silent([roster.pk], now=now, purposes=duty_notices.OF_FILING)


@receiver(rosters_filed, dispatch_uid="alerts.rosters_filed")
def on_many_filed(*, rosters: Collection[Roster], now: datetime, **_: Any) -> None:
    fall_silent([roster.pk for roster in rosters], now=now, purposes=duty_notices.OF_FILING)


@receiver(deadline_moved, dispatch_uid="alerts.deadline_moved")
def on_deadline_moved(*, period: DutyPeriod, now: datetime, **_: Any) -> None:
    duty_notices.tell_deadline(period=period, now=now)


@receiver(period_closed, dispatch_uid="alerts.period_closed")
def on_closed(*, period: DutyPeriod, by: User, now: datetime, **_: Any) -> None:
    check_endings.end_of_period(period, by=by, now=now)
    leave_endings.end_of_period(period, by=by, now=now)
    duty_reminders.end_of_period(period, now=now)
    fall_silent([period.pk], now=now)


@receiver(swap_moved, dispatch_uid="alerts.tell_swap_moved")
def on_swap_moved(*, swap: Swap, by: User | None, now: datetime, **_: Any) -> None:
    swap_notices.tell_moved(swap=swap, by=by, now=now)


@receiver(cover_moved, dispatch_uid="alerts.tell_cover_moved")
def on_cover_moved(
    *, cover: Cover, news: CoverNews, person_ids: Collection[UUID], by: User | None, now: datetime, **_: Any
) -> None:
    cover_notices.tell(cover=cover, news=news, person_ids=person_ids, by=by, now=now)


@receiver(ring_moved, dispatch_uid="alerts.tell_ring_moved")
def on_ring_moved(*, ring: Ring, by: User | None, now: datetime, **_: Any) -> None:
    ring_notices.tell(ring=ring, by=by, now=now)


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


@receiver(tier_entered, dispatch_uid="alerts.tell_needs")
def on_tier_entered(*, unit: Unit, tier: str, effective_date: date, now: datetime, **_: Any) -> None:
    tier_notices.tell_needs(unit=unit, tier=tier, day=effective_date, level=unit.tiers.count(), now=now)


@receiver(facts_changed, dispatch_uid="alerts.tell_touched")
def on_facts_changed(
    *, scope: Scope, touched: Collection[Consequence], by: User | None, now: datetime, **_: Any
) -> None:
    if scope.county_id is not None:
        conflict_notices.tell_touched(county_id=scope.county_id, touched=touched, now=now)
    stepping_in.pass_on(scope=scope, touched=touched, by=by, now=now)


@receiver(people_moved, dispatch_uid="alerts.keep_ways")
def on_people_moved(*, moves: Sequence[tuple[Person, Person]], **_: Any) -> None:
    moving.take_ways_along(moves)


@receiver(move_taken_back, dispatch_uid="alerts.forget_ways")
def on_move_taken_back(*, new: Person, **_: Any) -> None:
    moving.forget_ways(new)


@receiver(review_step, dispatch_uid="alerts.tell_review_step")
def on_review_step(
    *, review: TierReview, unit_ids: Collection[UUID], is_overdue: bool, level: int, now: datetime, **_: Any
) -> None:
    review_notices.tell_step(review=review, unit_ids=unit_ids, is_overdue=is_overdue, level=level, now=now)


@receiver(recorded, dispatch_uid="alerts.tell_event")
def on_recorded(*, entry: AuditEvent, row: Any, by: User | None, **_: Any) -> None:
    event_notices.tell(entry, row, by)
