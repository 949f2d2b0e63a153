"""值班日志, 交接班, 离岗报备: each in under a minute, open items carried on (domain §3.6)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.deadlines import LONGEST_AWAY
from alerts.duty_log.models import LeavePostReport, LogEntry
from alerts.duty_log.queries import leaving_rule
from alerts.duty_log.rules import Lacking, lacking
from alerts.duty_log.services.leave_messages import tell_leaver
from alerts.enums import LeaveState, LogState
from alerts.incidents.models import Incident
from alerts.incidents.services.opening import hold_open
from alerts.instants import check_past
from alerts.labels import Label
from alerts.outbox.services.endings import fall_silent
from alerts.permissions import check_act_for_unit, check_answer_for
from alerts.transitions import LEAVE_POST, LOG_ENTRY
from alerts.who_answers import on_duty_in
from rostering.models import Assignment
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import Person, Unit, User
from units.repeats.services.duplicates import one_a_minute

LONGEST_MATTER = 500


@write
@one_a_minute()
def write_entry(
    *,
    unit: Unit,
    by: User | None,
    person: Person | None = None,
    matter: str = "",
    caller: str = "",
    caller_unit: str = "",
    handled: str = "",
    reported_to: str = "",
    reported_at: datetime | None = None,
    incident: Incident | None = None,
    at: datetime | None = None,
    is_done: bool = False,
) -> LogEntry:
    """One entry of the unit's log; without `by` it is `person`, by the link of a message. Raises InvalidInput without a matter, for a time in the future or beyond memory, and
    for a report before the matter."""
    if by is not None:
        check_act_for_unit(by, unit.pk)
    now = timezone.now()
    matter = matter.strip()
    if not matter or len(matter) > LONGEST_MATTER:
        raise InvalidInput("matter_required", _("请填写事项，不超过 500 字"), field="matter")
    _check_times(at, reported_at, now)
    return _entry(
        unit,
        by,
        person,
        now,
        at=at or now,
        matter=matter,
        caller=caller.strip(),
        caller_unit=caller_unit.strip(),
        handled=handled.strip(),
        reported_to=reported_to.strip(),
        reported_at=reported_at,
        incident=incident,
        state=LogState.DONE if is_done else LogState.OPEN,
        done_at=now if is_done else None,
    )


@write
@one_a_minute()
def nothing_to_report(*, unit: Unit, by: User | None, person: Person | None = None) -> LogEntry:
    """无情况: one tap, as `write_entry`."""
    if by is not None:
        check_act_for_unit(by, unit.pk)
    now = timezone.now()
    return _entry(unit, by, person, now, at=now, state=LogState.NOTHING)


@write
def finish_entry(*, entry: LogEntry, handled: str, by: User) -> LogEntry:
    """办结. Raises RuleViolation `wrong_state` when it isn't open."""
    check_act_for_unit(by, entry.unit_id)
    now = timezone.now()
    done = LOG_ENTRY.step("finish")
    won = LogEntry.objects.filter(pk=entry.pk, state__in=done.before).update(
        state=done.after, handled=handled.strip()[:LONGEST_MATTER] or entry.handled, done_at=now
    )
    if not won:
        raise RuleViolation("wrong_state", _("该事项已办结"))
    entry.refresh_from_db()
    audit.record(by=by, action="log.finished", row=entry, county=entry.county_id, unit=entry.unit_id)
    return entry


@write
def report_leaving(
    *,
    assignment: Assignment,
    reason: str,
    expected_back: datetime,
    by: User,
    covered_by: Person | None = None,
    incident: Incident | None = None,
) -> LeavePostReport:
    """离岗报备, as far as the leaving rule of the obligation allows it now.

    Raises InvalidInput, also for what the rule wants (`relief_required`, `incident_or_relief_required`), RuleViolation
    `not_on_duty`, `already_away`, `incident_closed`.
    """
    if assignment.person is None:
        raise RuleViolation("vacant", _("空岗无须报备"))
    check_answer_for(by, assignment.person)
    hold_open(incident)
    # Of two who report the same holder away, the second finds the first: `already_away` instead of a broken constraint.
    lock(assignment)
    now = timezone.now()
    reason = reason.strip()
    _check_leaving(assignment, reason, expected_back, now)
    _check_rule(assignment, covered_by, incident, now)
    report = LeavePostReport.objects.create(
        county_id=assignment.shift.period.county_id,
        unit_id=assignment.shift.unit_id,
        assignment=assignment,
        person=assignment.person,
        reason=reason,
        incident=incident,
        covered_by=covered_by,
        left_at=now,
        expected_back=expected_back,
        filed_by=by,
    )
    audit.record(
        by=by, action="leave.reported", row=report, county=report.county_id, unit=report.unit_id, reason=reason
    )
    tell_leaver(report, by=by, now=now)
    return report


