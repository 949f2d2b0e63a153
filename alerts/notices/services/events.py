"""Telling whoever an event concerns (docs/events.md): one table, read wherever a service says in the trail what it did.

What has messages of its own (duty, filing, swaps, checks, call-outs, report deadlines, orders, reviews) isn't here.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from alerts.call_outs.models import Whistle
from alerts.complaints.models import Complaint
from alerts.deadlines import ANSWER_READ_WITHIN, NOTICE_USEFUL_FOR
from alerts.duty_log.models import Handover, LeavePostReport
from alerts.enums import IncidentLevel, IncidentState, LinkPurpose, Purpose
from alerts.incidents.models import Incident
from alerts.instants import moment
from alerts.notices.services.hearing import Event, Hearers, by_a_unit, office
from alerts.notices.services.inspection_events import INSPECTION_ENDED_BY, INSPECTION_EVENTS
from alerts.notices.services.task_events import LONGEST_SAID, TASK_ENDED_BY, TASK_EVENTS
from alerts.outbox.services.endings import end_links, fall_silent
from alerts.outbox.services.links import link_path, make_link
from alerts.outbox.services.outbox import Message, enqueue
from alerts.who_answers import office_people, on_duty_in, unreached_units
from rostering.enums import AbsenceState
from rostering.labels import is_county_wide
from rostering.models import Absence, DutyPeriod, PolicyVersion
from units.counties.queries import people_leading
from units.models import AuditEvent, County, CountySettings, Person, User

# Units named in a sentence (alerts/outbox/services/notice_words.py); the rest is counted.
MOST_NAMED = 5
GRAVE = (IncidentLevel.LARGER, IncidentLevel.MAJOR, IncidentLevel.PARTICULARLY_MAJOR)


def tell(entry: AuditEvent, row: Any, by: User | None) -> None:
    """One message per person, never to who did it. Within the transaction of the event, which ends what was told of
    the matter before."""
    _end_earlier(entry, row)
    event = EVENTS.get(entry.action)
    if event is None or entry.county_id is None or not event.concerns(row, by):
        return
    doer = by.person_id if by else None
    params = {"event": entry.action, **event.facts(row)}
    heard = {person: unit for person, unit in event.hears(row, entry.at) if person != doer}
    hearers: dict[UUID, tuple[UUID | None, dict[str, Any]]] = {
        person: (unit, params | event.asks(row, person)) for person, unit in heard.items()
    }
    hearers |= _for_leaders(entry, list(event.leads(row)), params)
    messages = [
        Message(Purpose.NOTICE, entry.pk, person, unit, entry.at, NOTICE_USEFUL_FOR, params=words)
        for person, (unit, words) in hearers.items()
    ]
    enqueue(messages, county_id=entry.county_id, now=entry.at)


def _for_leaders(
    entry: AuditEvent, unit_ids: list[UUID], params: dict[str, Any]
) -> dict[UUID, tuple[UUID | None, dict[str, Any]]]:
    """The office, where leaders of these units can't be told, with the units to phone; whoever did it too."""
    county = County.objects.filter(pk=entry.county_id).first() if unit_ids and entry.county_id else None
    if county is None:
        return {}
    unreached = [unit.label for unit in unreached_units(county, unit_ids)]
    if not unreached:
        return {}
    words = params | {"unreached": "、".join(unreached[:MOST_NAMED]), "unreached_count": len(unreached)}
    return dict.fromkeys(office_people(county, entry.at), (None, words))


def _end_earlier(entry: AuditEvent, row: Any) -> None:
    """Messages of earlier steps that haven't gone out tell nothing any more."""
    earlier = ENDED_BY.get(entry.action, ())
    if entry.action == "incident.reported" and row.state != IncidentState.CLOSED:
        return
    if entry.action in ENDED_BY and isinstance(row, Handover):
        end_links([row.pk], now=entry.at)
    if earlier:
        told = AuditEvent.objects.filter(object_type=entry.object_type, object_id=entry.object_id, action__in=earlier)
        fall_silent(set(told.values_list("pk", flat=True)), now=entry.at, purposes=[Purpose.NOTICE])


