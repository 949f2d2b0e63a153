"""A unit confirms; the office accepts, returns or files on its behalf."""

from typing import Any

import pytest
from django.test import Client

from rostering.enums import Post, RosterState
from rostering.models import DutyPeriod, Roster
from rostering.seats.services.assignments import replace_person
from tests.clients import FRAGMENT
from tests.factories import Cast, generated, published, roster_of, seat_of


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return generated(cast)


@pytest.fixture
def roster(cast: Cast, period: DutyPeriod) -> Roster:
    return roster_of(period, cast.emergency)


def url(roster: Roster, action: str) -> str:
    return f"/rosters/{roster.pk}/{action}/"


def file(client: Client, roster: Roster) -> Any:
    return client.post(url(roster, "confirm"), {"version": str(roster.version)})


def test_a_card_per_day_with_posture_and_rules(leader: Client, roster: Roster) -> None:
    page = leader.get(url(roster, "confirm")).content.decode()
    assert page.count('class="card day-card"') == 3
    assert "20:00 前在岗" in page
    assert "24 小时在岗" in page
    assert "本类要求（应急响应类）" in page
    assert "不得离开县城" in page
    assert "6月17日 12:00" in page
    assert "确认报送" in page


def test_the_button_names_what_blocks_it(leader: Client, cast: Cast, period: DutyPeriod, roster: Roster) -> None:
    seat = seat_of(period, cast.emergency, Post.LEADER)
    replace_person(assignment=seat, person_id=None, by=cast.office, expected_version=seat.version)
    page = leader.get(url(roster, "confirm")).content.decode()
    assert "补齐 1 个空岗后可确认" in page
    assert "确认报送</button>" not in page
    roster.refresh_from_db()
    answer = file(leader, roster)
    assert answer.status_code == 409
    assert "还有 1 个空岗" in answer.content.decode()


def test_confirming_once_and_twice(leader: Client, roster: Roster) -> None:
    answer = file(leader, roster)
    assert (answer.status_code, answer["Location"]) == (302, url(roster, "confirm"))
    roster.refresh_from_db()
    assert (roster.state, roster.on_behalf) == (RosterState.SUBMITTED, False)
    page = leader.get(url(roster, "confirm")).content.decode()
    assert "已报送" in page
    assert "换人" not in page
    again = file(leader, roster)
    assert again.status_code == 409
    assert "当前状态为“已报送”，不能确认报送" in again.content.decode()


def test_an_older_look_confirms_nothing(leader: Client, roster: Roster) -> None:
    answer = leader.post(url(roster, "confirm"), {"version": str(roster.version - 1)})
    assert answer.status_code == 409
    assert "该单位值班表刚被他人修改" in answer.content.decode()


def test_the_office_files_on_behalf_and_is_told_so(office: Client, roster: Roster) -> None:
    assert "您在替该单位办理" in office.get(url(roster, "confirm")).content.decode()
    file(office, roster)
    roster.refresh_from_db()
    assert roster.on_behalf


def test_the_office_returns_with_a_reason_that_the_unit_reads(office: Client, leader: Client, roster: Roster) -> None:
    file(leader, roster)
    roster.refresh_from_db()
    empty = office.post(url(roster, "return"), {"version": roster.version, "reason": " "}, headers=FRAGMENT)
    assert empty.status_code == 400
    assert "请填写退回原因" in empty.content.decode()
    answer = office.post(url(roster, "return"), {"version": roster.version, "reason": "带班领导重复"}, headers=FRAGMENT)
    assert f'id="confirm-{roster.pk}" hx-swap-oob="true"' in answer.content.decode()
    page = leader.get(url(roster, "confirm")).content.decode()
    assert "带班领导重复" in page
    assert "确认报送" in page


def test_the_office_accepts_what_was_filed(office: Client, leader: Client, roster: Roster) -> None:
    file(leader, roster)
    roster.refresh_from_db()
    assert "采纳" in office.get(url(roster, "review"), headers=FRAGMENT).content.decode()
    answer = office.post(url(roster, "accept"), {"version": roster.version}, headers=FRAGMENT)
    assert "已采纳应急管理局" in answer.content.decode()
    assert "closeDialog" in answer["HX-Trigger-After-Settle"]
    roster.refresh_from_db()
    assert roster.state == RosterState.ACCEPTED
    again = office.post(url(roster, "accept"), {"version": roster.version}, headers=FRAGMENT)
    assert (again.status_code, again["HX-Retarget"]) == (409, "#messages")


def test_what_was_not_filed_is_accepted_only_on_behalf(office: Client, roster: Roster) -> None:
    assert office.post(url(roster, "accept"), {"version": roster.version}).status_code == 409
    answer = office.post(url(roster, "accept"), {"version": roster.version, "on_behalf": "1", "page": "confirm"})
    assert (answer.status_code, answer["Location"]) == (302, url(roster, "confirm"))
    roster.refresh_from_db()
    assert (roster.state, roster.on_behalf) == (RosterState.ACCEPTED, True)


def test_a_published_roster_is_changed_by_amendment(leader: Client, cast: Cast) -> None:
    page = leader.get(url(roster_of(published(cast), cast.emergency), "confirm")).content.decode()
    assert "换人即为调班，须填写事由" in page
    assert "确认报送" not in page


@pytest.mark.parametrize(
    ("method", "action"),
    [("get", "confirm"), ("post", "confirm"), ("get", "review"), ("post", "accept"), ("post", "return")],
)
def test_another_units_roster_does_not_exist(
    leader: Client, cast: Cast, period: DutyPeriod, method: str, action: str
) -> None:
    other = roster_of(period, cast.routine)
    assert getattr(leader, method)(url(other, action)).status_code == 404


@pytest.mark.parametrize(("method", "action"), [("get", "review"), ("post", "accept"), ("post", "return")])
def test_a_leader_neither_accepts_nor_returns(leader: Client, roster: Roster, method: str, action: str) -> None:
    assert getattr(leader, method)(url(roster, action), {"reason": "x"}).status_code == 403


def test_a_duty_person_confirms_nothing(duty: Client, auditor: Client, roster: Roster) -> None:
    for client in (duty, auditor):
        assert client.get(url(roster, "confirm")).status_code == 403
        assert file(client, roster).status_code == 403


@pytest.mark.parametrize(
    ("method", "action"), [("put", "confirm"), ("post", "review"), ("get", "accept"), ("get", "return")]
)
def test_methods(office: Client, roster: Roster, method: str, action: str) -> None:
    assert getattr(office, method)(url(roster, action)).status_code == 405
