"""粘贴通知: read, looked at, confirmed where it is doubtful, taken at once; nothing is written before."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rostering.calendar.queries.year import unannounced_years
from rostering.calendar.services import seed_calendar, set_days
from rostering.calendar.services.notices import accept_notice
from rostering.enums import DayKind, PeriodKind
from rostering.models import CalendarDay
from tests import factories
from tests.api_client import Api
from tests.factories import Cast
from tests.rostering.calendar.notices import published
from units.models import AuditEvent

PAGE = "/calendar/notice/"
API = "calendar/notice/"
YEARS = [2024, 2025, 2026]


@pytest.fixture
def cast(db: None) -> Cast:
    return factories.make_cast()


def rows(cast: Cast, year: int) -> dict[date, tuple[str, str]]:
    days = CalendarDay.objects.filter(county=cast.county, date__year=year, is_confirmed=True)
    return {day.date: (day.kind, day.name) for day in days}


def take(client: Client, text: str, **more: Any) -> Any:
    return client.post(PAGE, {"text": text, "do": "accept", **more})


@pytest.mark.parametrize("year", YEARS)
def test_the_published_notice_gives_the_year_that_the_library_has(client: Client, cast: Cast, year: int) -> None:
    seed_calendar(county=cast.county, years=[year])
    library = rows(cast, year)
    CalendarDay.objects.filter(county=cast.county, date__year=year).delete()
    client.force_login(cast.office)
    shown = client.post(PAGE, {"text": published(year)})
    assert shown.status_code == 200
    assert rows(cast, year) == {}
    assert take(client, published(year))["Location"] == f"/calendar/{year}/"
    assert len(library) == len(rows(cast, year)) in (365, 366)
    assert rows(cast, year) == library


@pytest.mark.parametrize("year", YEARS)
def test_pasted_on_what_the_library_wrote_it_changes_nothing(client: Client, cast: Cast, year: int) -> None:
    seed_calendar(county=cast.county, years=[year - 1, year])
    before = {**rows(cast, year - 1), **rows(cast, year)}
    client.force_login(cast.office)
    html = client.post(PAGE, {"text": published(year)}).content.decode()
    assert "日历已与这份通知一致" in html
    take(client, published(year))
    assert {**rows(cast, year - 1), **rows(cast, year)} == before
    assert not AuditEvent.objects.filter(action="calendar.notice_accepted").exists()


def test_the_preview_ties_sentences_to_days(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    html = client.post(PAGE, {"text": published(2025)}).content.decode()
    assert 'href="#d2025-10-11"' in html
    assert "10月1日至10月8日</a>" in html
    assert 'id="d2025-10-11"' in html
    assert html.count('class="said"') == 9
    assert "采用这份安排" in html


def test_acceptance_is_one_event_that_says_what_changed(client: Client, cast: Cast) -> None:
    seed_calendar(county=cast.county, years=[2027])
    client.force_login(cast.office)
    text = "2027年城隍庙会：3月3日（星期三）放假1天，3月6日（星期六）上班。"
    assert take(client, text, reason="县府办〔2027〕1号").status_code == 302
    event = AuditEvent.objects.get(action="calendar.notice_accepted")
    assert event.reason == "县府办〔2027〕1号"
    assert event.after["2027-03-03"] == ["holiday_bridge", "城隍庙会"]
    assert event.before["2027-03-03"] == ["workday", ""]
    assert rows(cast, 2027) == {
        date(2027, 3, 3): ("holiday_bridge", "城隍庙会"),
        date(2027, 3, 6): ("makeup_workday", "城隍庙会"),
    }


def test_a_refused_notice_says_why_and_keeps_the_text(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    damaged = published(2026).replace("1月4日（周日）上班", "1月4日（周六）上班")
    for do in ("", "accept"):
        html = client.post(PAGE, {"text": damaged, "do": do}).content.decode()
        assert "1月4日是星期日，文中写作星期六，请核对" in html
        assert "采用这份安排" not in html
        assert "1月4日（周六）上班。</textarea>" in html or "1月4日（周六）上班" in html
    assert not AuditEvent.objects.filter(action="calendar.notice_accepted").exists()


def test_doubts_are_confirmed_one_by_one(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    short = published(2026).replace("2月14日（周六）、2月28日（周六）上班", "2月14日（周六）、3月7日（周六）上班")
    html = client.post(PAGE, {"text": short}).content.decode()
    assert "3月7日上班，离这次放假不是最近的周末" in html
    assert take(client, short).status_code == 400
    assert take(client, short, confirm="works_far_away|2026-02-28|").status_code == 400
    assert take(client, short, confirm="works_far_away|2026-03-07|").status_code == 302
    assert rows(cast, 2026)[date(2026, 3, 7)] == ("makeup_workday", "春节")


def test_a_text_without_year_asks_for_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    text = "城隍庙会3月3日放假1天。"
    assert "文中没有写明是哪一年的安排" in client.post(PAGE, {"text": text}).content.decode()
    assert take(client, text, year="2026").status_code == 302
    assert rows(cast, 2026)[date(2026, 3, 3)] == ("holiday_bridge", "城隍庙会")


def test_a_correction_shows_the_difference_and_takes_back_what_no_longer_holds(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    day = date(2026, 7, 7)
    set_days(county=cast.county, first=day, last=day, kind=DayKind.HOLIDAY_BRIDGE, name="采茶节", by=cast.office)
    corrected = published(2026).replace("5月9日（周六）上班", "4月25日（周六）上班")
    html = client.post(PAGE, {"text": corrected}).content.decode()
    assert "与现有日历的不同" in html
    assert "7月7日 采茶节" in html
    assert take(client, corrected).status_code == 302
    after = rows(cast, 2026)
    assert (after[date(2026, 5, 9)], after[date(2026, 4, 25)]) == (("weekend", ""), ("makeup_workday", "劳动节"))
    assert after[day] == ("holiday_bridge", "采茶节")


def test_a_notice_about_one_holiday_leaves_the_rest_of_the_year(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert take(client, published(2019)).status_code == 302
    assert take(client, published("2019_labour_day")).status_code == 302
    after = rows(cast, 2019)
    labour = {f"{day:%m-%d}": kind for day, (kind, name) in after.items() if name == "劳动节"}
    assert labour == {
        "04-28": "makeup_workday",
        "05-01": "statutory_holiday",
        "05-02": "holiday_bridge",
        "05-03": "holiday_bridge",
        "05-04": "holiday_bridge",
        "05-05": "makeup_workday",
    }
    assert after[date(2019, 10, 1)] == ("statutory_holiday", "国庆节")


def test_a_year_not_announced_waits_where_the_office_sees_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    seed_calendar(county=cast.county, years=[2027])
    html = client.get("/calendar/2027/").content.decode()
    assert f'href="{PAGE}"' in html
    if timezone.localdate().month >= 10:
        year = timezone.localdate().year + 1
        waiting = f"待办：{year}年的日历还没有按放假通知确认"
        assert all(waiting in client.get(path).content.decode() for path in ("/rosters/", "/calendar/"))
        assert f"{year}年放假安排尚未录入" in client.get("/").content.decode()
    client.force_login(cast.leader)
    assert PAGE not in client.get("/calendar/2027/").content.decode()


def test_over_the_network(cast: Cast) -> None:
    office = Api(user=cast.office)
    damaged = published(2026).replace("共9天", "共8天")
    read = office.post(f"{API}preview/", {"text": damaged}).body
    assert [one["code"] for one in read["findings"]] == ["count_wrong"]
    assert read["findings"][0]["sentence"].startswith("二、春节")
    refused = office.post(API, {"text": damaged})
    assert (refused.status, refused.body["code"]) == (409, "notice_refused")
    tried = office.post(API, {"text": published(2026), "dry_run": True})
    assert (tried.status, tried.body["affected"]) == (200, [])
    assert office.post(API, {"text": published(2026)}).status == 200


def test_nothing_and_far_too_much_is_refused_at_the_field(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert take(client, "   ").status_code == 400
    assert take(client, "2026年" * 9000).status_code == 400


def test_years_that_wait(cast: Cast) -> None:
    seed_calendar(county=cast.county, years=[2026, 2027])
    assert unannounced_years(cast.county, date(2026, 9, 30)) == []
    assert unannounced_years(cast.county, date(2026, 10, 1)) == [2027]
    accept_notice(county=cast.county, text="2027年城隍庙会：3月3日放假1天。", by=cast.office)
    assert unannounced_years(cast.county, date(2027, 1, 1)) == [2027]


def test_duties_that_no_longer_hold_are_asked_about_once_for_all_days(client: Client, cast: Cast) -> None:
    first = timezone.localdate() + timedelta(days=2)
    factories.published(cast, first, first + timedelta(days=2), kind=PeriodKind.SPECIAL)
    client.force_login(cast.office)
    last = first + timedelta(days=2)
    text = (
        f"{first.year}年县庆：{first.year}年{first.month}月{first.day}日、{last.year}年{last.month}月{last.day}日放假。"
    )
    asked = client.post(PAGE, {"text": text, "do": "accept", "confirm": [f"off_apart|{last.isoformat()}|"]})
    assert "尚未保存：此项变更影响" in asked.content.decode()
    assert not AuditEvent.objects.filter(action="calendar.notice_accepted").exists()
    sent = {**sent_again(asked), "confirm": [f"off_apart|{last.isoformat()}|"]}
    assert client.post(PAGE, sent).status_code == 302
    assert AuditEvent.objects.filter(action="calendar.notice_accepted").count() == 1


def sent_again(answer: Any) -> dict[str, Any]:
    context = answer.context
    return {**dict(context["sent"]), "agreed": context["agreed"]}
