"""Rosters on paper and as spreadsheets: the county's sheet of a period, or one unit's. Paper is looked at before it is drawn."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rostering.documents.pdf import PDF, pdf, pdf_on_pages
from rostering.printing.queries.papers import county_paper, unit_paper
from rostering.printing.services.dialling import can_print_phones, record_phones_printed
from rostering.printing.services.workbooks import county_workbook, unit_workbook
from rostering.rosters.filters import period_for
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.seats.queries import matrix
from rostering.web.fetch import roster_reader
from units.enums import Paper
from units.errors import InvalidInput
from units.models import User
from units.web.attachment import XLSX, attachment

COUNTY, UNIT = "rostering/printing/county_roster.html", "rostering/printing/unit_roster.html"


@require_safe
def county_preview(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The county's sheets as they will be printed, with what may be chosen about them."""
    period, user = period_for(request, period_id), roster_reader(request)
    return render(request, "rostering/printing/preview.html", _county_preview(request, period, user))


@require_safe
def county_pdf(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The matrix on paper: every unit the reader sees, numbers masked."""
    return _county_pdf(request, period_for(request, period_id))


@require_POST
def county_phones(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The same with whole numbers, once the purpose is on record."""
    period, user = period_for(request, period_id), roster_reader(request)
    try:
        record_phones_printed(period=period, unit=None, purpose=request.POST.get("purpose", ""), by=user)
    except InvalidInput as error:
        context = {**_county_preview(request, period, user), "error": str(error)}
        return render(request, "rostering/printing/preview.html", context, status=400)
    return _county_pdf(request, period, full=True)


@require_safe
def county_xlsx(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The matrix as a spreadsheet."""
    period = period_for(request, period_id)
    user = roster_reader(request)
    title, content = county_workbook(lambda: county_paper(matrix.load(period, user), size=Paper.A3))
    return attachment(content, kind=XLSX, name=f"{title}.xlsx")


@require_safe
def unit_preview(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """One unit's roster as it will be printed."""
    return render(request, "rostering/printing/preview.html", _unit_preview(request, roster_id))


@require_safe
def unit_pdf(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """One unit's printed roster, numbers masked."""
    return _unit_pdf(request, *_roster(request, roster_id))


@require_POST
def unit_phones(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """The same with whole numbers, once the purpose is on record."""
    roster, period = _roster(request, roster_id)
    try:
        record_phones_printed(
            period=period, unit=roster.unit, purpose=request.POST.get("purpose", ""), by=roster_reader(request)
        )
    except InvalidInput as error:
        context = {**_unit_preview(request, roster_id), "error": str(error)}
        return render(request, "rostering/printing/preview.html", context, status=400)
    return _unit_pdf(request, roster, period, full=True)


@require_safe
def unit_xlsx(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """One unit's roster as a spreadsheet."""
    roster, period = _roster(request, roster_id)
    user = roster_reader(request)
    title, content = unit_workbook(lambda: unit_paper(roster, matrix.load(period, user)))
    return attachment(content, kind=XLSX, name=f"{title}.xlsx")


def _county_preview(request: HttpRequest, period: DutyPeriod, user: User) -> dict[str, Any]:
    paper = county_paper(matrix.load(period, user), size=_size(request))
    return {
        "paper": paper,
        "period": period,
        "sizes": list(Paper),
        "pdf_path": reverse("rostering:period_pdf", args=[period.pk]),
        "phones_path": reverse("rostering:period_phones", args=[period.pk]),
        "back": reverse("rostering:period", args=[period.pk]),
        "may_print_phones": can_print_phones(user, None),
    }


def _unit_preview(request: HttpRequest, roster_id: UUID) -> dict[str, Any]:
    roster, period = _roster(request, roster_id)
    user = roster_reader(request)
    return {
        "paper": unit_paper(roster, matrix.load(period, user)),
        "period": period,
        "roster": roster,
        "pdf_path": reverse("rostering:roster_pdf", args=[roster.pk]),
        "phones_path": reverse("rostering:roster_phones", args=[roster.pk]),
        "back": reverse("rostering:period", args=[period.pk]),
        "may_print_phones": can_print_phones(user, roster.unit),
    }


def _county_pdf(request: HttpRequest, period: DutyPeriod, *, full: bool = False) -> HttpResponse:
    paper = county_paper(matrix.load(period, roster_reader(request)), size=_size(request), full=full)
    # Long posts and names decide how much a sheet holds: smaller type comes before a page with two lines on it.
    types = ({"paper": paper, "type_size": size} for size in paper.type_sizes)
    drawn = pdf_on_pages(len(paper.sheets), COUNTY, types)
    return attachment(drawn, kind=PDF, name=f"{paper.head.title}.pdf")


def _unit_pdf(request: HttpRequest, roster: Roster, period: DutyPeriod, *, full: bool = False) -> HttpResponse:
    paper = unit_paper(roster, matrix.load(period, roster_reader(request)), full=full)
    return attachment(pdf(UNIT, {"paper": paper}), kind=PDF, name=f"{paper.head.title}.pdf")


def _size(request: HttpRequest) -> str:
    """As asked, else the county's own."""
    asked = (request.POST if request.method == "POST" else request.GET).get("paper", "")
    return asked if asked in list(Paper) else ""


def _roster(request: HttpRequest, roster_id: UUID) -> tuple[Roster, DutyPeriod]:
    """A roster of a period that the reader may open; a duty person's once it is published."""
    rosters = Roster.objects.visible_to(roster_reader(request)).select_related("unit", "submitted_by")
    roster = get_object_or_404(rosters, pk=roster_id)
    return roster, period_for(request, roster.period_id)
