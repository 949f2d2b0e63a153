"""调班建议: shown before it is done, done in one press, refused when the roster has moved on."""

import re

import pytest
from django.test import Client

from rostering.models import Absence, Assignment, DutyPeriod
from rostering.seats.services.assignments import replace_person
from tests.api_client import Api
from tests.factories import Cast, at, make_token, seat_of

POST = "dedicated_staff"


@pytest.fixture
def lost(cast: Cast, period: DutyPeriod) -> Assignment:
    """The holder of the first staff seat is ill."""
    seat = seat_of(period, cast.emergency, POST)
    assert seat.person is not None
    span = {"start": at("2026-06-19 00:00"), "end": at("2026-06-20 12:00")}
    Absence.objects.create(person=seat.person, kind="sick_leave", state="approved", **span)
    return seat


def test_seen_then_taken_in_one_press(lost: Assignment, period: DutyPeriod, leader: Client) -> None:
    assert f"/rosters/periods/{period.pk}/repair/" in leader.get(f"/rosters/periods/{period.pk}/").content.decode()
    path = f"/rosters/periods/{period.pk}/repair/"
    assert path in leader.get("/my/").content.decode()
    html = leader.get(path).content.decode()
    assert lost.person is not None
    assert f"{lost.person.name}不能到岗" in html
    assert "已证明改动最少" in html
    assert "病假" in html
    lost.refresh_from_db()
    assert period.revisions.count() == 1
    (change, *_others) = re.findall(r'name="change" value="([^"]+)"', html)
    taker = change.split(":")[2]
    answer = leader.post(path, {"change": change, "reason": f"{lost.person.name}不能到岗"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/rosters/periods/{period.pk}/")
    lost.refresh_from_db()
    assert str(lost.person_id) == taker
    assert "没有需要调整的席位" in leader.get(path).content.decode()


def test_leave_leads_there(lost: Assignment, period: DutyPeriod, cast: Cast, leader: Client) -> None:
    """From the entry of whoever can't come and from the approvals, not from a colleague's."""
    path = f"/rosters/periods/{period.pk}/repair/"
    others = (person for person in cast.people["yjj"] if person.pk != lost.person_id)
    assert path in leader.get(f"/people/{lost.person_id}/absences/").content.decode()
    assert path in leader.get("/leave/").content.decode()
    assert path not in leader.get(f"/people/{next(others).pk}/absences/").content.decode()


def test_what_has_changed_meanwhile_brings_new_proposals(
    cast: Cast, lost: Assignment, period: DutyPeriod, leader: Client
) -> None:
    path = f"/rosters/periods/{period.pk}/repair/"
    change = re.findall(r'name="change" value="([^"]+)"', leader.get(path).content.decode())[0]
    replace_person(assignment=lost, person_id=None, by=cast.office, expected_version=lost.version, reason="病假")
    answer = leader.post(path, {"change": change, "reason": "病假"})
    assert answer.status_code == 409
    assert "该席位刚被他人修改" in answer.content.decode()
    assert 'name="change"' in answer.content.decode()


@pytest.mark.parametrize("data", [{}, {"change": "x"}, {"change": "a:b:c"}])
def test_nonsense_is_refused(data: dict[str, str], lost: Assignment, period: DutyPeriod, leader: Client) -> None:
    assert leader.post(f"/rosters/periods/{period.pk}/repair/", data).status_code == 400


def test_through_the_api(cast: Cast, lost: Assignment, period: DutyPeriod) -> None:
    leader, stranger = Api(key=make_token(cast.leader)), Api(key=make_token(cast.routine_leader))
    found = leader.post(f"duty-periods/{period.pk}/repair/", {"person": str(lost.person_id)})
    assert found.status == 200, found
    assert [one["assignment"] for one in found["lost"]] == [str(lost.pk)]
    best = found["proposals"][0]
    assert (best["changed"], best["unfilled"], best["smallest"]) == (1, 0, True)
    changes = [
        {"assignment": one["assignment"], "version": one["version"], "person": one["person"] and one["person"]["id"]}
        for one in best["changes"]
    ]
    assert stranger.post(f"duty-periods/{period.pk}/repair/").body == {"lost": [], "proposals": []}
    assert leader.post(f"duty-periods/{period.pk}/repair/", {"unit": "dag"}).status == 400
    assert leader.post(f"duty-periods/{period.pk}/amend/", {"reason": "病假", "changes": changes}).status == 200
    assert leader.post(f"duty-periods/{period.pk}/repair/", {}).body == {"lost": [], "proposals": []}
