"""值守升级令: raising units or a tier for a span, ending it early (domain §2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import F, Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alerts.deadlines import LONGEST_ORDER, ORDER_TOLERANCE
from alerts.enums import OrderState
from alerts.instants import check_ahead
from alerts.one_by_one import handle_each
from alerts.orders.models import EXTRA_COLUMNS, MOST_EXTRA, PostureOrder
from alerts.orders.queries import ask_of
from alerts.orders.services.messages import tell_lifted, tell_raised
from alerts.orders.services.staff import ask_units, release_units
from alerts.outbox.services.endings import fall_silent
from alerts.permissions import check_command
from alerts.transitions import ORDER
from rostering.enums import ExtraKind, Posture
from rostering.extras.services.seating import release_extras, seat_extras
from rostering.policies.rules.raising import Overlay
from rostering.seats.services.obligations import restate
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import AuditEvent, County, Unit, User
from units.repeats.services.duplicates import one_a_minute

if TYPE_CHECKING:
    from alerts.warnings.models import PublicWarning


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
    extras: Mapping[ExtraKind, int] | None = None,
    warning: "PublicWarning | None" = None,
    ends_with_warning: bool = False,
) -> PostureOrder:
    """Raises the named units or the whole tier to at least `posture` within `[start, end)`; those on duty are told. `extras`:
    how many more of each kind every unit has per duty day; whom the engine proposes is called in, the unit asked to confirm.
    `warning`: the one it was begun from, which ends it as well if so said.

    Raises InvalidInput for a span that is inverted, too long or in the past, when nobody is named, for too many extras,
    RuleViolation `warning_over`.
    """
    check_command(by)
    now = timezone.now()
    unit_ids = [unit.pk for unit in units]
    extras = extras or {}
    _validate(reason, start, end, tier, unit_ids, now)
    _validate_extras(extras)
    _hold_open(warning)
    # One order of a county at a time: numbers run on, and no two restate the same shifts at once.
    lock(f"posture-orders:{county.pk}")
    last = PostureOrder.objects.filter(county=county).aggregate(last=Max("number"))["last"] or 0
    order = PostureOrder.objects.create(
        county=county, number=last + 1, reason=reason.strip(), tier=tier, unit_ids=unit_ids, posture=posture,
        start=max(start, now), end=end, issued_by=by, warning=warning,
        ends_with_warning=ends_with_warning and warning is not None,
        **{column: extras.get(kind, 0) for column, kind in EXTRA_COLUMNS.items()},
    )  # fmt: skip
    _take_effect(order, by, now)
    return order


def _take_effect(order: PostureOrder, by: User, now: datetime) -> None:
    """Raises whoever is on duty, calls in whoever is asked for, and tells them all."""
    raised = restate(order.county_id, order.start, order.end)
    tell_raised(order, raised, now)
    seats = seat_extras(ask_of(order), reason=order.called, by=by, now=now) if order.extras else []
    ask_units(order, seats, now)
    audit.record(
        by=by, action="order.issued", row=order, county=order.county_id, reason=order.reason,
        after={"shifts": len(raised), "extra": len(seats)},
    )  # fmt: skip


@write
def end_order(*, order: PostureOrder, by: User) -> PostureOrder:
    """Ends it now; what was raised until now stays on record. One that hasn't begun is withdrawn and leaves no trace in
    anybody's duty. Those it had been told to are told. Raises RuleViolation `wrong_state`."""
    check_command(by)
    return ended(order, by=by, now=timezone.now())


def ended(order: PostureOrder, *, by: User | None, now: datetime) -> PostureOrder:
    """`end_order` within the caller's transaction, whoever may do what hangs the order on; `by` None is the system."""
    lock(f"posture-orders:{order.county_id}")
    order.refresh_from_db()
    over = RuleViolation("wrong_state", _("该升级令已经解除"))
    state = ORDER.advance(order.state, "end", over)
    if order.end <= now:
        raise over
    span = (order.start, order.end)
    before = audit.snapshot(order, ("end",))
    began = order.start < now
    order.state = state
    if began:
        order.end = now
    else:
        order.withdrawn_at = now
    order.version += 1
    order.save()
    taken_back = release_extras(order.pk, reason=_end_of(order), by=by, now=now) if order.extras else 0
    lowered = restate(order.county_id, *span)
    fall_silent([order.pk], now=now)
    release_units(order)
    tell_lifted(order, lowered, span=span, now=now)
    audit.record(
        by=by, action="order.ended" if began else "order.withdrawn", row=order, county=order.county_id,
        before=before, after={**audit.snapshot(order, ("end",)), "extra": taken_back},
    )  # fmt: skip
    return order


