"""The printed roster: page, spreadsheet and PDF say the same of every seat."""

import importlib
import re
import subprocess
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from rostering.documents.sheets import Table, harmless, tables_workbook
from rostering.models import Assignment, DutyPeriod, Roster
from rostering.periods.services.filing import confirm_roster
from rostering.periods.services.publication import publish_period
from rostering.printing.queries.papers import title
from rostering.seats.services.assignments import Change, amend_period
from tests.factories import Cast, at, generated, published, roster_of, seat_of
from tests.paper import needs_pango
from units.imports.rules.layouts.stored import ID_SHEET
from units.models import Unit


def book(answer: Any) -> Worksheet:
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content)).worksheets[0]


def county(client: Client, period: DutyPeriod, ending: str) -> Any:
    return client.get(f"/rosters/periods/{period.pk}/roster.{ending}")


def unit(client: Client, roster: Roster, ending: str) -> Any:
    return client.get(f"/rosters/{roster.pk}/roster.{ending}")


def names_on_page(client: Client, period: DutyPeriod) -> dict[str, list[str]]:
    """Unit → who sits in its cells of the matrix page, in order."""
    text = client.get(f"/rosters/periods/{period.pk}/").content.decode()
    found: dict[str, list[str]] = {}
    for row in re.findall(r"<tr(?:(?!</tr>).)*matrix__unit.*?</tr>", text, re.DOTALL):
        head = re.search(r'matrix__unit".*?</th>', row, re.DOTALL)
        name = re.sub(r"<[^>]+>|\s", "", head[0].split(">", 1)[1]) if head else ""
        found[unescape(name)] = [unescape(n) for n in re.findall(r'seat__name">([^<]+)<', row)]
    return found


def test_county_spreadsheet_equals_the_rows(office: Client, cast: Cast) -> None:
    """Round trip: every cell read back is the person who holds the seat, day by day, post by post."""
    period = published(cast)
    sheet = book(county(office, period, "xlsx"))

    rows = {sheet.cell(row, 2).value: row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 2).value}
    assert list(rows) == ["县领导", "县委办", "应急管理局", "档案馆"]
    equal = 0
    for name, row in rows.items():
        for column, (day, leading) in enumerate([(d, lead) for d in period.days for lead in (True, False)], start=3):
            held = Assignment.objects.active().filter(shift__period=period, shift__day=day)
            held = (
                held.filter(shift__post="county_leader")
                if name == "县领导"
                else held.filter(shift__unit__name=name).exclude(shift__post="county_leader")
            )
            posts = ("county_leader", "leader") if leading else ("dedicated_staff", "duty_officer")
            people = [a.person for a in held.filter(shift__post__in=posts).order_by("shift__seat") if a.person]
            wanted = "\n".join(f"{person.name}\n{person.masked_mobile}" for person in people)
            assert (sheet.cell(row, column).value or "") == wanted, (name, day, leading)
            equal += 1
    assert equal == 24


def test_sheets_say_over_whose_silence_they_were_published(office: Client, cast: Cast) -> None:
    period = generated(cast)
    confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        publish_period(period=period, by=cast.office, exception_reason="防汛急需")
    signed = f"发布说明：防汛急需（{cast.office.display_name}签署）"
    county_wide = ["2 个单位未确认，按系统方案发布：县委办、档案馆", signed]
    silent, heard = roster_of(period, cast.routine), roster_of(period, cast.emergency)
    assert remarks_on(county(office, period, "xlsx")) == county_wide
    assert remarks_on(unit(office, silent, "xlsx")) == ["本单位未确认，按系统方案发布", signed]
    assert remarks_on(unit(office, heard, "xlsx")) == []
    Unit.objects.filter(pk=cast.routine.pk).update(name="县档案馆")
    assert remarks_on(county(office, period, "xlsx")) == county_wide


def remarks_on(answer: Any) -> list[str]:
    return str(book(answer).cell(2, 1).value).split("\n")[1:]


