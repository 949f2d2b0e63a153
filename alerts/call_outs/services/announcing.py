"""What is announced to webhooks of call-outs."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from alerts.call_outs.models import CallOut, Summons
from alerts.enums import EventCode
from alerts.instants import moment
from alerts.webhooks.services.events import announce, unit_bodies, unit_body


def call_out_dispatched(call_out: CallOut, unit_ids: Collection[UUID], now: datetime) -> None:
    announce(
        event=EventCode.CALLOUT_DISPATCHED,
        county_id=call_out.county_id,
        unit_ids=unit_ids,
        object_id=call_out.pk,
        version=call_out.version,
        data={**_call_out(call_out), "units": unit_bodies(unit_ids)},
        now=now,
    )


def call_out_overdue(summons: Summons, now: datetime) -> None:
    """One event per person who is late, all of them about their call-out."""
    announce(
        event=EventCode.CALLOUT_OVERDUE,
        county_id=summons.county_id,
        unit_ids=[summons.unit_id],
        object_id=summons.call_out_id,
        version=summons.call_out.version,
        data={
            **_call_out(summons.call_out),
            "unit": unit_body(summons.unit),
            "person": {"id": str(summons.person_id), "name": summons.person.name, "position": summons.person.position},
            "arrive_by": moment(summons.arrive_by) if summons.arrive_by else None,
        },
        now=now,
        key=summons.pk,
    )


def _call_out(call_out: CallOut) -> dict[str, Any]:
    return {
        "matter": call_out.matter,
        "place": call_out.place,
        "required": call_out.required,
        "is_drill": call_out.is_drill,
        "incident": str(call_out.incident_id) if call_out.incident_id else None,
        "dispatched_at": moment(call_out.dispatched_at) if call_out.dispatched_at else None,
    }
