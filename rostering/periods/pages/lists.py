"""The list of periods, and a new one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rostering.calendar.queries.year import waiting_years
from rostering.periods.forms import PeriodFilter, PeriodForm
from rostering.periods.queries.conflicts import conflicts_by_roster
from rostering.periods.queries.periods import county_periods, suggestions, unit_rosters
from rostering.periods.services.periods import create_period
from rostering.permissions import can_manage_periods, check_manage_periods
from rostering.web.answers import done
from rostering.web.fetch import county_of, roster_reader
from units.errors import InvalidInput, RuleViolation
from units.models import User

PER_PAGE = 20


@require_safe
def roster_list(request: HttpRequest) -> HttpResponse:
    """The county's periods for the office, for everybody else the rosters of their units, and for a leader those of units
    below, named where there are several."""
    user = roster_reader(request)
    if user.is_county_office:
        return _county_list(request, user)
    page = Paginator(unit_rosters(user), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    led = [roster.pk for roster in page if user.leads(roster.unit_id)]
    found = conflicts_by_roster(led, now) if led else {}
    rows = [(roster, len(found.get(roster.pk, ()))) for roster in page]
    several = len({roster.unit_id for roster in page}) > 1
    context = {"page": page, "rows": rows, "now": now, "may_file": user.leads_unit, "several": several}
    return render(request, "rostering/periods/unit_rosters.html", context)


def _county_list(request: HttpRequest, user: User) -> HttpResponse:
    found = PeriodFilter(request.GET, queryset=county_periods(user))
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "filter": found,
        "query": query.urlencode(),
        "now": timezone.now(),
        "may_create": can_manage_periods(user),
        "waiting": waiting_years(user, timezone.localdate()),
    }
    return render(request, "rostering/periods/periods.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def period_new(request: HttpRequest) -> HttpResponse:
    """A form whose errors keep what was typed; a suggestion fills it through the address."""
    user = roster_reader(request)
    check_manage_periods(user)
    county = county_of(user)
    form = PeriodForm(request.POST) if request.method == "POST" else PeriodForm(initial=_wanted(request))
    if request.method == "POST" and form.is_valid():
        try:
            period = create_period(county=county, by=user, **form.cleaned_data)
        except (InvalidInput, RuleViolation) as error:
            form.refuse(error)
        else:
            sentence = _("已建立“%(name)s”，下一步：开启并排班") % {"name": period.name}
            return done(request, sentence, reverse("rostering:period", args=[period.pk]))
    context = {"form": form, "suggestions": suggestions(county, timezone.localdate())}
    return render(request, "rostering/periods/period_new.html", context, status=400 if form.errors else 200)


def _wanted(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in PeriodForm.base_fields if name in request.GET}
