"""突发事件 and the numbered reports on them, with their deadlines (domain §5)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import IncidentLevel, IncidentState, ReportKind
from alerts.incidents.models import Incident, IncidentReport
from alerts.incidents.rules import owes_city
from alerts.incidents.services.announcing import incident_reported
from alerts.incidents.services.opening import EXPECTED, LONGEST_TITLE, city_deadline, expected_reports, open_incident
from alerts.instants import check_past
from alerts.outbox.services.endings import fall_silent
from alerts.permissions import check_act_for_unit, check_command
from alerts.signals import incident_closed
from alerts.texts import required_text
from alerts.transitions import INCIDENT
from units.audit import services as audit
from units.db import held, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, Unit, User
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
    # A clock that runs goes on as it began; one begins, or is over, with what the level turns out to be.
    if not owes_city(incident.level):
        incident.city_due_at = None
    elif incident.city_due_at is None:
        incident.city_due_at = city_deadline(incident)
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
