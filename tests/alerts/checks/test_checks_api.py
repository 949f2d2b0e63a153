"""Checks through the API: asked, answered once, escalated, closed; planned ones are the office's secret."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from alerts.checks.services import escalation as check_escalation
from alerts.models import Check, Notification
from rostering.enums import PeriodKind, Post
from rostering.models import Assignment, DutyPeriod
from tests.alerts.conftest import NOON
from tests.alerts.watch import person_on, send_all
from tests.api_client import Api
from tests.concurrency import outcomes
from tests.factories import Cast, at, drafted
from units.models import AuditEvent

NOWHERE = "00000000-0000-0000-0000-000000000000"


def ask(office: Api, unit: str = "yjj", **options: Any) -> Any:
    made = office.post("checks/", {"unit": unit, "reason": "汛期抽查"} | options)
    assert made.status == 201, made
    return made


def planned(office: Api, period: DutyPeriod, **options: Any) -> Any:
    made = office.post("check-plans/", {"period": str(period.pk), "seed": 7} | options)
    assert made.status == 201, made
    return made


def test_an_unplanned_check_as_a_client_sees_it(cast: Cast, office: Api, seat: Assignment) -> None:
    made = ask(office)

    assert seat.person is not None
    assert (made["unit"], made["state"], made["outcome"], made["level"]) == (
        {"code": "yjj", "name": "应急管理局"}, "asking", None, 0,
    )  # fmt: skip
    assert made["person"] == {"id": str(seat.person.pk), "name": seat.person.name, "position": "干部"}
    assert (made["plan"], made["reason"], made["requested_by"]) == (None, "汛期抽查", "office")
    assert (made["asked_at"], made["escalate_at"]) == (None, None)
    with time_machine.travel(NOON + timedelta(seconds=3), tick=False):
        send_all()
        shown = office.get(made.header("Location"))
    assert (shown["asked_at"], shown["escalate_at"]) == ("2026-07-08T12:00:03+08:00", "2026-07-08T12:10:03+08:00")


@pytest.mark.parametrize("who", ["leader", "duty"])
def test_only_the_office_asks(request: pytest.FixtureRequest, who: str) -> None:
    api = request.getfixturevalue(who)
    for unit in ("yjj", "dag"):
        assert api.post("checks/", {"unit": unit, "reason": "抽查"}).status == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"unit": "yjj"}, "reason"),
        ({"unit": "yjj", "reason": " "}, "reason"),
        ({"unit": "yjj", "reason": "x" * 301}, "reason"),
        ({"unit": "nowhere", "reason": "抽查"}, "unit"),
        ({"unit": "yjj", "reason": "抽查", "answer_minutes": 0}, "answer_minutes"),
        ({"unit": "yjj", "reason": "抽查", "gps": True}, "gps"),
    ],
)
def test_what_cannot_be_meant_is_named(office: Api, body: dict[str, Any], field: str) -> None:
    refused = office.post("checks/", body)
    assert (refused.status, refused["errors"][0]["pointer"]) == (400, f"#/{field}")
    assert not Check.objects.exists()


def test_the_cap_and_quiet_hours_take_an_exception(office: Api) -> None:
    ask(office)
    refused = office.post("checks/", {"unit": "yjj", "reason": "再查"})
    assert (refused.status, refused["code"]) == (409, "check_cap_reached")
    with time_machine.travel(at("2026-07-08 22:00"), tick=False):
        refused = office.post("checks/", {"unit": "dag", "reason": "夜查"})
        assert (refused.status, refused["code"]) == (409, "quiet_hours")
        ask(office, "dag", exception=True)


def test_one_tap_and_the_second_says_the_same(duty: Api, office: Api) -> None:
    made = ask(office)
    send_all()
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        done = duty.post(f"checks/{made['id']}/acknowledge/")
    assert (done.status, done["state"], done["outcome"], done["proof"]) == (200, "answered", "reached", "answer")
    assert done["answered_at"] == "2026-07-08T12:02:00+08:00"
    again = duty.post(f"checks/{made['id']}/acknowledge/")
    assert (again.status, again["answered_at"], again["version"]) == (200, done["answered_at"], done["version"])
    assert check_escalation.escalate_due(now=NOON + timedelta(minutes=30)) == 0


def test_reading_answers_nothing(duty: Api, office: Api) -> None:
    made = ask(office)
    assert duty.get(f"checks/{made['id']}/acknowledge/").status == 405
    assert duty.get(f"checks/{made['id']}/")["state"] == "asking"


def test_on_behalf_of_the_person_asked(leader: Api, office: Api, routine: Api) -> None:
    made = ask(office)
    path = f"checks/{made['id']}/acknowledge/"

    assert routine.post(path).status == 404
    assert leader.post(path, {"person": NOWHERE})["code"] == "unknown_person"
    done = leader.post(path, {"person": made["person"]["id"]})
    assert (done.status, done["answered_by"]) == (200, made["person"])


def test_a_colleague_answers_only_once_it_has_come_to_them(cast: Cast, duty: Api, office: Api) -> None:
    """The leader on duty is who a silent check of the staff goes to; the staff's login is moved onto that person."""
    made = ask(office)
    colleague = person_on(cast.emergency, Post.LEADER, NOON)
    cast.duty.person = colleague
    cast.duty.save()
    assert duty.post(f"checks/{made['id']}/acknowledge/").status == 403
    send_all()
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
        assert check_escalation.escalate_due(now=timezone.now()) == 1
        done = duty.post(f"checks/{made['id']}/acknowledge/")
    assert (done.status, done["answered_by"]["id"], done["level"]) == (200, str(colleague.pk), 1)
    assert done["outcome"] == "no_answer"


