"""What people would give and take: put on their unit's board and taken off again."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.enums import PeriodState
from rostering.on_duty.queries.own import answerable
from rostering.rings.models import MOST_EXTRA, RingOffer
from rostering.rings.permissions import check_keep_offer
from rostering.rings.services.moving import break_rings_of
from rostering.rosters.permissions import check_ask_swap
from rostering.seats.services.reseating import lock_seats
from units.audit import services as audit
from units.db import write
from units.errors import InvalidInput, RuleViolation, Stale
from units.models import User

MOST_DAYS = 60


@write
def offer_duty(*, assignment_id: UUID, by: User, days: Collection[date] = (), extra: int = 0) -> RingOffer:
    """Puts a whole duty of a published period on its unit's board.

    Raises InvalidInput `unknown_assignment`, `too_many_days`, `extra_out_of_range`; NotAllowed unless it is one's own, of
    one's unit for its leader, or any for the office; RuleViolation `not_published`, `seat_vacant`, `duty_begun`,
    `already_offered`.
    """
    if len(days) > MOST_DAYS:
        raise InvalidInput("too_many_days", _("最多选 60 天"), field="days")
    if not 0 <= extra <= MOST_EXTRA:
        raise InvalidInput("extra_out_of_range", _("可多承担的负担分为 0 至 50"), field="extra")
    now = timezone.now()
    visible = answerable(by).filter(pk=assignment_id).first()
    if visible is None:
        raise InvalidInput("unknown_assignment", _("没有这个班次"), field="assignment")
    own = lock_seats([assignment_id], [visible.person_id] if visible.person_id else []).get(assignment_id)
    if own is None or own.person_id != visible.person_id:
        raise Stale("stale_version", _("该班次刚被他人修改，请刷新后再办理"))
    check_ask_swap(by, own)
    if own.person is None:
        raise RuleViolation("seat_vacant", _("该席位现为空岗，请直接调班"))
    if own.shift.period.state != PeriodState.PUBLISHED:
        raise RuleViolation("not_published", _("只有已发布且未结束的值班表可以换班"))
    if own.start <= now:
        raise RuleViolation("duty_begun", _("值班已经开始，可代余下时段，或办理紧急顶班"))
    offer = RingOffer.objects.create(
        unit=own.shift.unit,
        assignment=own,
        person=own.person,
        days=sorted(set(days)),
        extra=extra,
        offered_by=by,
        offered_at=now,
        expires_at=own.start,
    )
    _record(offer, "ring_offer.made", by, now)
    return offer


@write
def withdraw_offer(*, offer: RingOffer, by: User) -> RingOffer:
    """Takes it off the board; an open ring that it stands in is broken. Raises NotAllowed, RuleViolation `offer_over`."""
    now = timezone.now()
    lock_seats([offer.assignment_id], [offer.person_id])
    offer = RingOffer.objects.select_related("unit", "person", "assignment__shift__period").get(pk=offer.pk)
    check_keep_offer(by, offer)
    if offer.ended_at is not None:
        raise RuleViolation("offer_over", _("该换班意向已经结束"))
    break_rings_of([offer.pk], by=by, now=now)
    offer.ended_at = now
    offer.save(update_fields=["ended_at", "updated_at"])
    _record(offer, "ring_offer.withdrawn", by, now)
    return offer


def _record(offer: RingOffer, action: str, by: User, now: datetime) -> None:
    shift = offer.assignment.shift
    audit.record(
        by=by,
        action=action,
        row=offer,
        county=shift.period.county_id,
        unit=offer.unit_id,
        after={"day": str(shift.day), "post": shift.post},
        on_behalf_of="" if by.person_id == offer.person_id else offer.person.name,
        now=now,
    )
