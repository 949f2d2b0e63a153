"""通报: drafted with the figures of the rows, edited, kept in versions, taken away as Word and PDF."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
import time_machine
from django.db import InternalError, transaction
from django.test import Client
from docx import Document

from rostering.models import Assignment, Circular, CircularVersion, DutyPeriod
from rostering.statistics.queries.circulars import figures_of, known_names
from rostering.statistics.rules import names_in
from rostering.statistics.services.circulars import PARAGRAPHS, draft_circular, edit_circular, first_text
from tests.clients import Browse
from tests.factories import Cast, at, make_cast, published
from tests.paper import needs_pango
from units.errors import InvalidInput, NotAllowed, Stale
from units.models import AuditEvent

DAYS = {"first_day": date(2026, 6, 19), "last_day": date(2026, 6, 21)}


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return published(cast)


@pytest.fixture
def circular(cast: Cast, period: DutyPeriod) -> Circular:
    return draft_circular(county=cast.county, by=cast.office, **DAYS)


def path(circular: Circular, tail: str = "") -> str:
    return f"/analysis/circulars/{circular.pk}/{tail}"


def form_of(circular: Circular, **changed: object) -> dict[str, object]:
    names = ("title", "document_number", "addressees", "body", "issuer", "version")
    return {name: getattr(circular, name) for name in names} | {"issued_on": ""} | changed


def test_from_the_analysis_page_to_a_draft(office: Client, cast: Cast, period: DutyPeriod) -> None:
    answer = office.post("/analysis/circulars/", {"first_day": "2026-06-19", "last_day": "2026-06-21"}, follow=True)

    circular = Circular.objects.get()
    assert answer.redirect_chain[-1][0] == path(circular, "edit/")
    assert circular.title == "关于2026年端午节值班值守工作情况的通报"
    assert circular.issuer == "中共章江县委办公室　章江县人民政府办公室"
    assert AuditEvent.objects.filter(action="circular.drafted", object_id=str(circular.pk)).exists()


def test_a_draft_is_deleted_and_what_was_dated_is_kept(office: Client, cast: Cast, circular: Circular) -> None:
    kept = draft_circular(county=cast.county, by=cast.office, **DAYS)
    assert path(circular, "delete/") in office.get(path(circular)).content.decode()
    assert "确认删除" in office.get(path(circular, "delete/")).content.decode()
    assert office.post(path(circular, "delete/"))["Location"] == "/analysis/circulars/"
    assert list(Circular.objects.all()) == [kept]
    assert CircularVersion.objects.filter(circular_id=circular.pk).count() == 0
    for issued_on in (date(2026, 6, 30), None):
        kept = edit_circular(circular=kept, by=cast.office, expected_version=kept.version, issued_on=issued_on)
        refused = office.post(path(kept, "delete/"))
        assert refused.status_code == 409
        assert "不能删除" in refused.content.decode()
    with pytest.raises(InternalError), transaction.atomic():
        kept.versions.all().delete()


def test_days_that_are_no_holiday_stand_in_the_title(cast: Cast, period: DutyPeriod) -> None:
    made = draft_circular(county=cast.county, first_day=date(2026, 6, 1), last_day=date(2026, 6, 21), by=cast.office)
    assert made.title == "关于2026年6月1日至2026年6月21日值班值守工作情况的通报"


def test_a_draft_on_paper_is_dated_and_not_yet_issued(office: Client, circular: Circular) -> None:
    with time_machine.travel(at("2026-06-24 10:00")):
        answer = office.get(path(circular, "circular.docx"))
    assert "2026年6月24日" in [line.text for line in Document(BytesIO(answer.content)).paragraphs]
    circular.refresh_from_db()
    assert not circular.is_issued


BODY = "".join(clause for sentences in PARAGRAPHS for clauses in sentences for clause in clauses)


def test_every_name_in_the_first_text_is_a_figure() -> None:
    assert set(names_in(BODY)) <= set(known_names())


def test_what_was_not_measured_is_not_told() -> None:
    measured = dict.fromkeys(known_names(), "1")

    assert names_in(first_text(measured)) == names_in(BODY)
    quiet = first_text(measured | dict.fromkeys(("到岗用时中位数", "到岗最长用时", "按时到岗率"), "—"))
    assert "到岗率" not in quiet
    assert "期间{突发事件情况}。" in quiet


def test_nothing_is_listed_that_did_not_happen_and_no_points_are_named() -> None:
    measured = dict.fromkeys(known_names(), "1")
    quiet = first_text(
        measured | {"紧急召集情况": "未组织紧急召集", "到岗情况": "无未按时到岗情况", "事发时有人在岗": "0"}
    )
    assert "紧急召集情况" not in quiet
    assert "事发时" not in quiet
    only = first_text(measured | dict.fromkeys(("白天席位情况", "夜间席位情况", "坐班情况", "工时情况"), "—"))
    assert "对照统一24小时值守" not in only
    assert "负担" not in first_text(measured)


def test_figures_are_those_of_the_rows_and_lead_to_them(office: Client, circular: Circular) -> None:
    found = office.get(path(circular)).content.decode()

    assert "个</a>，<a" in found
    links = [unescape(link) for link in re.findall(r'href="(/analysis/rows/[^"]+)"', found)]
    assert len(links) == len([n for n in names_in(circular.body) if n not in ("起始日期", "截止日期")]) > 5
    for link in set(links):
        assert "first_day=2026-06-19" in link
        assert office.get(link).status_code == 200, link


def test_figures_follow_the_rows_and_a_kept_version_does_not(
    office: Client, circular: Circular, period: DutyPeriod, cast: Cast
) -> None:
    before = figures_of(circular, cast.office)["空岗席位"]
    seat = Assignment.objects.active().filter(shift__period=period).earliest("start")
    Assignment.objects.filter(pk=seat.pk).update(person=None)

    assert (before, figures_of(circular, cast.office)["空岗席位"]) == ("0", "1")
    assert circular.versions.get(number=1).figures["空岗席位"] == "0"
    assert "无空岗席位" in office.get(path(circular, "versions/1/")).content.decode()


def test_editing_keeps_a_version(office: Client, circular: Circular) -> None:
    body = "一、情况\n减少{减少坐班人次}人次。"
    answer = office.post(path(circular, "edit/"), form_of(circular, body=body, title="通报"), follow=True)

    assert answer.status_code == 200
    circular.refresh_from_db()
    assert (circular.title, circular.body, circular.version) == ("通报", body, 2)
    assert list(circular.versions.values_list("number", flat=True)) == [1, 2]
    assert circular.versions.get(number=1).body.startswith("{起始日期}至{截止日期}")
    assert AuditEvent.objects.filter(action="circular.edited", object_id=str(circular.pk)).exists()


def test_a_name_that_is_no_figure_is_refused(office: Client, circular: Circular) -> None:
    answer = office.post(path(circular, "edit/"), form_of(circular, body="{无此项}"))

    assert answer.status_code == 400
    assert "没有名为“无此项”的数据" in unescape(answer.content.decode())
    assert "{无此项}" in answer.content.decode()
    circular.refresh_from_db()
    assert circular.version == 1


def test_two_writers(circular: Circular, cast: Cast) -> None:
    edit_circular(circular=circular, by=cast.office, expected_version=1, title="先到")

    with pytest.raises(Stale):
        edit_circular(circular=circular, by=cast.office, expected_version=1, title="后到")
    assert Circular.objects.get().title == "先到"


def test_only_the_county_office(circular: Circular, cast: Cast, leader: Client, duty: Client) -> None:
    for user in (cast.leader, cast.duty, cast.auditor):
        with pytest.raises(NotAllowed):
            draft_circular(county=cast.county, by=user, **DAYS)
    assert [client.get(path(circular)).status_code for client in (leader, duty)] == [403, 403]


def test_another_county_is_nowhere(circular: Circular, browse: Browse) -> None:
    other = make_cast("xf", "信丰县")

    for tail in ("", "edit/", "versions/1/", "circular.docx", "circular.pdf"):
        assert browse(other.office).get(path(circular, tail)).status_code == 404


def test_days_out_of_order(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        draft_circular(county=cast.county, by=cast.office, first_day=DAYS["last_day"], last_day=DAYS["first_day"])


def test_word_says_what_the_page_says(office: Client, circular: Circular, cast: Cast) -> None:
    answer = office.get(path(circular, "circular.docx"))
    document = Document(BytesIO(answer.content))

    lines = [paragraph.text for paragraph in document.paragraphs]
    assert circular.title in lines
    assert "县直各单位：" in lines
    assert "{" not in "".join(lines)
    figures = figures_of(circular, cast.office)
    assert f"夜间减少在岗席位{figures['夜间减少席位']}个，" in "".join(lines)
    assert not re.search(r"(?<!\d)0[起次个人]|\d 小时|\d\.\d小时", "".join(lines))
    heading = next(paragraph for paragraph in document.paragraphs if paragraph.text == "一、总体情况")
    assert heading.runs[0].font.name == "黑体"
    assert circular.issuer in lines


@needs_pango
def test_pdf(office: Client, circular: Circular) -> None:
    assert office.get(path(circular, "circular.pdf")).content.startswith(b"%PDF-")


def test_text_is_text(office: Client, circular: Circular) -> None:
    edited = form_of(circular, body="<script>alert(1)</script>\n{减少坐班人次}", document_number="<b>1</b>")
    found = office.post(path(circular, "edit/"), edited, follow=True).content.decode()

    assert "<script>alert" not in found
    assert "&lt;script&gt;" in found


@pytest.mark.parametrize("body", ["\x00", "𠮷{减少坐班人次}\u202e", "{" * 500, "}" * 500 + "{"])
def test_odd_text_is_no_error_of_ours(office: Client, circular: Circular, body: str) -> None:
    assert office.post(path(circular, "edit/"), form_of(circular, body=body)).status_code < 500
    assert office.get(path(circular, "circular.docx")).status_code == 200
