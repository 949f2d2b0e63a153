"""Rosters on paper and as spreadsheets: the county's sheet of a period, or one unit's."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from rostering.documents.attachment import attachment
from rostering.documents.pdf import PDF, pdf
from rostering.documents.sheets import XLSX
from rostering.printing.queries import CountyPaper, UnitPaper, county_paper, unit_paper
from rostering.printing.services import county_workbook, unit_workbook
from rostering.rosters.filters import period_for
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.seats.queries import matrix
from rostering.web.fetch import roster_reader


@require_safe
def county_pdf(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The matrix as an A4 sheet: every unit the reader sees."""
    paper = _county(request, period_for(request, period_id))
    return attachment(
        pdf("rostering/printing/county_roster.html", {"paper": paper}), kind=PDF, name=f"{paper.head.title}.pdf"
    )


@require_safe
def county_xlsx(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The matrix as a spreadsheet."""
    paper = _county(request, period_for(request, period_id))
    return attachment(county_workbook(paper), kind=XLSX, name=f"{paper.head.title}.xlsx")


@require_safe
def unit_pdf(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """One unit's printed roster."""
    paper = _unit(request, roster_id)
    return attachment(
        pdf("rostering/printing/unit_roster.html", {"paper": paper}), kind=PDF, name=f"{paper.head.title}.pdf"
    )


@require_safe
def unit_xlsx(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """One unit's roster as a spreadsheet."""
    paper = _unit(request, roster_id)
    return attachment(unit_workbook(paper), kind=XLSX, name=f"{paper.head.title}.xlsx")


def _county(request: HttpRequest, period: DutyPeriod) -> CountyPaper:
    return county_paper(matrix.load(period, roster_reader(request)), today=timezone.localdate())


def _unit(request: HttpRequest, roster_id: UUID) -> UnitPaper:
    """A roster of a period that the reader may open; a duty person's once it is published."""
    user = roster_reader(request)
    rosters = Roster.objects.visible_to(user).select_related("unit", "submitted_by")
    roster = get_object_or_404(rosters, pk=roster_id)
    return unit_paper(roster, matrix.load(period_for(request, roster.period_id), user))
