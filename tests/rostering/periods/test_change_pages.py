"""Putting a period right through the pages: asked back, edited, deleted, ended early, taking over another's days."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from rostering.enums import PeriodKind
from rostering.models import DutyPeriod, Shift
from rostering.periods.services.filing import confirm_roster
from tests.clients import FRAGMENT
from tests.factories import Cast, at, drafted, generated, published, roster_of

NEW = "/rosters/periods/new/"
WORKDAYS = {"name": "元旦假期", "kind": "holiday", "first_day": "2026-12-21", "last_day": "2026-12-23"}
HOLIDAY = {"name": "2026年端午假期", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}


@pytest.fixture(autouse=True)
def before_the_holiday() -> Iterator[None]:
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


def url(period: DutyPeriod, action: str = "") -> str:
    return f"/rosters/periods/{period.pk}/" + (f"{action}/" if action else "")


def form_of(period: DutyPeriod, **changes: str) -> dict[str, str]:
    return {
        "name": period.name,
        "kind": period.kind,
        "first_day": str(period.first_day),
        "last_day": str(period.last_day),
        "version": str(period.version),
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "都是工作日，没有放假的日子"),
        ({"kind": "special", "first_day": "2025-10-01", "last_day": "2025-10-08"}, "早已过去"),
        ({"kind": "special", "name": "2025年国庆假期"}, "名称中的年份与日期不一致"),
    ],
)
def test_what_looks_like_a_mistake_is_asked_back_once(
    office: Client, cast: Cast, changes: dict[str, str], sentence: str
) -> None:
    given = WORKDAYS | changes
    asked = office.post(NEW, given)
    page = asked.content.decode()
    assert asked.status_code == 400
    assert sentence in page
    assert "已核对，按所填保存" in page
    assert not DutyPeriod.objects.exists()
    assert office.post(NEW, given | {"confirmed": "on"}).status_code == 302
    assert DutyPeriod.objects.count() == 1


def test_the_name_of_another_years_period_is_asked_back(office: Client, cast: Cast) -> None:
    drafted(cast, date(2025, 7, 1), date(2025, 7, 2), name="防汛值守", kind=PeriodKind.SPECIAL)
    given = HOLIDAY | {"name": "防汛值守", "kind": "special"}
    assert "2025年已有名为“防汛值守”的周期" in office.post(NEW, given).content.decode()


def test_an_overlap_asks_which_one_carries_on(office: Client, cast: Cast) -> None:
    published(cast, date(2026, 6, 15), date(2026, 6, 24), name="日常值班", kind=PeriodKind.SPECIAL)
    page = office.post(NEW, HOLIDAY)
    assert page.status_code == 400
    assert "6月19日至6月21日“日常值班”" in page.content.decode()
    assert '<select name="overlap"' in page.content.decode()
    assert office.post(NEW, HOLIDAY | {"overlap": "replace"}).status_code == 302
    period = DutyPeriod.objects.get(kind="holiday")
    assert office.post(url(period, "generate")).status_code == 302
    assert "6月19日至6月21日代替“日常值班”值班表" in office.get(url(period)).content.decode()


def test_dates_and_name_are_put_right_and_the_seats_follow(office: Client, cast: Cast) -> None:
    period = generated(cast, date(2026, 6, 18), date(2026, 6, 20))
    assert office.get(url(period, "edit")).status_code == 200
    given = form_of(period, name="2026年端午", first_day="2026-06-19", last_day="2026-06-21")
    assert office.post(url(period, "edit"), given)["Location"] == url(period)
    period.refresh_from_db()
    assert (period.name, period.first_day, period.filing_deadline) == (
        "2026年端午",
        date(2026, 6, 19),
        at("2026-06-17 12:00"),
    )
    assert set(Shift.objects.filter(period=period).values_list("day", flat=True)) == set(period.days)
    stale = office.post(url(period, "edit"), given)
    assert stale.status_code == 400
    assert "刚被他人修改" in stale.content.decode()


def test_what_nobody_has_acted_on_is_deleted(office: Client, cast: Cast) -> None:
    period = generated(cast)
    assert "确认删除" in office.get(url(period, "delete"), headers=FRAGMENT).content.decode()
    assert office.post(url(period, "delete"))["Location"] == "/rosters/"
    assert not DutyPeriod.objects.exists()
    assert office.post(NEW, HOLIDAY).status_code == 302


def test_what_a_unit_has_filed_is_ended_with_a_reason(office: Client, cast: Cast) -> None:
    period = generated(cast)
    confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    refused = office.post(url(period, "delete"))
    assert refused.status_code == 409
    assert "应急管理局 已办理报送" in refused.content.decode()
    moved = office.post(url(period, "edit"), form_of(period, last_day="2026-06-20"))
    assert moved.status_code == 400
    assert "提前结束" in office.get(url(period)).content.decode()
    assert "确认结束" in office.get(url(period, "end"), headers=FRAGMENT).content.decode()
    assert office.post(url(period, "close"), headers=FRAGMENT).status_code == 409
    assert office.post(url(period, "close"), {"reason": "长" * 501}).status_code == 400
    assert office.post(url(period, "close"), {"reason": "日期有误"})["Location"] == url(period)
    assert "提前结束：日期有误" in office.get(url(period)).content.decode()
    assert office.post(NEW, HOLIDAY).status_code == 302


def test_the_rename_of_an_open_period_keeps_its_seats(office: Client, cast: Cast) -> None:
    period = generated(cast)
    confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    seats = set(Shift.objects.values_list("pk", flat=True))
    assert office.post(url(period, "edit"), form_of(period, name="2026年端午")).status_code == 302
    assert set(Shift.objects.values_list("pk", flat=True)) == seats
