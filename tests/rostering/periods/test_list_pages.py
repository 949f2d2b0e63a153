"""The list of periods for the office, of the own unit's rosters for everybody else."""

from datetime import date, timedelta

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rostering.enums import PeriodKind
from tests.factories import Cast, drafted, generated, published, roster_of

A_DAY = timedelta(days=1)


def test_the_office_sees_every_period_with_its_counts(office: Client, cast: Cast) -> None:
    generated(cast)
    drafted(cast, date(2026, 7, 4), date(2026, 7, 5), name="七月周末", kind=PeriodKind.WEEKEND)
    page = office.get("/rosters/").content.decode()
    assert page.index("七月周末") < page.index("2026年端午假期"), "newest first"
    assert "0 / 3" in page
    assert "未开启" in page


def test_a_filter_keeps_what_matches(office: Client, cast: Cast) -> None:
    generated(cast)
    drafted(cast, date(2026, 7, 4), date(2026, 7, 5), name="七月周末", kind=PeriodKind.WEEKEND)
    page = office.get("/rosters/?state=open").content.decode()
    assert "2026年端午假期" in page
    assert "七月周末" not in page
    assert "没有符合条件的周期" in office.get("/rosters/?state=closed").content.decode()


def test_pages_follow_each_other(office: Client, cast: Cast) -> None:
    for number in range(21):
        first = date(2026, 7, 4) + number * A_DAY
        drafted(cast, first, first, name=f"专项{number:02d}", kind=PeriodKind.SPECIAL)
    assert "专项00" not in office.get("/rosters/").content.decode()
    assert "专项00" in office.get("/rosters/?page=2").content.decode()


def test_a_leader_sees_the_own_roster_and_the_way_to_confirm(leader: Client, cast: Cast) -> None:
    period = generated(cast)
    page = leader.get("/rosters/").content.decode()
    assert f"/rosters/{roster_of(period, cast.emergency).pk}/confirm/" in page
    assert f"/rosters/{roster_of(period, cast.routine).pk}/" not in page
    assert "新建周期" not in page


def test_a_duty_person_sees_a_roster_once_it_is_published(duty: Client, cast: Cast) -> None:
    generated(cast)
    assert "还没有值班表" in duty.get("/rosters/").content.decode()


def test_a_duty_person_sees_the_published_roster(duty: Client, cast: Cast) -> None:
    period = published(cast)
    assert f"/rosters/periods/{period.pk}/" in duty.get("/rosters/").content.decode()


def test_the_auditor_reads_no_rosters(auditor: Client) -> None:
    assert auditor.get("/rosters/").status_code == 403


def test_the_list_costs_the_same_however_long(
    office: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        first = date(2026, 7, 4) + number * A_DAY
        drafted(cast, first, first, name=f"专项{number}", kind=PeriodKind.SPECIAL)
    with django_assert_max_num_queries(7):
        office.get("/rosters/")


def test_a_unit_list_costs_the_same_however_long(
    leader: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        first = date(2026, 7, 4) + number * A_DAY
        generated(cast, first, first, name=f"专项{number}", kind=PeriodKind.SPECIAL)
    with django_assert_max_num_queries(9):
        leader.get("/rosters/")
