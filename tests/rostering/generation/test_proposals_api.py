"""Proposals, locks and undoing through the API."""

import pytest

from rostering.enums import Emphasis, Post
from rostering.models import Assignment, DutyPeriod
from tests.api_client import Api
from tests.factories import Cast, seat_of
from tests.rostering.generation.test_proposals import burden, work


@pytest.fixture
def seat(cast: Cast, open_period: DutyPeriod) -> Assignment:
    found = seat_of(open_period, cast.emergency, Post.DEDICATED_STAFF)
    burden(found)
    return found


def test_proposals_are_made_compared_taken_and_taken_back(
    office: Api, open_period: DutyPeriod, seat: Assignment
) -> None:
    path = f"duty-periods/{open_period.pk}/"
    asked = office.post(f"{path}proposals/", {"emphases": ["fairness", "steady"], "seed": 7})
    assert asked.status == 202
    assert [one["state"] for one in asked["proposals"]] == ["queued", "queued"]
    assert asked["proposals"][0]["tiers"] is None
    work()
    fair, steady = office.get(f"{path}proposals/")["proposals"]
    assert (fair["emphasis"], fair["seed"], fair["state"]) == ("fairness", 7, "succeeded")
    points = {
        one["emphasis"]: {tier["name"]: tier["value"] for tier in one["tiers"]}["points"] for one in (fair, steady)
    }
    assert points["fairness"] < points["steady"] == fair["present"]["points"]
    assert office.get(f"proposals/{steady['id']}/")["changed"] == 0
    detail = office.get(f"proposals/{fair['id']}/")
    assert [change["assignment"] for change in detail["changes"]] == [str(seat.pk)]
    assert detail["changes"][0]["before"]["id"] == str(seat.person_id)

    taken = office.post(f"proposals/{fair['id']}/adopt/")
    assert taken.status == 202
    work()
    assert office.get(f"jobs/{taken['id']}/")["state"] == "succeeded"
    assert office.get(f"assignments/{seat.pk}/")["person"]["id"] == detail["changes"][0]["person"]["id"]

    undone = office.post(f"{path}undo/")
    assert (undone["kind"], undone["seats"]) == ("adopted", 1)
    assert office.get(f"assignments/{seat.pk}/")["person"]["id"] == str(seat.person_id)
    assert office.delete(f"proposals/{fair['id']}/").status == 204
    assert [one["id"] for one in office.get(f"{path}proposals/")["proposals"]] == [steady["id"]]


def test_a_lock_is_seen_and_kept(office: Api, leader: Api, open_period: DutyPeriod, seat: Assignment) -> None:
    assert leader.get(f"assignments/{seat.pk}/")["locked"] is False
    locked = leader.post(f"assignments/{seat.pk}/lock/", {"locked": True, "version": seat.version})
    assert (locked.status, locked["locked"], locked["version"]) == (200, True, seat.version + 1)
    assert leader.post(f"assignments/{seat.pk}/lock/", {"locked": False, "version": seat.version}).status == 409
    office.post(f"duty-periods/{open_period.pk}/proposals/", {"emphases": list(Emphasis)})
    work()
    for proposal in office.get(f"duty-periods/{open_period.pk}/proposals/")["proposals"]:
        changed = {change["assignment"] for change in office.get(f"proposals/{proposal['id']}/")["changes"]}
        assert str(seat.pk) not in changed


def test_what_is_wrong_is_named(office: Api, open_period: DutyPeriod) -> None:
    path = f"duty-periods/{open_period.pk}/proposals/"
    assert office.post(path, {"emphases": []}).status == 400
    assert office.post(path, {"emphases": ["cheap"]})["errors"][0]["pointer"].startswith("#/emphases")
    assert office.post(path, {"emphases": list(Emphasis)}).status == 202
    full = office.post(path, {"emphases": list(Emphasis)})
    assert (full.status, full["code"]) == (409, "too_many_proposals")
    unfinished = office.get(path)["proposals"][0]["id"]
    assert office.post(f"proposals/{unfinished}/adopt/")["code"] == "proposal_unfinished"
