"""How a warning ends: withdrawn by whoever issued it, closed by the office, over by its hour, or never signed."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alerts.deadlines import ENDING_USEFUL_FOR
from alerts.enums import OrderState, Purpose, WarningState
from alerts.one_by_one import handle_each
from alerts.orders.models import PostureOrder
from alerts.orders.services.orders import ended
from alerts.outbox.services.endings import fall_silent, tell_ended
from alerts.outbox.services.outbox import Message, enqueue
from alerts.permissions import check_command
from alerts.texts import required_text
from alerts.transitions import WARNING, WARNING_CALL
from alerts.warnings.models import OPEN_STATES, PublicWarning, WarningCall
from alerts.who_answers import office_people
from units.audit import services as audit
from units.db import held, lock, write
from units.errors import RuleViolation
from units.models import User


@write
def drop(*, warning: PublicWarning, reason: str, by: User, now: datetime) -> PublicWarning:
    """不予叫应: nobody is called. Raises InvalidInput without a reason, RuleViolation `wrong_state` once it is signed."""
    check_command(by)
    return _end(held(warning), "drop", required_text(reason, "reason"), by, now)


@write
def close(*, warning: PublicWarning, outcome: str, by: User, now: datetime) -> PublicWarning:
    """Ends the calling; whoever hasn't answered need not any more. Raises as `drop`, `wrong_state` unless it is signed."""
    check_command(by)
    return _end(held(warning), "close", required_text(outcome, "outcome"), by, now)


def cancelled(warning: PublicWarning, *, by: User | None, now: datetime) -> PublicWarning:
    """Withdrawn by its issuer; within the caller's transaction. Raises RuleViolation `wrong_state` when it is over."""
    fresh = held(warning)
    action = "drop" if fresh.state == WarningState.RECEIVED else "close"
    with translation.override(settings.LANGUAGE_CODE):
        return _end(fresh, action, _now("发布单位已解除预警"), by, now)


def end_due(*, now: datetime) -> int:
    """Warnings that have come to their hour. Returns how many. Safe to run twice."""
    due = PublicWarning.objects.filter(state__in=OPEN_STATES, end__lte=now)
    return handle_each(due.values_list("pk", flat=True)[:500], lambda pk: _end_due(PublicWarning(pk=pk), now))


@write
def _end_due(warning: PublicWarning, now: datetime) -> bool:
    fresh = held(warning)
    if fresh.state not in OPEN_STATES or fresh.end is None or fresh.end > now:
        return False
    action = "lapse" if fresh.state == WarningState.RECEIVED else "expire"
    with translation.override(settings.LANGUAGE_CODE):
        _end(fresh, action, _now("预警时段已过"), None, now)
    return True


def _end(warning: PublicWarning, action: str, outcome: str, by: User | None, now: datetime) -> PublicWarning:
    warning.state = WARNING.advance(warning.state, action, RuleViolation("wrong_state", _("该预警已经结束或尚未签发")))
    warning.closed_at, warning.outcome = now, outcome
    warning.version += 1
    warning.save(update_fields=["state", "closed_at", "outcome", "version"])
    _release(warning, now)
    _end_orders(warning, by, now)
    said = {"drop": "warning.dropped", "lapse": "warning.lapsed"}.get(action, "warning.closed")
    audit.record(by=by, action=said, row=warning, county=warning.county_id, reason=outcome)
    return warning


def _end_orders(warning: PublicWarning, by: User | None, now: datetime) -> None:
    """Whom it raised or called in goes back with it; by its hour an order ends by itself. Of those that were issued to stand on,
    the office hears."""
    lock(f"posture-orders:{warning.county_id}")
    of_warning = PostureOrder.objects.filter(Q(pk=warning.order_id) | Q(warning=warning))
    standing = []
    for order in of_warning.filter(state=OrderState.IN_FORCE, end__gt=now).order_by("number"):
        if order.pk == warning.order_id or order.ends_with_warning:
            ended(order, by=by, now=now)
        else:
            standing.append(order)
    if standing:
        _tell_of_standing(warning, standing, now)


def _tell_of_standing(warning: PublicWarning, orders: Sequence[PostureOrder], now: datetime) -> None:
    messages = [
        Message(
            purpose=Purpose.WARNING_ENDED,
            object_id=warning.pk,
            person_id=person_id,
            unit_id=None,
            due_at=now,
            useful_for=ENDING_USEFUL_FOR,
            params={
                "headline": warning.headline,
                "orders": [order.number for order in orders],
                "path": f"/posture-orders/{orders[0].pk}/" if len(orders) == 1 else f"/warnings/{warning.pk}/",
            },
        )
        for person_id in office_people(warning.county, now)
    ]
    enqueue(messages, county_id=warning.county_id, now=now)


def _release(warning: PublicWarning, now: datetime) -> None:
    """Whoever hasn't answered is asked no more; whoever was told hears that it is over."""
    calls = list(WarningCall.objects.filter(warning=warning).order_by("pk"))
    release = WARNING_CALL.step("release")
    WarningCall.objects.filter(warning=warning, state__in=release.before).update(
        state=release.after, version=F("version") + 1
    )
    fall_silent([warning.pk, *(call.pk for call in calls)], now=now)
    messages = [
        Message(
            purpose=Purpose.WARNING_ENDED,
            object_id=call.pk,
            person_id=call.person_id,
            unit_id=call.unit_id,
            due_at=now,
            useful_for=ENDING_USEFUL_FOR,
            params={"headline": warning.headline},
        )
        for call in calls
        if call.person_id is not None and call.round == warning.round
    ]
    tell_ended(messages, told_by=(Purpose.WARNING,), county_id=warning.county_id, now=now)
