"""Revisions: numbered, with what differs between any two."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rostering.enums import Post
from rostering.models import DutyPeriod
from rostering.seats.services.assignments import replace_person
from tests.factories import Cast, generated, make_person, published, seat_of
from units.models import Unit


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    """Published, then amended in the emergency and in the routine unit."""
    period = published(cast)
    amend(cast, period, cast.emergency, Post.DEDICATED_STAFF, "住院")
    amend(cast, period, cast.routine, Post.DUTY_OFFICER, "出差")
    return period


def amend(cast: Cast, period: DutyPeriod, unit: Unit, post: Post, reason: str) -> None:
    seat = seat_of(period, unit, post)
    new = make_person(unit, posts=[post], name=f"接替{unit.name}")
    replace_person(assignment=seat, person_id=new.pk, by=cast.office, expected_version=seat.version, reason=reason)


def url(period: DutyPeriod, number: int | None = None) -> str:
    return f"/rosters/periods/{period.pk}/revisions/" + (f"{number}/" if number else "")


def test_revisions_are_listed_newest_first_with_their_reason(office: Client, period: DutyPeriod) -> None:
    page = office.get(url(period)).content.decode()
    assert page.index("第 3 版") < page.index("第 2 版") < page.index("第 1 版")
    assert "住院" in page
    assert "变动 1 个" in page
    assert "全部 21 个" in page


def test_a_revision_differs_from_the_one_before(office: Client, period: DutyPeriod) -> None:
    page = office.get(url(period, 2)).content.decode()
    assert "第 2 版 对 第 1 版" in page
    assert "<ins>接替应急管理局</ins>" in page
    assert "接替档案馆" not in page


def test_any_two_revisions_are_compared(office: Client, period: DutyPeriod) -> None:
    page = office.get(url(period, 3), {"against": "1"}).content.decode()
    assert "接替应急管理局" in page
    assert "接替档案馆" in page


def test_the_first_revision_has_nothing_before_it(office: Client, period: DutyPeriod) -> None:
    assert "首次发布" in office.get(url(period, 1)).content.decode()


@pytest.mark.parametrize("against", ["3", "9", "x", "-1", "１"])
def test_a_revision_is_compared_with_earlier_ones_only(office: Client, period: DutyPeriod, against: str) -> None:
    assert office.get(url(period, 3), {"against": against}).status_code == 404


def test_an_unknown_revision(office: Client, period: DutyPeriod) -> None:
    assert office.get(url(period, 9)).status_code == 404


def test_a_unit_sees_its_own_changes(leader: Client, duty: Client, period: DutyPeriod) -> None:
    for client in (leader, duty):
        page = client.get(url(period, 3), {"against": "1"}).content.decode()
        assert "接替应急管理局" in page
        assert "接替档案馆" not in page


def test_a_period_not_published_has_none(office: Client, duty: Client, cast: Cast) -> None:
    period = generated(cast)
    assert "还没有发布" in office.get(url(period)).content.decode()
    assert duty.get(url(period)).status_code == 404


def test_the_auditor_reads_no_rosters(auditor: Client, period: DutyPeriod) -> None:
    assert auditor.get(url(period)).status_code == 403
    assert auditor.get(url(period, 2)).status_code == 403


def test_methods(office: Client, period: DutyPeriod) -> None:
    assert office.post(url(period)).status_code == 405
    assert office.post(url(period, 2)).status_code == 405


def test_the_cost_of_a_comparison(
    office: Client, period: DutyPeriod, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(9):
        office.get(url(period, 3), {"against": "1"})
