"""Finding what an address names, among what its reader may see."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from alerts.duty_log.models import Handover, LeavePostReport, LogEntry
from alerts.web.fetch import reader
from rostering.models import Assignment
from rostering.on_duty.queries.own import answerable


def entry_for(request: HttpRequest, pk: UUID) -> LogEntry:
    return get_object_or_404(LogEntry.objects.visible_to(reader(request)), pk=pk)


def duty_for(request: HttpRequest, pk: UUID) -> Assignment:
    """A published duty of oneself, of one's unit or county."""
    user = reader(request)
    rows = Assignment.objects.in_force().filter(pk__in=answerable(user).values("pk"))
    return get_object_or_404(rows.select_related("shift__period", "shift__unit", "shift__roster", "person"), pk=pk)


def handover_for(request: HttpRequest, pk: UUID) -> Handover:
    user = reader(request)
    rows = Handover.objects.visible_to(user)
    if user.person_id:
        rows = rows | Handover.objects.filter(Q(incoming_id=user.person_id) | Q(outgoing__person_id=user.person_id))
    return get_object_or_404(rows.select_related("incoming", "outgoing__person", "unit"), pk=pk)


def leave_for(request: HttpRequest, pk: UUID) -> LeavePostReport:
    user = reader(request)
    rows = LeavePostReport.objects.visible_to(user)
    if user.person_id:
        rows = rows | LeavePostReport.objects.filter(person_id=user.person_id)
    return get_object_or_404(rows.select_related("person", "unit"), pk=pk)
