"""Telling whoever an event concerns (docs/events.md): one table, read wherever a service says in the trail what it did.

What has messages of its own (duty, filing, swaps, checks, call-outs, report deadlines, orders, reviews) isn't here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from alerts.domain.enums import IncidentLevel, Purpose
from alerts.models import Incident, LeavePostReport, Whistle
from alerts.services.instants import moment
from alerts.services.on_watch import office_people, on_duty_in
from alerts.services.outbox import Message, enqueue
from rostering.domain.enums import AbsenceState
from rostering.labels import is_county_wide
from rostering.models import Absence, DutyPeriod, PolicyVersion
from units.domain.enums import Role
from units.models import AuditEvent, User

USEFUL_FOR = timedelta(days=2)
GRAVE = (IncidentLevel.LARGER, IncidentLevel.MAJOR, IncidentLevel.PARTICULARLY_MAJOR)
# Who hears (person, unit), and with which words and link.
Hearers = Iterable[tuple[UUID, UUID | None]]


@dataclass(frozen=True, slots=True)
class Event:
    """`hears(row, now)` who it concerns; `facts(row)` the words of its sentence, `path` where it is handled among them."""

    hears: Callable[[Any, datetime], Hearers]
    facts: Callable[[Any], dict[str, str]]
    concerns: Callable[[Any, User | None], bool] = lambda _row, _by: True


def tell(entry: AuditEvent, row: Any, by: User | None) -> None:
    """One message per person, never to who did it. Within the transaction of the event."""
    event = EVENTS.get(entry.action)
    if event is None or entry.county_id is None or not event.concerns(row, by):
        return
    doer = by.person_id if by else None
    params = {"event": entry.action, **event.facts(row)}
    messages = [
        Message(Purpose.NOTICE, entry.pk, person_id, unit_id, entry.at, USEFUL_FOR, params=params)
        for person_id, unit_id in dict(event.hears(row, entry.at)).items()
        if person_id != doer
    ]
    enqueue(messages, county_id=entry.county_id, now=entry.at)


def _office(row: Any, now: datetime) -> Hearers:
    return [(person_id, None) for person_id in office_people(row.county, now)]


def _office_and_county_leaders(incident: Incident, now: datetime) -> Hearers:
    """A grave one also whoever leads the county now."""
    hears = list(_office(incident, now))
    if incident.level in GRAVE and incident.county.lead_office_id:
        on_duty = on_duty_in(incident.county.lead_office_id, now)
        hears += [
            (row.person_id, row.shift.unit_id) for row in on_duty if is_county_wide(row.shift.post) and row.person_id
        ]
    return hears


def _leaders(unit_ids: Iterable[UUID]) -> Hearers:
    logins = User.objects.filter(role=Role.UNIT_LEADER, is_active=True, person__isnull=False, unit__in=list(unit_ids))
    return [(person, unit) for person, unit in logins.values_list("person_id", "unit_id") if person]


def _requester(whistle: Whistle, _now: datetime) -> Hearers:
    """Who blew it, else the leaders of their unit."""
    by = whistle.requested_by
    return [(by.person_id, whistle.unit_id)] if by and by.person_id else _leaders([whistle.unit_id])


def _called_units(whistle: Whistle, now: datetime) -> Hearers:
    """Whether it is solved: the office and those who answered."""
    return [*_office(whistle, now), *_leaders(whistle.wanted_units.values_list("pk", flat=True))]


def _leave(report: LeavePostReport) -> dict[str, str]:
    return {
        "unit": report.unit.label,
        "person": report.person.name,
        "reason": report.reason,
        "back": moment(report.expected_back),
        "cover": report.covered_by.name if report.covered_by else "",
        "path": f"/now/{report.unit.code}/",
    }


def _incident(incident: Incident) -> dict[str, str]:
    return {
        "title": incident.title,
        "level": incident.level,
        "place": incident.place,
        "at": moment(incident.occurred_at),
        "path": f"/incidents/{incident.pk}/",
    }


def _whistle(whistle: Whistle) -> dict[str, str]:
    return {
        "unit": whistle.unit.label,
        "matter": whistle.matter,
        "state": whistle.state,
        "answer": whistle.answer,
        "path": "/whistles/",
    }


def _absence(absence: Absence) -> dict[str, str]:
    return {
        "person": absence.person.name,
        "kind": absence.kind,
        "start": moment(absence.start),
        "end": moment(absence.end),
        "path": "/leave/",
    }


def _period(period: DutyPeriod) -> dict[str, str]:
    return {
        "period": period.name,
        "deadline": moment(period.filing_deadline) if period.filing_deadline else "",
        "path": "/rosters/",
    }


def _policy(version: PolicyVersion) -> dict[str, str]:
    return {"policy": version.name, "path": f"/policies/{version.number}/"}


def _units_of_period(period: DutyPeriod, _now: datetime) -> Hearers:
    return _leaders(period.rosters.values_list("unit_id", flat=True))


def _units_of_county(version: PolicyVersion, _now: datetime) -> Hearers:
    return _leaders(version.county.units.filter(is_active=True).values_list("pk", flat=True))


def _waits(absence: Absence, _by: User | None) -> bool:
    return bool(absence.state == AbsenceState.REQUESTED)


def _by_a_unit(_row: Any, by: User | None) -> bool:
    """What the office itself records it knows."""
    return by is None or not by.is_county_office


def _grave_or_by_a_unit(incident: Incident, by: User | None) -> bool:
    return incident.level in GRAVE or _by_a_unit(incident, by)


EVENTS: dict[str, Event] = {
    "leave.reported": Event(_office, _leave),
    "leave.returned": Event(_office, _leave),
    "incident.recorded": Event(_office_and_county_leaders, _incident, _grave_or_by_a_unit),
    "whistle.dispatched": Event(_requester, _whistle),
    "whistle.answered": Event(_requester, _whistle),
    "whistle.rejected": Event(_requester, _whistle),
    "whistle.settled": Event(_called_units, _whistle),
    "absence.recorded": Event(lambda absence, _now: _leaders([absence.person.unit_id]), _absence, _waits),
    "period.opened": Event(_units_of_period, _period),
    "policy.round_opened": Event(_units_of_county, _policy),
}
