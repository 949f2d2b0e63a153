"""The log of a unit and what a handover of it has to name."""

from typing import Any

from django.db.models import QuerySet

from alerts.duty_log.models import LogEntry
from alerts.duty_log.queries import handovers
from alerts.enums import LogState
from rostering.models import Assignment
from units.models import Unit, User


def handover_facts(duty: Assignment) -> dict[str, Any]:
    """What goes with the duty when it is handed over, and to whom."""
    return {"entries": handovers.open_entries(duty.shift.unit_id), "incoming": handovers.next_person(duty)}


def log_units(user: User) -> list[Unit]:
    """Whose logs this reader may read, in protocol order."""
    return list(Unit.objects.visible_to(user).active().in_protocol_order())


def entries_of(unit: Unit, user: User) -> QuerySet[LogEntry]:
    """The unit's log: what is open first, then the latest."""
    rows = LogEntry.objects.visible_to(user).filter(unit=unit).select_related("person", "written_by", "incident")
    return rows.order_by("-at", "pk")


def open_entries(unit: Unit, user: User) -> QuerySet[LogEntry]:
    return entries_of(unit, user).filter(state=LogState.OPEN)
