"""突发事件 and the numbered reports on them, with their deadlines (domain §5)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.deadlines import REMIND_OF_REPORT_AT_MOST, REPORT_REMINDER_USEFUL_FOR
from alerts.enums import IncidentLevel, IncidentState, Purpose, ReportKind
from alerts.incidents.models import Incident, IncidentReport
from alerts.incidents.services.announcing import incident_reported
from alerts.incidents.services.opening import EXPECTED, LONGEST_TITLE, expected_reports, open_incident
from alerts.instants import check_past, moment
from alerts.labels import REPORT_KIND_LABELS
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.endings import fall_silent
from alerts.outbox.services.outbox import Message, enqueue
from alerts.permissions import check_act_for_unit, check_command
from alerts.signals import incident_closed
from alerts.texts import required_text
from alerts.transitions import INCIDENT
from alerts.who_answers import office_on_duty
from units.audit import services as audit
from units.db import held, lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, CountySettings, Unit, User
from units.repeats.services.duplicates import one_a_minute

EDITABLE = ("title", "kind", "level", "place", "source", "casualties", "losses", "secondary_damage")


@write
@one_a_minute(IncidentState.OPEN)
def record_incident(
    *,
    county: County,
    title: str,
    kind: str,
    place: str,
    occurred_at: datetime,
    units: Iterable[Unit],
    by: User,
    level: IncidentLevel = IncidentLevel.ORDINARY,
    source: str = "",
    known_at: datetime | None = None,
    **details: Any,
) -> Incident:
    """A new incident with its two initial reports outstanding: by phone in 30 minutes, in writing in an hour.

    Units may record what happens to them; the office records anything. Raises InvalidInput for times in the future or
    beyond memory, and for one known before it occurred.
    """
    units = list(units)
    now = timezone.now()
    _check_recorder(by, units)
    known = known_at or now
    _check_times(occurred_at, known, now)
    return open_incident(
        county_id=county.pk,
        units=units,
        by=by,
        now=now,
        title=required_text(title, "title", LONGEST_TITLE),
        kind=required_text(kind, "kind", 60),
        place=required_text(place, "place", 200),
        level=level,
        source=source,
        occurred_at=occurred_at,
        known_at=known,
        **details,
    )


@write
@one_a_minute(when=lambda kind, **_: kind == ReportKind.FOLLOW_UP)
def report(*, incident: Incident, kind: ReportKind, text: str, by: User, reported_to: str = "") -> IncidentReport:
    """Makes the next numbered report. The final one closes the incident and with it its call-outs and reminders.

    Raises RuleViolation `incident_closed`, `initial_missing` for a follow-up before any initial report,
    `already_reported` for a second initial one of a kind.
    """
    _check_recorder(by, incident.units.all())
    # Reports are numbered one after the other, and none comes after the final one.
    incident = held(incident)
    text = required_text(text, "text", 5000)
    action = "final_report" if kind == ReportKind.FINAL else "report"
    state = INCIDENT.advance(incident.state, action, RuleViolation("incident_closed", _("该事件已办结")))
    now = timezone.now()
    made = _fill_expected(incident, kind) if kind in EXPECTED else _further(incident, kind)
    made.number = incident.reports.filter(number__isnull=False).count() + 1
    made.text = text
    made.reported_to = reported_to
    made.reported_at = now
    made.reported_by = by
    made.save()
    if kind == ReportKind.FINAL:
        incident.closed_at = now
    incident.state = state
    incident.version += 1
    incident.save()
    audit.record(
        by=by,
        action="incident.reported",
        row=incident,
        county=incident.county_id,
        after={"report": kind, "n": made.number},
    )
    if kind == ReportKind.FINAL:
        _end_reports(incident, now)
        incident_closed.send(sender=Incident, incident=incident, by=by, now=now)
    else:
        fall_silent([made.pk], now=now)
    incident_reported(incident, made, now)
    return made


@write
def update_incident(*, incident: Incident, by: User, expected_version: int | None = None, **fields: Any) -> Incident:
    """Corrects the facts of an open incident; only what is named in EDITABLE.

    Raises RuleViolation when closed, Stale when `expected_version` is another one.
    """
    check_command(by)
    incident = held(incident, expected_version=expected_version)
    if incident.state == IncidentState.CLOSED:
        raise RuleViolation("incident_closed", _("该事件已办结"))
    before = audit.snapshot(incident, EDITABLE)
    for name in EDITABLE:
        if name in fields:
            setattr(incident, name, fields[name])
    incident.version += 1
    incident.save()
    audit.record(
        by=by,
        action="incident.corrected",
        row=incident,
        county=incident.county_id,
        before=before,
        after=audit.snapshot(incident, EDITABLE),
    )
    return incident


def remind_of_reports(*, now: datetime) -> int:
    """Reminds the duty room once of each report that is nearly due. Returns how many."""
    near = IncidentReport.objects.owed().filter(reminded_at__isnull=True, due_at__lte=now + REMIND_OF_REPORT_AT_MOST)
    owed = list(near.select_related("incident__county").order_by("due_at")[:500])
    rules = CountySettings.of_all(one.incident.county_id for one in owed)
    due = [one for one in owed if _is_near(one, rules[one.incident.county_id], now)]
    return sum(_remind(outstanding, now) for outstanding in due)


def _is_near(report: IncidentReport, rules: CountySettings, now: datetime) -> bool:
    return report.due_at is not None and report.due_at <= now + rules.remind_report_before


@write
def _remind(outstanding: IncidentReport, now: datetime) -> bool:
    lock(outstanding.incident)
    first = IncidentReport.objects.owed().filter(pk=outstanding.pk, reminded_at__isnull=True).update(reminded_at=now)
    if not first or outstanding.due_at is None or now > outstanding.due_at + REPORT_REMINDER_USEFUL_FOR:
        return bool(first)
    incident = outstanding.incident
    messages = [
        Message(
            purpose=Purpose.REPORT_DUE,
            object_id=outstanding.pk,
            person_id=row.person_id,
            unit_id=row.shift.unit_id,
            due_at=now,
            useful_for=REPORT_REMINDER_USEFUL_FOR,
            params={
                "title": incident.title,
                "kind": str(REPORT_KIND_LABELS[outstanding.kind]),
                "due": moment(outstanding.due_at),
                "path": f"/incidents/{incident.pk}/",
            },
        )
        for row in office_on_duty(incident.county, now)
        if row.person_id is not None
    ]
    enqueue(messages, county_id=incident.county_id, now=now)
    return True


def reminder_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether the report is still owed."""
    return IncidentReport.objects.owed().filter(pk=notification.object_id).exists()