def _office_and_county_leaders(incident: Incident, now: datetime) -> Hearers:
    """A grave one also whoever leads the county now."""
    hears = list(office(incident, now))
    if incident.level in GRAVE and incident.county.lead_office_id:
        on_duty = on_duty_in(incident.county.lead_office_id, now)
        hears += [
            (row.person_id, row.shift.unit_id) for row in on_duty if is_county_wide(row.shift.post) and row.person_id
        ]
    return hears


def _leaders(unit_ids: Iterable[UUID]) -> Hearers:
    return [(person, unit) for unit, person in people_leading(list(unit_ids), today=timezone.localdate())]


def _requester(whistle: Whistle, _now: datetime) -> Hearers:
    """Who blew it, else the leaders of their unit."""
    by = whistle.requested_by
    return [(by.person_id, whistle.unit_id)] if by and by.person_id else _leaders([whistle.unit_id])


def _of_requester(whistle: Whistle) -> list[UUID]:
    by = whistle.requested_by
    return [] if by and by.person_id else [whistle.unit_id]


def _called_units(whistle: Whistle, now: datetime) -> Hearers:
    """Whether it is solved: the office and those who answered."""
    return [*office(whistle, now), *_leaders(_wanted(whistle))]


def _wanted(whistle: Whistle) -> list[UUID]:
    return list(whistle.wanted_units.values_list("pk", flat=True))


def _unit_of(absence: Absence) -> list[UUID]:
    return [absence.person.unit_id]


def _rostered(period: DutyPeriod) -> list[UUID]:
    return list(period.rosters.values_list("unit_id", flat=True))


def _in_county(version: PolicyVersion) -> list[UUID]:
    return list(version.county.units.filter(is_active=True).values_list("pk", flat=True))


def _successor(handover: Handover, _now: datetime) -> Hearers:
    """Who comes next on the seat, else the leaders of the unit."""
    return [(handover.incoming_id, handover.unit_id)] if handover.incoming_id else _leaders([handover.unit_id])


def _of_successor(handover: Handover) -> list[UUID]:
    return [] if handover.incoming_id else [handover.unit_id]


def _to_take_over(handover: Handover, person_id: UUID) -> dict[str, str]:
    """A link for whoever comes next; others of the unit sign in, because the trail names who has taken it."""
    if person_id != handover.incoming_id:
        return {}
    expires_at = handover.outgoing.end + CountySettings.of(handover.county_id).late_handover_within
    key = make_link(purpose=LinkPurpose.HANDOVER, object_id=handover.pk, person_id=person_id, expires_at=expires_at)
    return {"link": link_path(key)}


def _predecessor(handover: Handover, _now: datetime) -> Hearers:
    outgoing = handover.outgoing.person_id
    return [(outgoing, handover.unit_id)] if outgoing else []


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


