"""Call-outs and whistles through the API: kept ready or sent at once, answered by oneself or on behalf, closed."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from alerts.call_outs.services import escalation as summons_escalation
from alerts.models import CallOut, Notification, Summons
from rostering.enums import Post
from rostering.models import Assignment
from tests.alerts.conftest import NOON
from tests.alerts.watch import person_on, send_all
from tests.api_client import Api
from tests.concurrency import outcomes
from tests.factories import Cast

NOWHERE = "00000000-0000-0000-0000-000000000000"
DRILL = {"matter": "堤段抢险", "place": "城东堤段", "is_drill": True, "units": ["yjj"], "required": 1}


def call(office: Api, **options: Any) -> Any:
    """Dispatched, and the messages have gone out."""
    made = office.post("call-outs/", DRILL | {"dispatch": True} | options)
    assert made.status == 201, made
    send_all()
    return made


def one(answer: Any) -> dict[str, Any]:
    (summons,) = answer["summonses"]
    return dict(summons)


class TestCallOut:
    def test_as_a_client_sees_it(self, office: Api, seat: Assignment) -> None:
        made = call(office)
        assert (made["state"], made["incident"], made["is_drill"], made["required"]) == ("dispatched", None, True, 1)
        assert (made["called"], made["acknowledged"], made["arrived"], made["outstanding"]) == (1, 0, 0, 1)
        shown = one(office.get(made.header("Location")))
        assert seat.person is not None
        assert shown["person"] == {"id": str(seat.person.pk), "name": seat.person.name, "position": "干部"}
        assert (shown["state"], shown["level"], shown["overdue"]) == ("called", 0, False)
        clocks = [shown[name][11:16] for name in ("dispatched_at", "answer_by", "arrive_by")]
        # At once: the staff of an emergency unit sits at the post.
        assert clocks == ["12:00", "12:10", "12:00"]

    def test_kept_ready_calls_nobody_until_it_is_dispatched_once(self, office: Api, leader: Api, duty: Api) -> None:
        made = office.post("call-outs/", DRILL)
        path = f"call-outs/{made['id']}/"
        assert (made.status, made["state"], made["dispatched_at"], made["summonses"]) == (201, "draft", None, [])
        assert not Notification.objects.filter(purpose="summons").exists()
        assert leader.get(path).status == 404
        assert leader.post(f"{path}dispatch/").status == 404
        assert office.post(f"{path}close/", {"outcome": "x"})["code"] == "wrong_state"
        with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
            sent = office.post(f"{path}dispatch/")
        assert (sent["state"], sent["dispatched_at"], sent["called"]) == ("dispatched", "2026-07-08T12:05:00+08:00", 1)
        for action in ("dispatch/", "cancel/"):
            assert office.post(path + action)["code"] == "wrong_state"
        assert leader.get(path).status == 200
        assert leader.post(f"{path}close/", {"outcome": "x"}).status == 403
        assert duty.get(path, headers={"If-None-Match": leader.get(path).header("ETag")}).status == 304

    def test_one_kept_ready_can_be_dropped(self, office: Api) -> None:
        path = f"call-outs/{office.post('call-outs/', DRILL)['id']}/"
        assert office.post(f"{path}cancel/")["state"] == "cancelled"
        assert office.post(f"{path}dispatch/")["code"] == "wrong_state"

    def test_who_is_on_duty_is_looked_up_at_dispatch(self, cast: Cast, office: Api) -> None:
        path = f"call-outs/{office.post('call-outs/', DRILL)['id']}/"
        with time_machine.travel(NOON + timedelta(days=1), tick=False):
            sent = one(office.post(f"{path}dispatch/"))
            assert sent["person"]["id"] == str(person_on(cast.emergency, Post.DEDICATED_STAFF, timezone.now()).pk)

    @pytest.mark.parametrize("who", ["leader", "duty"])
    def test_only_the_office_calls(self, request: pytest.FixtureRequest, who: str) -> None:
        api = request.getfixturevalue(who)
        for options in ({}, {"dispatch": True}, {"units": ["dag"]}):
            assert api.post("call-outs/", DRILL | options).status == 403
        assert not CallOut.objects.exists()

    @pytest.mark.parametrize(
        ("options", "status", "code"),
        [
            ({"is_drill": False}, 409, "incident_or_drill"),
            ({"units": []}, 400, "nobody_named"),
            ({"units": ["nowhere"]}, 400, "unknown_unit"),
            ({"people": [NOWHERE]}, 400, "unknown_person"),
            ({"incident": NOWHERE}, 400, "unknown_incident"),
            ({"required": 0}, 400, "invalid"),
            ({"required": 10**9}, 400, "invalid"),
            ({"place": " "}, 400, "invalid"),
            ({"gps": True}, 400, "invalid"),
        ],
    )
    def test_what_cannot_be_meant(self, office: Api, options: Any, status: int, code: str) -> None:
        refused = office.post("call-outs/", DRILL | options)
        assert (refused.status, refused["code"]) == (status, code)

    def test_nobody_on_duty_is_said(self, office: Api) -> None:
        with time_machine.travel(NOON + timedelta(days=30), tick=False):
            refused = office.post("call-outs/", DRILL | {"dispatch": True})
        assert (refused.status, refused["code"]) == (409, "nobody_on_duty")
        assert not CallOut.objects.exists()

    def test_for_an_incident_and_by_name(self, cast: Cast, office: Api) -> None:
        flood = {"title": "漫堤", "kind": "洪涝", "place": "城东", "occurred_at": "2026-07-08T11:50:00+08:00"}
        incident = office.post("incidents/", flood)
        person = cast.people["dag"][0]
        made = call(office, units=[], people=[str(person.pk)], incident=incident["id"], is_drill=False)
        assert made["incident"] == {"id": incident["id"], "number": 1, "title": "漫堤"}
        assert one(made)["person"]["id"] == str(person.pk)
        found = office.get("call-outs/", query={"incident": incident["id"], "is_drill": "false"}).results
        assert [(row["id"], "summonses" in row) for row in found] == [(made["id"], False)]
        assert office.get("call-outs/", query={"is_drill": "true"}).results == []


class TestAnswers:
    def test_acknowledge_and_arrive_by_oneself(self, duty: Api, office: Api) -> None:
        path = f"call-outs/{call(office)['id']}/"
        with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
            first = duty.post(f"{path}acknowledge/")
        assert (first["state"], first["acknowledged_at"]) == ("acknowledged", "2026-07-08T12:03:00+08:00")
        with time_machine.travel(NOON + timedelta(minutes=20), tick=False):
            again = duty.post(f"{path}acknowledge/")
            assert (again.status, again["acknowledged_at"]) == (200, first["acknowledged_at"])
            there = duty.post(f"{path}arrive/")
            assert (there["state"], there["arrived_at"]) == ("arrived", "2026-07-08T12:20:00+08:00")
        with time_machine.travel(NOON + timedelta(minutes=40), tick=False):
            assert duty.post(f"{path}arrive/")["arrived_at"] == there["arrived_at"]
            assert duty.post(f"{path}decline/", {"reason": "晚了"})["code"] == "wrong_state"
            shown = duty.get(path)
        assert (shown["arrived"], shown["outstanding"], shown["overdue"]) == (1, 0, 0)

    def test_the_callers_clock_counts_for_nothing(self, duty: Api, office: Api) -> None:
        path = f"call-outs/{call(office)['id']}/arrive/"
        refused = duty.post(path, {"arrived_at": "2026-07-08T12:01:00+08:00"})
        assert refused["errors"][0]["code"] == "unknown_field"

    def test_on_behalf_one_says_of_whom(self, office: Api, leader: Api, routine: Api) -> None:
        made = call(office, units=["yjj", "dag"])
        path = f"call-outs/{made['id']}/"
        by_unit = {row["unit"]["code"]: row for row in made["summonses"]}

        assert leader.post(f"{path}acknowledge/")["code"] == "summons_required"
        assert leader.post(f"{path}acknowledge/", {"summons": by_unit["yjj"]["id"]})["state"] == "acknowledged"
        arrived = leader.post(
            f"{path}arrive/", {"person": by_unit["yjj"]["person"]["id"], "confirmed_by": "现场指挥部"}
        )
        assert (arrived["state"], arrived["arrival_confirmed_by"]) == ("arrived", "现场指挥部")
        theirs = {"summons": by_unit["dag"]["id"], "person": by_unit["dag"]["person"]["id"]}
        for name, pk in theirs.items():
            refused, nowhere = (leader.post(f"{path}acknowledge/", {name: one}) for one in (pk, NOWHERE))
            assert (refused.status, refused.text) == (400, nowhere.text)
        assert [row["unit"]["code"] for row in leader.get(path)["summonses"]] == ["yjj"]
        assert leader.get(path)["called"] == 2

    def test_nobody_answers_for_a_colleague(self, cast: Cast, office: Api, duty: Api) -> None:
        colleague = person_on(cast.emergency, Post.LEADER, NOON)
        made = call(office, units=[], people=[str(colleague.pk)])
        for action, more in (("acknowledge", {}), ("arrive", {}), ("decline", {"reason": "x"})):
            refused = duty.post(f"call-outs/{made['id']}/{action}/", {"person": str(colleague.pk)} | more)
            assert refused.status == 403

    def test_a_call_out_of_others_does_not_exist(self, office: Api, routine: Api) -> None:
        made = call(office)
        for action, body in (
            ("acknowledge", {}),
            ("arrive", {}),
            ("decline", {"reason": "x"}),
            ("close", {"outcome": "x"}),
        ):
            theirs = routine.post(f"call-outs/{made['id']}/{action}/", body)
            nowhere = routine.post(f"call-outs/{NOWHERE}/{action}/", body)
            assert (theirs.status, theirs.text) == (404, nowhere.text)
        assert routine.get("call-outs/").results == []

    def test_declining_calls_the_next(self, cast: Cast, office: Api, duty: Api) -> None:
        path = f"call-outs/{call(office)['id']}/"
        assert duty.post(f"{path}decline/")["errors"][0]["pointer"] == "#/reason"
        declined = duty.post(f"{path}decline/", {"reason": "外地就医"})
        assert (declined["state"], declined["declined_reason"]) == ("declined", "外地就医")
        rows = {row["level"]: row for row in duty.get(path)["summonses"]}
        assert rows[1]["stands_in_for"] == rows[0]["id"]
        assert rows[1]["person"]["id"] == str(person_on(cast.emergency, Post.LEADER, NOON).pk)

    def test_overdue_shows_by_the_clock_before_any_sweep(self, office: Api, duty: Api) -> None:
        path = f"call-outs/{call(office)['id']}/"
        with time_machine.travel(NOON + timedelta(minutes=31), tick=False):
            shown = office.get(path)
            assert (one(shown)["overdue"], shown["overdue"]) == (True, 1)
            assert duty.post(f"{path}arrive/")["overdue"] is True

    def test_closing_releases_the_rest(self, office: Api, duty: Api) -> None:
        path = f"call-outs/{call(office)['id']}/"
        assert office.post(f"{path}close/")["errors"][0]["pointer"] == "#/outcome"
        closed = office.post(f"{path}close/", {"outcome": "险情解除"})
        assert (closed["state"], one(closed)["state"]) == ("closed", "released")
        assert office.post(f"{path}close/", {"outcome": "再次"})["code"] == "wrong_state"
        assert duty.post(f"{path}acknowledge/")["code"] == "wrong_state"

    def test_a_get_answers_nothing(self, office: Api, duty: Api) -> None:
        path = f"call-outs/{call(office)['id']}/"
        assert {duty.get(f"{path}{action}/").status for action in ("acknowledge", "arrive", "dispatch")} == {405}
        assert one(duty.get(path))["state"] == "called"

    def test_the_same_key_has_the_same_answer(self, office: Api, duty: Api) -> None:
        path = f"call-outs/{call(office)['id']}/acknowledge/"
        answers = [duty.post(path, headers={"Idempotency-Key": "tap"}).text for _ in range(2)]
        assert answers[0] == answers[1]


def test_a_list_costs_the_same_however_long(office: Api, django_assert_max_num_queries: Any) -> None:
    for number in range(9):
        drill = DRILL | {"matter": f"第{number}次演练", "units": ["yjj", "dag"], "dispatch": True}
        office.post("call-outs/", drill)
    with django_assert_max_num_queries(3):
        assert len(office.get("call-outs/", query={"page_size": 200}).results) == 9


WHISTLE = {"unit": "dag", "kind": "routine", "matter": "道路塌方", "place": "县道 X101", "wanted_units": ["yjj"]}


class TestWhistle:
    def blow(self, api: Api, **options: Any) -> Any:
        made = api.post("whistles/", WHISTLE | options)
        assert made.status == 201, made
        return made

    def test_from_asking_to_the_closed_loop(self, office: Api, leader: Api, routine: Api) -> None:
        made = self.blow(routine)
        path = f"whistles/{made['id']}/"
        assert (made["state"], made["call_out"], made["requested_by"]) == ("requested", None, "routine-leader")
        assert made["wanted_units"] == [{"code": "yjj", "name": "应急管理局"}]
        assert leader.get(path).status == 404, "the called unit hears of it when it is dispatched"
        assert routine.post(f"{path}dispatch/").status == 403
        sent = office.post(f"{path}dispatch/")
        assert (sent.status, sent["state"]) == (200, "dispatched")
        assert one(leader.get(f"call-outs/{sent['call_out']}/"))["unit"]["code"] == "yjj"
        assert office.post(f"{path}dispatch/")["code"] == "wrong_state"
        assert routine.post(f"{path}answer/", {"text": "x"}).status == 403
        answered = leader.post(f"{path}answer/", {"text": "已清障"})
        assert (answered["state"], answered["answer"]) == ("answered", "已清障")
        assert leader.post(f"{path}settle/", {"solved": True}).status == 403
        assert routine.post(f"{path}settle/")["errors"][0]["pointer"] == "#/solved"
        assert routine.post(f"{path}settle/", {"solved": False})["state"] == "dispatched"
        leader.post(f"{path}answer/", {"text": "已恢复通行"})
        solved = routine.post(f"{path}settle/", {"solved": True})
        assert (solved["state"], solved["closed_at"]) == ("solved", "2026-07-08T12:00:00+08:00")
        assert routine.post(f"{path}settle/", {"solved": True})["code"] == "wrong_state"

    def test_an_urgent_one_goes_straight_through(self, office: Api, routine: Api) -> None:
        made = self.blow(routine, kind="urgent")
        assert made["state"] == "dispatched"
        assert office.get(f"call-outs/{made['call_out']}/")["incident"]["title"] == "道路塌方"

    def test_it_can_be_turned_down_with_a_reason(self, office: Api, routine: Api, leader: Api) -> None:
        path = f"whistles/{self.blow(routine)['id']}/"
        assert routine.post(f"{path}reject/", {"reason": "x"}).status == 403
        assert leader.post(f"{path}reject/", {"reason": "x"}).status == 404
        assert office.post(f"{path}reject/", {"reason": "重复"})["state"] == "rejected"
        assert office.post(f"{path}reject/", {"reason": "重复"})["code"] == "wrong_state"
        assert leader.get(path).status == 404

    @pytest.mark.parametrize(
        ("options", "status"),
        [({"unit": "yjj"}, 403), ({"wanted_units": []}, 400), ({"wanted_units": ["x"]}, 400), ({"kind": "loud"}, 400)],
    )
    def test_nobody_blows_for_another_or_for_nobody(self, routine: Api, options: Any, status: int) -> None:
        assert routine.post("whistles/", WHISTLE | options).status == status

    def test_lists_by_who_asked_and_who_was_called(
        self, office: Api, routine: Api, leader: Api, django_assert_max_num_queries: Any
    ) -> None:
        waiting, sent = self.blow(routine), self.blow(routine, kind="urgent")
        assert {row["id"] for row in routine.get("whistles/").results} == {waiting["id"], sent["id"]}
        assert [row["id"] for row in leader.get("whistles/").results] == [sent["id"]]
        assert len(office.get("whistles/", query={"unit": "dag", "state": "requested"}).results) == 1
        with django_assert_max_num_queries(3):
            office.get("whistles/", query={"kind": "routine"})


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_one_of_sixteen_dispatches(self, office: Api) -> None:
        made = office.post("call-outs/", DRILL)
        answers = outcomes([lambda: office.post(f"call-outs/{made['id']}/dispatch/").status] * 16)
        assert Counter(answers) == {200: 1, 409: 15}
        assert Summons.objects.count() == 1

    def test_sixteen_arrivals_are_one(self, office: Api, duty: Api) -> None:
        made = call(office)
        answers = outcomes([lambda: duty.post(f"call-outs/{made['id']}/arrive/")] * 16)
        assert Counter(answer.status for answer in answers) == {200: 16}
        assert {answer["version"] for answer in answers} == {answers[0]["version"]}

    def test_an_answer_and_an_escalation_never_both(self, office: Api, duty: Api) -> None:
        path = f"call-outs/{call(office)['id']}/acknowledge/"
        with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
            answered, escalated = outcomes(
                [lambda: duty.post(path), lambda: summons_escalation.escalate_due(now=timezone.now())]
            )
        assert answered["state"] == "acknowledged"
        assert Summons.objects.filter(level=1).count() == escalated