def _check_times(occurred_at: datetime, known_at: datetime, now: datetime) -> None:
    check_past(occurred_at, now, "occurred_at")
    check_past(known_at, now, "known_at")
    if known_at < occurred_at:
        raise InvalidInput("known_before_occurred", _("接报时间不能早于发生时间"), field="known_at")


def _fill_expected(incident: Incident, kind: ReportKind) -> IncidentReport:
    owed = incident.reports.filter(kind=kind).order_by("reported_at").first()
    if owed is not None and owed.reported_at is not None:
        raise RuleViolation("already_reported", _("该首报已报送，请作续报"))
    # A way in that has laid out none must not be a way into nowhere.
    return owed or next(one for one in expected_reports(incident) if one.kind == kind)


def _further(incident: Incident, kind: ReportKind) -> IncidentReport:
    if not incident.reports.filter(kind__in=EXPECTED, reported_at__isnull=False).exists():
        raise RuleViolation("initial_missing", _("请先报送首报"))
    return IncidentReport(incident=incident, kind=kind)


def _end_reports(incident: Incident, now: datetime) -> None:
    """A report whose time hadn't run out is owed no more; one that was missed stays on record as missed."""
    fall_silent(list(incident.reports.values_list("pk", flat=True)), now=now)
    incident.reports.filter(reported_at__isnull=True, due_at__gt=now).delete()


def _check_recorder(by: User, units: Iterable[Unit]) -> None:
    """A unit's people record what involves their unit; everything else is the office's."""
    own = [unit for unit in units if by.unit_ids is not None and unit.pk in by.unit_ids]
    if own:
        check_act_for_unit(by, own[0].pk)
    else:
        check_command(by)


register(Purpose.REPORT_DUE, relevant=if_each(reminder_is_relevant))
