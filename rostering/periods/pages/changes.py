"""Putting a period right: edited or deleted while nobody has acted on it, closed once it has a history."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostering.enums import PeriodState
from rostering.periods.forms import PeriodForm
from rostering.periods.services.periods import close_period, delete_period, update_period
from rostering.permissions import check_approve, check_manage_periods
from rostering.rosters.filters import period_for
from rostering.rosters.models.period import DutyPeriod
from rostering.web.answers import dialog, done
from rostering.web.fetch import roster_reader, seen_version
from units.errors import DomainError, InvalidInput, RuleViolation


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The form of a new period, filled in; what stands and may not change is refused by the service."""
    found, user = period_for(request, period_id), roster_reader(request)
    check_manage_periods(user)
    form = PeriodForm(request.POST or None, initial=_as_it_is(found))
    back = reverse("rostering:period", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            changed = update_period(period=found, by=user, expected_version=seen_version(request), **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, _("“%(name)s”已修改") % {"name": changed.name}, back)
    context = {"form": form, "period": found, "back": back}
    return render(request, "rostering/periods/period_edit.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Asks first; with history the service says so and names the other way."""
    found, user = period_for(request, period_id), roster_reader(request)
    check_manage_periods(user)
    if request.method == "POST":
        name = found.name
        delete_period(period=found, by=user)
        return done(request, _("已删除“%(name)s”") % {"name": name}, reverse("rostering:rosters"))
    back = reverse("rostering:period", args=[found.pk])
    return dialog(request, "rostering/periods/dialogs/period_delete.html", {"period": found}, back=back)


@require_safe
def end(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Asks why a period is to be closed before its duty is over, and says how many duties that releases."""
    found = period_for(request, period_id)
    check_approve(roster_reader(request))
    return _close_dialog(request, found, reverse("rostering:period", args=[found.pk]))


@require_POST
def close(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """After the last duty at once; before it the dialog asks for a reason."""
    found, user = period_for(request, period_id), roster_reader(request)
    check_approve(user)
    back = reverse("rostering:period", args=[found.pk])
    try:
        closed = close_period(period=found, by=user, reason=request.POST.get("reason", ""))
    except InvalidInput as error:
        return _close_dialog(request, found, back, error=str(error), status=400)
    except RuleViolation as error:
        if error.code not in ("reason_required", "period_not_over"):
            raise
        return _close_dialog(request, found, back, error=str(error), status=409)
    return done(request, _("“%(name)s”已结束") % {"name": closed.name}, back)


def _close_dialog(
    request: HttpRequest, found: DutyPeriod, back: str, *, error: str = "", status: int = 200
) -> HttpResponse:
    ahead = found.shifts.filter(is_released=False, start__gt=timezone.now())
    context: dict[str, Any] = {
        "period": found,
        "error": error,
        "reason": request.POST.get("reason", ""),
        "ahead": ahead.count(),
        "is_published": found.state == PeriodState.PUBLISHED,
    }
    return dialog(request, "rostering/periods/dialogs/period_close.html", context, back=back, status=status)


def _as_it_is(found: DutyPeriod) -> dict[str, Any]:
    fields = ("name", "kind", "first_day", "last_day", "overlap")
    local = timezone.localtime(found.filing_deadline)
    return {name: getattr(found, name) for name in fields} | {"filing_deadline": local.replace(tzinfo=None)}
