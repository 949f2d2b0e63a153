"""消息: one's own inbox, ways to be reached, the county's log, and whether the engine runs."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.health.services import sweeps
from alerts.incidents.services import reports
from alerts.models import ContactRule, Finding, Notification, Summons
from rostering.enums import Post
from tests.alerts.conftest import later, seat_login
from tests.alerts.watch import on_seat, send_all
from tests.clients import Browse
from tests.factories import Cast, make_cast

MAIL = {"channel": "email", "address": "duty@x.example"}


@pytest.fixture(autouse=True)
def mail(settings: Any) -> None:
    """An installation that can send mail."""
    settings.EMAIL_HOST = "127.0.0.1"
    settings.DEFAULT_FROM_EMAIL = "duty@county.example"


@pytest.fixture
def office(watched: Cast, browse: Browse) -> Client:
    return browse(watched.office)


@pytest.fixture
def asked(watched: Cast, browse: Browse) -> Client:
    """The emergency unit's staff on duty, who has just been asked to answer a check."""
    person = on_seat(watched.emergency, Post.DEDICATED_STAFF, timezone.now()).person
    assert person is not None
    Notification.objects.all().delete()
    checks.ask_unit(unit=watched.emergency, reason="抽查", by=watched.office)
    return browse(seat_login(person, watched.duty))


