"""请假审批: what waits for the unit's leader, and what has been decided lately."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from rostering.enums import AbsenceState
from rostering.fairness.models.absence import Absence
from rostering.fairness.queries.lost_seats import periods_to_repair
from rostering.fairness.services.absences import approve_absence, reject_absence
from rostering.web.fetch import roster_reader
from units.errors import NotAllowed
from units.models import User
from units.permissions import can_manage_county
from units.web.asking_back import asked_back

PAGE = 30


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """What waits first; below it what has been decided, the latest first."""
    user = _decider(request)
    rows = Absence.objects.visible_to(user).standing().select_related("person__unit", "decided_by")
    decided = rows.exclude(state=AbsenceState.REQUESTED).order_by("-start", "pk")
    context = {
        "to_repair": periods_to_repair(user, timezone.now()),
        "waiting": rows.filter(state=AbsenceState.REQUESTED).order_by("start", "pk"),
        "keeps_kinds": user.county is not None and can_manage_county(user, user.county),
        "page": Paginator(decided, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "rostering/fairness/leave.html", context)


@require_POST
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    approved = partial(approve_absence, absence=_found(request, pk), by=_decider(request))
    question = asked_back(request, approved, title=_("批准请假"), back=reverse("staffing:leave"))
    if question is not None:
        return question
    absence = approved()
    messages.success(request, _("已批准%(name)s的请假，排班将自动避开。") % {"name": absence.person.name})
    return redirect("staffing:leave")


@require_POST
def reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")
    absence = reject_absence(absence=_found(request, pk), by=_decider(request), reason=reason)
    messages.success(request, _("已答复%(name)s：不予批准。") % {"name": absence.person.name})
    return redirect("staffing:leave")


def _decider(request: HttpRequest) -> User:
    user = roster_reader(request)
    if not (user.leads_unit or user.is_county_office):
        raise NotAllowed("permission_denied", gettext_lazy("请假由单位负责人审批"))
    return user


def _found(request: HttpRequest, pk: UUID) -> Absence:
    rows = Absence.objects.visible_to(_decider(request)).standing().select_related("person__unit")
    return get_object_or_404(rows, pk=pk)
