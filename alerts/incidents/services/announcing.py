"""What is announced to webhooks of incidents."""

from datetime import datetime

from alerts.enums import EventCode
from alerts.incidents.models import Incident, IncidentReport
from alerts.instants import moment
from alerts.webhooks.services.events import announce, unit_bodies


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
            "units": unit_bodies(units),
            "report": None if report is None else {"number": report.number, "kind": report.kind},
        },
        now=now,
    )
