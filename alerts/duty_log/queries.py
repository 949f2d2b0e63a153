"""The log of a unit, what of it goes with a duty that is handed over, and to whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from alerts.duty_log.models import LogEntry
from alerts.enums import LogState
from rostering.models import Assignment
from units.models import Person, Unit, User


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


def leaving_rule(assignment: Assignment, now: datetime) -> str:
    """What leaving takes at `now`, by the phase that holds then; empty where nothing is asked. One query."""
    phases = assignment.shift.phases.filter(start__lte=now, end__gt=now)
    return phases.values_list("leaving_rule", flat=True).first() or ""


def open_entries(unit_id: UUID) -> QuerySet[LogEntry]:
    """What the unit's log has still open, the oldest first."""
    return LogEntry.objects.filter(unit_id=unit_id, state=LogState.OPEN).order_by("at", "pk")


def handover_facts(duty: Assignment) -> dict[str, Any]:
    """What goes with the duty when it is handed over, and to whom."""
    return {"entries": open_entries(duty.shift.unit_id), "incoming": next_person(duty)}


def log_units(user: User) -> list[Unit]:
    """Whose logs this reader may read, in protocol order."""
    return list(Unit.objects.visible_to(user).active().in_protocol_order())


def entries_of(unit: Unit, user: User) -> QuerySet[LogEntry]:
    """The unit's log: what is open first, then the latest."""
    rows = LogEntry.objects.visible_to(user).filter(unit=unit).select_related("person", "written_by", "incident")
    return rows.order_by("-at", "pk")


def open_entries_seen_by(unit: Unit, user: User) -> QuerySet[LogEntry]:
    return entries_of(unit, user).filter(state=LogState.OPEN)
