"""One unit's roster: confirmed by the unit (or on its behalf), accepted or returned by the county office."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from rostering import transitions
from rostering.periods.pages.context import confirm_context, sheet_context
from rostering.periods.pages.fetch import roster_for
from rostering.periods.queries.periods import find_sheet
from rostering.periods.services import filing
from rostering.permissions import check_approve
from rostering.rosters.models.roster import Roster
from rostering.seats.queries import matrix
from rostering.seats.queries.reach import by_reason, leaders_unreached
from rostering.seats.services.following import follow_calendar
from rostering.web.answers import dialog, done, is_fragment
from rostering.web.fetch import roster_reader, seen_version
from units.errors import InvalidInput, RuleViolation


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """The phone page of a unit leader; POST is 确认报送."""
    roster = roster_for(request, roster_id)
    if request.method == "POST":
        return _confirm(request, roster)
    return render(request, "rostering/periods/confirm.html", confirm_context(request, roster))


def _confirm(request: HttpRequest, roster: Roster) -> HttpResponse:
    """With conflicts that the page hasn't shown, the page once more."""
    try:
        filing.confirm_roster(**_decided(request, roster))
    except RuleViolation as error:
        if error.code != "conflicts_unseen":
            raise
        context = confirm_context(request, roster) | {"unseen": str(error)}
        return render(request, "rostering/periods/confirm.html", context, status=409)
    return done(request, _("已确认报送，等待两办采纳"), reverse("rostering:confirm", args=[roster.pk]))


def _decided(request: HttpRequest, roster: Roster) -> dict[str, Any]:
    """What the page has shown whoever decides: the version, and the seals of the conflicts agreed to."""
    return {
        "roster": roster,
        "expected_version": seen_version(request),
        "by": roster_reader(request),
        "agreed": request.POST.getlist("agreed"),
    }


@require_POST
def calendar(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """The leader has looked: the days count as the calendar has them now."""
    roster = roster_for(request, roster_id)
    follow_calendar(roster=roster, by=roster_reader(request))
    return done(request, _("已按新日历记"), reverse("rostering:confirm", args=[roster.pk]))


@require_safe
def review(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """The office's look at one unit from the matrix: accept, return, file on its behalf."""
    roster = roster_for(request, roster_id)
    check_approve(roster_reader(request))
    return _review_dialog(request, roster)


@require_POST
def accept(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """采纳 what a unit has filed; a unit that hasn't is filed for first when `on_behalf` is sent."""
    roster = roster_for(request, roster_id)
    move = filing.file_and_accept if request.POST.get("on_behalf") else filing.accept_roster
    try:
        roster = move(**_decided(request, roster))
    except RuleViolation as error:
        if error.code != "conflicts_unseen":
            raise
        return _review_dialog(request, roster, unseen=str(error), status=409)
    return _moved(request, roster, _("已采纳%(unit)s") % {"unit": roster.unit.name})


@require_POST
def send_back(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """退回 with a reason; without one the dialog asks again."""
    roster = roster_for(request, roster_id)
    reason = request.POST.get("reason", "")
    try:
        roster = filing.return_roster(
            roster=roster, reason=reason, expected_version=seen_version(request), by=roster_reader(request)
        )
    except InvalidInput as error:
        return _review_dialog(request, roster, error=str(error), reason=reason, status=400)
    return _moved(request, roster, _("已退回%(unit)s") % {"unit": roster.unit.name})


def _review_dialog(
    request: HttpRequest, roster: Roster, *, error: str = "", unseen: str = "", reason: str = "", status: int = 200
) -> HttpResponse:
    may_return = transitions.ROSTER.allows(roster.state, "return")
    context = {
        **confirm_context(request, roster),
        **(_told_of_return(roster) if may_return else {}),
        "may_accept": transitions.ROSTER.allows(roster.state, "accept"),
        "may_return": may_return,
        "error": error,
        "unseen": unseen,
        "reason": reason,
        "page": request.POST.get("page", request.GET.get("page", "")),
    }
    back = reverse("rostering:period", args=[roster.period_id])
    return dialog(request, "rostering/periods/dialogs/review.html", context, back=back, status=status)


def _told_of_return(roster: Roster) -> dict[str, Any]:
    """Whom of the unit's leaders the message doesn't reach, or that there is nobody it goes to."""
    found = leaders_unreached(roster.unit_id, timezone.localdate())
    return {"reasons": by_reason(found or ()), "count": len(found or ()), "nobody_told": found is None}


def _moved(request: HttpRequest, roster: Roster, sentence: str) -> HttpResponse:
    """Only the unit's cell and the figures change on the matrix; elsewhere the page is drawn again."""
    if not is_fragment(request) or request.POST.get("page") == "confirm":
        name, key = ("confirm", roster.pk) if request.POST.get("page") == "confirm" else ("period", roster.period_id)
        return done(request, sentence, reverse(f"rostering:{name}", args=[key]))
    user = roster_reader(request)
    sheet = find_sheet(user, roster.period_id)
    if sheet is None:
        return redirect("rostering:rosters")
    context = {**sheet_context(sheet, matrix.load(sheet.period, user)), "roster": roster, "sentence": sentence}
    return trigger_client_event(
        render(request, "rostering/periods/_roster_moved.html", context), "closeDialog", after="settle"
    )
