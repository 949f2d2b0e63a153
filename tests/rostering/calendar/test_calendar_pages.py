"""日历: the year at a glance; the county office keeps it."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rostering.calendar.services import seed_calendar
from rostering.enums import DayKind
from rostering.models import CalendarDay
from tests import factories
from tests.factories import Cast
from units.models import AuditEvent

NOTICE = {
    "first_day": "2027-02-06",
    "last_day": "2027-02-12",
    "kind": "holiday_bridge",
    "name": "春节",
    "reason": "国办发明电〔2026〕1号",
}


@pytest.fixture
def cast(db: None) -> Cast:
    cast = factories.make_cast()
    seed_calendar(county=cast.county, years=[2027])
    return cast


def test_a_known_year_names_its_holidays(client: Client, cast: Cast) -> None:
    client.force_login(cast.duty)
    html = client.get("/calendar/2026/").content.decode()
    assert "尚未公布" not in html
    assert "6月19日 星期五 – 6月21日 星期日" in html
    assert html.count("day--statutory_holiday") == 13
    assert "9月20日 星期日、10月10日 星期六" in html
    assert "/edit/" not in html


def test_a_year_without_notice_says_so_and_guesses_nothing(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    html = client.get("/calendar/2027/").content.decode()
    assert "2027年放假安排尚未公布" in html
    assert html.count("day--unconfirmed") == 365
    assert "day--statutory_holiday" not in html


def test_the_office_enters_the_notice(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert client.get("/calendar/2027/edit/?day=2027-02-06").status_code == 200
    answer = client.post("/calendar/2027/edit/", NOTICE)
    assert (answer.status_code, answer["Location"]) == (302, "/calendar/2027/")
    days = CalendarDay.objects.filter(county=cast.county).between(date(2027, 2, 6), date(2027, 2, 12))
    assert {(day.kind, day.name, day.is_confirmed) for day in days} == {(DayKind.HOLIDAY_BRIDGE, "春节", True)}
    html = client.get("/calendar/2027/").content.decode()
    assert "还有 358 天未确认" in html
    assert "2月6日 星期六 – 2月12日 星期五" in html
    assert AuditEvent.objects.get(action="calendar.edited").reason == NOTICE["reason"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"last_day": "2027-02-01"}, "末日不能早于首日"),
        ({"last_day": "2027-12-31"}, "一次最多修改 60 天"),
        ({"kind": "feast"}, "days-kind"),
        ({"first_day": "soon"}, "days-first_day"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client: Client, cast: Cast, change: dict[str, str], field: str) -> None:
    client.force_login(cast.office)
    answer = client.post("/calendar/2027/edit/", NOTICE | change)
    assert answer.status_code == 400
    assert field in answer.content.decode().split("data-error-summary")[1]
    assert not AuditEvent.objects.filter(action="calendar.edited").exists()


def test_the_edit_form_fits_the_dialog(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    html = client.get("/calendar/2026/edit/?day=2026-06-19", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert html.count('value="2026-06-19"') == 2
    assert 'id="dialog-title"' in html
    assert client.get("/calendar/2026/edit/?day=soon").status_code == 200


@pytest.mark.parametrize("who", ["leader", "duty", "auditor"])
def test_nobody_else_edits(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get("/calendar/2027/edit/").status_code == 403
    assert client.post("/calendar/2027/edit/", NOTICE).status_code == 403


@pytest.mark.parametrize("path", ["/calendar/2003/", "/calendar/2101/", "/calendar/99999/", "/calendar/2101/edit/"])
def test_years_the_calendar_cannot_hold(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.office)
    assert client.get(path).status_code == 404


def test_the_year_is_one_query(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.office)
    client.get("/calendar/")
    # One for the year, one for the years that wait for their notice.
    with django_assert_max_num_queries(6):
        client.get("/calendar/2026/")
    assert client.post("/calendar/2026/").status_code == 405


PRINTED = NOTICE | {"first_day": "2027-02-05", "last_day": "2027-02-13", "kind": "statutory_holiday"}
RUN = (date(2027, 2, 5), date(2027, 2, 13))


def test_a_notice_entered_as_printed_proposes_the_days_off(client: Client, cast: Cast) -> None:
    """除夕 2027 is 5 February: with the first three days of the year that is four legal days of nine."""
    client.force_login(cast.office)
    asked = client.post("/calendar/2027/edit/", PRINTED)
    page = asked.content.decode()
    assert asked.status_code == 400
    assert "法定节假日 4 天，其余 5 天（2月9日至2月13日）" in page
    assert "checked" in page.split('value="holiday_bridge"', 2)[-1][:60]
    assert not CalendarDay.objects.filter(county=cast.county, is_edited=True).exists()
    assert client.post("/calendar/2027/edit/", PRINTED | {"rest": "holiday_bridge"}).status_code == 302
    kinds = [day.kind for day in CalendarDay.objects.filter(county=cast.county).between(*RUN)]
    assert kinds == [DayKind.STATUTORY_HOLIDAY] * 4 + [DayKind.HOLIDAY_BRIDGE] * 5


def test_the_office_may_insist(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert client.post("/calendar/2027/edit/", PRINTED | {"rest": "statutory_holiday"}).status_code == 302
    kinds = {day.kind for day in CalendarDay.objects.filter(county=cast.county).between(*RUN)}
    assert kinds == {DayKind.STATUTORY_HOLIDAY}


@pytest.mark.parametrize(
    ("first", "last"), [("2027-01-01", "2027-01-01"), ("2027-05-01", "2027-05-02"), ("2027-10-01", "2027-10-03")]
)
def test_legal_days_alone_are_taken_without_a_word(client: Client, cast: Cast, first: str, last: str) -> None:
    client.force_login(cast.office)
    given = PRINTED | {"first_day": first, "last_day": last}
    assert client.post("/calendar/2027/edit/", given).status_code == 302
