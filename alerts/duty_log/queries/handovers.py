"""What goes with a duty that is handed over, and to whom."""

from uuid import UUID

from django.db.models import QuerySet

from alerts.duty_log.models import LogEntry
from alerts.enums import LogState
from rostering.models import Assignment
from units.models import Person


def next_person(assignment: Assignment) -> Person | None:
    """Who has the same seat after this duty; None when nobody is known."""
    shift = assignment.shift
    following = (
        Assignment.objects.in_force()
        .filter(shift__unit_id=shift.unit_id, shift__post=shift.post, shift__seat=shift.seat, start__gte=assignment.end)
        .select_related("person")
        .order_by("start")
        .first()
    )
    return following.person if following else None


def open_entries(unit_id: UUID) -> QuerySet[LogEntry]:
    """What the unit's log has still open, the oldest first."""
    return LogEntry.objects.filter(unit_id=unit_id, state=LogState.OPEN).order_by("at", "pk")
