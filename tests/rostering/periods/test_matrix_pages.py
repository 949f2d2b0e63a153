"""The matrix: everything at one glance, for whoever may see it, at a cost that doesn't grow."""

import gzip
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rostering.enums import PeriodKind, Post
from rostering.models import Absence, DutyPeriod
from rostering.seats.queries.day_names import day_names
from rostering.seats.queries.matrix import weeks_of
from rostering.seats.services.assignments import replace_person
from tests.clients import Browse
from tests.factories import (
    Cast,
    at,
    drafted,
    generated,
    make_cast,
    make_people,
    make_unit,
    make_user,
    opened,
    published,
    seat_of,
)
from units.enums import Role, Tier


def url(period: DutyPeriod) -> str:
    return f"/rosters/periods/{period.pk}/"


def test_new_years_eve_is_called_so(cast: Cast) -> None:
    days = [date(2026, 2, 15), date(2026, 2, 16), date(2026, 2, 17)]
    names = day_names(drafted(cast, days[0], days[-1]), days)
    assert list(map(names.get, days)) == ["春节", "除夕", "春节"]


def test_a_draft_period_offers_to_open_it(office: Client, cast: Cast) -> None:
    page = office.get(url(drafted(cast))).content.decode()
    assert "开启并排班" in page
    assert "<table" not in page


def test_units_stand_by_tier_with_the_county_leader_first(office: Client, cast: Cast) -> None:
    page = office.get(url(generated(cast))).content.decode()
    places = [page.index(f">{name}</a>") for name in ("县委办", "应急管理局", "档案馆")]
    assert places == sorted(places)
    assert page.index("县领导") < places[0]
    assert "县领导" not in page[places[0] :].split("matrix__tier")[0]
    assert "草案 · 待发布" in page


def test_a_post_that_changes_at_night_is_two_tone(office: Client, cast: Cast) -> None:
    period = generated(cast)
    held = seat_of(period, cast.emergency, Post.LEADER)
    seat = re.search(rf'<button[^>]*id="seat-{held.pk}"[^>]*>', office.get(url(period)).content.decode())
    assert seat is not None
    assert "from-on_site seat--two to-home_standby" in seat.group()


def test_figures_against_the_uniform_watch(office: Client, cast: Cast) -> None:
    """1 county leader, 3 in the hub, 2 in the emergency unit are on site by day; 3 × 2 would be everywhere."""
    page = office.get(url(generated(cast))).content.decode()
    assert figure(page, "在岗坐班人次") == 18
    assert "统一 24 小时制需 18" in page
    assert figure(page, "居家/手机备勤") == 9
    assert "含 20 时后转居家 6" in page
    assert figure(page, "空岗") == 0


def figure(page: str, label: str) -> int:
    found = re.search(label + r'</span>\s*<span class="stat__value">(\d+)', page)
    assert found is not None, label
    return int(found.group(1))


def test_a_vacancy_comes_first_with_its_reason(office: Client, cast: Cast) -> None:
    period = generated(cast)
    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    replace_person(assignment=seat, person_id=None, by=cast.office, expected_version=seat.version)
    page = office.get(url(period)).content.decode()
    assert figure(page, "空岗") == 1
    assert "档案馆 6/19 值班人员：原值班人员已撤下" in page
    assert "发布（还有 1 项待处理）" in page
    assert page.index("优先办理") < page.index("<table")
    assert "seat--vacant" in page


def test_somebody_on_leave_is_a_clash(office: Client, cast: Cast) -> None:
    period = generated(cast)
    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    assert seat.person is not None
    Absence.objects.create(
        person=seat.person, kind="sick_leave", start=at("2026-06-19 00:00"), end=at("2026-06-20 00:00")
    )
    page = office.get(url(period)).content.decode()
    assert figure(page, "冲突") == 1
    assert "seat--clash" in page


def test_seats_not_proposed_yet_are_no_list_of_gaps(office: Client, cast: Cast) -> None:
    page = office.get(url(opened(cast))).content.decode()
    assert "还有席位没有排过" in page
    assert "优先办理" not in page


def test_a_unit_sees_its_own_row_only(leader: Client, cast: Cast) -> None:
    page = leader.get(url(generated(cast))).content.decode()
    assert "应急管理局" in page
    assert "档案馆" not in page
    assert "发布" not in page.split("<main")[1].replace("待发布", "")


def test_a_unit_sees_no_draft_period(leader: Client, cast: Cast) -> None:
    assert leader.get(url(drafted(cast))).status_code == 404


def test_a_duty_person_sees_a_period_once_published(duty: Client, cast: Cast) -> None:
    period = generated(cast)
    assert duty.get(url(period)).status_code == 404


def test_a_duty_person_changes_nothing_and_sees_no_phones(duty: Client, cast: Cast) -> None:
    page = duty.get(url(published(cast))).content.decode()
    assert "data-seat" not in page
    assert "seat__tail" not in page