def with_office(office: Api) -> str:
    """A check nobody answered, in the hands of the office."""
    made = ask(office, "dag")
    send_all()
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
        check_escalation.escalate_due(now=timezone.now())
    return f"checks/{made['id']}/"


def test_the_office_closes_what_nobody_answered_and_the_unit_replies(
    office: Api, routine: Api, leader: Api, duty: Api
) -> None:
    path = with_office(office)
    assert office.get(path)["state"] == "with_office"
    replied = routine.post(f"{path}reply/", {"text": "手机没电，已换备用机"})
    assert (replied.status, replied["reply"]) == (200, "手机没电，已换备用机")
    assert routine.post(f"{path}close/", {"note": "x"}).status == 403
    assert leader.post(f"{path}reply/", {"text": "x"}).status == 404
    assert duty.post(f"{path}close/", {"note": "x"}).status == 404
    closed = office.post(f"{path}close/", {"note": "电话联系上"})
    assert (closed["state"], closed["outcome"], closed["note"], closed["closed_by"]) == (
        "closed", "no_answer", "电话联系上", "office",
    )  # fmt: skip
    assert office.post(f"{path}close/", {"note": "电话联系上"})["code"] == "wrong_state"
    assert office.post(f"{path}acknowledge/")["code"] == "check_over"


def test_a_running_check_can_be_taken_back_once(office: Api, leader: Api) -> None:
    path = f"checks/{ask(office)['id']}/cancel/"

    assert leader.post(path, {"reason": "x"}).status == 403
    assert office.post(path)["errors"][0]["pointer"] == "#/reason"
    assert office.post(path, {"reason": "误发"})["state"] == "cancelled"
    assert office.post(path, {"reason": "误发"}).status == 409
    send_all()
    sent = Notification.objects.filter(purpose="check", channel="console")
    assert set(sent.values_list("state", flat=True)) == {"suppressed"}


def test_a_plan_draws_one_check_per_unit_and_can_be_replayed(office: Api, period: DutyPeriod) -> None:
    plan = planned(office, period)
    assert (plan["seed"], plan["cap"], plan["checks"], plan["quiet_start"]) == (7, 1, 3, "22:00")
    rows = office.get("checks/", query={"period": str(period.pk), "state": "planned"}).results
    assert {row["unit"]["code"] for row in rows} == {"xwb", "yjj", "dag"}
    assert {row["plan"] for row in rows} == {plan["id"]}
    again = office.post("check-plans/", {"period": str(period.pk)})
    assert (again.status, again["code"]) == (409, "plan_exists")
    assert office.get(plan.header("Location")).body == plan.body


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"seed": -1}, "#/seed"),
        ({"seed": 2**53}, "#/seed"),
        ({"cap": 0}, "#/cap"),
        ({"quiet_start": "24:00"}, "#/quiet_start"),
        ({"period": NOWHERE}, "#/period"),
    ],
)
def test_plans_that_cannot_be_meant(office: Api, period: DutyPeriod, options: Any, pointer: str) -> None:
    refused = office.post("check-plans/", {"period": str(period.pk)} | options)
    assert (refused.status, refused["errors"][0]["pointer"]) == (400, pointer)


def test_units_learn_of_the_draw_only_when_it_is_over(office: Api, leader: Api, period: DutyPeriod) -> None:
    plan = planned(office, period)
    assert leader.get("checks/").results == []
    assert leader.get("check-plans/").results == []
    assert leader.get(f"check-plans/{plan['id']}/").status == 404
    hidden = office.get("checks/", query={"unit": "yjj"}).results[0]["id"]
    for path in ("", "reply/"):
        method = "POST" if path else "GET"
        body = {"text": "x"} if path else None
        assert leader.call(method, f"checks/{hidden}/{path}", body).status == 404
    with time_machine.travel(at("2026-07-10 08:30"), tick=False):
        assert [row["seed"] for row in leader.get("check-plans/").results] == [7]


def test_a_draft_period_and_the_leader_plan_nothing(cast: Cast, office: Api, leader: Api, period: DutyPeriod) -> None:
    draft = drafted(cast, at("2026-08-01 12:00").date(), at("2026-08-01 12:00").date(), kind=PeriodKind.SPECIAL)
    refused = office.post("check-plans/", {"period": str(draft.pk)})
    assert (refused.status, refused["code"]) == (409, "period_not_published")
    assert leader.post("check-plans/", {"period": str(draft.pk)}).status == 400
    assert leader.post("check-plans/", {"period": str(period.pk)}).status == 403


