"""Announcing what has happened to whoever subscribed: rows, written in the transaction that makes it true."""

from collections.abc import Callable, Collection, Mapping
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
    concerned = set(unit_ids)

    def data_of(units: Collection[UUID] | None) -> Mapping[str, Any] | None:
        return data if units is None or set(units) & concerned else None

    return announce_each(
        event=event, county_id=county_id, object_id=object_id, version=version, data_of=data_of, now=now, key=key
    )


def announce_each(
    *,
    event: EventCode,
    county_id: UUID,
    object_id: UUID,
    version: int,
    data_of: Callable[[Collection[UUID] | None], Mapping[str, Any] | None],
    now: datetime,
    key: UUID | None = None,
) -> int:
    """As `announce`, each webhook with what concerns its units: `data_of` takes them (None = the whole county) and gives
    None where nothing does."""
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
        if (data := data_of(webhook.unit_ids)) is not None
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
