"""The checklist: what is missing, by name, each with a way out; on the landing page until the first roster is published."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from rostering.enums import PeriodState
from rostering.models import CalendarDay, DutyPeriod
from rostering.rosters.queries import STARTED, has_started
from tests.clients import FRAGMENT, browser_of
from tests.factories import Cast, drafted, generated, make_county, make_unit, make_user, published
from tests.forms import form
from tests.units.imports.door import handed, looked_at, taken
from units.enums import Role, Tier
from units.models import Person, Unit, UnitTier

pytestmark = pytest.mark.django_db
BUTTON = re.compile(r'<a [^>]*href="(/[^"]+)"')


@pytest.fixture
def office() -> Client:
    """The office of a county in which nothing has been done yet."""
    return browser_of(make_user(Role.COUNTY_OFFICE, make_county()))


def page(client: Client) -> str:
    return client.get("/settings/setup/").content.decode()


def main_of(html: str) -> str:
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def test_an_empty_county_is_told_everything_and_every_line_leads_somewhere(office: Client) -> None:
    html = page(office)
    for words in (
        "还没有单位",
        "先建单位，再定类别",
        "还没有人员",
        "没有可用的默认渠道",
        "还没有值班周期",
        "已办 3 / 8 项",
    ):
        assert words in html, words
    links = set(BUTTON.findall(main_of(html)))
    assert len(links) > 5
    assert {link: office.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_what_is_missing_is_counted_and_named(cast: Cast) -> None:
    empty = make_unit(cast.county, Tier.ROUTINE_SUPPORT, code="new", name="新设局")
    UnitTier.objects.filter(unit=make_unit(cast.county, Tier.HUB, code="bare", name="无类局")).delete()
    Person.objects.filter(pk=cast.people["yjj"][0].pk).update(mobile="")
    for person in cast.people["dag"]:
        Person.objects.filter(pk=person.pk).update(eligible_posts=[])
    CalendarDay.objects.update(is_confirmed=False)
    html = page(browser_of(cast.office))

    assert "1 个单位没有值守类别" in html and "无类局" in html  # noqa: PT018 - the count and its name
    assert "2 个单位没有人员" in html and empty.name in html  # noqa: PT018
    assert "1 个单位有岗位无人可任" in html and "档案馆（值班人员）" in html  # noqa: PT018
    assert "1 名值班人选没有手机号" in html
    assert "年放假安排尚未录入" in html
    assert "没有验证过联系方式" in html
    assert "没有负责人账号" in html
    client, links = browser_of(cast.office), set(BUTTON.findall(main_of(html)))
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_it_stays_on_the_landing_page_until_the_first_roster_is_published(cast: Cast) -> None:
    client = browser_of(cast.office)
    STARTED.discard(cast.county.pk)
    assert 'hx-get="/settings/setup/"' in client.get("/").content.decode()
    fragment = client.get("/settings/setup/", headers=FRAGMENT).content.decode()
    assert "setup-checklist" in fragment
    assert "<html" not in fragment
    assert 'hx-get="/settings/setup/"' not in browser_of(cast.leader).get("/").content.decode()
    published(cast)
    assert 'hx-get="/settings/setup/"' not in client.get("/").content.decode()
    assert client.get("/settings/setup/", headers=FRAGMENT).content == b""
    assert "首页不再显示本清单" in page(client)


def test_afterwards_it_costs_no_query(cast: Cast, django_assert_num_queries: Any) -> None:
    published(cast)
    assert has_started(cast.county.pk)
    with django_assert_num_queries(0):
        assert has_started(cast.county.pk)


def test_it_costs_the_same_however_large_the_county(cast: Cast, django_assert_max_num_queries: Any) -> None:
    drafted(cast)
    client = browser_of(cast.office)
    page(client)
    for number in range(20):
        make_unit(cast.county, Tier.ROUTINE_SUPPORT, name=f"第{number}局")
    with django_assert_max_num_queries(26):
        page(client)


def test_the_last_step_leads_to_the_period(cast: Cast) -> None:
    period = generated(cast)
    assert f"/rosters/periods/{period.pk}/" in main_of(page(browser_of(cast.office)))


def test_once_a_roster_was_published_the_last_step_is_done_whatever_lies_open(cast: Cast) -> None:
    DutyPeriod.objects.filter(pk=published(cast).pk).update(state=PeriodState.CLOSED)
    drafted(cast, date(2026, 1, 1), date(2026, 1, 3), name="从未开启的周期")
    assert "尚未发布" not in main_of(page(browser_of(cast.office)))


def content_of(*args: Any) -> bytes:
    made = form(*args)
    return bytes(made.getvalue())


def test_a_workbook_is_looked_at_then_accepted(office: Client) -> None:
    where, _page = looked_at(office, "people", content_of())
    assert not Unit.objects.exists()
    assert taken(office, where).status_code == 302
    assert (Unit.objects.count(), Person.objects.count()) == (3, 6)
    assert "3 个单位" in page(office)
    assert "没有需要写入的内容" in looked_at(office, "people", content_of())[1]


def test_what_is_wrong_is_named_by_sheet_and_cell_and_nothing_is_written(office: Client) -> None:
    spoilt = [("xwb", "新县县委办公室", "县委办", "没有的类别", "2023-01-01", 1, "", None, None, "是")]
    where, shown = looked_at(office, "people", content_of(spoilt))
    assert "没有“没有的类别”这一选项" in shown
    assert taken(office, where).status_code == 409
    assert not Unit.objects.exists()


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_what_is_no_workbook_is_refused(office: Client, content: bytes) -> None:
    assert handed(office, "people", content).status_code == 400


def test_the_empty_form_can_be_taken(office: Client) -> None:
    assert office.get("/settings/setup/workbook/")["Location"] == "/import/?kind=people"
    for path in ("/settings/setup/workbook/template.xlsx", "/import/forms/people.xlsx"):
        assert office.get(path, follow=True).content.startswith(b"PK")
