"""The printed form is the county's: letterhead, paper, columns, lines to sign."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from rostering.documents.pdf import PDF
from rostering.models import DutyPeriod
from rostering.printing.queries.papers import county_paper, unit_paper
from rostering.seats.queries import matrix
from tests.alerts.first_run.saved import saved
from tests.factories import Cast, published, roster_of
from tests.paper import needs_pango
from tests.rostering.printing.test_printed_pages import book, county, unit


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return published(cast)


def heads(sheet: object) -> list[object]:
    return [cell.value for cell in sheet[5]]  # type: ignore[index]


def test_as_it_comes(cast: Cast, period: DutyPeriod, office: Client) -> None:
    sheet = book(unit(office, roster_of(period, cast.emergency), "xlsx"))
    assert heads(sheet)[2:8] == ["姓名", "职务", "手机"] * 2
    assert "审签人：" in sheet["A3"].value
    assert sheet.page_setup.paperSize == 9


def test_columns_paper_letterhead_and_lines_to_sign(cast: Cast, period: DutyPeriod, office: Client) -> None:
    saved(
        cast, letterhead="中共章江县委办公室", paper="A3", signatures="填报人、单位主要领导",
        print_position=False, print_phone=False, print_posture=False, print_note=False,
    )  # fmt: skip
    sheet = book(unit(office, roster_of(period, cast.emergency), "xlsx"))
    assert heads(sheet) == [None, None, "姓名", "姓名"]
    assert "中共章江县委办公室" in sheet["A2"].value
    assert "单位主要领导：" in sheet["A3"].value
    assert "审签人" not in sheet["A3"].value
    assert sheet.page_setup.paperSize == 8
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert not any("1390" in cell or "在岗" in cell for cell in cells)

    whole = book(county(office, period, "xlsx"))
    texts = [str(cell.value) for row in whole.iter_rows() for cell in row if cell.value]
    assert "值守方式" not in texts
    assert not any("****" in text for text in texts)


def test_what_the_pdf_is_drawn_from_follows(cast: Cast, period: DutyPeriod) -> None:
    saved(cast, letterhead="中共章江县委办公室", paper="A3", print_phone=False, signatures="填报人、县领导")
    loaded = matrix.load(period, cast.office)
    papers = {
        "unit_roster": unit_paper(roster_of(period, cast.emergency), loaded),
        "county_roster": county_paper(loaded),
    }
    for name, paper in papers.items():
        html = render_to_string(f"rostering/printing/{name}.html", {"paper": paper})
        assert "size: A3 landscape" in html
        assert "中共章江县委办公室" in html
        assert "<th>手机</th>" not in html
        assert "****" not in html
    assert "县领导：" in render_to_string("rostering/printing/unit_roster.html", {"paper": papers["unit_roster"]})


@needs_pango
def test_the_pdf_is_drawn(cast: Cast, period: DutyPeriod, office: Client) -> None:
    saved(cast, paper="A3", print_position=False, print_posture=False, print_note=False)
    for answer in (unit(office, roster_of(period, cast.emergency), "pdf"), county(office, period, "pdf")):
        assert answer["Content-Type"] == PDF
        assert answer.content.startswith(b"%PDF-")


def test_paper_and_spreadsheet_are_one(cast: Cast, period: DutyPeriod) -> None:
    saved(cast, print_phone=False)
    loaded = matrix.load(period, cast.office)
    paper = county_paper(loaded)
    one = unit_paper(roster_of(period, cast.emergency), loaded)
    seats = [seat for day in one.days for row in day.rows for seat in (row.lead, row.staff) if seat]
    assert {seat.phone for seat in seats} == {""}
    assert all(
        seat.phone == ""
        for sheet in paper.sheets
        for group in sheet.tiers
        for row in group.rows
        for cell in row.cells
        for seat in cell.seats
    )