def test_another_county_does_not_exist(browse: Browse, cast: Cast) -> None:
    period = generated(cast)
    other = make_cast("ny", "南渡县")
    assert browse(other.office).get(url(period)).status_code == 404


def test_no_full_phone_number_is_on_the_page(office: Client, cast: Cast) -> None:
    page = office.get(url(generated(cast))).content.decode()
    assert not [phone for phone in cast.known_phones if phone in page]


def test_the_auditor_reads_no_rosters(auditor: Client, cast: Cast) -> None:
    assert auditor.get(url(generated(cast))).status_code == 403


def test_an_amended_seat_is_marked(office: Client, cast: Cast) -> None:
    period = published(cast)
    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    replace_person(assignment=seat, person_id=None, by=cast.office, expected_version=seat.version, reason="出差")
    page = office.get(url(period)).content.decode()
    assert "第 2 版" in page


def test_a_replaced_person_is_marked_as_changed(office: Client, cast: Cast) -> None:
    period = published(cast)
    assert "seat__mark" not in office.get(url(period)).content.decode()
    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    busy = set(period.shifts.filter(unit=cast.routine).values_list("assignments__person_id", flat=True))
    free = next(one for one in cast.people[cast.routine.code] if one.pk not in busy)
    replace_person(assignment=seat, person_id=free.pk, by=cast.office, expected_version=seat.version, reason="出差")
    page = office.get(url(period)).content.decode()
    assert page.count("seat__mark") == 2, "in its cell; the legend explains it"


@pytest.mark.parametrize(
    ("length", "stretches"),
    [(1, [1]), (3, [3]), (7, [7]), (9, [9]), (10, [10]), (11, [7, 4]), (31, [7, 7, 7, 7, 3])],
)
def test_longer_periods_are_shown_by_weeks(length: int, stretches: list[int]) -> None:
    first = date(2026, 2, 15)
    period = DutyPeriod(first_day=first, last_day=first + timedelta(days=length - 1))
    weeks = weeks_of(period, week=None, today=date(2026, 1, 1))
    assert [(week.last - week.first).days + 1 for week in weeks] == stretches
    assert [week.number for week in weeks if week.is_here] == [1]


@pytest.mark.parametrize(
    ("asked", "today", "here"),
    [(None, 15, 1), (None, 22, 2), (None, 28, 1), (2, 15, 2), (9, 15, 1), (0, 22, 1)],
)
def test_the_week_with_today_is_shown_unless_one_is_asked_for(asked: int | None, today: int, here: int) -> None:
    period = DutyPeriod(first_day=date(2026, 2, 15), last_day=date(2026, 2, 25))
    weeks = weeks_of(period, week=asked, today=date(2026, 2, today) if today != 28 else date(2026, 3, 28))
    assert [week.number for week in weeks if week.is_here] == [here]


def test_a_long_holiday_is_seen_whole(office: Client, cast: Cast) -> None:
    page = office.get(url(generated(cast, date(2026, 2, 15), date(2026, 2, 23), name="春节"))).content.decode()
    assert "matrix--stacked" in page
    assert page.count('class="matrix__day"') == 9
    assert "?week=" not in page


def test_a_longer_period_is_bounded_and_stacked(office: Client, cast: Cast) -> None:
    period = generated(cast, date(2026, 2, 15), date(2026, 2, 26), name="春节")
    first, second = (office.get(url(period) + f"?week={week}").content.decode() for week in (1, 2))
    assert "matrix--stacked" in first
    assert (first.count('class="matrix__day"'), second.count('class="matrix__day"')) == (7, 5)
    assert office.get(url(period) + "?week=x").status_code == 200


@pytest.mark.parametrize("days", [3, 9])
def test_forty_one_units_cost_twelve_queries(
    browse: Browse, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries, days: int
) -> None:
    for number in range(38):
        tier = Tier.EMERGENCY_RESPONSE if number < 13 else Tier.ROUTINE_SUPPORT
        make_people(make_unit(cast.county, tier), tier, chiefs=3, staff=3)
    first = date(2026, 2, 15)
    period = generated(cast, first, first + timedelta(days=days - 1), name="春节", kind=PeriodKind.SPECIAL)
    client = browse(make_user(Role.COUNTY_OFFICE, cast.county, unit=cast.hub))
    with django_assert_max_num_queries(12):
        page = client.get(url(period)).content.decode()
    assert page.count('class="matrix__row"') == 42
    assert page.count('class="matrix__day"') == days
    assert len(gzip.compress(page.encode())) < 150_000


def test_a_reader_keeps_the_dense_sheet(office: Client, cast: Cast) -> None:
    period = generated(cast)
    assert "matrix--dense" not in office.get(url(period)).content.decode()
    answer = office.post("/rosters/density/", {"period": str(period.pk), "dense": "1"})
    assert answer["Location"] == url(period)
    assert "matrix--dense" in office.get(url(period)).content.decode()


def test_a_matrix_is_only_read(office: Client, cast: Cast) -> None:
    assert office.post(url(generated(cast))).status_code == 405
