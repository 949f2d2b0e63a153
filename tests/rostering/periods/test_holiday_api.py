"""The spine: a holiday becomes a published roster, through the API alone."""

import pytest
from django.utils import timezone

from rostering.generation.services.queue import claim_tasks, run_tasks
from tests.api_client import Api
from tests.factories import Cast, make_token

DRAGON_BOAT = {"name": "2026年端午假期", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}


def run_worker() -> None:
    """What the worker does when it is woken."""
    token, task_ids = claim_tasks(now=timezone.now())
    for task_id in task_ids:
        run_tasks(task_ids=[task_id], token=token)


def test_from_calendar_to_amended_roster(cast: Cast, office: Api) -> None:
    days = office.get("calendar-days/", query={"from": "2026-06-19", "to": "2026-06-22"})
    assert [day["kind"] for day in days.results] == ["statutory_holiday", "holiday_bridge", "holiday_bridge"]

    created = office.post("duty-periods/", DRAGON_BOAT)
    assert created.status == 201, created
    period = created.header("Location")
    assert created["filing_deadline"] == "2026-06-17T12:00:00+08:00"
    assert office.get(period).body == created.body

    started = office.post(f"{period}generate/")
    assert started.status == 202
    job = started.header("Location")
    assert started["state"] == "queued"
    run_worker()
    done = office.get(job)
    assert (done["state"], done["done"], done["total"]) == ("succeeded", 3, 3)

    for user, unit in ((cast.leader, "yjj"), (cast.routine_leader, "dag")):
        leader = Api(key=make_token(user))
        (roster,) = leader.get("rosters/", query={"period": created["id"]}).results
        assert roster["unit"]["code"] == unit
        confirmed = leader.post(f"rosters/{roster['id']}/confirm/")
        assert (confirmed.status, confirmed["state"], confirmed["on_behalf"]) == (200, "submitted", False)
        assert office.post(f"rosters/{roster['id']}/accept/")["state"] == "accepted"

    (hub,) = office.get("rosters/", query={"period": created["id"], "unit": "xwb"}).results
    assert office.post(f"rosters/{hub['id']}/confirm/")["on_behalf"] is True
    assert office.post(f"rosters/{hub['id']}/accept/")["state"] == "accepted"

    coverage = office.get(f"{period}coverage/")
    assert (coverage["complete"], coverage["gaps"], coverage["confirmed"]) == (True, [], 3)
    assert office.post(f"{period}publish/")["revision"] == 1

    for at, posture in (("2026-06-19T19:59:59+08:00", "on_site"), ("2026-06-19T20:00:00+08:00", "home_standby")):
        (row,) = [r for r in office.get("on-duty/", query={"at": at, "unit": "yjj"}).results if r["post"] == "leader"]
        assert row["posture"] == posture

    seat = office.get("assignments/", query={"unit": "dag", "from": "2026-06-20T12:00:00+08:00"}).results[0]
    allowed = [c["person"]["id"] for c in office.get(f"assignments/{seat['id']}/candidates/").results if c["allowed"]]
    other = next(pk for pk in allowed if pk != seat["person"]["id"])
    amended = office.post(
        f"{period}amend/", {"reason": "临时出差", "changes": [{"assignment": seat["id"], "person": other}]}
    )
    assert (amended.status, amended["number"], amended["seats"]) == (200, 2, 1)
    (change,) = office.get(f"{period}revisions/2/diff/")["changes"]
    assert change["before"][0]["person"]["id"] == seat["person"]["id"]
    assert change["after"][0]["person"]["id"] == other


@pytest.mark.parametrize("missing", DRAGON_BOAT)
def test_a_period_needs_each_of_its_fields(office: Api, missing: str) -> None:
    refused = office.post("duty-periods/", {name: value for name, value in DRAGON_BOAT.items() if name != missing})

    assert refused.status == 400
    assert [error["pointer"] for error in refused["errors"]] == [f"#/{missing}"]