def test_county_spreadsheet_shows_who_the_page_shows(office: Client, cast: Cast) -> None:
    period = published(cast)
    shown = {name for names in names_on_page(office, period).values() for name in names}
    sheet = book(county(office, period, "xlsx"))
    on_paper = {
        line
        for row in sheet.iter_rows(min_row=5, min_col=3, max_col=8, values_only=True)
        for cell in row
        for line in str(cell or "").split("\n")[::2]
        if line
    }

    assert on_paper
    assert shown
    page = office.get(f"/rosters/periods/{period.pk}/").content.decode()
    assert all(name in page for name in on_paper)
    assert shown <= on_paper


def test_unit_spreadsheet(leader: Client, cast: Cast) -> None:
    period = published(cast)
    roster = roster_of(period, cast.emergency)
    sheet = book(unit(leader, roster, "xlsx"))

    assert sheet["A1"].value == "应急管理局2026年端午节值班安排表"
    assert cast.emergency.duty_phone in sheet["A2"].value
    assert cast.emergency.fax in sheet["A2"].value
    assert "应急响应类" in sheet["A3"].value
    assert [sheet.cell(4, column).value for column in (1, 2, 3, 6, 9, 10)] == [
        "日期", "星期/节日", "带班领导", "值班人员", "值守方式", "备注",
    ]  # fmt: skip
    assert [sheet.cell(5, column).value for column in range(3, 9)] == ["姓名", "职务", "手机"] * 2
    for row, day in enumerate(period.days, start=6):
        lead = seat_of(period, cast.emergency, "leader", day=day).person
        staff = seat_of(period, cast.emergency, "dedicated_staff", day=day).person
        assert lead is not None
        assert staff is not None
        assert sheet.cell(row, 1).value == f"{day.month}月{day.day}日"
        assert [sheet.cell(row, column).value for column in range(3, 9)] == [
            lead.name, lead.position, lead.masked_mobile, staff.name, staff.position, staff.masked_mobile,
        ]  # fmt: skip
        assert sheet.cell(row, 9).value == "带班：20:00 前在岗，之后居家带班；值班：24 小时在岗"
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.page_setup.orientation == "landscape"


def test_two_on_one_post_share_a_day(office: Client, cast: Cast) -> None:
    """The hub has two of the staff: the date is merged over their lines."""
    period = published(cast)
    sheet = book(unit(office, roster_of(period, cast.hub), "xlsx"))

    assert {"A6:A7", "B6:B7"} <= {str(area) for area in sheet.merged_cells.ranges}
    assert sheet["F7"].value


def test_a_changed_cell_is_marked(office: Client, cast: Cast) -> None:
    period = published(cast)
    seat = seat_of(period, cast.routine, "duty_officer")
    other = next(p for p in cast.people["dag"] if not Assignment.objects.filter(person=p, is_active=True).exists())
    amend_period(period=period, changes=[Change(seat.pk, other.pk, seat.version)], reason="换人", by=cast.office)

    sheet = book(unit(office, roster_of(period, cast.routine), "xlsx"))
    assert sheet["F6"].value == f"{other.name}（调）"
    assert sheet["J6"].value == "调"
    assert "第 2 版" in sheet["A2"].value


def test_a_vacancy_is_named(office: Client, cast: Cast) -> None:
    period = generated(cast)
    seat = seat_of(period, cast.routine, "duty_officer")
    Assignment.objects.filter(pk=seat.pk).update(person=None)

    sheet = book(unit(office, roster_of(period, cast.routine), "xlsx"))
    assert (sheet["F6"].value, sheet["J6"].value) == ("空岗", "空岗")
    assert "草案" in sheet["A2"].value


def test_a_long_period_has_several_sheets(office: Client, cast: Cast) -> None:
    period = generated(cast, date(2026, 7, 1), date(2026, 7, 12), name="汛期", kind="special")
    answer = county(office, period, "xlsx")

    workbook = load_workbook(BytesIO(answer.content))
    assert workbook.sheetnames == ["7月1日-7月6日", "7月7日-7月12日", ID_SHEET]
    assert workbook.worksheets[1]["C4"].value == "带班、值班"


