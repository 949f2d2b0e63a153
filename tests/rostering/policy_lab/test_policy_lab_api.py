"""Drafts through the API: copied, edited, validated, simulated, consulted on, published; refused where they must be."""

from typing import Any

import pytest

from rostering.models import DutyPeriod, PolicyVersion
from tests.api_client import Api
from tests.factories import Cast, make_cast, make_token
from tests.rostering.policy_lab.drafted import run_now
from units.enums import Scope

CHINESE = {"Accept-Language": "zh-hans"}
HUB_CELL = {"tier": "hub", "post": "leader", "field": "phases/1/posture"}


@pytest.fixture
def draft(cast: Cast, office: Api) -> dict[str, Any]:
    made = office.post("policies/")
    assert made.status == 201
    body: dict[str, Any] = made.body
    return body


def posts_with_hub_at_home(draft: dict[str, Any]) -> list[dict[str, Any]]:
    posts = [dict(post) for post in draft["posts"]]
    for post in posts:
        post["phases"] = [{key: value for key, value in phase.items() if key != "basis"} for phase in post["phases"]]
        if post["tier"] == "hub":
            post["phases"][-1] |= {"posture": "home_standby", "place_limit": None, "response_minutes": 30}
    return posts


def test_a_draft_is_a_copy_without_a_date(draft: dict[str, Any], office: Api) -> None:
    present = office.get("policies/1/")
    assert (draft["version"], draft["state"], draft["effective_from"], draft["cloned_from"]) == (2, "draft", None, 1)
    assert draft["posts"] == present["posts"]
    assert office.post("policies/", {"from_version": 9})["errors"][0]["pointer"] == "#/from_version"


def test_a_draft_is_edited_by_whoever_saw_it_last(draft: dict[str, Any], office: Api) -> None:
    tag = office.get("policies/2/").header("ETag")
    edited = office.patch(
        "policies/2/",
        {"name": "修订稿", "night_start": "21:00", "weights": {"night_factor": "1.5"}},
        headers={"If-Match": tag},
    )
    assert (edited["name"], edited["night_start"], edited["weights"]["night_factor"]) == ("修订稿", "21:00", 1.5)
    assert office.patch("policies/2/", {"name": "又改"}, headers={"If-Match": tag}).status == 412
    assert office.patch("policies/2/", {"posts": draft["posts"], "staffing": []}).status == 200


def test_cells_keep_their_basis_until_they_change(draft: dict[str, Any], office: Api) -> None:
    posts = posts_with_hub_at_home(draft)
    edited = office.patch("policies/2/", {"posts": posts})
    leader = next(post for post in edited["posts"] if (post["tier"], post["post"]) == ("hub", "leader"))
    assert leader["phases"][1]["basis"] == {
        "starts_at": "stated",
        "posture": "local",
        "place_limit": "local",
        "leaving_rule": "local",
        "response_minutes": "local",
    }
    assert leader["phases"][0]["basis"]["posture"] == "stated"


def test_units_of_their_own_numbers(cast: Cast, draft: dict[str, Any], office: Api) -> None:
    row = {"unit": "yjj", "post": "dedicated_staff", "seats": 2}
    edited = office.patch("policies/2/", {"staffing": [row]})
    assert edited["staffing"] == [
        {"unit": {"code": "yjj", "name": "应急管理局"}, "post": "dedicated_staff", "seats": 2}
    ]
    wrong = office.patch("policies/2/", {"staffing": [row | {"unit": "nobody"}]})
    assert (wrong.status, wrong["errors"][0]["pointer"]) == (400, "#/staffing/0/unit")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"day_start": "25:00"}, "#/day_start"),
        ({"weights": {"on_site": "viel"}}, "#/weights/on_site"),
        ({"weights": {"on_sight": 1}}, "#/weights/on_sight"),
        ({"posts": [{"tier": "hub"}]}, "#/posts/0/post"),
        ({"surprise": 1}, "#/surprise"),
    ],
)
def test_what_it_does_not_know_is_named(draft: dict[str, Any], office: Api, body: dict[str, Any], pointer: str) -> None:
    refused = office.patch("policies/2/", body)
    assert refused.status == 400
    assert pointer in [error["pointer"] for error in refused["errors"]]


def test_a_hub_empty_at_night_is_told_and_not_published(draft: dict[str, Any], office: Api) -> None:
    assert office.post("policies/2/validate/").body == {"sound": True, "earliest": "2026-06-11", "problems": []}
    office.patch("policies/2/", {"posts": posts_with_hub_at_home(draft)})
    found = office.post("policies/2/validate/", headers=CHINESE)
    [problem] = found["problems"]
    assert (found["sound"], problem["code"], problem["tier"]) == (False, "hub_empty", "hub")
    assert problem["text"] == (
        "中枢统筹类 · 专职值班人员 · 第 2 段值守方式：县委办 在 20:00 至 08:30 无人在岗，中枢统筹类任何时刻都须有人在岗"
    )
    refused = office.post("policies/2/publish/", {"effective_from": "2026-12-01"}, headers=CHINESE)
    assert (refused.status, refused["code"]) == (409, "policy_unsound")
    assert refused["details"]["problems"] == found["problems"]
    assert PolicyVersion.objects.get(number=2).state == "draft"