class TestInbox:
    def test_looking_reads_nothing_pressing_does(self, asked: Client) -> None:
        assert "1 条未读" in asked.get("/messages/").content.decode()
        assert "1 条未读" in asked.get("/messages/").content.decode()
        assert asked.get("/messages/read/").status_code == 405
        asked.post("/messages/read/")
        assert "未读" not in asked.get("/messages/").content.decode()

    def test_it_leads_to_the_page_not_to_the_link(self, asked: Client) -> None:
        html = asked.get("/messages/").content.decode()
        row = Notification.objects.filter(channel="inbox").get()
        assert f'href="/checks/{row.object_id}/"' in html
        assert row.params["path"] not in html

    @pytest.mark.parametrize("message", ["own", "strange", "nonsense"])
    def test_nobody_reads_for_somebody_else(self, asked: Client, watched: Cast, browse: Browse, message: str) -> None:
        row = Notification.objects.filter(channel="inbox").get()
        wanted = {"own": str(row.pk), "strange": str(uuid4()), "nonsense": "x"}[message]
        stranger = browse(seat_login(watched.people["dag"][0], watched.routine_leader))
        stranger.post("/messages/read/", {"message": wanted})
        row.refresh_from_db()
        assert row.read_at is None
        asked.post("/messages/read/", {"message": wanted})
        row.refresh_from_db()
        assert (row.read_at is not None) == (message == "own")

    def test_a_list_costs_the_same_however_long(
        self, asked: Client, watched: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(5):
            checks.ask_unit(unit=watched.emergency, reason="抽查", by=watched.office, exception=True)
        with django_assert_max_num_queries(10):
            asked.get("/messages/")


class TestLog:
    def test_it_shows_what_would_have_been_sent(self, office: Client, asked: Client) -> None:
        send_all()
        html = office.get("/messages/log/").content.decode()
        assert "请在10分钟内应答" in html
        assert "演示通道" in html
        assert "已送出" in html
        assert "请在10分钟内应答" not in office.get("/messages/log/", {"state": "dead"}).content.decode()
        assert office.get("/messages/log/", {"state": "x", "purpose": "y", "page": "z"}).status_code == 200

    def test_what_reached_nobody_stands_on_top_with_a_number_to_dial(self, office: Client, asked: Client) -> None:
        row = Notification.objects.get(channel="console")
        Notification.objects.filter(pk=row.pk).update(state="dead", settled_at=timezone.now())
        html = office.get("/messages/log/").content.decode()
        assert html.index("未送达，请电话通知") < html.index("<table")
        assert f'href="tel:{row.person.mobile}"' in html

    def test_a_code_is_its_receiver_s_only(self, office: Client, asked: Client, watched: Cast) -> None:
        asked.post("/messages/contacts/", MAIL)
        row = Notification.objects.get(purpose="contact_proof")
        html = office.get("/messages/log/").content.decode()
        assert row.params["code"] not in html
        assert "duty@x.example" not in html
        assert "验证码" in html

    def test_another_county_s_messages_are_not_in_it(self, asked: Client, browse: Browse) -> None:
        other = make_cast("other", "别县")
        assert "请在10分钟内应答" not in browse(other.office).get("/messages/log/").content.decode()


class TestContacts:
    def add(self, client: Client) -> ContactRule:
        assert client.post("/messages/contacts/", MAIL).status_code == 302
        return ContactRule.objects.get()

    def test_a_way_counts_once_its_code_has_come_back(self, asked: Client) -> None:
        rule = self.add(asked)
        path = f"/messages/contacts/{rule.pk}/verify/"
        wrong = asked.post(path, {"code": "000000" if rule.code != "000000" else "111111"})
        assert wrong.status_code == 400
        assert "验证码不正确" in wrong.content.decode()
        assert asked.post(path, {"code": rule.code}).status_code == 302
        rule.refresh_from_db()
        assert rule.verified_at is not None

    def test_nobody_else_touches_it(self, asked: Client, watched: Cast, browse: Browse, office: Client) -> None:
        rule = self.add(asked)
        for client in (browse(watched.routine_leader), office):
            assert client.post(f"/messages/contacts/{rule.pk}/verify/", {"code": rule.code}).status_code == 404
            assert client.post(f"/messages/contacts/{rule.pk}/remove/").status_code == 404
        assert asked.post(f"/messages/contacts/{rule.pk}/remove/").status_code == 302
        assert not ContactRule.objects.exists()

    def test_a_login_without_a_person_is_told(self, office: Client) -> None:
        refused = office.post("/messages/contacts/", MAIL)
        assert refused.status_code == 400


class TestEngine:
    def test_silence_is_named_here_and_above_the_board(self, office: Client, watched: Cast, browse: Browse) -> None:
        assert "巡检已停止" in office.get("/engine/").content.decode()
        assert "巡检已停止" in office.get("/").content.decode()
        assert "巡检已停止" not in browse(watched.leader).get("/").content.decode()
        sweeps.run("escalate_checks", by="celery")
        Notification.objects.all().delete()
        assert "运行正常" in office.get("/engine/").content.decode()
        assert "查看运行状态" not in office.get("/").content.decode()
        Finding.objects.create(invariant="R3", object_id="x", text="同一席位两人", found_at=timezone.now())
        assert "同一席位两人" in office.get("/engine/").content.decode()
        assert "自查发现数据异常" in office.get("/").content.decode()


class TestBoard:
    def call(self, cast: Cast, *, is_drill: bool = False) -> None:
        incident = reports.record_incident(
            county=cast.county, title="漫堤", kind="洪涝", place="堤段", occurred_at=timezone.now(), units=[],
            by=cast.office,
        )  # fmt: skip
        call_outs.call_out(
            county=cast.county, matter="抢险", place="堤段", required=1, by=cast.office, units=[cast.routine],
            is_drill=is_drill, incident=incident,
        )  # fmt: skip
        send_all()

    def test_a_drill_is_never_red_and_says_its_name(self, office: Client, watched: Cast) -> None:
        self.call(watched, is_drill=True)
        with later(31):
            html = office.get("/").content.decode()
        assert _tile(html, "dag") == "tile tile--drill"

    def test_being_called_outranks_a_check_that_nobody_answered(self, office: Client, watched: Cast) -> None:
        checks.ask_unit(unit=watched.routine, reason="抽查", by=watched.office)
        send_all()
        with later(10):
            check_escalation.escalate_due(now=timezone.now())
            assert _tile(office.get("/").content.decode(), "dag") == "tile tile--lost"
            self.call(watched)
            assert _tile(office.get("/").content.decode(), "dag") == "tile tile--called"

    def test_called_overdue_waiting_and_lost_tiles(self, office: Client, watched: Cast) -> None:
        self.call(watched)
        checks.ask_unit(unit=watched.hub, reason="抽查", by=watched.office)
        send_all()
        html = office.get("/").content.decode()
        assert _tile(html, "dag") == "tile tile--called"
        assert "tile--two" not in _tile(html, "xwb")
        assert "待应答" in html
        assert "登记到岗" in html
        with later(11):
            check_escalation.escalate_due(now=timezone.now())
            assert _tile(office.get("/").content.decode(), "xwb") == "tile tile--lost"
        with later(31):
            html = office.get("/").content.decode()
        assert _tile(html, "dag") == "tile tile--lost"
        assert "到岗超时" in html

    def test_a_dialog_is_filled_not_replaced(self, office: Client, watched: Cast) -> None:
        """The board swaps itself whole, and links within it would inherit that."""
        board = office.get("/").content.decode().split('id="board"')[1].split("<dialog")[0]
        links = re.findall(r"<a [^>]*hx-target=\"#dialog\"[^>]*>", board)
        assert len(links) == 4
        assert all('hx-swap="innerHTML"' in link for link in links)

    def test_a_poll_sees_somebody_arrive(self, office: Client, watched: Cast) -> None:
        self.call(watched)
        version = office.get("/").content.decode().split('hx-get="/?v=')[1].split('"')[0]
        poll = {"v": version}
        assert office.get("/", poll, headers={"HX-Request": "true"}).status_code == 204
        summons_answers.arrive(summons=Summons.objects.get(), by=watched.office, now=timezone.now())
        assert office.get("/", poll, headers={"HX-Request": "true"}).status_code == 200

    def test_another_unit_sees_the_tile_but_nobody_s_name(self, watched: Cast, browse: Browse) -> None:
        self.call(watched)
        html = browse(watched.leader).get("/").content.decode()
        assert _tile(html, "dag") == "tile tile--called"
        assert 'class="called' not in html
        assert "/checks/ask/" not in html

    def test_the_past_has_nothing_live(self, office: Client, watched: Cast) -> None:
        self.call(watched)
        html = office.get("/", {"at": "2026-07-08T11:00:00+08:00"}).content.decode()
        assert "tile--called" not in html
        assert "/checks/ask/" not in html

    def test_a_poll_within_twelve_queries_the_page_with_its_queue_within_thirty_two(
        self, office: Client, watched: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        self.call(watched)
        checks.ask_unit(unit=watched.hub, reason="抽查", by=watched.office)
        office.get("/")
        with django_assert_max_num_queries(12):
            office.get("/?v=0", headers={"HX-Request": "true"})
        with django_assert_max_num_queries(32):
            office.get("/")


def _tile(html: str, code: str) -> str:
    before = html.split(f'id="tile-{code}"', maxsplit=1)[0]
    return before.rpartition('class="')[2].split('"')[0].strip()


def test_the_demo_has_a_way_that_works_from_end_to_end(asked: Client) -> None:
    """Offered with the form of its address, refused with it, and verified with the code on the page."""
    assert "手机号，如 13800138000" in asked.get("/messages/contacts/").content.decode()
    refused = asked.post("/messages/contacts/", {"channel": "console", "address": "me@example.cn"})
    assert refused.status_code == 400
    assert "演示通道的地址应为手机号" in refused.content.decode()

    assert asked.post("/messages/contacts/", {"channel": "console", "address": "13800138000"}).status_code == 302
    shown = re.search(r"演示验证码 (\d{6})", asked.get("/messages/contacts/").content.decode())
    assert shown is not None
    path = f"/messages/contacts/{ContactRule.objects.get().pk}/verify/"
    assert asked.post(path, {"code": shown[1]}).status_code == 302
    assert "已验证" in asked.get("/messages/contacts/").content.decode()


def test_outside_the_demo_no_console_is_offered(asked: Client, settings: Any) -> None:
    settings.DEMO = False
    assert "演示通道" not in asked.get("/messages/contacts/").content.decode()
    assert asked.post("/messages/contacts/", {"channel": "console", "address": "13800138000"}).status_code == 400
