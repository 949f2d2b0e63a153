"""Announcing what has happened to whoever subscribed: rows, written in the transaction that makes it true."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from alerts.enums import EventCode
from alerts.instants import moment
from alerts.webhooks.models import Webhook, WebhookDelivery
from units.models import Unit

# Event ids follow from what happened: the same thing announced twice is one event for every receiver.
NAMESPACE = UUID("5b0a2f4e-8a53-4f3c-9f0e-6d2c1b7e4a90")


def announce(
    *,
    event: EventCode,
    county_id: UUID,
    unit_ids: Collection[UUID],
    object_id: UUID,
    version: int,
    data: Mapping[str, Any],
    now: datetime,
    key: UUID | None = None,
) -> int:
    """One delivery for each webhook of the county that listens to `event`, and to one of `unit_ids` when it is bound to
    units. Announcing it again writes nothing. Returns how many listen.

    `key` tells events apart that are about the same version of an object.
    """
    listening = Webhook.objects.usable().filter(county_id=county_id, events__contains=[event])
    event_id = uuid5(NAMESPACE, f"{event}:{key or object_id}:{version}")
    rows = [
        WebhookDelivery(
            webhook=webhook,
            event=event,
            event_id=event_id,
            object_id=object_id,
            object_version=version,
            payload=body_of(event, event_id, object_id, version, data, now),
            due_at=now,
        )
        for webhook in listening
        if webhook.unit_ids is None or set(webhook.unit_ids) & set(unit_ids)
    ]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def body_of(
    event: EventCode, event_id: UUID, object_id: UUID, version: int, data: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """What is posted. `data` names units, texts and instants, never a phone number."""
    return {
        "id": str(event_id),
        "type": str(event),
        "at": moment(now),
        "object": str(object_id),
        "version": version,
        "data": dict(data),
    }


def unit_body(unit: Unit) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}


def unit_bodies(unit_ids: Collection[UUID]) -> list[dict[str, str]]:
    return [unit_body(unit) for unit in Unit.objects.filter(pk__in=unit_ids).order_by("protocol_order")]
