"""此刻: everybody entitled sees who is on duty at an instant and what they owe."""

import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rostering.enums import Post
from rostering.models import Assignment
from rostering.seats.services.assignments import replace_person
from tests import factories
from tests.factories import Cast
from units.enums import Rank, Tier
from units.models import Person

DUSK = "2026-06-19T19:59:59+08:00"
NIGHT = "2026-06-19T20:00:00+08:00"


@pytest.fixture
def cast(db: None) -> Cast:
    cast = factories.make_cast()
    factories.published(cast)
    return cast


def page(client: Client, at: str = NIGHT, **headers: str) -> str:
    answer = client.get(f"/?at={quote(at)}", headers=headers or None)
    assert answer.status_code == 200
    return answer.content.decode()


def tile(html: str, code: str) -> str:
    """The class of a unit's tile."""
    found = re.search(rf'<a class="(tile [^"]*)"\s+id="tile-{code}"', html)
    assert found, code
    return found[1].strip()


@pytest.mark.parametrize(
    ("at", "emergency", "counts"),
    [
        (DUSK, "tile from-on_site", {"在岗": 6, "手机畅通": 1}),
        (NIGHT, "tile from-on_site tile--two to-home_standby", {"在岗": 4, "居家带班": 2, "手机畅通": 1}),
    ],
)
def test_the_posture_changes_at_eight_sharp(
    client: Client, cast: Cast, at: str, emergency: str, counts: dict[str, int]
) -> None:
    client.force_login(cast.office)
    html = page(client, at)
    assert tile(html, "yjj") == emergency
    assert tile(html, "xwb") == "tile from-on_site"
    assert tile(html, "dag") == "tile from-phone_standby"
    pills = re.findall(r"<span>(在岗|居家带班|手机畅通) <span class=\"num\">(\d+)</span>", html)
    assert {word: int(number) for word, number in pills} == counts


