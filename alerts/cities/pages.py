"""市级: the counties side by side, and each of them to look at. Nothing here writes."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alerts.bulletins.queries import paper_of
from alerts.cities.queries import (
    compared,
    counties_now,
    county_now,
    figures_of,
    incidents_told,
    reports_of,
    without_numbers,
)
from rostering.statistics.forms.ranges import RangeForm
from rostering.statistics.pages import charts
from rostering.statistics.queries.headlines import shown
from units.cities.queries import counties_of
from units.models import County, User
from units.permissions import check_read_counties
from units.web.for_city import for_city
from units.web.reader import reader

PER_PAGE = 20
SHOWN_WAITING = 50


def city_reader(request: HttpRequest) -> User:
    """Raises NotAllowed for everybody but a city's office."""
    user = reader(request)
    check_read_counties(user)
    return user


def county_for(user: User, code: str) -> County:
    return get_object_or_404(counties_of(user), code=code)


@for_city
@require_safe
def counties(request: HttpRequest) -> HttpResponse:
    """All counties now; for a poll the part that changes."""
    user, now = city_reader(request), timezone.now()
    found = counties_now(user, now)
    owed = incidents_told(user).owed_to_city()[:SHOWN_WAITING]
    context = {"counties": found, "owed": owed, "now": now, "city": user.city}
    is_poll = "poll" in request.GET and request.headers.get("HX-Request")
    return render(request, "alerts/cities/_counties.html" if is_poll else "alerts/cities/counties.html", context)


@for_city
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """成效 of the counties beside each other, of the last twelve months or a range."""
    user = city_reader(request)
    form = _range(request, user)
    context = {"form": form, "wanted": form.wanted(), "compared": compared(user, form.wanted())}
    is_part = request.headers.get("HX-Request")
    template = "alerts/cities/_figures.html" if is_part else "alerts/cities/figures.html"
    return render(request, template, context, status=200 if form.is_valid() else 400)


@for_city
@require_safe
def county(request: HttpRequest, county_code: str) -> HttpResponse:
    """One county's board now, and its incidents; for a poll the part that changes."""
    user, now = city_reader(request), timezone.now()
    chosen = county_for(user, county_code)
    incidents = incidents_told(user).filter(county=chosen).prefetch_related("units")[:SHOWN_WAITING]
    context = {"one": county_now(user, chosen, now), "county": chosen, "incidents": incidents, "now": now}
    is_poll = "poll" in request.GET and request.headers.get("HX-Request")
    return render(request, "alerts/cities/_county.html" if is_poll else "alerts/cities/county.html", context)


@for_city
@require_safe
def county_figures(request: HttpRequest, county_code: str) -> HttpResponse:
    """One county's 成效: the figures, and its units."""
    user = city_reader(request)
    chosen = county_for(user, county_code)
    form = _range(request, user)
    found = figures_of(user, chosen, form.wanted())
    context: dict[str, Any] = {"form": form, "wanted": form.wanted(), "county": chosen, "found": found}
    context |= {"figures": shown(found).values(), "burdens": charts.burden_bars(found.by_unit)}
    status = 200 if form.is_valid() else 400
    return render(request, "alerts/cities/county_figures.html", context, status=status)


@for_city
@require_safe
def county_reports(request: HttpRequest, county_code: str) -> HttpResponse:
    """What the county has sent to the city."""
    user = city_reader(request)
    chosen = county_for(user, county_code)
    page = Paginator(reports_of(user, chosen), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "alerts/cities/county_reports.html", {"county": chosen, "page": page})


@for_city
@require_safe
def county_report(request: HttpRequest, county_code: str, pk: UUID) -> HttpResponse:
    """One report as it was signed, numbers of people masked."""
    user = city_reader(request)
    chosen = county_for(user, county_code)
    found = get_object_or_404(reports_of(user, chosen), pk=pk)
    paper = paper_of(found)
    sections = [(section.head, without_numbers(section.text).splitlines()) for section in paper.sections]
    context = {"county": chosen, "report": found, "paper": paper, "sections": sections}
    return render(request, "alerts/cities/county_report.html", context | {"reporter": without_numbers(paper.reporter)})


def _range(request: HttpRequest, user: User) -> RangeForm:
    """Only days: units and tiers are the county's matter."""
    return RangeForm(request.GET, user=user, today=timezone.localdate())
