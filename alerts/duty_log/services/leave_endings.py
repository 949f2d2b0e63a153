"""Leave from a post ends with the duty it was taken from: handed over, taken by somebody else, over or closed with its period."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from alerts.duty_log.models import LeavePostReport
from alerts.enums import LeaveState
from alerts.one_by_one import handle_each
from alerts.outbox.services.endings import fall_silent
from alerts.transitions import LEAVE_POST
from rostering.models import Assignment, DutyPeriod
from units.audit import services as audit
from units.db import write
from units.models import Person, User


def end_with_duty(assignment: Assignment, *, by: User | None, now: datetime) -> None:
    """The duty has been handed over: nobody waits for its holder to come back to the post."""
    _end(LeavePostReport.objects.filter(assignment=assignment), by=by, now=now)


def end_with_holder(changes: Iterable[tuple[Assignment, Person | None]], *, now: datetime) -> None:
    """Of duties that have changed hands: their earlier holders are relieved, unless what was given up is yet to come."""
    for assignment, previous in changes:
        if previous is not None and assignment.start <= now:
            _end(LeavePostReport.objects.filter(assignment=assignment, person=previous), by=None, now=now)


def end_of_period(period: DutyPeriod, *, by: User, now: datetime) -> None:
    _end(LeavePostReport.objects.filter(assignment__shift__period=period), by=by, now=now)


def end_due(*, now: datetime) -> int:
    """Of duties that are over. Returns how many. Safe to run twice."""
    due = LeavePostReport.objects.filter(state=LeaveState.AWAY, assignment__end__lte=now)
    return handle_each(due.values_list("pk", flat=True)[:500], lambda pk: _end_one(pk, now))


@write
def _end_one(pk: UUID, now: datetime) -> bool:
    return _end(LeavePostReport.objects.filter(pk=pk, assignment__end__lte=now), by=None, now=now) > 0


def _end(reports: "QuerySet[LeavePostReport]", *, by: User | None, now: datetime) -> int:
    over = LEAVE_POST.step("duty_over")
    away = list(reports.filter(state__in=over.before).select_for_update(of=("self",)))
    for report in away:
        report.state, report.returned_at = over.after, now
        report.save(update_fields=["state", "returned_at"])
        fall_silent([report.pk], now=now)
        audit.record(by=by, action="leave.ended", row=report, county=report.county_id, unit=report.unit_id, now=now)
    return len(away)
