"""方案比选: proposals of an open period side by side, what each would change, taking one, throwing one away."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostering.enums import Emphasis, PeriodState
from rostering.generation.queries.proposal_words import told
from rostering.generation.queries.proposals import changes, find_offer, goals, offers
from rostering.generation.services.proposals import adopt_proposal, discard_proposal, start_proposals
from rostering.jobs.models import Job
from rostering.labels import EMPHASIS_LABELS
from rostering.permissions import check_manage_periods
from rostering.rosters.filters import period_for
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.web.answers import done, is_fragment
from rostering.web.fetch import roster_reader
from units.errors import DomainError, InvalidInput

USUAL = (Emphasis.FAIRNESS, Emphasis.STEADY)


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The proposals side by side; POST asks for more. Polled while one is being made."""
    found, user = period_for(request, period_id), roster_reader(request)
    check_manage_periods(user)
    if request.method == "POST":
        return _start(request, found)
    if is_fragment(request):
        return render(request, "rostering/generation/_proposals.html", _table(request, found))
    return _page(request, found, USUAL)


@require_safe
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Which seats it would change."""
    found = _found(request, proposal_id)
    context = {
        "proposal": found,
        "period": found.period,
        "label": _label(found),
        "changes": changes(found, roster_reader(request)),
    }
    return render(request, "rostering/generation/proposal.html", context)


@require_POST
def adopt(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """On to the progress of putting it on the seats."""
    job = adopt_proposal(proposal=_found(request, proposal_id), by=roster_reader(request))
    return redirect("rostering:job", job.pk)


@require_POST
def discard(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    found = _found(request, proposal_id)
    discard_proposal(proposal=found, by=roster_reader(request))
    return done(request, _("方案已删除"), reverse("rostering:proposals", args=[found.period_id]))


def _start(request: HttpRequest, period: DutyPeriod) -> HttpResponse:
    wanted = request.POST.getlist("emphases")
    try:
        start_proposals(period=period, emphases=_emphases(wanted), by=roster_reader(request))
    except DomainError as error:
        return _page(request, period, wanted, error)
    return redirect("rostering:proposals", period.pk)


def _emphases(wanted: list[str]) -> list[Emphasis]:
    try:
        return [Emphasis(one) for one in wanted]
    except ValueError as error:
        raise InvalidInput("unknown_emphasis", _("没有这种侧重"), field="emphases") from error


def _page(request: HttpRequest, period: DutyPeriod, chosen: Any, error: DomainError | None = None) -> HttpResponse:
    seats = Assignment.objects.active().filter(shift__period=period)
    context = {
        **_table(request, period),
        "choices": [(one, EMPHASIS_LABELS[one], one in chosen) for one in Emphasis],
        "locked": seats.filter(is_pinned=True, person__isnull=False).count(),
        "is_open": period.state in (PeriodState.DRAFT, PeriodState.OPEN),
        "error": error,
    }
    return render(request, "rostering/generation/proposals.html", context, status=409 if error else 200)


def _table(request: HttpRequest, period: DutyPeriod) -> dict[str, Any]:
    found = offers(period, roster_reader(request))
    rows = goals(found)
    words = told(found, rows, roster_reader(request))
    return {
        "period": period,
        "offers": found,
        "goals": rows,
        "told": [words.get(offer.job.pk) for offer in found],
        "is_busy": any(not offer.job.is_finished for offer in found),
    }


def _found(request: HttpRequest, proposal_id: UUID) -> Job:
    user = roster_reader(request)
    check_manage_periods(user)
    found = find_offer(user, proposal_id)
    if found is None or found.period is None:
        raise Http404
    return found


def _label(found: Job) -> Any:
    return EMPHASIS_LABELS[found.parameters["emphasis"]]
