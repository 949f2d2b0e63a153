"""检查计划: the year, one check with the units it has seen, quiet days."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alerts.enums import InspectionState
from alerts.inspections import services
from alerts.inspections.forms import DecisionForm, InspectionForm, QuietDayForm, VisitedForm
from alerts.inspections.models import Inspection, InspectionVisit, QuietDay
from alerts.inspections.queries import plan_of
from alerts.permissions import can_command
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import commander, county_of, reader
from units.errors import InvalidInput
from units.models import Unit

YEARS = range(2020, 2100)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """The year's plan for everybody; the office plans, a leader asks for an extra."""
    user, this_year = reader(request), timezone.localdate().year
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 and int(wanted) in YEARS else this_year
    data = request.POST if request.method == "POST" else None
    form = InspectionForm(data, only_extra=not can_command(user))
    if form.is_bound and submit(form, partial(services.plan_inspection, county=county_of(user), by=user)):
        return done(request, _("已登记"), request.path)
    context = {
        "form": form if can_command(user) or user.leads_unit else None,
        "rows": plan_of(user, year),
        "year": year,
        "years": (year - 1, year + 1),
        "quiet_days": QuietDay.objects.visible_to(user).filter(day__year=year),
        "quiet_form": QuietDayForm(auto_id="quiet-%s") if can_command(user) else None,
    }
    return render(request, "alerts/inspections/plan.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def inspection(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One check: decided by the office, its visits entered by the units or the office."""
    user = reader(request)
    found = get_object_or_404(Inspection.objects.visible_to(user).select_related("asked_by", "decided_by"), pk=pk)
    wanted = request.POST.get("do", "") if request.method == "POST" else ""
    units = Unit.objects.visible_to(user).active().in_protocol_order()
    decision = DecisionForm(request.POST if wanted in ("approve", "refuse") else None, auto_id="decision-%s")
    visit = VisitedForm(request.POST if wanted == "enter" else None, units=units, initial={"day": timezone.localdate()})
    if wanted == "cancel":
        services.cancel(inspection=found, by=user)
        return done(request, _("已取消"), request.path)
    decide = partial(services.decide, inspection=found, is_approved=wanted == "approve", by=user)
    if decision.is_bound and submit(decision, decide):
        return done(request, _("已批准") if wanted == "approve" else _("未批准"), request.path)
    if visit.is_bound and submit(visit, partial(services.enter_visit, inspection=found, by=user)):
        return done(request, _("已登记"), request.path)
    if request.method == "POST" and not (decision.is_bound or visit.is_bound):
        raise InvalidInput("unknown_action", _("请选择办理方式"), field="do")
    context = {
        "inspection": found,
        "visits": InspectionVisit.objects.visible_to(user)
        .filter(inspection=found)
        .select_related("unit")
        .order_by("day"),
        "decision_form": decision if can_command(user) and found.state == InspectionState.PROPOSED else None,
        "visit_form": visit if found.state == InspectionState.APPROVED else None,
        "may_cancel": can_command(user) and found.state == InspectionState.APPROVED,
    }
    return render(request, "alerts/inspections/inspection.html", context, status=status_of(decision, visit))


@require_POST
def quiet_day(request: HttpRequest) -> HttpResponse:
    user = commander(request)
    form = QuietDayForm(request.POST)
    if not submit(form, partial(services.declare_quiet_day, county=county_of(user), by=user)):
        raise InvalidInput("bad_day", _("请填写日期"), field="day")
    return done(request, _("已设为宁静日"), reverse("alerts:inspections"))


@require_POST
def quiet_day_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = commander(request)
    row = get_object_or_404(QuietDay.objects.visible_to(user).select_related("county"), pk=pk)
    services.withdraw_quiet_day(quiet_day=row, by=user)
    return done(request, _("已取消宁静日"), reverse("alerts:inspections"))
