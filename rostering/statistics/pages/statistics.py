"""分析: figures, drawings, and the rows behind them. The county's, the unit's or one's own, by role."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rostering.documents.pdf import PDF, pdf
from rostering.documents.sheets import tables_workbook
from rostering.enums import Posture
from rostering.rosters.models.period import DutyPeriod
from rostering.statistics.forms.ranges import RangeForm
from rostering.statistics.pages import charts
from rostering.statistics.queries.headlines import shown
from rostering.statistics.queries.rows_behind import behind
from rostering.statistics.queries.statistics import Statistics, query_of, statistics
from rostering.statistics.services.workbook import note_of, tables, title_of
from rostering.web.fetch import county_of, roster_reader
from units.facts import Summary
from units.models import User
from units.web.attachment import XLSX, attachment

PER_PAGE = 50
HOLIDAYS_OFFERED = 6
# The figures that stand above the drawings, in this order.
ABOVE = (
    "saved_by_day", "saved_by_night", "released", "hours_saved", "warnings_in_time", "incidents", "city_in_time", "met_on_site",
    "arrival_median", "arrival_worst", "arrival_within", "missed", "checks_made", "tasks_closed", "hazards_cleared",
    "filed_on_time", "vacancies", "points_median",
)  # fmt: skip


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Figures and drawings of a range; a form with errors shows the last twelve months."""
    user, now = roster_reader(request), timezone.now()
    form = RangeForm(request.GET, user=user, today=timezone.localdate(now))
    wanted = form.wanted()
    found = statistics(user, county_of(user), wanted)
    context = {"form": form, "found": found, "wanted": wanted, "query": urlencode(query_of(wanted))}
    if found.own is not None:
        context["own_hours"] = [(posture, found.own.now.hours(posture)) for posture in Posture]
        return render(request, "rostering/statistics/own.html", context, status=_status(form))
    context |= _drawn(found) | {"holidays": _holidays(user)}
    return render(request, "rostering/statistics/overview.html", context, status=_status(form))


@require_safe
def rows(request: HttpRequest, figure: str) -> HttpResponse:
    """The rows behind one figure. A duty person has their own duties for that, and no such page."""
    user = roster_reader(request)
    form = RangeForm(request.GET, user=user, today=timezone.localdate())
    wanted = form.wanted()
    found = None if user.is_duty_person else behind(user, county_of(user), wanted, figure)
    if found is None:
        raise Http404
    query = urlencode(query_of(wanted))
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "wanted": wanted, "behind": found, "page": page, "query": query}
    return render(request, "rostering/statistics/rows.html", context, status=_status(form))


@require_safe
def as_xlsx(request: HttpRequest) -> HttpResponse:
    """Every table of the page as a spreadsheet."""
    found, title = _for_paper(request)
    return attachment(tables_workbook(title, tables(found)), kind=XLSX, name=f"{title}.xlsx")


@require_safe
def as_pdf(request: HttpRequest) -> HttpResponse:
    """Every table of the page on A4."""
    found, title = _for_paper(request)
    context = {"title": title, "note": note_of(found), "tables": tables(found)}
    return attachment(pdf("rostering/printing/statistics.html", context), kind=PDF, name=f"{title}.pdf")


def _for_paper(request: HttpRequest) -> tuple[Statistics, str]:
    """The statistic and its title. A duty person has none to print: 404."""
    user = roster_reader(request)
    if user.is_duty_person:
        raise Http404
    county = county_of(user)
    found = statistics(user, county, RangeForm(request.GET, user=user, today=timezone.localdate()).wanted())
    return found, title_of(found, user.speaking_unit.name if len(user.led_unit_ids) == 1 else county.name)


def _status(form: RangeForm) -> int:
    return 200 if form.is_valid() else 400


def _drawn(found: Statistics) -> dict[str, Any]:
    figures = shown(found)
    return {
        "above": [figures[code] for code in ABOVE],
        "figures": figures,
        "bars": charts.bars(found.by_period),
        "heat": charts.heat(found.coverage),
        "strips": charts.strips(found.facts.values()),
        "burdens": charts.burden_bars(found.by_unit),
        "counted": [one for one in found.facts.values() if one.kind.summary != Summary.SPREAD],
    }


def _holidays(user: User) -> list[DutyPeriod]:
    """The latest periods that are over or running, to choose with one click."""
    periods = DutyPeriod.objects.visible_to(user).in_force().filter(first_day__lte=timezone.localdate())
    return list(periods.order_by("-first_day")[:HOLIDAYS_OFFERED])