def _handover(handover: Handover) -> dict[str, str]:
    outgoing = handover.outgoing.person
    return {
        "unit": handover.unit.label,
        "outgoing": outgoing.name if outgoing else "",
        "incoming": handover.incoming.name if handover.incoming else "",
        "end": moment(handover.outgoing.end),
        "items": str(handover.open_items.count()),
        "note": handover.note,
        "path": "/my/duty/",
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


def _moved(person: Person) -> dict[str, str]:
    left = person.moved_from.unit.label if person.moved_from else ""
    return {
        "person": person.name,
        "unit": person.unit.label,
        "left": left,
        "day": person.valid_from.isoformat(),
        "path": f"/people/{person.pk}/",
    }


def _units_of_move(person: Person) -> list[UUID]:
    return [person.unit_id, *([person.moved_from.unit_id] if person.moved_from else [])]


def _both_units(person: Person, _now: datetime) -> Hearers:
    """The person, by the entry they have had so far, and the leaders of the unit they leave and of the one they come to."""
    known = person.moved_from or person
    return [(known.pk, known.unit_id), *_leaders(_units_of_move(person))]


def _stays(person: Person) -> dict[str, str]:
    """Of the entry that goes on; the one that was to follow is just gone."""
    return {
        "person": person.name,
        "unit": person.unit.label,
        "left": person.moved_to.unit.label,
        "path": f"/people/{person.pk}/",
    }


def _units_of_staying(person: Person) -> list[UUID]:
    return [person.unit_id, person.moved_to.unit_id]


def _both_after_all(person: Person, _now: datetime) -> Hearers:
    return [(person.pk, person.unit_id), *_leaders(_units_of_staying(person))]


def _units_of_period(period: DutyPeriod, _now: datetime) -> Hearers:
    return _leaders(_rostered(period))


def _units_of_county(version: PolicyVersion, _now: datetime) -> Hearers:
    return _leaders(_in_county(version))


def _waits(absence: Absence, _by: User | None) -> bool:
    return bool(absence.state == AbsenceState.REQUESTED)


def _grave_or_by_a_unit(incident: Incident, by: User | None) -> bool:
    return incident.level in GRAVE or by_a_unit(incident, by)


def _writer(complaint: Complaint, _now: datetime) -> Hearers:
    """Of no unit: whoever leads it doesn't learn of it by the message either."""
    return [(complaint.person_id, None)] if complaint.person_id else []


def _complaint(complaint: Complaint) -> dict[str, str]:
    return {"kind": complaint.kind, "answer": complaint.answer[:LONGEST_SAID], "path": f"/complaints/{complaint.pk}/"}


def _to_read_the_answer(complaint: Complaint, person_id: UUID) -> dict[str, str]:
    until = timezone.now() + ANSWER_READ_WITHIN
    key = make_link(purpose=LinkPurpose.COMPLAINT, object_id=complaint.pk, person_id=person_id, expires_at=until)
    return {"link": link_path(key)}


EVENTS: dict[str, Event] = {
    "complaint.answered": Event(_writer, _complaint, asks=_to_read_the_answer),
    **TASK_EVENTS,
    **INSPECTION_EVENTS,
    "leave.reported": Event(office, _leave),
    "leave.returned": Event(office, _leave),
    "handover.offered": Event(_successor, _handover, leads=_of_successor, asks=_to_take_over),
    "handover.withdrawn": Event(_successor, _handover, leads=_of_successor),
    "handover.accepted": Event(_predecessor, _handover),
    "handover.undone": Event(_predecessor, _handover),
    "incident.recorded": Event(_office_and_county_leaders, _incident, _grave_or_by_a_unit),
    "whistle.dispatched": Event(_requester, _whistle, leads=_of_requester),
    "whistle.answered": Event(_requester, _whistle, leads=_of_requester),
    "whistle.rejected": Event(_requester, _whistle, leads=_of_requester),
    "whistle.settled": Event(_called_units, _whistle, leads=_wanted),
    "absence.recorded": Event(lambda absence, _now: _leaders(_unit_of(absence)), _absence, _waits, leads=_unit_of),
    "period.opened": Event(_units_of_period, _period, leads=_rostered),
    "person.moved": Event(_both_units, _moved, leads=_units_of_move),
    "person.move_taken_back": Event(_both_after_all, _stays, leads=_units_of_staying),
    "policy.round_opened": Event(_units_of_county, _policy, leads=_in_county),
}
# Event → the earlier ones of the same matter that nobody needs to hear of once it has happened.
ENDED_BY: dict[str, tuple[str, ...]] = {
    **TASK_ENDED_BY,
    **INSPECTION_ENDED_BY,
    "leave.returned": ("leave.reported",),
    "leave.ended": ("leave.reported",),
    "handover.offered": ("handover.withdrawn",),
    "handover.withdrawn": ("handover.offered",),
    "handover.accepted": ("handover.offered", "handover.undone"),
    "handover.undone": ("handover.accepted",),
    # The final report; others leave the matter open.
    "incident.reported": ("incident.recorded",),
    "whistle.answered": ("whistle.dispatched",),
    "whistle.rejected": ("whistle.dispatched", "whistle.answered"),
    "whistle.settled": ("whistle.dispatched", "whistle.answered"),
    "absence.approved": ("absence.recorded",),
    "absence.rejected": ("absence.recorded",),
    "absence.cancelled": ("absence.recorded",),
    "period.published": ("period.opened",),
    "period.closed": ("period.opened",),
    "period.deleted": ("period.opened",),
    "policy.round_closed": ("policy.round_opened",),
    "policy.published": ("policy.round_opened",),
    "policy.draft_discarded": ("policy.round_opened",),
}
