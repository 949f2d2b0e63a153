"""值班办理: what whoever is on duty has to do now - answer, hand over, report leaving and coming back."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.board.queries.own_watch import my_watch
from alerts.duty_log.forms import HandoverForm, LeaveForm
from alerts.duty_log.pages.fetch import duty_for, handover_for, leave_for
from alerts.duty_log.queries import handover_facts, leaving_rule
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import IncidentState
from alerts.incidents.models import Incident
from alerts.permissions import check_answer_for
from alerts.web.answers import dialog, done, status_of, submit
from alerts.web.fetch import reader
from rostering.models import Assignment
from units.models import Person
from units.web.offline import kept_offline


@require_safe
@kept_offline
def watch(request: HttpRequest) -> HttpResponse:
    user, now = reader(request), timezone.now()
    return render(request, "alerts/board/my_watch.html", {"watch": my_watch(user, now), "person": user.person})


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """交班 with the open items of the log."""
    duty, user = duty_for(request, pk), reader(request)
    _check_theirs(request, duty)
    form = HandoverForm(request.POST if request.method == "POST" else None, auto_id="handover-%s")
    if form.is_bound and submit(form, partial(handovers.offer_handover, assignment=duty, by=user)):
        return done(request, _("已交班，等待接班人确认"), _here())
    context = {"form": form, "duty": duty, **handover_facts(duty)}
    return dialog(request, "alerts/duty_log/dialogs/hand_over.html", context, back=_here(), status=status_of(form))


@require_POST
def take_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """接班."""
    handovers.accept_handover(handover=handover_for(request, pk), by=reader(request))
    return done(request, _("已接班"), _here())


@require_POST
def withdraw_handing_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """撤回交班, until it is taken over."""
    handovers.withdraw_handover(handover=handover_for(request, pk), by=reader(request))
    return done(request, _("已撤回交班"), _here())


@require_POST
def undo_taking_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """撤回接班, within minutes."""
    handovers.undo_acceptance(handover=handover_for(request, pk), by=reader(request))
    return done(request, _("已撤回接班"), _here())


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """离岗报备."""
    duty, user = duty_for(request, pk), reader(request)
    _check_theirs(request, duty)
    data = request.POST if request.method == "POST" else None
    incidents = Incident.objects.filter(pk__in=Incident.objects.visible_to(user).values("pk"), state=IncidentState.OPEN)
    form = LeaveForm(data, people=_colleagues(duty), incidents=incidents.order_by("-known_at"), auto_id="leave-%s")
    if form.is_bound and submit(form, partial(duty_log.report_leaving, assignment=duty, by=user)):
        return done(request, _("已报备离岗，返回后请销假"), _here())
    context = {"form": form, "duty": duty, "rule": leaving_rule(duty, timezone.now())}
    return dialog(request, "alerts/duty_log/dialogs/leave.html", context, back=_here(), status=status_of(form))


@require_POST
def come_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """销假."""
    duty_log.report_return(report=leave_for(request, pk), by=reader(request))
    return done(request, _("已销假"), _here())


def _check_theirs(request: HttpRequest, duty: Assignment) -> None:
    if duty.person is not None:
        check_answer_for(reader(request), duty.person)


def _colleagues(duty: Assignment) -> Any:
    """Whoever of the unit may stand in; the service asks nothing more of them."""
    people = Person.objects.filter(unit_id=duty.shift.unit_id, valid_to__isnull=True).in_protocol_order()
    return people.exclude(pk=duty.person_id) if duty.person_id else people


def _here() -> str:
    return reverse("alerts:my_watch")
