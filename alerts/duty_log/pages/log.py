"""值班日志 of a unit: one tap for nothing to report, a short form for the rest."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alerts.duty_log.forms import HandledForm, LogForm
from alerts.duty_log.pages.fetch import entry_for
from alerts.duty_log.queries import entries_of, log_units, open_entries_seen_by
from alerts.duty_log.services import log as duty_log
from alerts.permissions import can_act_for_unit, check_act_for_unit
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import county_of, reader
from units.models import Unit, User

PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """The own unit's log; the office opens its own first and may read any."""
    user = reader(request)
    units = log_units(user)
    unit = _chosen(request, user, units)
    if request.method == "POST":
        check_act_for_unit(user, unit.pk)
    form = LogForm(request.POST if request.method == "POST" else None)
    if form.is_bound and submit(form, partial(duty_log.write_entry, unit=unit, by=user)):
        return done(request, _("已记入值班日志"), _here(unit))
    context = {
        "form": form,
        "unit": unit,
        "units": units,
        "open": open_entries_seen_by(unit, user),
        "page": Paginator(entries_of(unit, user), PER_PAGE).get_page(request.GET.get("page")),
        "may_write": can_act_for_unit(user, unit.pk),
    }
    return render(request, "alerts/duty_log/log.html", context, status=status_of(form))


@require_POST
def nothing(request: HttpRequest) -> HttpResponse:
    """无情况."""
    user = reader(request)
    unit = _chosen(request, user, log_units(user))
    duty_log.nothing_to_report(unit=unit, by=user)
    return done(request, _("已记“无情况”"), _here(unit))


@require_POST
def finish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """办结."""
    entry, user = entry_for(request, pk), reader(request)
    form = HandledForm(request.POST)
    handled = form.cleaned_data["handled"] if form.is_valid() else ""
    duty_log.finish_entry(entry=entry, handled=handled, by=user)
    return done(request, _("事项已办结"), _here(entry.unit))


def _chosen(request: HttpRequest, user: User, units: list[Unit]) -> Unit:
    """The unit asked for, else the reader's own, else the county's lead office."""
    wanted: Any = request.POST.get("unit") or request.GET.get("unit")
    own = user.unit_id or county_of(user).lead_office_id
    for unit in units:
        if unit.code == wanted or (not wanted and unit.pk == own):
            return unit
    if not wanted and units:
        return units[0]
    # What a unit that is closed by now has written remains to be read.
    closed = Unit.objects.visible_to(user).filter(code=wanted).first() if request.method != "POST" else None
    if closed is None:
        raise Http404
    return closed


def _here(unit: Unit) -> str:
    return f"{reverse('alerts:log')}?unit={unit.code}"
