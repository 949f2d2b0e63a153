"""事件: the list with the form that logs one, the time line, reports."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alerts.enums import IncidentState, ReportKind
from alerts.incidents.forms import IncidentFactsForm, IncidentForm, ReportForm
from alerts.incidents.models import Incident
from alerts.incidents.queries import time_line, visible_incidents
from alerts.incidents.services import reports
from alerts.labels import REPORT_KIND_LABELS
from alerts.permissions import can_act_for_unit, can_command, check_act_for_unit
from alerts.web.answers import done, status_of, submit
from alerts.web.begun import begun, order_query
from alerts.web.fetch import commander, county_of, reader
from rostering.policies.queries.clocks import report_clock
from units.models import User
from units.rows.keeping import units_as_kept


def incident_for(request: HttpRequest, pk: UUID) -> Incident:
    rows = Incident.objects.visible_to(reader(request)).select_related("county", "recorded_by")
    return get_object_or_404(rows, pk=pk)


PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def incident_list(request: HttpRequest) -> HttpResponse:
    """Open ones first, and the form at hand: an incident is logged with one press, begun with the words of a warning."""
    user, now = reader(request), timezone.now()
    form = IncidentForm(
        request.POST if request.method == "POST" else None, initial=begun(request, "kind", "place"), user=user
    )
    made = submit(form, partial(reports.record_incident, county=county_of(user), by=user)) if form.is_bound else None
    if made:
        return done(request, _("事件已登记，首报计时开始"), reverse("alerts:incident", args=[made.pk]))
    rows = visible_incidents(user, now)
    context = {
        "clock": report_clock(county_of(user).pk, now),
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_command": can_command(user),
    }
    return render(request, "alerts/incidents/incidents.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD"])
def incident(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "alerts/incidents/incident.html", _context(request, incident_for(request, pk)))


@require_POST
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The next numbered report. The final one closes the incident."""
    found, user = incident_for(request, pk), reader(request)
    _check_reporter(user, found)
    form = ReportForm(request.POST, kinds=list(ReportKind))
    made = submit(form, partial(reports.report, incident=found, by=user))
    if made:
        words = {"kind": REPORT_KIND_LABELS[made.kind], "number": made.number}
        return done(request, _("%(kind)s已记录，为第 %(number)d 报") % words, reverse("alerts:incident", args=[pk]))
    return render(request, "alerts/incidents/incident.html", _context(request, found) | {"form": form}, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Corrects the facts."""
    found, user = incident_for(request, pk), commander(request)
    facts = {name: getattr(found, name) for name in IncidentFactsForm.base_fields if name != "other_kind"}
    form = IncidentFactsForm(request.POST if request.method == "POST" else None, initial=facts)
    if form.is_bound and submit(form, partial(reports.update_incident, incident=found, by=user)):
        return done(request, _("事件情况已更正"), reverse("alerts:incident", args=[pk]))
    return render(
        request, "alerts/incidents/incident_edit.html", {"incident": found, "form": form}, status=status_of(form)
    )


def _context(request: HttpRequest, found: Incident) -> dict[str, Any]:
    user = reader(request)
    line = time_line(found, user, timezone.now())
    kinds = _possible([one.report.kind for one in line.expected])
    return {
        "incident": found,
        "time_line": line,
        "units": units_as_kept(found, "units"),
        "city_left": _left(found.city_due_at) if not found.city_reported_at else None,
        "form": ReportForm(kinds=kinds, auto_id="report-%s"),
        "may_report": found.state == IncidentState.OPEN and may_report(user, found),
        "may_command": can_command(user),
        "order_query": order_query(found.title, found.units.all()),
    }


def _left(due: datetime | None) -> int | None:
    return None if due is None else int((due - timezone.now()).total_seconds())


def _possible(expected: list[str]) -> list[str]:
    """Outstanding initial reports first; what follows only once there has been one."""
    both_open = {ReportKind.INITIAL_PHONE, ReportKind.INITIAL_WRITTEN} <= set(expected)
    return expected if both_open else [*expected, ReportKind.FOLLOW_UP, ReportKind.FINAL]


def may_report(user: User, found: Incident) -> bool:
    return can_command(user) or any(can_act_for_unit(user, unit.pk) for unit in found.units.all())


def _check_reporter(user: User, found: Incident) -> None:
    if not may_report(user, found):
        check_act_for_unit(user, found.pk)
