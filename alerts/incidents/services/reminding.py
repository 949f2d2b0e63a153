"""Reminding the duty room of what is nearly due: first reports to the county, the report to the city."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from alerts.deadlines import REMIND_OF_REPORT_AT_MOST, REPORT_REMINDER_USEFUL_FOR
from alerts.enums import Purpose
from alerts.incidents.models import Incident, IncidentReport
from alerts.instants import moment
from alerts.labels import REPORT_KIND_LABELS
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.outbox import Message, enqueue
from alerts.who_answers import office_on_duty
from units.db import lock, write
from units.models import CountySettings

AT_ONCE = 500
# Whoever is reminded of the city's report has to write and sign a paper first.
CITY_AHEAD = timedelta(minutes=30)


def remind_of_reports(*, now: datetime) -> int:
    """Reminds the duty room once of each report that is nearly due. Returns how many."""
    near = IncidentReport.objects.owed().filter(reminded_at__isnull=True, due_at__lte=now + REMIND_OF_REPORT_AT_MOST)
    owed = list(near.select_related("incident__county").order_by("due_at")[:AT_ONCE])
    rules = CountySettings.of_all(one.incident.county_id for one in owed)
    due = [one for one in owed if _is_near(one, rules[one.incident.county_id], now)]
    return sum(_remind(outstanding, now) for outstanding in due) + _remind_of_city(now)


def _is_near(report: IncidentReport, rules: CountySettings, now: datetime) -> bool:
    return report.due_at is not None and report.due_at <= now + rules.remind_report_before


@write
def _remind(outstanding: IncidentReport, now: datetime) -> bool:
    lock(outstanding.incident)
    first = IncidentReport.objects.owed().filter(pk=outstanding.pk, reminded_at__isnull=True).update(reminded_at=now)
    if first and outstanding.due_at is not None:
        kind = str(REPORT_KIND_LABELS[outstanding.kind])
        _tell(
            outstanding.incident,
            outstanding.pk,
            kind,
            outstanding.due_at,
            f"/incidents/{outstanding.incident_id}/",
            now,
        )
    return bool(first)


def _remind_of_city(now: datetime) -> int:
    near = Incident.objects.owed_to_city().filter(city_reminded_at__isnull=True, city_due_at__lte=now + CITY_AHEAD)
    return sum(
        _remind_of_one(incident, now) for incident in near.select_related("county").order_by("city_due_at")[:AT_ONCE]
    )


@write
def _remind_of_one(incident: Incident, now: datetime) -> bool:
    lock(incident)
    owed = Incident.objects.owed_to_city().filter(pk=incident.pk, city_reminded_at__isnull=True)
    first = owed.update(city_reminded_at=now)
    if first and incident.city_due_at is not None:
        _tell(incident, incident.pk, _("报市快报"), incident.city_due_at, "/bulletins/", now)
    return bool(first)


def _tell(incident: Incident, object_id: UUID, kind: str, due: datetime, path: str, now: datetime) -> None:
    """Nobody is reminded of what has been late for long: the page shows it."""
    if now > due + REPORT_REMINDER_USEFUL_FOR:
        return
    messages = [
        Message(
            purpose=Purpose.REPORT_DUE,
            object_id=object_id,
            person_id=row.person_id,
            unit_id=row.shift.unit_id,
            due_at=now,
            useful_for=REPORT_REMINDER_USEFUL_FOR,
            params={"title": incident.title, "kind": kind, "due": moment(due), "path": path},
        )
        for row in office_on_duty(incident.county, now)
        if row.person_id is not None
    ]
    enqueue(messages, county_id=incident.county_id, now=now)


def reminder_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether the report, to the county or to the city, is still owed."""
    to_county = IncidentReport.objects.owed().filter(pk=notification.object_id)
    return to_county.exists() or Incident.objects.owed_to_city().filter(pk=notification.object_id).exists()


register(Purpose.REPORT_DUE, relevant=if_each(reminder_is_relevant))
