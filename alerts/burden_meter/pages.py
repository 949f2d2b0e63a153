"""减负账: what the system asks of people, beside what the county has promised, and the sheet that it keeps the rules."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alerts.burden_meter.attribution import FORMS, fields_of
from alerts.burden_meter.forms import BudgetForm, SpanForm
from alerts.burden_meter.queries import budget_of, burden
from alerts.burden_meter.services import publish_budget
from alerts.labels import ASK_LABELS, MATTER_LABELS
from alerts.permissions import can_command
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import commander, county_of, reader
from units.counties.models.settings import CountySettings


@require_safe
def meter(request: HttpRequest) -> HttpResponse:
    """A form with errors shows the last thirty days."""
    user = reader(request)
    county = county_of(user)
    form = SpanForm(request.GET, today=timezone.localdate())
    start, end = form.span()
    found = burden(user, county, start, end)
    context = {
        "form": form,
        "found": found,
        "asks": ASK_LABELS.values(),
        "units": [(one, list(zip(ASK_LABELS.values(), one.figures, strict=True))) for one in found.units],
        "total": [(ASK_LABELS[figure.ask], figure) for figure in found.total],
        "matters": [(MATTER_LABELS[matter], count) for matter, count in found.by_matter],
        "evidence": _evidence(),
        "quiet": CountySettings.of(county.pk),
        "may_command": can_command(user),
    }
    return render(request, "alerts/burden_meter/meter.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: HttpRequest) -> HttpResponse:
    """The office publishes what it promises; the figures that hold stand in the fields."""
    user = commander(request)
    county = county_of(user)
    form = BudgetForm(request.POST if request.method == "POST" else None, budget=budget_of(county))
    published = partial(publish_budget, county=county, by=user, now=timezone.now())
    if form.is_bound and submit(form, published):
        return done(request, _("减负预算已公布"), reverse("alerts:burden_meter"))
    return render(request, "alerts/burden_meter/budget.html", {"form": form}, status=status_of(form))


def _evidence() -> dict[str, Any]:
    """Counted from the forms themselves, so that the sheet can't say what isn't so."""
    fields = [field for form in FORMS.values() for field in form.base_fields.values() if not field.widget.is_hidden]
    return {
        "forms": len(FORMS),
        "fields": sum(fields_of(action) for action in FORMS),
        "required": sum(1 for field in fields if field.required),
        "files": sum(1 for field in fields if isinstance(field, forms.ImageField)),
    }
