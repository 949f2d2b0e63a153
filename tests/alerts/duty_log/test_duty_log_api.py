"""Posture orders, the duty log, handovers and leave-post reports through the API."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine

from alerts.models import LogEntry
from rostering.enums import Post
from rostering.models import Assignment
from tests.alerts.conftest import NOON
from tests.alerts.watch import on_seat, person_on
from tests.api_client import Api
from tests.concurrency import outcomes
from tests.factories import Cast

NOWHERE = "00000000-0000-0000-0000-000000000000"
ORDER = {
    "reason": "防汛Ⅱ级响应",
    "posture": "on_site",
    "start": "2026-07-08T18:00:00+08:00",
    "end": "2026-07-09T12:00:00+08:00",
    "units": ["dag"],
}


class TestOrders:
    def test_raises_what_the_directory_shows(self, office: Api, routine: Api, leader: Api) -> None:
        def posture() -> str:
            query = {"at": "2026-07-08T19:00:00+08:00", "unit": "dag"}
            return str(office.get("on-duty/", query=query).results[0]["posture"])

        assert posture() == "phone_standby"
        made = office.post("posture-orders/", ORDER)
        assert (made.status, made["number"], made["tier"], made["state"]) == (201, 1, None, "in_force")
        assert made["units"] == [{"code": "dag", "name": "档案馆"}]
        assert posture() == "on_site"
        assert leader.get(made.header("Location")).body == made.body
        path = f"posture-orders/{made['id']}/close/"
        assert routine.post(path).status == 403
        assert office.post(path)["state"] == "ended"
        assert (posture(), office.post(path)["code"]) == ("phone_standby", "wrong_state")

    def test_a_whole_tier(self, office: Api) -> None:
        made = office.post("posture-orders/", ORDER | {"units": [], "tier": "routine_support"})
        assert (made["tier"], made["units"]) == ("routine_support", [])

    @pytest.mark.parametrize(
        ("options", "field"),
        [
            ({"units": []}, "units"),
            ({"units": ["nowhere"]}, "units"),
            ({"end": "2026-07-08T18:00:00+08:00"}, "end"),
            ({"start": "2026-07-08T11:00:00+08:00"}, "start"),
            ({"start": "2026-07-08T18:00:00"}, "start"),
            ({"posture": "asleep"}, "posture"),
            ({"tier": "all"}, "tier"),
        ],
    )
    def test_what_cannot_be_meant(self, office: Api, options: Any, field: str) -> None:
        refused = office.post("posture-orders/", ORDER | options)
        assert (refused.status, refused["errors"][0]["pointer"]) == (400, f"#/{field}")

    @pytest.mark.parametrize("who", ["leader", "duty"])
    def test_only_the_office_orders(self, request: pytest.FixtureRequest, who: str) -> None:
        assert request.getfixturevalue(who).post("posture-orders/", ORDER).status == 403

    def test_lists_by_span(self, office: Api, django_assert_max_num_queries: Any) -> None:
        office.post("posture-orders/", ORDER)
        office.get("posture-orders/")
        with django_assert_max_num_queries(3):
            assert len(office.get("posture-orders/", query={"state": "in_force"}).results) == 1
        assert office.get("posture-orders/", query={"from": "2026-07-09T12:00:00+08:00"}).results == []
        assert office.get("posture-orders/", query={"to": "2026-07-08T18:00:00+08:00"}).results == []


class TestLog:
    def test_one_tap_for_nothing_to_report(self, duty: Api, seat: Assignment) -> None:
        made = duty.post("log-entries/", {"nothing_to_report": True})
        assert (made.status, made["unit"]["code"], made["state"], made["matter"]) == (201, "yjj", "nothing", "")
        assert made["person"]["id"] == str(seat.person_id)

    def test_an_entry_until_it_is_done(self, duty: Api, leader: Api, routine: Api) -> None:
        made = duty.post(
            "log-entries/",
            {
                "matter": "水库水位待复核",
                "caller": "王站长",
                "at": "2026-07-08T11:40:00+08:00",
                "reported_to": "两办",
                "reported_at": "2026-07-08T11:45:00+08:00",
            },
        )
        path = f"log-entries/{made['id']}/"
        assert (made["state"], made["at"], made["done_at"]) == ("open", "2026-07-08T11:40:00+08:00", None)
        assert routine.get(path).status == routine.post(f"{path}close/").status == 404
        tag = made.header("ETag")
        done = leader.post(f"{path}close/", {"handled": "正常"}, headers={"If-Match": tag})
        assert (done["state"], done["handled"]) == ("done", "正常")
        again = leader.post(f"{path}close/", {"handled": "再次"})
        assert (again.status, again["code"]) == (409, "wrong_state")
        assert leader.post(f"{path}close/", headers={"If-Match": tag}).status == 412

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "matter"),
            ({"matter": " "}, "matter"),
            ({"matter": "x" * 501}, "matter"),
            ({"matter": "试", "at": "2026-07-08T12:00:01+08:00"}, "at"),
            ({"nothing_to_report": True, "matter": "试"}, "matter"),
            ({"matter": "试", "unit": "dag"}, "unit"),
            ({"matter": "试", "incident": NOWHERE}, "incident"),
        ],
    )
    def test_what_cannot_be_meant(self, duty: Api, body: Any, field: str) -> None:
        refused = duty.post("log-entries/", body)
        assert (refused.status, refused["errors"][0]["pointer"]) == (400, f"#/{field}")
        assert not LogEntry.objects.exists()

    def test_the_office_writes_for_its_duty_room_and_for_any_unit(self, office: Api, leader: Api) -> None:
        own = office.post("log-entries/", {"matter": "市里来电"})
        theirs = office.post("log-entries/", {"matter": "转办", "unit": "dag", "is_done": True})
        assert (own["unit"]["code"], theirs["unit"]["code"], theirs["state"]) == ("xwb", "dag", "done")
        assert leader.get("log-entries/").results == []

    def test_lists(self, office: Api, duty: Api, django_assert_max_num_queries: Any) -> None:
        for matter in ("一", "二"):
            duty.post("log-entries/", {"matter": matter})
        duty.post("log-entries/", {"nothing_to_report": True})
        office.get("log-entries/")
        with django_assert_max_num_queries(2):
            assert len(office.get("log-entries/", query={"state": "open"}).results) == 2
        assert office.get("log-entries/", query={"unit": "dag"}).results == []
        page = office.get("log-entries/", query={"page_size": 2})
        assert len(office.get(page["next"]).results) == 1


class TestHandover:
    def test_carries_the_open_items_and_is_taken_over_once(self, cast: Cast, duty: Api, leader: Api) -> None:
        seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)
        item = duty.post("log-entries/", {"matter": "水位待复核"})
        made = duty.post("handovers/", {"assignment": str(seat.pk), "note": "两小时一报"})
        assert (made.status, made["state"], made["assignment"]) == (201, "offered", str(seat.pk))
        assert [entry["id"] for entry in made["open_items"]] == [item["id"]]
        following = person_on(cast.emergency, Post.DEDICATED_STAFF, NOON + timedelta(days=1))
        assert (made["outgoing"]["id"], made["incoming"]["id"]) == (str(seat.person_id), str(following.pk))
        again = duty.post("handovers/", {"assignment": str(seat.pk)})
        assert (again.status, again["code"]) == (409, "already_offered")
        path = f"handovers/{made['id']}/accept/"
        assert duty.post(path).status == 403
        early = leader.post(path)
        assert (early.status, early["code"]) == (409, "too_early")
        with time_machine.travel(NOON + timedelta(hours=20), tick=False):
            taken = leader.post(path)
            assert (taken["state"], taken["accepted_at"]) == ("accepted", "2026-07-09T08:00:00+08:00")
            assert leader.post(path)["accepted_at"] == taken["accepted_at"]
            undone = leader.post(f"handovers/{made['id']}/undo/")
            assert (undone["state"], undone["accepted_at"]) == ("offered", None)

    def test_an_offer_is_withdrawn_and_made_again(self, cast: Cast, duty: Api, leader: Api, routine: Api) -> None:
        seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)
        made = duty.post("handovers/", {"assignment": str(seat.pk), "note": "有误"})
        path = f"handovers/{made['id']}/withdraw/"
        assert routine.post(path).status == 404
        withdrawn = duty.post(path)
        assert (withdrawn.status, withdrawn["state"]) == (200, "withdrawn")
        assert duty.post(path)["state"] == "withdrawn"
        with time_machine.travel(NOON + timedelta(hours=20), tick=False):
            refused = leader.post(f"handovers/{made['id']}/accept/")
            assert (refused.status, refused["code"]) == (409, "wrong_state")
            again = duty.post("handovers/", {"assignment": str(seat.pk), "note": "更正"})
            assert (again.status, again["id"], again["state"]) == (201, made["id"], "offered")
            leader.post(f"handovers/{made['id']}/accept/")
            late = duty.post(path)
            assert (late.status, late["code"]) == (409, "wrong_state")

    def test_ones_own_seat_and_no_other(self, cast: Cast, duty: Api, leader: Api, routine: Api) -> None:
        colleague = on_seat(cast.emergency, Post.LEADER, NOON)
        other = on_seat(cast.routine, Post.DUTY_OFFICER, NOON)
        assert duty.post("handovers/", {"assignment": str(colleague.pk)}).status == 403
        theirs, nowhere = (leader.post("handovers/", {"assignment": str(pk)}) for pk in (other.pk, NOWHERE))
        assert (theirs.status, theirs.text) == (400, nowhere.text)
        made = routine.post("handovers/", {"assignment": str(other.pk)})
        assert leader.get(f"handovers/{made['id']}/").status == 404
        assert leader.post(f"handovers/{made['id']}/accept/").status == 404

    def test_a_duty_to_come_cannot_be_handed_over(self, cast: Cast, leader: Api) -> None:
        seat = on_seat(cast.emergency, Post.LEADER, NOON + timedelta(days=1))
        assert leader.post("handovers/", {"assignment": str(seat.pk)})["code"] == "not_on_duty"

    def test_a_list_costs_the_same_however_long(
        self, cast: Cast, office: Api, duty: Api, django_assert_max_num_queries: Any
    ) -> None:
        for unit, post in ((cast.emergency, Post.LEADER), (cast.routine, Post.DUTY_OFFICER)):
            office.post("handovers/", {"assignment": str(on_seat(unit, post, NOON).pk)})
        with django_assert_max_num_queries(3):
            assert len(office.get("handovers/", query={"state": "offered"}).results) == 2


class TestLeavingThePost:
    BACK = "2026-07-08T13:00:00+08:00"

    def test_away_and_back(self, cast: Cast, duty: Api, seat: Assignment, routine: Api) -> None:
        cover = person_on(cast.emergency, Post.LEADER, NOON)
        body = {"assignment": str(seat.pk), "reason": "赴现场处置", "expected_back": self.BACK}
        made = duty.post("leave-post-reports/", body | {"covered_by": str(cover.pk)})
        assert (made.status, made["state"], made["left_at"]) == (201, "away", "2026-07-08T12:00:00+08:00")
        assert made["covered_by"]["id"] == str(cover.pk)
        assert duty.post("leave-post-reports/", body)["code"] == "already_away"
        path = f"leave-post-reports/{made['id']}/"
        assert routine.get(path).status == routine.post(f"{path}close/").status == 404
        with time_machine.travel(NOON + timedelta(minutes=50), tick=False):
            back = duty.post(f"{path}close/")
        assert (back["state"], back["returned_at"]) == ("returned", "2026-07-08T12:50:00+08:00")
        assert duty.post(f"{path}close/")["returned_at"] == back["returned_at"]

    def test_what_cannot_be_meant(self, cast: Cast, duty: Api, seat: Assignment) -> None:
        body = {"assignment": str(seat.pk), "reason": "就医", "expected_back": self.BACK}
        stranger = {"covered_by": str(cast.people["dag"][0].pk)}
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"expected_back": "2026-07-08T12:00:00+08:00"}, "expected_back"),
            ({"reason": ""}, "reason"),
            ({"assignment": NOWHERE}, "assignment"),
            (stranger, "covered_by"),
            ({"incident": NOWHERE}, "incident"),
        ]
        for options, field in wrong:
            refused = duty.post("leave-post-reports/", body | options)
            assert (refused.status, refused["errors"][0]["pointer"]) == (400, f"#/{field}")
        assert duty.get("leave-post-reports/").results == []

    def test_nobody_reports_a_colleague(self, cast: Cast, duty: Api, leader: Api) -> None:
        colleague = on_seat(cast.emergency, Post.LEADER, NOON)
        body = {"assignment": str(colleague.pk), "reason": "就医", "expected_back": self.BACK}
        assert duty.post("leave-post-reports/", body).status == 403
        made = leader.post("leave-post-reports/", body)
        assert made["filed_by"] == "leader"
        assert duty.post(f"leave-post-reports/{made['id']}/close/").status == 403
        found = leader.get("leave-post-reports/", query={"state": "away", "person": str(colleague.person_id)}).results
        assert [row["id"] for row in found] == [made["id"]]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_one_handover_of_a_seat(self, duty: Api, seat: Assignment) -> None:
        body = {"assignment": str(seat.pk)}
        statuses = outcomes([lambda: duty.post("handovers/", body).status] * 16)
        assert Counter(statuses) == {201: 1, 409: 15}

    def test_orders_get_numbers_of_their_own(self, office: Api) -> None:
        orders = [ORDER | {"reason": f"第{n}号台风"} for n in range(8)]
        answers = outcomes([partial(office.post, "posture-orders/", order) for order in orders])
        assert sorted(answer["number"] for answer in answers if answer.status == 201) == list(
            range(1, 1 + sum(answer.status == 201 for answer in answers))
        )
        assert {answer.status for answer in answers} <= {201, 409}
