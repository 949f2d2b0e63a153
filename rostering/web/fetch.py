"""Fetching a row and asking whether this reader may see it, in one step: unknown and invisible are both 404."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from rostering.jobs.models import Job
from rostering.periods.queries.periods import Sheet, find_sheet, readable_periods
from rostering.permissions import can_file
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Assignment
from units.enums import Scope
from units.errors import NotAllowed
from units.models import County, User
from units.web.reader import reader as signed_in


def reader(request: HttpRequest) -> User:
    """The signed-in user, who must be somebody who reads rosters. Raises NotAllowed for the auditor."""
    user = signed_in(request)
    if not user.has_scope(Scope.ROSTER_READ):
        raise NotAllowed("permission_denied", _("您的角色不查看值班表"))
    return user


def county_of(user: User) -> County:
    """Raises NotAllowed for a login that belongs to no county."""
    if user.county is None:
        raise NotAllowed("permission_denied", _("您的账号不属于任何县"))
    return user.county


def period_for(request: HttpRequest, period_id: UUID) -> DutyPeriod:
    return get_object_or_404(readable_periods(reader(request)).select_related("county"), pk=period_id)


def sheet_for(request: HttpRequest, period_id: UUID) -> Sheet:
    sheet = find_sheet(reader(request), period_id)
    if sheet is None:
        raise Http404
    return sheet


def roster_for(request: HttpRequest, roster_id: UUID) -> Roster:
    """A roster that this reader may file. Raises NotAllowed when they may only look at it."""
    user = reader(request)
    rosters = Roster.objects.visible_to(user).select_related("period", "unit", "submitted_by")
    roster = get_object_or_404(rosters, pk=roster_id)
    if not can_file(user, roster):
        raise NotAllowed("permission_denied", _("值班表由单位负责人确认"))
    return roster


def seat_for(request: HttpRequest, assignment_id: UUID) -> Assignment:
    """A seat that this reader may change. Raises NotAllowed when they may only look at it."""
    user = reader(request)
    seats = Assignment.objects.visible_to(user).select_related(
        "shift__period", "shift__roster", "shift__unit", "person"
    )
    seat = get_object_or_404(seats, pk=assignment_id)
    if not can_file(user, seat.shift.roster):
        raise NotAllowed("permission_denied", _("换人由单位负责人办理"))
    return seat


def job_for(request: HttpRequest, job_id: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(reader(request)).select_related("period"), pk=job_id)


def uuid_or_none(text: str) -> UUID | None:
    """Of a form's field; None for anything that isn't an id."""
    try:
        return UUID(text)
    except ValueError:
        return None


def seen_version(request: HttpRequest) -> int | None:
    """The version the reader looked at; None when the page sent none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None
