"""Nine days of Spring Festival in a county of forty-one units: on one A3 or two A4, seen before it is printed."""

import re
import zlib
from datetime import date, timedelta

import pytest
from django.test import Client

from rostering.enums import PeriodKind
from rostering.models import DutyPeriod
from rostering.printing.queries.papers import county_paper, days_on_sheets
from rostering.seats.queries.matrix import load
from tests.factories import Cast, generated, make_people, make_unit, published, roster_of
from tests.paper import needs_pango
from units.enums import Rank, Tier
from units.models import AuditEvent, Person

FIRST = date(2026, 2, 15)
PAGE = re.compile(rb"/Type\s*/Page\b")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


@pytest.fixture
def festival(cast: Cast) -> DutyPeriod:
    for number in range(38):
        tier = Tier.EMERGENCY_RESPONSE if number < 13 else Tier.ROUTINE_SUPPORT
        make_people(make_unit(cast.county, tier, name=f"章江县第{number}监督管理局"), tier, chiefs=3, staff=3)
    staff = Person.objects.filter(rank=Rank.STAFF).values_list("pk", flat=True)
    Person.objects.filter(pk__in=list(staff)[::2]).update(position="四级主任科员")
    return generated(cast, FIRST, FIRST + timedelta(days=8), name="2026年春节假期", kind=PeriodKind.SPECIAL)


@pytest.mark.parametrize(
    ("days", "size", "sheets"),
    [(3, "A4", [3]), (5, "A4", [5]), (7, "A4", [4, 3]), (9, "A4", [5, 4]), (9, "A3", [9]), (31, "A3", [8, 8, 8, 7])],
)
def test_as_few_sheets_as_hold_the_days(days: int, size: str, sheets: list[int]) -> None:
    found = days_on_sheets([FIRST + timedelta(days=one) for one in range(days)], size)
    assert [len(one) for one in found] == sheets


@needs_pango
@pytest.mark.slow
@pytest.mark.parametrize(("size", "pages"), [("A3", 1), ("A4", 2)])
def test_nine_days_are_one_a3_or_two_a4(office: Client, festival: DutyPeriod, size: str, pages: int) -> None:
    answer = office.get(f"/rosters/periods/{festival.pk}/roster.pdf", {"paper": size})
    assert answer.status_code == 200
    assert pages_of(answer.content) == pages


def pages_of(content: bytes) -> int:
    """WeasyPrint packs the objects of a document into streams."""
    return sum(len(PAGE.findall(unpacked(stream))) for stream in STREAM.findall(content))


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_posts_are_named_where_a_day_is_one_column(office: Client, cast: Cast) -> None:
    period = generated(cast, FIRST, FIRST + timedelta(days=8), name="2026年春节假期")
    page = office.get(f"/rosters/periods/{period.pk}/print/?paper=A3").content.decode()
    assert "章江县2026年春节值班安排表" in page
    assert page.count('class="paper"') == 1
    assert "带班：" in page
    assert "干部" in page
    assert "orientation" not in page
    assert county_paper(load(period, cast.office), size="A4").orientation == "portrait"


def test_whole_numbers_are_printed_for_a_purpose_on_record(office: Client, cast: Cast) -> None:
    period = published(cast)
    preview = office.get(f"/rosters/periods/{period.pk}/print/").content.decode()
    assert not [phone for phone in cast.known_phones if phone.startswith("139") and phone in preview]
    path = f"/rosters/periods/{period.pk}/phones.pdf"
    assert "请写明完整号码的用途" in office.post(path, {"purpose": " "}).content.decode()
    assert not AuditEvent.objects.filter(action="period.phones_printed").exists()
    assert office.post(path, {"purpose": "张贴于值班室"}).status_code in (200, 409)
    assert AuditEvent.objects.get(action="period.phones_printed").reason == "张贴于值班室"
    paper = county_paper(load(period, cast.office), full=True)
    assert any(re.search(r"139\d{8}", cell.text) for row in paper.sheets[0].tiers[0].rows for cell in row.cells)


def test_a_unit_prints_its_own_numbers_and_no_others(leader: Client, cast: Cast) -> None:
    period = published(cast)
    own, other = roster_of(period, cast.emergency), roster_of(period, cast.routine)
    assert leader.post(f"/rosters/{own.pk}/phones.pdf", {"purpose": "值班联络"}).status_code in (200, 409)
    assert leader.post(f"/rosters/{other.pk}/phones.pdf", {"purpose": "值班联络"}).status_code == 404
    assert leader.post(f"/rosters/periods/{period.pk}/phones.pdf", {"purpose": "值班联络"}).status_code == 403
