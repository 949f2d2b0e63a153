"""Webhooks: subscribing, rotating the secret, stopping, and sending a delivery again. docs/webhooks.md is for receivers."""

import base64
import hmac
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.channels.targets import Forbidden, Unresolved, target_of
from alerts.enums import EventCode, NotificationState
from alerts.permissions import check_manage_webhooks
from alerts.webhooks.models import Webhook, WebhookDelivery
from alerts.webhooks.services.events import body_of
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, Unit, User
from units.repeats.services.duplicates import PAGE, one_a_minute

MOST_WEBHOOKS = 20
LONGEST_NAME = 60
# How long the secret before still signs beside the new one, unless asked otherwise.
OVERLAP_HOURS = 24
LONGEST_OVERLAP_HOURS = 168
EVENTS = tuple(code for code in EventCode if code != EventCode.PING)
AGAIN_FROM = (NotificationState.ACCEPTED, NotificationState.DEAD, NotificationState.SUPPRESSED)


def secret_of(webhook_id: UUID, number: int) -> str:
    """Follows from the installation's pepper: it can be shown once and used for ever without standing in the database."""
    key = hmac.new(settings.TOKEN_PEPPER.encode(), f"webhook:{webhook_id}:{number}".encode(), sha256).digest()
    return "whsec_" + base64.urlsafe_b64encode(key).decode().rstrip("=")


def secrets_of(webhook: Webhook, now: datetime) -> list[str]:
    """Those that sign at `now`, newest first."""
    numbers = [webhook.secret_number]
    if webhook.previous_until is not None and now < webhook.previous_until:
        numbers.append(webhook.secret_number - 1)
    return [secret_of(webhook.pk, number) for number in numbers]


@write
@one_a_minute(None, state="revoked_at", doors=[PAGE])
def create_webhook(
    *, county: County, name: str, url: str, events: Iterable[str], by: User, units: Iterable[Unit] | None = None
) -> Webhook:
    """A subscription to `events` of the whole county, or of `units`; whose grant is bound to units subscribes to those.

    Raises InvalidInput for an address nothing may be sent to, no or unknown events; RuleViolation `too_many_webhooks`.
    """
    check_manage_webhooks(by)
    lock(f"webhooks:{county.pk}")
    if Webhook.objects.usable().filter(county=county).count() >= MOST_WEBHOOKS:
        raise RuleViolation("too_many_webhooks", _("事件推送最多 20 个，请先停用不用的"))
    webhook = Webhook.objects.create(
        county=county,
        name=_checked_name(name),
        url=_checked_url(url),
        events=_checked_events(events),
        unit_ids=_scope(units, by),
        created_by=by,
    )
    audit.record(by=by, action="webhook.created", row=webhook, county=county, after=_shown(webhook))
    return webhook


@write
def update_webhook(*, webhook: Webhook, by: User, **fields: Any) -> Webhook:
    """Changes `name`, `url` or `events`. Raises as `create_webhook`, and RuleViolation `webhook_revoked`."""
    webhook = _locked(webhook, by)
    before = _shown(webhook)
    checks = {"name": _checked_name, "url": _checked_url, "events": _checked_events}
    for field, checked in checks.items():
        if field in fields:
            setattr(webhook, field, checked(fields[field]))
    return _saved(webhook, "webhook.updated", by, before)


@write
def rotate_secret(*, webhook: Webhook, by: User, overlap_hours: int = OVERLAP_HOURS) -> Webhook:
    """A new secret; the one before signs beside it for `overlap_hours`, 0 when it has become known to others.

    Raises InvalidInput for an overlap out of range, RuleViolation `webhook_revoked`.
    """
    if not 0 <= overlap_hours <= LONGEST_OVERLAP_HOURS:
        raise InvalidInput("overlap_out_of_range", _("并用时间须为 0 至 168 小时"), field="overlap_hours")
    webhook = _locked(webhook, by)
    webhook.secret_number += 1
    webhook.previous_until = timezone.now() + timedelta(hours=overlap_hours)
    return _saved(webhook, "webhook.rotated", by, {}, {"overlap_hours": overlap_hours})