def test_publishing_is_dated_and_final(cast: Cast, draft: dict[str, Any], open_period: DutyPeriod, office: Api) -> None:
    early = office.post("policies/2/publish/", {"effective_from": "2026-06-10"})
    assert (early.status, early["code"], early["errors"][0]["pointer"]) == (400, "date_too_early", "#/effective_from")
    done = office.post("policies/2/publish/", {"effective_from": "2026-06-22"}, headers={"Idempotency-Key": "p1"})
    assert (done["state"], done["effective_from"]) == ("published", "2026-06-22")
    again = office.post("policies/2/publish/", {"effective_from": "2026-06-22"}, headers={"Idempotency-Key": "p1"})
    assert again.body == done.body
    assert office.post("policies/2/publish/", {"effective_from": "2026-06-23"})["code"] == "wrong_state"
    assert office.patch("policies/2/", {"name": "改"})["code"] == "wrong_state"
    assert [row["version"] for row in office.get("policies/").results] == [3, 2, 1]
    assert office.get("policies/3/")["cloned_from"] == 2


def test_a_simulation_is_a_job_with_figures(cast: Cast, draft: dict[str, Any], office: Api, leader: Api) -> None:
    days = {"first_day": "2026-06-13", "last_day": "2026-06-14"}
    assert office.post("policies/2/simulate/", days)["code"] == "nothing_recorded"


def test_a_simulation_runs_and_is_the_offices(
    cast: Cast, draft: dict[str, Any], period: DutyPeriod, office: Api, leader: Api
) -> None:
    days = {"first_day": "2026-06-19", "last_day": "2026-06-21"}
    asked = office.post("policies/2/simulate/", days)
    assert (asked.status, asked["kind"], asked["period"], asked["result"]) == (202, "simulation", None, None)
    assert leader.get(asked.header("Location")).status == 404
    run_now(job=PolicyVersion.objects.get(number=2).county.jobs.get(kind="simulation"))
    done = office.get(asked.header("Location"))
    assert (done["state"], done["result"]["draft"]["by_day"], done["result"]["baseline"]["by_day"]) == (
        "succeeded",
        3 * 6,
        3 * 6,
    )


def test_a_round_of_consultation(cast: Cast, draft: dict[str, Any], office: Api, leader: Api, duty: Api) -> None:
    assert leader.get("policies/2/").status == 404
    assert leader.post("policies/2/comments/", HUB_CELL | {"text": "夜间"}).status == 404
    opened = office.post("policies/2/rounds/")
    assert (opened.status, opened["number"], opened["state"]) == (201, 1, "open")
    comment = leader.post("policies/2/comments/", HUB_CELL | {"text": "夜间人手不足"})
    assert (comment.status, comment["unit"]["code"], comment["shown"], comment["answer"]) == (201, "yjj", "在岗", None)
    assert leader.post("policies/2/comments/", HUB_CELL | {"text": "代人说", "unit": "dag"}).status == 400
    path = f"policies/2/comments/{comment['id']}/"
    assert Api(key=make_token(cast.routine_leader)).get(path).status == 404
    assert [row["text"] for row in office.get("policies/2/comments/", query={"round": 1}).results] == ["夜间人手不足"]

    close = f"policies/2/rounds/{opened['id']}/close/"
    refused = office.post(close, {"summary": "采纳"})
    assert (refused.status, refused["code"], refused["details"]["count"]) == (409, "unanswered_comments", 1)
    assert office.post(f"{path}answer/", {"answer": "增配一人"})["answer"] == "增配一人"
    assert office.post(close, {"summary": "采纳一条"})["state"] == "closed"
    assert duty.get("policies/2/rounds/").results[0]["summary"] == "采纳一条"
    assert leader.post("policies/2/comments/", HUB_CELL | {"text": "迟到"})["code"] == "no_open_round"


def test_another_county_is_nowhere(cast: Cast, draft: dict[str, Any]) -> None:
    stranger = Api(key=make_token(make_cast("nk", "南康").office))
    assert stranger.get("policies/2/").status == 404
    assert stranger.post("policies/2/publish/", {"effective_from": "2026-12-01"}).status == 404


def test_a_token_bound_to_a_unit_drafts_nothing(cast: Cast, draft: dict[str, Any]) -> None:
    bound = Api(key=make_token(cast.office, Scope.ROSTER_READ, Scope.ROSTER_WRITE, units=[cast.hub]))
    assert bound.post("policies/").status == 403
    assert bound.patch("policies/2/", {"name": "改"}).status == 403
