"""Notifications and contact rules: one's own, the office's log, and nothing in either that only the receiver may know."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from alerts.models import ContactRule, Notification
from rostering.models import Assignment
from tests.alerts.conftest import NOON
from tests.alerts.watch import send_all
from tests.api_client import Api
from tests.factories import Cast, make_token
from units.enums import Scope

ADDRESS = "zhiban@example.cn"


def ask(office: Api) -> Any:
    return office.post("checks/", {"unit": "yjj", "reason": "抽查"})


class TestNotifications:
    def test_ones_own_and_the_offices_log(self, office: Api, duty: Api, leader: Api, routine: Api) -> None:
        check = ask(office)
        send_all()
        own = duty.get("notifications/", query={"purpose": "check"}).results
        assert {row["channel"]: row["state"] for row in own} == {"inbox": "accepted", "console": "accepted"}
        assert {(row["object"], row["title"]) for row in own} == {(check["id"], "查岗")}
        assert "10分钟" in own[0]["text"]
        assert leader.get("notifications/").results == routine.get("notifications/").results == []
        logged = office.get("notifications/", query={"unit": "yjj", "purpose": "check", "channel": "console"}).results
        assert [row["person"]["id"] for row in logged] == [own[0]["person"]["id"]]
        path = f"notifications/{own[0]['id']}/"
        assert (duty.get(path).status, office.get(path).status, leader.get(path).status) == (200, 200, 404)

    def test_read_once_by_whom_it_is_for(self, office: Api, duty: Api, leader: Api) -> None:
        ask(office)
        (row,) = duty.get("notifications/", query={"purpose": "check", "channel": "inbox"}).results
        path = f"notifications/{row['id']}/read/"
        assert (office.post(path).status, leader.post(path).status, duty.get(path).status) == (403, 404, 405)
        assert duty.get(f"notifications/{row['id']}/")["read_at"] is None
        read = duty.post(path)
        assert read["read_at"] == "2026-07-08T12:00:00+08:00"
        with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
            assert duty.post(path)["read_at"] == read["read_at"]
        query = {"purpose": "check", "channel": "inbox", "unread": "true"}
        assert duty.get("notifications/", query=query).results == []

    def test_the_key_of_a_link_stays_with_its_receiver(self, office: Api, duty: Api) -> None:
        ask(office)
        rows = Notification.objects.filter(purpose="check")
        rows.update(params={**rows[0].params, "path": "/a/secret-key/"})
        assert "secret-key" not in office.get("notifications/").text
        assert "secret-key" not in duty.get("notifications/").text

    def test_what_a_provider_said_takes_the_contacts_scope(self, cast: Cast, office: Api) -> None:
        ask(office)
        Notification.objects.update(detail="unknown number 13900000000")
        assert "13900000000" in office.get("notifications/").text
        without = Api(key=make_token(cast.office, Scope.ALERTS_READ))
        assert "13900000000" not in without.get("notifications/").text

    def test_a_list_costs_the_same_however_long(self, office: Api, django_assert_max_num_queries: Any) -> None:
        office.get("notifications/")
        with django_assert_max_num_queries(2):
            assert len(office.get("notifications/", query={"page_size": 200}).results) > 10


class TestContactRules:
    def add(self, api: Api, **options: Any) -> Any:
        made = api.post("contact-rules/", {"channel": "email", "address": ADDRESS} | options)
        assert made.status == 201, made
        return made

    def test_a_way_counts_once_its_code_came_back(self, duty: Api, seat: Assignment) -> None:
        made = self.add(duty)
        assert (made["person"]["id"], made["verified_at"]) == (str(seat.person_id), None)
        path = f"contact-rules/{made['id']}/verify/"
        refused = duty.post(path, {"code": "x"})
        assert (refused.status, refused["errors"][0]["pointer"]) == (400, "#/code")
        code = ContactRule.objects.get().code
        assert duty.post(path, {"code": code})["verified_at"] == "2026-07-08T12:00:00+08:00"
        assert duty.post(path, {"code": code})["code"] == "wrong_code"
        assert duty.post("contact-rules/", {"channel": "email", "address": ADDRESS})["code"] == "rule_exists"

    def test_the_code_is_nowhere_to_be_read(self, office: Api, duty: Api) -> None:
        made = self.add(duty)
        code = ContactRule.objects.get().code
        for api in (office, duty):
            for path in ("notifications/", "contact-rules/", f"contact-rules/{made['id']}/", "audit-events/"):
                assert code not in api.get(path).text.replace(made["id"], "")

    def test_addresses_take_the_contacts_scope(self, cast: Cast, office: Api, duty: Api, leader: Api) -> None:
        person = self.add(duty)["person"]["id"]
        self.add(office, person=person, channel="aliyun_sms", address="13912345678")
        self.add(office, person=person, channel="apprise", address="barks://secretkey@api.day.app")
        assert {row["address"] for row in leader.get("contact-rules/").results} == {
            ADDRESS, "13912345678", "barks://secretkey@api.day.app",
        }  # fmt: skip
        shown = duty.get("contact-rules/")
        assert [row["hint"] for row in shown.results] == ["z***@example.cn", "139****5678", "barks://…"]
        assert not [text for text in (ADDRESS, "13912345678", "secretkey") if text in shown.text]

    def test_oneself_ones_people_and_nobody_elses(
        self, cast: Cast, duty: Api, leader: Api, routine: Api, seat: Assignment
    ) -> None:
        colleague, stranger = cast.people["yjj"][0], cast.people["dag"][0]
        body = {"channel": "email", "address": ADDRESS}
        assert duty.post("contact-rules/", body | {"person": str(colleague.pk)}).status == 400
        made = self.add(leader, person=str(colleague.pk))
        assert leader.post("contact-rules/", body)["code"] == "person_required"
        assert leader.post("contact-rules/", body | {"person": str(stranger.pk)})["code"] == "unknown_person"
        path = f"contact-rules/{made['id']}/"
        for api in (duty, routine):
            assert (api.get(path).status, api.delete(path).status) == (404, 404)
            assert api.post(f"{path}verify/", {"code": "1"}).status == 404
        assert (leader.delete(path).status, leader.delete(path).status) == (204, 404)

    @pytest.mark.parametrize("channel", ["inbox", "pigeon"])
    def test_channels_that_lead_nowhere(self, duty: Api, channel: str) -> None:
        refused = duty.post("contact-rules/", {"channel": channel, "address": "x"})
        assert (refused.status, refused["errors"][0]["pointer"]) == (400, "#/channel")

    def test_codes_are_not_to_be_guessed(self, settings: Settings, duty: Api) -> None:
        settings.API_RATE_LIMITS = {"reads": 0, "writes": 0, "answers": 0, "codes": 3}
        made = self.add(duty)
        tries = [duty.post(f"contact-rules/{made['id']}/verify/", {"code": "x"}).status for _ in range(4)]
        assert tries == [400, 400, 429, 429]
        assert duty.post("contact-rules/", {"channel": "email", "address": "a@b.cn"}).status == 429
        assert timezone.now() == NOON
