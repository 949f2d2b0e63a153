"""A new period: the service's sentences stand beside the field, and what was typed stays."""

from datetime import date

import pytest
from django.test import Client

from rostering.enums import PeriodKind
from rostering.models import DutyPeriod
from rostering.periods.queries.periods import suggestions
from tests.factories import Cast, drafted

HOLIDAY = {"name": "2026年端午假期", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}


def test_the_office_creates_a_period(office: Client, cast: Cast) -> None:
    answer = office.post("/rosters/periods/new/", HOLIDAY)
    period = DutyPeriod.objects.get(county=cast.county)
    assert (answer.status_code, answer["Location"]) == (302, f"/rosters/periods/{period.pk}/")
    assert (period.name, period.first_day, period.last_day) == ("2026年端午假期", date(2026, 6, 19), date(2026, 6, 21))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"last_day": "2026-06-18"}, "末日不能早于首日"),
        ({"last_day": "2028-06-18"}, "一个值班周期最长 400 天"),
        ({"first_day": "2027-10-01", "last_day": "2027-10-03"}, "放假安排尚未公布"),
        ({"name": ""}, 'href="#id_name"'),
        ({"kind": "picnic"}, "picnic"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    office: Client, cast: Cast, changes: dict[str, str], sentence: str
) -> None:
    answer = office.post("/rosters/periods/new/", {**HOLIDAY, "name": "我写的名称"} | changes)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert changes.get("name", "我写的名称") in page
    assert not DutyPeriod.objects.exists()


def test_an_overlapping_period_is_said_above_the_form(office: Client, cast: Cast) -> None:
    drafted(cast)
    answer = office.post("/rosters/periods/new/", HOLIDAY)
    assert answer.status_code == 400
    assert "这些日期已有同类值班周期" in answer.content.decode()


def test_an_error_about_a_day_links_to_its_field(office: Client, cast: Cast) -> None:
    page = office.post("/rosters/periods/new/", {**HOLIDAY, "last_day": "2026-06-18"}).content.decode()
    assert 'href="#id_last_day"' in page


def test_announced_holidays_are_suggested_until_they_have_a_period(cast: Cast) -> None:
    today = date(2026, 6, 1)
    found = suggestions(cast.county, today)
    assert [(one.name, str(one.first_day), str(one.last_day)) for one in found] == [
        ("2026年端午假期", "2026-06-19", "2026-06-21"),
        ("2026年中秋假期", "2026-09-25", "2026-09-27"),
        ("2026年国庆假期", "2026-10-01", "2026-10-07"),
        ("6月6日周末", "2026-06-06", "2026-06-07"),
    ]
    drafted(cast)
    assert "2026年端午假期" not in [one.name for one in suggestions(cast.county, today)]


def test_days_nobody_has_announced_are_never_suggested(cast: Cast) -> None:
    found = suggestions(cast.county, date(2026, 12, 1))
    assert [one.kind for one in found] == [PeriodKind.WEEKEND]


def test_a_suggestion_fills_the_form(office: Client) -> None:
    page = office.get("/rosters/periods/new/", {"name": "中秋", "first_day": "2026-09-25"}).content.decode()
    assert 'value="中秋"' in page
    assert 'value="2026-09-25"' in page


def test_units_create_no_periods(leader: Client, duty: Client, auditor: Client, cast: Cast) -> None:
    for client in (leader, duty, auditor):
        assert client.get("/rosters/periods/new/").status_code == 403
        assert client.post("/rosters/periods/new/", HOLIDAY).status_code == 403
    assert not DutyPeriod.objects.exists()


def test_a_period_is_not_put(office: Client) -> None:
    assert office.put("/rosters/periods/new/").status_code == 405
