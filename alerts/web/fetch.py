"""Fetching a row and asking whether this reader may see it, in one step: unknown and invisible are both 404."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from alerts.call_outs.models import CallOut, Summons, Whistle
from alerts.call_outs.queries.call_outs import visible_call_outs
from alerts.checks.models import Check
from alerts.checks.queries import visible_checks
from alerts.duty_log.models import Handover, LeavePostReport, LogEntry
from alerts.incidents.models import Incident
from alerts.orders.models import PostureOrder
from alerts.permissions import check_command
from alerts.whistles.queries import visible_whistles
from rostering.models import Assignment
from rostering.on_duty.queries.own import answerable
from units.enums import Scope
from units.errors import NotAllowed
from units.models import County, User
from units.web.reader import reader as signed_in


def reader(request: HttpRequest) -> User:
    """The signed-in user, who must be somebody of a county's duty. Raises NotAllowed for the auditor."""
    user = signed_in(request)
    if user.county is None or not user.has_scope(Scope.ALERTS_READ):
        raise NotAllowed("permission_denied", _("此页仅供两办、单位负责人和值班人员查看"))
    return user


def commander(request: HttpRequest) -> User:
    """The county office. Raises NotAllowed for everybody else."""
    user = reader(request)
    check_command(user)
    return user


def county_of(user: User) -> County:
    if user.county is None:
        raise AssertionError("`reader` lets nobody through who belongs to no county")
    return user.county


def check_for(request: HttpRequest, pk: UUID) -> Check:
    return get_object_or_404(visible_checks(reader(request)), pk=pk)


def call_out_for(request: HttpRequest, pk: UUID) -> CallOut:
    return get_object_or_404(visible_call_outs(reader(request)), pk=pk)


def summons_for(request: HttpRequest, pk: UUID) -> Summons:
    """One's own wherever the unit, and those of one's unit or county."""
    user = reader(request)
    rows = Summons.objects.visible_to(user)
    if user.person_id:
        rows = rows | Summons.objects.filter(person_id=user.person_id)
    return get_object_or_404(rows.select_related("call_out__county", "unit", "person"), pk=pk)


def incident_for(request: HttpRequest, pk: UUID) -> Incident:
    rows = Incident.objects.visible_to(reader(request)).select_related("county", "recorded_by")
    return get_object_or_404(rows, pk=pk)


def whistle_for(request: HttpRequest, pk: UUID) -> Whistle:
    return get_object_or_404(visible_whistles(reader(request)), pk=pk)


def order_for(request: HttpRequest, pk: UUID) -> PostureOrder:
    return get_object_or_404(PostureOrder.objects.visible_to(reader(request)), pk=pk)


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
