"""值守升级令: raising units or a tier for a span, ending it early (domain §2)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.domain.enums import OrderState, Purpose
from alerts.models import PostureOrder
from alerts.permissions import check_command
from alerts.services.outbox import Message, enqueue
from rostering.domain.enums import Posture
from rostering.domain.raising import Raise
from rostering.labels import POSTURE_LABELS
from rostering.models import Assignment, Shift
from rostering.overlays import Overlay
from rostering.selectors.policy import zone
from rostering.services.obligations import restate
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, Unit, User
from units.repeats import one_a_minute
from units.services import audit

LONGEST = timedelta(days=90)
# An order given now may name the minute that has just begun.
TOLERANCE = timedelta(minutes=5)


@write
@one_a_minute(OrderState.IN_FORCE)
def issue_order(
    *,
    county: County,
    reason: str,
    posture: Posture,
    start: datetime,
    end: datetime,
    by: User,
    tier: str = "",
    units: Iterable[Unit] = (),
) -> PostureOrder:
    """Raises the named units or the whole tier to at least `posture` within `[start, end)`; those on duty are told.

    Raises InvalidInput for a span that is inverted, too long or in the past, and when nobody is named.
    """
    check_command(by)
    now = timezone.now()
    unit_ids = [unit.pk for unit in units]
    _validate(reason, start, end, tier, unit_ids, now)
    lock(f"posture-orders:{county.pk}")
    last = PostureOrder.objects.filter(county=county).aggregate(last=Max("number"))["last"] or 0
    order = PostureOrder.objects.create(
        county=county,
        number=last + 1,
        reason=reason.strip(),
        tier=tier,
        unit_ids=unit_ids,
        posture=posture,
        start=max(start, now),
        end=end,
        issued_by=by,
    )
    raised = restate(county.pk, order.start, order.end)
    _tell(order, raised, now)
    audit.record(
        by=by, action="order.issued", row=order, county=county, reason=order.reason, after={"shifts": len(raised)}
    )
    return order


@write
def end_order(*, order: PostureOrder, by: User) -> PostureOrder:
    """Ends it now; what was raised until now stays on record. Raises RuleViolation `wrong_state`."""
    check_command(by)
    lock(f"posture-orders:{order.county_id}")
    order.refresh_from_db()
    now = timezone.now()
    if order.state != OrderState.IN_FORCE or order.end <= now:
        raise RuleViolation("wrong_state", _("该升级令已经解除"))
    span = (order.start, order.end)
    order.state = OrderState.ENDED
    order.end = max(now, order.start + timedelta(seconds=1))
    order.version += 1
    order.save()
    restate(order.county_id, *span)
    audit.record(by=by, action="order.ended", row=order, county=order.county_id)
    return order


def overlays_of(county_id: UUID, start: datetime, end: datetime) -> list[Overlay]:
    """The orders that hold somewhere within `[start, end)`, for the resolver below."""
    orders = PostureOrder.objects.filter(county_id=county_id).covering(start, end).order_by("number")
    return [
        Overlay(Raise(order.start, order.end, order.posture), order.tier, frozenset(order.unit_ids)) for order in orders
    ]


def _tell(order: PostureOrder, raised: list[Shift], now: datetime) -> None:
    held = Assignment.objects.in_force().filter(shift__in=raised, person__isnull=False, end__gt=now)
    messages = {
        row.person_id: Message(
            purpose=Purpose.POSTURE_RAISED,
            object_id=order.pk,
            person_id=row.person_id,
            unit_id=row.shift.unit_id,
            due_at=now,
            useful_for=max(order.end - now, timedelta(minutes=1)),
            params={
                "reason": order.reason,
                "start": order.start.astimezone(zone()).strftime("%m月%d日 %H:%M"),
                "posture": str(POSTURE_LABELS[order.posture]),
                "path": "/my/",
            },
        )
        for row in held.select_related("shift")
        if row.person_id is not None
    }
    enqueue(messages.values(), county_id=order.county_id, now=now)


def _validate(reason: str, start: datetime, end: datetime, tier: str, unit_ids: list[UUID], now: datetime) -> None:
    if not reason.strip() or len(reason) > 300:
        raise InvalidInput("reason_required", _("请填写事由，不超过 300 字"), field="reason")
    if end <= start or end <= now:
        raise InvalidInput("span_inverted", _("结束时间须晚于开始时间和现在"), field="end")
    if start < now - TOLERANCE:
        raise InvalidInput("start_in_past", _("升级令不能追溯"), field="start")
    if end - start > LONGEST:
        raise InvalidInput("span_too_long", _("一次升级最长 90 天"), field="end")
    if not tier and not unit_ids:
        raise InvalidInput("nobody_named", _("请选择类别或单位"), field="units")
