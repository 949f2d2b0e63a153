"""Whoever has been reported away by somebody else hears of it, with a link by which they report back."""

from datetime import datetime

from alerts.duty_log.models import LeavePostReport
from alerts.enums import LeaveState, LinkPurpose, Purpose
from alerts.instants import moment
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.links import link_path, make_link
from alerts.outbox.services.outbox import Message, enqueue
from units.models import User


def tell_leaver(report: LeavePostReport, *, by: User | None, now: datetime) -> None:
    """Within the transaction of the report. Who has reported it themselves signs in and needs no link."""
    if by is not None and by.person_id == report.person_id:
        return
    ends = report.assignment.end
    key = make_link(purpose=LinkPurpose.LEAVE_POST, object_id=report.pk, person_id=report.person_id, expires_at=ends)
    message = Message(
        purpose=Purpose.LEAVE_OPEN,
        object_id=report.pk,
        person_id=report.person_id,
        unit_id=report.unit_id,
        due_at=now,
        useful_for=ends - now,
        params={"reason": report.reason, "back": moment(report.expected_back), "path": link_path(key)},
    )
    enqueue([message], county_id=report.county_id, now=now)


def is_away(notification: Notification, now: datetime) -> bool:
    """Whether they have still to report back."""
    return LeavePostReport.objects.filter(pk=notification.object_id, state=LeaveState.AWAY).exists()


register(Purpose.LEAVE_OPEN, relevant=if_each(is_away))