def test_the_title_says_which_day_of_which_festival(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    html = page(client, "2026-06-20T10:00:00+08:00")
    assert "2026年6月20日 星期六 10:00" in html
    assert "端午节第 2 天" in html
    assert "day-tag--rest" in html


def test_by_day_the_county_leader_is_shown_with_what_comes_at_night(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert "在岗 · 20:00 转居家带班" in page(client, DUSK)
    assert "在岗 · 20:00 转居家带班" not in page(client, NIGHT)


def test_another_instant_says_so_and_does_not_poll(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    html = page(client)
    assert "2026年6月19日 20:00:00" in html
    assert "回到此刻" in html
    assert "every 10s" not in html
    assert "every 10s" in client.get("/").content.decode()


def test_a_plus_that_nobody_encoded_is_understood(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert "2026年6月19日 20:00:00" in client.get(f"/?at={NIGHT}").content.decode()


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("yesterday", "时刻写法不对"),
        ("2026-06-19T20:00:00", "时刻须注明时区"),
        ("2026-06-19", "时刻须注明时区"),
        ("9999-12-31T23:59:59-12:00", "超出"),
        ("0001-01-01T00:00:00+14:00", "超出"),
        ("0000-01-01T00:00:00Z", "时刻写法不对"),
        ("2026-02-30T00:00:00Z", "时刻写法不对"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/now/yjj/"])
def test_an_instant_that_is_none_is_refused_in_words(
    client: Client, cast: Cast, path: str, at: str, sentence: str
) -> None:
    client.force_login(cast.office)
    answer = client.get(path, {"at": at})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_date_and_time_lead_to_that_instant(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    answer = client.get("/", {"day": "2026-06-19", "time": "20:00"})
    assert (answer.status_code, answer["Location"]) == (302, "/?at=2026-06-19T20%3A00%3A00%2B08%3A00")
    assert client.get("/", {"day": "2026-06-19", "time": ""}).status_code == 400


def test_a_poll_answers_nothing_until_something_changed(client: Client, cast: Cast) -> None:
    today = timezone.localdate()
    period = factories.published(
        cast, today - timedelta(days=1), today + timedelta(days=1), kind="special", name="日常值班"
    )
    client.force_login(cast.office)
    version = re.search(r'hx-get="/\?v=(\w+)"', client.get("/").content.decode())
    assert version
    seat = factories.seat_of(period, cast.emergency, Post.DEDICATED_STAFF, day=_duty_day())
    status, content = poll(client, version[1])
    # The clock is on the page, so a new minute is a change.
    assert status == 204 or version[1] not in content
    unused = Person.objects.filter(unit=cast.emergency, eligible_posts__contains=[Post.DEDICATED_STAFF]).exclude(
        assignments__in=Assignment.objects.active().filter(shift__period=period)
    )
    replace_person(
        assignment=seat, person_id=unused[0].pk, by=cast.office, expected_version=seat.version, reason="临时有事"
    )
    status, content = poll(client, version[1])
    assert status == 200
    assert 'hx-swap-oob="true"' in content
    assert "<html" not in content


def poll(client: Client, version: str) -> tuple[int, str]:
    """What htmx asks every ten seconds: status and content."""
    answer = client.get("/", {"v": version}, headers={"HX-Request": "true"})
    return answer.status_code, answer.content.decode()


def _duty_day() -> date:
    now = timezone.localtime()
    return now.date() if (now.hour, now.minute) >= (8, 30) else now.date() - timedelta(days=1)


def test_without_duty_the_page_says_why_and_what_to_do(client: Client, cast: Cast) -> None:
    at = "2026-03-03T12:00:00+08:00"
    client.force_login(cast.office)
    assert 'href="/rosters/"' in page(client, at).split('id="board"')[1]
    client.force_login(cast.duty)
    assert 'href="/my/"' in page(client, at).split('id="board"')[1]


def test_a_vacancy_is_red_and_named(client: Client, cast: Cast) -> None:
    period = factories.published(cast, *2 * [factories.at("2026-07-01 00:00").date()], kind="special", name="防汛")
    seat = factories.seat_of(period, cast.routine, Post.DUTY_OFFICER)
    replace_person(assignment=seat, person_id=None, by=cast.office, expected_version=seat.version, reason="住院")
    client.force_login(cast.office)
    html = page(client, "2026-07-01T12:00:00+08:00")
    assert tile(html, "dag") == "tile tile--gap"
    assert "空岗" in html


def test_a_unit_nobody_rostered_is_named(client: Client, cast: Cast) -> None:
    factories.make_unit(cast.county, Tier.ROUTINE_SUPPORT, name="新设局")
    client.force_login(cast.office)
    assert "另有 1 个单位此刻没有值班安排" in page(client)
    assert "新设局" in page(client)


def test_a_unit_says_who_owes_what_until_when_and_who_is_next(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    html = client.get("/now/yjj/", {"at": NIGHT}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "6月19日 20:00 – 6月20日 08:30" in html
    for rule in (
        "不得离开县城",
        "离开须报告两办",
        "接到指令 30 分钟内到岗",
        "仅处置突发事件可离开",
        "接到指令立即处置",
    ):
        assert rule in html
    assert "下一班" in html
    assert "6月20日 08:30" in html
    assert "<html" in client.get("/now/yjj/", {"at": NIGHT}).content.decode()


@pytest.mark.parametrize("code", ["nowhere", "yjj-other"])
def test_a_unit_of_another_county_is_unknown(client: Client, cast: Cast, code: str) -> None:
    other = factories.make_cast("other", "别县")
    factories.make_unit(other.county, Tier.HUB, code="yjj-other")
    client.force_login(cast.office)
    assert client.get(f"/now/{code}/").status_code == 404


def test_another_county_s_duty_is_not_on_the_board(client: Client, cast: Cast) -> None:
    other = factories.make_cast("other", "别县")
    client.force_login(other.office)
    assert 'class="tile' not in page(client)


@pytest.mark.parametrize("reader", ["leader", "routine_leader", "duty"])
def test_unit_people_see_the_directory_without_numbers_of_others(client: Client, cast: Cast, reader: str) -> None:
    client.force_login(getattr(cast, reader))
    own = getattr(cast, reader).unit if reader != "duty" else None
    hidden = set(Person.objects.exclude(unit=own).values_list("mobile", flat=True)) if own else _all_mobiles()
    pages = [page(client), *(client.get(f"/now/{u.code}/", {"at": NIGHT}).content.decode() for u in cast.units)]
    assert 'id="tile-xwb"' in pages[0]
    for html in pages:
        assert not [number for number in hidden | _office_phones() if number in html]


def test_the_office_and_the_own_leader_may_dial(client: Client, cast: Cast) -> None:
    holder = factories.seat_of(cast.county.duty_periods.get(), cast.emergency, Post.LEADER).person
    assert holder is not None
    for user in (cast.office, cast.leader):
        client.force_login(user)
        assert f'href="tel:{holder.mobile}"' in client.get("/now/yjj/", {"at": NIGHT}).content.decode()
    client.force_login(cast.routine_leader)
    assert holder.mobile not in client.get("/now/yjj/", {"at": NIGHT}).content.decode()


def _all_mobiles() -> set[str]:
    return set(Person.objects.values_list("mobile", flat=True))


def _office_phones() -> set[str]:
    return set(Person.objects.values_list("office_phone", flat=True))


@pytest.mark.parametrize("path", ["/", "/now/yjj/"])
def test_the_auditor_has_no_board(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.auditor)
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/", "/now/yjj/"])
def test_strangers_sign_in_first_and_nobody_posts(client: Client, cast: Cast, path: str) -> None:
    assert client.get(path)["Location"].startswith("/login/")
    client.force_login(cast.office)
    assert client.post(path).status_code == 405


def test_the_board_costs_the_same_for_a_larger_county(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for tier in (Tier.EMERGENCY_RESPONSE, Tier.ROUTINE_SUPPORT) * 6:
        unit = factories.make_unit(cast.county, tier)
        factories.make_people(unit, tier, chiefs=2, staff=2)
    factories.published(cast, *2 * [factories.at("2026-07-01 00:00").date()], kind="special", name="防汛")
    client.force_login(cast.office)
    page(client)
    counts = []
    for at in (NIGHT, "2026-07-01T21:00:00+08:00"):
        with django_assert_max_num_queries(9) as queries:
            page(client, at)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_timeline_follows_the_stored_phases(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    timeline = page(client, DUSK).split('class="timeline"')[1].split("</section>")[0]
    lines = re.findall(r'aria-label="([^"]+)"', timeline)
    assert [line.strip() for line in lines] == [
        "08:30–20:00 在岗 20:00–08:30 居家带班",
        "08:30–08:30 在岗",
        "08:30–08:30 在岗",
        "08:30–20:00 在岗 20:00–08:30 居家带班",
        "08:30–08:30 在岗",
        "08:30–08:30 手机畅通",
    ]
    # 19:59:59 is 11 h 29 min 59 s of 24 h into the duty day.
    assert 'x1="47.916%"' in timeline
    assert "style=" not in timeline


def test_a_county_leader_is_not_the_posture_of_the_office_that_seats_them(client: Client, cast: Cast) -> None:
    leaders = Person.objects.filter(rank=Rank.COUNTY_LEADER, assignments__is_active=True)
    client.force_login(cast.office)
    html = page(client)
    assert tile(html, "xwb") == "tile from-on_site"
    assert any(person.name in html for person in leaders)
