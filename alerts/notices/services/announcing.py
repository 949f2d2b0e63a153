"""What each event tells webhooks: ids, units, states and instants. No phone number and nobody's address."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from alerts.enums import EventCode
from alerts.instants import moment
from alerts.webhooks.services.events import announce, unit_bodies, unit_body
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
            "units": unit_bodies(units),
            "assignments": [str(assignment.pk) for assignment in moved],
            "shifts": _shifts({assignment.shift_id for assignment in moved}),
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
            "unit": unit_body(unit),
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
            "unit": unit_body(rows[0].shift.unit),
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
