"""The analysis page: figures of a range, each leading to the rows it counts."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rostering.models import DutyPeriod
from rostering.statistics.queries.headlines import BY_CODE, Rows
from tests.clients import Browse
from tests.factories import Cast, published
from units.facts import kinds

HOLIDAY = {"first_day": "2026-06-19", "last_day": "2026-06-21"}


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return published(cast)


def page(client: Client, path: str = "", **query: str) -> str:
    answer = client.get(f"/analysis/{path}", HOLIDAY | query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_office_sees_what_was_saved(office: Client, period: DutyPeriod) -> None:
    found = page(office)

    cards = dict(re.findall(r'stat__label">(.*?)</span>\s*<span class="stat__value">(.*?)</span>', found, re.DOTALL))
    assert (cards["白天减少席位"], cards["夜间减少席位"], cards["突发事件起数"]) == ("0", "6", "0")
    assert period.name in found
    assert "章江县" in found


def test_every_figure_leads_to_its_rows(office: Client, period: DutyPeriod) -> None:
    links = {unescape(link) for link in re.findall(r'href="(/analysis/rows/[^"]+)"', page(office))}

    assert len(links) >= 14
    for link in links:
        assert office.get(link).status_code == 200, link


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_seats_are_counted_as_they_are_listed(office: Client, period: DutyPeriod, code: str) -> None:
    answer = office.get(f"/analysis/rows/{code}/", HOLIDAY)

    assert answer.status_code == 200
    listed = {Rows.BY_DAY: 18, Rows.BY_NIGHT: 12, Rows.SEATS: 18, Rows.VACANT: 0, Rows.HELD: 21, Rows.LINES: 3}
    rows = BY_CODE[code].rows
    if rows in listed:
        assert answer.context["page"].paginator.count == listed[rows]


def test_every_kind_of_fact_has_its_rows(office: Client, period: DutyPeriod) -> None:
    for code in kinds():
        assert office.get(f"/analysis/rows/{code}/", HOLIDAY).status_code == 200, code
    assert office.get("/analysis/rows/nothing/").status_code == 404


def test_a_leader_sees_the_own_unit_only(leader: Client, period: DutyPeriod, cast: Cast) -> None:
    found = page(leader)

    assert cast.emergency.name in found
    assert cast.routine.name not in found
    for code in BY_CODE:
        assert cast.routine.name not in page(leader, f"rows/{code}/", unit="dag")


def test_a_duty_person_sees_their_own(duty: Client, period: DutyPeriod) -> None:
    assert "我的值班统计" in page(duty)
    assert duty.get("/analysis/rows/points_highest/").status_code == 404


def test_the_auditor_does_not(auditor: Client) -> None:
    assert auditor.get("/analysis/").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {"first_day": "2026-06-21", "last_day": "2026-06-19"},
        {"first_day": "yesterday"},
        {"unit": "nowhere"},
        {"tier": "first"},
        {"last_day": "9999-12-31\x00"},
    ],
)
def test_a_wrong_range_is_named_and_the_usual_one_shown(office: Client, query: dict[str, str]) -> None:
    answer = office.get("/analysis/", query)

    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar(office: Client, day: str) -> None:
    for path in ("", "rows/saved_by_day/"):
        for query in ({"first_day": day}, {"last_day": day}, {"first_day": day, "last_day": day}):
            assert office.get(f"/analysis/{path}", query).status_code < 500


def test_nothing_published_yet(office: Client) -> None:
    assert "这段时间没有已发布的值班" in page(office)


def test_no_inline_style_or_script(office: Client, period: DutyPeriod) -> None:
    found = page(office)

    assert not re.search(r"<[^>]+\sstyle=", found)
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", found)


def test_queries_do_not_grow(office: Client, period: DutyPeriod, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(office, first_day="2026-01-01")
        return len(captured)

    few = queries()
    published(cast, *(day.replace(month=5) for day in (period.first_day, period.last_day)), name="专项", kind="special")
    assert queries() == few <= 31


def test_phones_are_not_among_the_rows(office: Client, cast: Cast, period: DutyPeriod, browse: Browse) -> None:
    text = "".join(page(browse(cast.office), f"rows/{code}/") for code in BY_CODE)

    assert not [number for number in cast.known_phones if number in text]