def test_no_full_phone_of_people_and_none_of_others(office: Client, leader: Client, duty: Client, cast: Cast) -> None:
    period = published(cast)
    mobiles = [person.mobile for unit_people in cast.people.values() for person in unit_people]
    for client in (office, leader, duty):
        text = "".join(
            str(cell)
            for row in book(county(client, period, "xlsx")).iter_rows(values_only=True)
            for cell in row
            if cell
        )
        assert not [number for number in mobiles if number in text]
    for client, name in ((leader, cast.routine.name), (duty, cast.hub.name)):
        text = "".join(
            str(cell)
            for row in book(county(client, period, "xlsx")).iter_rows(values_only=True)
            for cell in row
            if cell
        )
        assert name not in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠"])
def test_formulas_are_neutralised(start: str) -> None:
    text = f"{start}1+1"
    content = tables_workbook("=标题", [Table("表[1]", ["=头"], [[text]], "@注")])

    sheet = load_workbook(BytesIO(content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert [cell.data_type for cell in cells] == ["s"] * 4
    assert all(str(cell.value).startswith("'") for cell in cells)


@pytest.mark.parametrize("value", ["", "张三", 3, 2.5, None, "𠮷野家", "a\x00b\x0b"])
def test_the_rest_stays(value: Any) -> None:
    assert harmless(value) == (value if value != "a\x00b\x0b" else "ab")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("2026年端午假期", "2026年端午节"), ("2026年春节假期", "2026年春节"), ("6月20日周末", "6月20日周末")],
)
def test_titles(name: str, expected: str) -> None:
    assert title("县委办", DutyPeriod(name=name)) == f"县委办{expected}值班安排表"


def test_the_file_is_named_after_the_sheet(office: Client, cast: Cast) -> None:
    answer = county(office, published(cast), "xlsx")

    assert unquote(answer["Content-Disposition"]).endswith("章江县2026年端午节值班安排表.xlsx")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_without_pango_a_sentence_says_what_to_install(
    office: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = importlib.import_module

    def missing(name: str, package: str | None = None) -> Any:
        if name != "weasyprint":
            return load(name, package)
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(importlib, "import_module", missing)
    period = published(cast)
    answer = county(office, period, "pdf")

    assert answer.status_code == 409
    assert "libpango-1.0-0" in answer.content.decode()
    assert county(office, period, "xlsx").status_code == 200


def text_of(content: bytes, tmp_path: Path) -> str:
    """What a reader of the PDF sees, by pdftotext where it is there."""
    file = tmp_path / "out.pdf"
    file.write_bytes(content)
    return subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout


@needs_pango
def test_pdf_embeds_its_fonts_and_is_a4_landscape(office: Client, cast: Cast) -> None:
    answer = county(office, published(cast), "pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) > 8000


@needs_pango
@pytest.mark.skipif(
    subprocess.run(["which", "pdftotext"], capture_output=True, check=False).returncode != 0,
    reason="pdftotext (poppler-utils) is not installed",
)
def test_pdf_says_what_the_page_says(office: Client, cast: Cast, tmp_path: Path) -> None:
    period = published(cast)
    text = text_of(county(office, period, "pdf").content, tmp_path)

    assert "章江县2026年端午节值班安排表" in text
    assert re.search(r"第\s*1\s*页\s*共\s*1\s*页", text)
    people = Assignment.objects.active().filter(shift__period=period).values_list("person__name", flat=True)
    assert all(name in text for name in people)
    of_unit = text_of(unit(office, roster_of(period, cast.emergency), "pdf").content, tmp_path)
    assert "应急管理局2026年端午节值班安排表" in of_unit
    assert "审签人" in of_unit


def test_queries_do_not_grow(office: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    period = published(cast)
    with django_assert_max_num_queries(20):
        county(office, period, "xlsx")
    with django_assert_max_num_queries(20):
        unit(office, roster_of(period, cast.hub), "xlsx")