@write
def revoke_webhook(*, webhook: Webhook, by: User) -> Webhook:
    """Nothing more is sent from now on, not even what waits. Twice is once."""
    check_manage_webhooks(by)
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if webhook.revoked_at is not None:
        return webhook
    webhook.revoked_at = now = timezone.now()
    waiting = WebhookDelivery.objects.pending().filter(webhook=webhook)
    # What is with the receiver this moment is settled by its sender.
    waiting.free(now).settle(state=NotificationState.SUPPRESSED, detail="webhook revoked", settled_at=now)
    return _saved(webhook, "webhook.revoked", by, {})


@write
def ping(*, webhook: Webhook, by: User) -> WebhookDelivery:
    """A test event for this webhook alone. Raises RuleViolation `webhook_revoked`."""
    webhook = _locked(webhook, by)
    now, event_id = timezone.now(), uuid4()
    payload = body_of(EventCode.PING, event_id, webhook.pk, webhook.version, {"webhook": webhook.name}, now)
    return WebhookDelivery.objects.create(
        webhook=webhook,
        event=EventCode.PING,
        event_id=event_id,
        object_id=webhook.pk,
        object_version=webhook.version,
        payload=payload,
        due_at=now,
    )


@write
def redeliver(*, delivery: WebhookDelivery, by: User) -> WebhookDelivery:
    """Puts a settled delivery on its way again, as the same event. One that is under way is left as it is.

    Raises RuleViolation `webhook_revoked`.
    """
    _locked(delivery.webhook, by)
    again = WebhookDelivery.objects.filter(pk=delivery.pk, state__in=AGAIN_FROM).update(
        state=NotificationState.PENDING, due_at=timezone.now(), attempts=0, detail="", settled_at=None
    )
    delivery.refresh_from_db()
    if again:
        audit.record(
            by=by, action="webhook.redelivered", row=delivery.webhook, county=by.county_id,
            after={"event": delivery.event},
        )  # fmt: skip
    return delivery


def _locked(webhook: Webhook, by: User) -> Webhook:
    check_manage_webhooks(by)
    fresh = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if fresh.revoked_at is not None:
        raise RuleViolation("webhook_revoked", _("该事件推送已停用"))
    return fresh


def _saved(
    webhook: Webhook, action: str, by: User, before: dict[str, Any], after: dict[str, Any] | None = None
) -> Webhook:
    webhook.version += 1
    webhook.save()
    audit.record(
        by=by, action=action, row=webhook, county=webhook.county_id, before=before,
        after=after if after is not None else _shown(webhook) if before else {},
    )  # fmt: skip
    return webhook


def _shown(webhook: Webhook) -> dict[str, Any]:
    return audit.snapshot(webhook, ("name", "url", "events"))


def _scope(units: Iterable[Unit] | None, by: User) -> list[UUID] | None:
    """Never wider than the grant of whoever subscribes."""
    wanted = None if units is None else [unit.pk for unit in units]
    if by.unit_ids is None:
        return wanted
    allowed: Collection[UUID] = by.unit_ids
    return sorted(allowed) if wanted is None else [pk for pk in wanted if pk in allowed]


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidInput("name_required", _("请填写名称，不超过 60 字"), field="name")
    return name


def _checked_url(url: str) -> str:
    """Refused now rather than at each delivery. A name that can't be looked up just now is looked up again then."""
    url = url.strip()
    try:
        target_of(url)
    except Forbidden as error:
        message = _("接收地址须为公网 https 地址（443 端口），或管理员列出的内网地址（%(why)s）") % {"why": error}
        raise InvalidInput("forbidden_target", message, field="url") from error
    except Unresolved:
        return url
    return url


def _checked_events(events: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(events))
    if not wanted or any(event not in EVENTS for event in wanted):
        raise InvalidInput("events_required", _("请至少选择一种事件"), field="events")
    return wanted
