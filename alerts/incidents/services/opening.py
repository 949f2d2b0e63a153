"""The one opening of an incident, whatever way it comes in: its number, its units and the two reports it owes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from alerts.enums import IncidentState, ReportKind
from alerts.incidents.models import Incident, IncidentReport
from alerts.incidents.rules import owes_city
from alerts.incidents.services.announcing import incident_reported
from rostering.policies.queries.clocks import report_clock
from units.audit import services as audit
from units.db import lock
from units.errors import RuleViolation
from units.models import Unit, User

EXPECTED = (ReportKind.INITIAL_PHONE, ReportKind.INITIAL_WRITTEN)
LONGEST_TITLE = 120


def open_incident(*, county_id: UUID, units: Iterable[Unit], by: User | None, now: datetime, **facts: Any) -> Incident:
    """An incident of checked `facts` with its initial reports outstanding. Called within the caller's transaction."""
    # The next number is read and used under one lock: two that are opened at once get two.
    lock(f"incident-number:{county_id}")
    incident = Incident(county_id=county_id, number=_next_number(county_id), recorded_by=by, **facts)
    incident.city_due_at = city_deadline(incident)
    incident.save(force_insert=True)
    incident.units.set(units)
    IncidentReport.objects.bulk_create(expected_reports(incident))
    audit.record(by=by, action="incident.recorded", row=incident, county=county_id, after={"title": incident.title})
    incident_reported(incident, None, now)
    return incident


def expected_reports(incident: Incident) -> list[IncidentReport]:
    """Unsaved: by phone and in writing, due so long after it became known as the policy in force then says."""
    clock = report_clock(incident.county_id, incident.known_at)
    within = {
        ReportKind.INITIAL_PHONE: timedelta(minutes=clock.phone),
        ReportKind.INITIAL_WRITTEN: timedelta(minutes=clock.written),
    }
    return [IncidentReport(incident=incident, kind=kind, due_at=incident.known_at + within[kind]) for kind in EXPECTED]


def city_deadline(incident: Incident) -> datetime | None:
    """By when the city has to hear of it, counted from when it occurred; None where it needn't."""
    if not owes_city(incident.level):
        return None
    return incident.occurred_at + timedelta(minutes=report_clock(incident.county_id, incident.known_at).city)


def hold_open(incident: Incident | None) -> None:
    """Locks it, so that it can't be closed while somebody is called to it or leaves for it. Raises RuleViolation `incident_closed`."""
    if incident is None:
        return
    lock(incident)
    if not Incident.objects.filter(pk=incident.pk, state=IncidentState.OPEN).exists():
        raise RuleViolation("incident_closed", _("该事件已办结"))


def _next_number(county_id: UUID) -> int:
    last: int | None = Incident.objects.filter(county_id=county_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