@write
def report_return(*, report: LeavePostReport, by: User | None) -> LeavePostReport:
    """销假, without `by` by the person themselves through the link of a message. Twice is once."""
    if by is not None:
        check_answer_for(by, report.person)
    back = LEAVE_POST.step("return")
    won = LeavePostReport.objects.filter(pk=report.pk, state__in=back.before).update(
        state=back.after, returned_at=timezone.now()
    )
    report.refresh_from_db()
    if won:
        audit.record(
            by=by,
            action="leave.returned",
            row=report,
            county=report.county_id,
            unit=report.unit_id,
            on_behalf_of="" if by else report.person.name,
        )
        fall_silent([report.pk], now=timezone.now())
    return report


def _check_times(at: datetime | None, reported_at: datetime | None, now: datetime) -> None:
    check_past(at or now, now, "at")
    if reported_at is not None:
        check_past(reported_at, now, "reported_at")
    if at and reported_at and reported_at < at:
        raise InvalidInput("reported_before_matter", _("报告时间不能早于事项时间"), field="reported_at")


def _check_leaving(assignment: Assignment, reason: str, expected_back: datetime, now: datetime) -> None:
    if not reason or len(reason) > 300:
        raise InvalidInput("reason_required", _("请填写离岗事由，不超过 300 字"), field="reason")
    if expected_back <= now:
        raise InvalidInput("back_in_past", _("预计返回时间须晚于现在"), field="expected_back")
    if not assignment.start <= now < assignment.end:
        raise RuleViolation("not_on_duty", _("此刻不在值班时间"))
    if expected_back > assignment.end + LONGEST_AWAY:
        raise InvalidInput("back_too_late", _("预计返回时间过晚，请核对"), field="expected_back")
    if assignment.leave_post_reports.filter(state=LeaveState.AWAY).exists():
        raise RuleViolation("already_away", _("已有离岗报备，请先销假"))


LACKING_TEXTS: dict[Lacking, tuple[Label, str]] = {
    Lacking.RELIEF: (_("按值守规定，有人接替后方可离岗，请选择代守人员"), "covered_by"),
    Lacking.INCIDENT_OR_RELIEF: (_("按值守规定，只有处置突发事件或有人接替方可离岗，请选择事件或代守人员"), "incident"),
}


def _check_rule(assignment: Assignment, covered_by: Person | None, incident: Incident | None, now: datetime) -> None:
    """Whoever covers isn't who leaves."""
    is_relieved = covered_by is not None and covered_by.pk != assignment.person_id
    missing = lacking(leaving_rule(assignment, now), has_incident=incident is not None, is_relieved=is_relieved)
    if missing is not None:
        text, field = LACKING_TEXTS[missing]
        raise InvalidInput(missing, text, field=field)


def _entry(unit: Unit, by: User | None, person: Person | None, now: datetime, **fields: object) -> LogEntry:
    writer = (person.pk if person else None) or (by.person_id if by else None)
    own = next((row for row in on_duty_in(unit.pk, now) if row.person_id == writer), None)
    entry = LogEntry.objects.create(
        county_id=unit.county_id,
        unit=unit,
        shift=own.shift if own else None,
        person_id=writer,
        written_by=by,
        **fields,
    )
    on_behalf_of = person.name if person and by is None else ""
    audit.record(
        by=by, action="log.written", row=entry, county=unit.county_id, unit=unit, on_behalf_of=on_behalf_of, now=now
    )
    return entry
