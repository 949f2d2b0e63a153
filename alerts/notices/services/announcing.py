"""What each event tells webhooks: ids, units, states and instants. No phone number and nobody's address."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from alerts.call_outs.models import CallOut, Summons
from alerts.checks.models import Check
from alerts.enums import EventCode
from alerts.incidents.models import Incident, IncidentReport
from alerts.instants import moment
from alerts.webhooks.services.events import announce
from rostering.models import Assignment, DutyPeriod, RosterRevision
from units.models import Person, Unit


def roster_published(period: DutyPeriod, revision: RosterRevision, now: datetime) -> None:
    announce(
        event=EventCode.ROSTER_PUBLISHED,
        county_id=period.county_id,
        unit_ids=period.rosters.values_list("unit_id", flat=True),
        object_id=period.pk,
        version=revision.number,
        data=_period(period, revision),
        now=now,
    )


def roster_amended(
    period: DutyPeriod, revision: RosterRevision, changes: Iterable[tuple[Assignment, Person | None]], now: datetime
) -> None:
    moved = [assignment for assignment, _previous in changes]
    units = {assignment.shift.unit_id for assignment in moved}
    announce(
        event=EventCode.ROSTER_AMENDED,
        county_id=period.county_id,
        unit_ids=units,
        object_id=period.pk,
        version=revision.number,
        data={
            **_period(period, revision),
            "units": _units(units),
            "assignments": [str(assignment.pk) for assignment in moved],
            "shifts": _shifts({assignment.shift_id for assignment in moved}),
        },
        now=now,
    )


def check_missed(check: Check, now: datetime) -> None:
    announce(
        event=EventCode.CHECK_MISSED,
        county_id=check.county_id,
        unit_ids=[check.unit_id],
        object_id=check.pk,
        version=check.version,
        data={"unit": _unit(check.unit), "due_at": moment(check.due_at), "level": check.level},
        now=now,
    )


def call_out_dispatched(call_out: CallOut, unit_ids: Collection[UUID], now: datetime) -> None:
    announce(
        event=EventCode.CALLOUT_DISPATCHED,
        county_id=call_out.county_id,
        unit_ids=unit_ids,
        object_id=call_out.pk,
        version=call_out.version,
        data={**_call_out(call_out), "units": _units(unit_ids)},
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
            "unit": _unit(summons.unit),
            "person": {"id": str(summons.person_id), "name": summons.person.name, "position": summons.person.position},
            "arrive_by": moment(summons.arrive_by) if summons.arrive_by else None,
        },
        now=now,
        key=summons.pk,
    )


def incident_reported(incident: Incident, report: IncidentReport | None, now: datetime) -> None:
    """When it is recorded, and with each numbered report on it."""
    units = set(incident.units.values_list("pk", flat=True))
    announce(
        event=EventCode.INCIDENT_REPORTED,
        county_id=incident.county_id,
        unit_ids=units,
        object_id=incident.pk,
        version=incident.version,
        data={
            "number": incident.number,
            "title": incident.title,
            "kind": incident.kind,
            "level": incident.level,
            "place": incident.place,
            "state": incident.state,
            "occurred_at": moment(incident.occurred_at),
            "units": _units(units),
            "report": None if report is None else {"number": report.number, "kind": report.kind},
        },
        now=now,
    )


def tier_changed(
    unit: Unit, before: str | None, after: str, effective_date: date, document_number: str, now: datetime
) -> None:
    announce(
        event=EventCode.TIER_CHANGED,
        county_id=unit.county_id,
        unit_ids=[unit.pk],
        object_id=unit.pk,
        version=unit.tiers.count(),
        data={
            "unit": _unit(unit),
            "before": before,
            "after": after,
            "effective_date": effective_date.isoformat(),
            "document_number": document_number,
        },
        now=now,
    )


def _period(period: DutyPeriod, revision: RosterRevision) -> dict[str, Any]:
    return {
        "period": {"id": str(period.pk), "name": period.name},
        "revision": revision.number,
        "first_day": period.first_day.isoformat(),
        "last_day": period.last_day.isoformat(),
    }


def _shifts(shift_ids: Collection[UUID]) -> list[dict[str, Any]]:
    """Each with everybody who holds it by now and which hours, in the order of days. One query."""
    held = (
        Assignment.objects.active().filter(shift__in=shift_ids).select_related("shift__unit", "shift__roster", "person")
    )
    by_shift: dict[UUID, list[Assignment]] = defaultdict(list)
    for row in held.order_by("shift__day", "shift__post_order", "shift__seat", "start"):
        by_shift[row.shift_id].append(row)
    return [
        {
            "id": str(pk),
            "unit": _unit(rows[0].shift.unit),
            "day": rows[0].shift.day.isoformat(),
            "post": rows[0].shift.post,
            "seat": rows[0].shift.seat,
            "holders": list(map(_holder, rows)),
        }
        for pk, rows in by_shift.items()
    ]


def _holder(row: Assignment) -> dict[str, Any]:
    person = row.person
    named = {"id": str(person.pk), "name": person.name, "position": person.position} if person else None
    return {"person": named, "start": moment(row.start), "end": moment(row.end)}


def _call_out(call_out: CallOut) -> dict[str, Any]:
    return {
        "matter": call_out.matter,
        "place": call_out.place,
        "required": call_out.required,
        "is_drill": call_out.is_drill,
        "incident": str(call_out.incident_id) if call_out.incident_id else None,
        "dispatched_at": moment(call_out.dispatched_at) if call_out.dispatched_at else None,
    }


def _unit(unit: Unit) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}


def _units(unit_ids: Collection[UUID]) -> list[dict[str, str]]:
    return [_unit(unit) for unit in Unit.objects.filter(pk__in=unit_ids).order_by("protocol_order")]