# Kept in the county's language, whichever the reader of a page or the API wants.
@translation.override(settings.LANGUAGE_CODE)
def _end_of(order: PostureOrder) -> str:
    words = {"number": order.number, "reason": order.reason}
    if order.withdrawn_at is not None:
        return _now("第 %(number)d 号值守升级令已撤销：%(reason)s") % words
    return _now("第 %(number)d 号值守升级令提前解除：%(reason)s") % words


def end_due(*, now: datetime) -> int:
    """Orders that have come to their date are ended. Returns how many. Safe to run twice."""
    due = PostureOrder.objects.filter(state=OrderState.IN_FORCE, end__lte=now)
    return handle_each(due.values_list("pk", flat=True)[:500], lambda pk: _end_due(pk, now))


@write
def _end_due(pk: UUID, now: datetime) -> bool:
    order = PostureOrder.objects.select_for_update().filter(pk=pk, state=OrderState.IN_FORCE, end__lte=now).first()
    if order is None:
        return False
    order.state = ORDER.after(order.state, "expire")
    order.version += 1
    order.save(update_fields=["state", "version"])
    fall_silent([order.pk], now=now)
    release_units(order)
    audit.record(by=None, action="order.expired", row=order, county=order.county_id, now=now)
    return True


@write
def withdraw_unbegun(*, county: County) -> int:
    """Withdraws wholly what an earlier version of the product left with one second, of orders taken back before they
    began: no phase, feed or figure shows it any more. Returns how many there were. Safe to run twice."""
    lock(f"posture-orders:{county.pk}")
    left = PostureOrder.objects.filter(county=county, state=OrderState.ENDED, withdrawn_at__isnull=True)
    found = [(order, _taken_back_at(order)) for order in left.filter(end=F("start") + timedelta(seconds=1))]
    mended = [(order, at) for order, at in found if at is not None]
    for order, at in mended:
        order.withdrawn_at = at
        order.version += 1
        order.save(update_fields=["withdrawn_at", "version"])
        restate(county.pk, order.start, order.end)
        audit.record(by=None, action="order.withdrawn", row=order, county=county)
    return len(mended)


def _taken_back_at(order: PostureOrder) -> datetime | None:
    """When it was ended, None unless that was before its start: what ran for a second stays on record."""
    ends = AuditEvent.objects.filter(object_type=order._meta.label_lower, object_id=str(order.pk), action="order.ended")
    return ends.filter(at__lte=order.start).values_list("at", flat=True).first()


def overlays_of(county_id: UUID, start: datetime, end: datetime) -> list[Overlay]:
    """The orders that hold somewhere within `[start, end)`, for the resolver below."""
    orders = PostureOrder.objects.filter(county_id=county_id).covering(start, end).order_by("number")
    return [order.as_overlay() for order in orders]


def _hold_open(warning: "PublicWarning | None") -> None:
    """Locks it: it ends before the order is made, which is refused then, or after, and ends it or tells of it."""
    if warning is None:
        return
    lock(warning)
    warning.refresh_from_db()
    if warning.closed_at is not None:
        raise RuleViolation("warning_over", _("该预警已经结束，升级令请另行发布"))


def _validate(reason: str, start: datetime, end: datetime, tier: str, unit_ids: list[UUID], now: datetime) -> None:
    if not reason.strip() or len(reason) > 300:
        raise InvalidInput("reason_required", _("请填写事由，不超过 300 字"), field="reason")
    if end <= start or end <= now:
        raise InvalidInput("span_inverted", _("结束时间须晚于开始时间和现在"), field="end")
    if start < now - ORDER_TOLERANCE:
        raise InvalidInput("start_in_past", _("升级令不能追溯"), field="start")
    check_ahead(start, now, "start")
    if end - start > LONGEST_ORDER:
        raise InvalidInput("span_too_long", _("一次升级最长 90 天"), field="end")
    if not tier and not unit_ids:
        raise InvalidInput("nobody_named", _("请选择类别或单位"), field="units")


def _validate_extras(extras: Mapping[ExtraKind, int]) -> None:
    for column, kind in EXTRA_COLUMNS.items():
        if not 0 <= extras.get(kind, 0) <= MOST_EXTRA:
            raise InvalidInput("out_of_range", _("增派人数须在 0 至 50 之间"), field=column)
