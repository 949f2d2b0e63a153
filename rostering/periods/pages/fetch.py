"""Finding what an address names, among what its reader may see."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from rostering.periods.queries.periods import Sheet, find_sheet
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.roster import Roster
from rostering.rosters.permissions import can_file
from rostering.web.fetch import roster_reader
from units.errors import NotAllowed


def sheet_for(request: HttpRequest, period_id: UUID) -> Sheet:
    sheet = find_sheet(roster_reader(request), period_id)
    if sheet is None:
        raise Http404
    return sheet


def roster_for(request: HttpRequest, roster_id: UUID) -> Roster:
    """A roster that this reader may file. Raises NotAllowed when they may only look at it."""
    user = roster_reader(request)
    rosters = Roster.objects.visible_to(user).select_related("period", "unit", "submitted_by")
    roster = get_object_or_404(rosters, pk=roster_id)
    if not can_file(user, roster):
        raise NotAllowed("permission_denied", _("值班表由单位负责人确认"))
    return roster


def seat_for(request: HttpRequest, assignment_id: UUID) -> Assignment:
    """A seat that this reader may change. Raises NotAllowed when they may only look at it."""
    user = roster_reader(request)
    seats = Assignment.objects.visible_to(user).select_related(
        "shift__period", "shift__roster", "shift__unit", "person"
    )
    seat = get_object_or_404(seats, pk=assignment_id)
    if not can_file(user, seat.shift.roster):
        raise NotAllowed("permission_denied", _("换人由单位负责人办理"))
    return seat