def test_a_planned_check_is_sent_at_once_and_says_who_did(office: Api, leader: Api, period: DutyPeriod) -> None:
    planned(office, period)
    row = office.get("checks/", query={"unit": "yjj"}).results[0]
    path = f"checks/{row['id']}/send/"

    assert leader.post(path).status == 404
    sent = office.post(path)
    assert (sent.status, sent["state"], sent["requested_by"]) == (200, "asking", "office")
    assert sent["due_at"] == "2026-07-08T12:00:00+08:00"
    event = AuditEvent.objects.get(action="check.brought_forward")
    assert at(row["due_at"][:19].replace("T", " ")).isoformat() == row["due_at"]
    assert event.before["due_at"][:16] != event.after["due_at"][:16]
    assert office.post(path)["code"] == "wrong_state"
    assert office.post(f"checks/{ask(office, 'yjj', exception=True)['id']}/send/").status == 409


def test_quiet_hours_hold_for_a_planned_check_too(office: Api, period: DutyPeriod) -> None:
    planned(office, period)
    row = office.get("checks/", query={"unit": "yjj"}).results[0]
    with time_machine.travel(at("2026-07-08 23:00"), tick=False):
        assert office.post(f"checks/{row['id']}/send/")["code"] == "quiet_hours"
    assert office.post(f"checks/{row['id']}/acknowledge/")["code"] == "not_asked"


def test_filters_and_unknown_parameters(office: Api, leader: Api) -> None:
    ask(office)
    ask(office, "dag")

    def count(**query: Any) -> int:
        return len(office.get("checks/", query=query).results)

    assert (count(), count(unit="dag"), count(state="asking"), count(state="planned")) == (2, 1, 2, 0)
    assert count(**{"from": "2026-07-08T12:00:00+08:00"}) == 2
    assert count(to="2026-07-08T12:00:00+08:00") == 0
    assert count(outcome="no_answer") == 0
    assert [row["unit"]["code"] for row in leader.get("checks/").results] == ["yjj"]
    refused = office.get("checks/", query={"rank": "worst"})
    assert (refused.status, refused["errors"][0]["parameter"]) == (400, "rank")
    assert leader.get("checks/", query={"unit": "dag"}).text == leader.get("checks/", query={"unit": "no"}).text


def test_the_same_key_is_the_same_check(office: Api) -> None:
    body = {"unit": "yjj", "reason": "抽查"}
    first, second = (office.post("checks/", body, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status, first.text) == (second.status, second.text) == (201, first.text)
    other = office.post("checks/", body | {"reason": "别的"}, headers={"Idempotency-Key": "k1"})
    assert (other.status, Check.objects.count()) == (422, 1)


def test_an_old_version_is_refused(office: Api) -> None:
    made = ask(office)
    tag = made.header("ETag")
    assert office.post(f"checks/{made['id']}/reply/", {"text": "x"}, headers={"If-Match": tag}).status == 200
    late = office.post(f"checks/{made['id']}/cancel/", {"reason": "x"}, headers={"If-Match": tag})
    assert (late.status, late["code"]) == (412, "stale_version")


def test_answers_have_a_bucket_of_their_own(settings: Settings, duty: Api, office: Api) -> None:
    made = ask(office)
    settings.API_RATE_LIMITS = {"reads": 0, "writes": 1, "answers": 2, "codes": 1}
    assert duty.post("log-entries/", {"nothing_to_report": True}).status == 201
    assert duty.post("log-entries/", {"nothing_to_report": True}).status == 429
    path = f"checks/{made['id']}/acknowledge/"
    answers = [duty.post(path) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert int(answers[2].header("Retry-After")) == 60


@pytest.mark.parametrize("path", ["checks/", "check-plans/"])
def test_a_list_costs_the_same_however_long(
    office: Api, period: DutyPeriod, django_assert_max_num_queries: Any, path: str
) -> None:
    planned(office, period, cap=20)
    office.get(path)
    with django_assert_max_num_queries(2):
        office.get(path, query={"page_size": 200})


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Real transactions; the autouse county of the other tests is there as well."""

    def test_sixteen_answers_are_one(self, office: Api, duty: Api) -> None:
        path = f"checks/{ask(office)['id']}/acknowledge/"
        answers = outcomes([lambda: duty.post(path)] * 16)
        assert Counter(answer.status for answer in answers) == {200: 16}
        assert len({answer["version"] for answer in answers}) == 1
        assert AuditEvent.objects.filter(action="check.answered").count() == 1

    def test_one_of_sixteen_sends(self, office: Api, period: DutyPeriod) -> None:
        planned(office, period)
        row = office.get("checks/", query={"unit": "yjj"}).results[0]
        answers = outcomes([lambda: office.post(f"checks/{row['id']}/send/").status] * 16)
        assert Counter(answers) == {200: 1, 409: 15}
        assert Notification.objects.filter(purpose="check", channel="inbox").count() == 1

    def test_the_cap_holds_when_all_ask_at_once(self, office: Api) -> None:
        body = {"unit": "yjj", "reason": "抽查"}
        answers = outcomes([lambda: office.post("checks/", body).status] * 16)
        assert Counter(answers) == {201: 1, 409: 15}
