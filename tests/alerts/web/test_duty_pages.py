"""Every page of what happens on duty: who opens it, who doesn't, and the writes behind the buttons."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alerts.domain.enums import WhistleKind
from alerts.models import (
    CallOut,
    Check,
    CheckPlan,
    Handover,
    Incident,
    LeavePostReport,
    LogEntry,
    PostureOrder,
    Whistle,
)
from alerts.services import call_outs, checks, incidents, whistles
from rostering.domain.enums import Post
from tests.alerts.watch import on_seat, send_all
from tests.alerts.web.conftest import FRAGMENT, Browse, later, seat_login
from tests.factories import Cast
from units.domain.enums import Tier
from units.models import User

LISTS = ("/checks/", "/call-outs/", "/incidents/", "/whistles/", "/posture-orders/", "/log/", "/my/duty/", "/messages/")
OFFICE_ONLY = ("/checks/ask/", "/call-outs/new/", "/messages/log/", "/engine/")


@pytest.fixture
def office(watched: Cast, browse: Browse) -> Client:
    return browse(watched.office)


@pytest.fixture
def leader(watched: Cast, browse: Browse) -> Client:
    """Of the emergency unit."""
    return browse(watched.leader)


@pytest.fixture
def stranger(watched: Cast, browse: Browse) -> Client:
    """Leads the routine unit."""
    return browse(watched.routine_leader)


def on_seat_login(cast: Cast, user: User) -> User:
    """The emergency unit's staff on duty now signs in as `user`."""
    person = on_seat(cast.emergency, Post.DEDICATED_STAFF, timezone.now()).person
    assert person is not None
    return seat_login(person, user)


def flood(cast: Cast) -> Incident:
    return incidents.record_incident(
        county=cast.county,
        title="河道漫堤",
        kind="洪涝",
        place="城东堤段",
        occurred_at=timezone.now() - timedelta(minutes=5),
        units=[cast.emergency],
        by=cast.office,
    )


def test_everybody_on_duty_opens_the_lists_and_the_auditor_none(watched: Cast, browse: Browse) -> None:
    for path in LISTS:
        for user in (watched.office, watched.leader, watched.duty):
            assert browse(user).get(path).status_code == 200, (path, user.username)
        assert browse(watched.auditor).get(path).status_code == 403, path
    for path in OFFICE_ONLY:
        assert browse(watched.office).get(path).status_code == 200, path
        assert browse(watched.leader).get(path).status_code == 403, path


class TestRollCall:
    def test_two_presses_ask_every_unit_on_duty(self, office: Client, watched: Cast) -> None:
        page = office.get("/checks/ask/", headers=FRAGMENT).content.decode()
        assert "<html" not in page
        assert "可点名 3 个单位，本周期次数已满 0 个" in page
        answer = office.post("/checks/ask/", {"reason": "例行点名"}, headers=FRAGMENT)
        assert answer["HX-Redirect"] == "/checks/"
        assert set(Check.objects.values_list("unit__code", flat=True)) == {"xwb", "yjj", "dag"}
        assert office.get("/checks/").content.decode().count('class="tile tile--waiting"') == 3

    def test_who_has_been_asked_often_enough_is_named_not_asked(self, office: Client, watched: Cast) -> None:
        checks.ask_unit(unit=watched.routine, reason="抽查", by=watched.office)
        html = office.post("/checks/ask/", {"reason": "例行点名"}, follow=True).content.decode()
        assert "档案馆未点名" in html
        assert Check.objects.filter(unit=watched.routine).count() == 1
        again = office.post("/checks/ask/", {"reason": "再查", "unit": "dag"})
        assert again.status_code == 400
        assert "次数已满" in again.content.decode()
        assert 'value="再查"' in again.content.decode()
        assert office.post("/checks/ask/", {"reason": "再查", "unit": "dag", "exception": "on"}).status_code == 302

    def test_at_night_it_wants_an_exception(self, office: Client, watched: Cast) -> None:
        with later(11 * 60):
            assert "免扰时段" in office.get("/checks/ask/").content.decode()
            assert office.post("/checks/ask/", {"reason": "例行点名"}).status_code == 400
        assert not Check.objects.exists()

    def test_a_poll_is_answered_when_a_tile_fills(self, office: Client, watched: Cast) -> None:
        check = checks.ask_unit(unit=watched.routine, reason="抽查", by=watched.office)
        version = office.get("/checks/").content.decode().split("/checks/?v=")[1].split('"')[0]
        assert office.get("/checks/", {"v": version}, headers=FRAGMENT).status_code == 204
        assert check.person is not None
        checks.answer(check=check, person=check.person, now=timezone.now())
        part = office.get("/checks/", {"v": version}, headers=FRAGMENT)
        assert part.status_code == 200
        assert "tile--reached" in part.content.decode()


class TestCheck:
    def ask(self, cast: Cast) -> Check:
        check = checks.ask_unit(unit=cast.emergency, reason="抽查", by=cast.office)
        send_all()
        return check

    def test_the_person_asked_has_one_big_button(self, watched: Cast, browse: Browse) -> None:
        check = self.ask(watched)
        own = browse(on_seat_login(watched, watched.duty))
        assert "我在岗，应答" in own.get(f"/checks/{check.pk}/").content.decode()
        assert Check.objects.get().state == "asking"
        assert own.get(f"/checks/{check.pk}/answer/").status_code == 405
        own.post(f"/checks/{check.pk}/answer/")
        assert Check.objects.get().state == "answered"

    def test_other_units_do_not_know_of_it(self, stranger: Client, watched: Cast) -> None:
        check = self.ask(watched)
        assert stranger.get(f"/checks/{check.pk}/").status_code == 404
        for act in ("answer", "close", "cancel", "reply"):
            assert stranger.post(f"/checks/{check.pk}/{act}/", {"text": "x", "note": "x"}).status_code == 404
        assert str(check.pk) not in stranger.get("/checks/").content.decode()

    def test_somebody_of_the_unit_who_is_not_asked_may_not_answer(self, watched: Cast, browse: Browse) -> None:
        check = self.ask(watched)
        other = watched.emergency.people.exclude(assignments__shift__day=timezone.localdate())[0]
        assert browse(seat_login(other, watched.duty)).post(f"/checks/{check.pk}/answer/").status_code == 403
        assert Check.objects.get().state == "asking"

    def test_it_ends_with_the_office_and_the_unit_s_word(self, office: Client, leader: Client, watched: Cast) -> None:
        check = self.ask(watched)
        with later(11):
            checks.escalate_due(now=timezone.now())
            send_all()
        with later(22):
            checks.escalate_due(now=timezone.now())
            assert "待两办电话核实" in office.get(f"/checks/{check.pk}/").content.decode()
            assert leader.post(f"/checks/{check.pk}/close/", {"note": "在"}).status_code == 403
            kept = office.post(f"/checks/{check.pk}/close/", {"note": " "})
            assert kept.status_code == 400
            assert office.post(f"/checks/{check.pk}/close/", {"note": "电话接通，人在岗"}).status_code == 302
            assert leader.post(f"/checks/{check.pk}/reply/", {"text": "手机静音，已提醒"}).status_code == 302
        check.refresh_from_db()
        assert (check.state, check.outcome, check.office_note) == ("closed", "no_answer", "电话接通，人在岗")
        html = office.get(f"/checks/{check.pk}/").content.decode()
        assert "手机静音，已提醒" in html
        assert "未应答" in html

    def test_a_plan_shows_its_seed_and_replays(self, office: Client, leader: Client, watched: Cast) -> None:
        period = watched.county.duty_periods.get()
        path = f"/checks/plans/{period.pk}/"
        form = {"cap": 1, "answer_minutes": 10, "quiet_start": "22:00", "quiet_end": "07:00", "seed": 4711}
        assert leader.post(path, form).status_code == 403
        assert office.post(path, form | {"cap": 0}).status_code == 400
        assert office.post(path, form).status_code == 302
        assert CheckPlan.objects.get().seed == 4711
        assert "4711" in office.get(path).content.decode()
        assert "与计划逐项一致" in office.get(path, {"replay": "1"}).content.decode()
        Check.objects.filter(unit=watched.hub).update(due_at=timezone.now())
        assert "与计划不一致" in office.get(path, {"replay": "1"}).content.decode()
        assert "待查" not in leader.get("/checks/").content.decode()


class TestCallOut:
    def test_from_the_tile_it_takes_a_dialog_and_one_press(self, office: Client, watched: Cast) -> None:
        incident = flood(watched)
        tile = office.get("/now/dag/", headers=FRAGMENT).content.decode()
        assert 'hx-get="/call-outs/new/?unit=dag"' in tile
        dialog = office.get("/call-outs/new/?unit=dag", headers=FRAGMENT).content.decode()
        assert f'<option value="{incident.pk}" selected>' in dialog
        assert '<option value="dag" selected>' in dialog
        as_offered = {"basis": str(incident.pk), "units": ["dag"], "matter": "", "place": "", "required": 1}
        answer = office.post("/call-outs/new/", as_offered, headers=FRAGMENT)
        made = CallOut.objects.get()
        assert answer["HX-Redirect"] == f"/call-outs/{made.pk}/"
        assert (made.incident, made.matter, made.place, made.is_drill) == (incident, "河道漫堤", "城东堤段", False)

    def test_something_new_is_recorded_along_with_it(self, office: Client, watched: Cast) -> None:
        form = {"basis": "new", "units": ["dag"], "matter": "", "place": "县道 X101", "required": 1}
        refused = office.post("/call-outs/new/", form)
        assert refused.status_code == 400
        assert "县道 X101" in refused.content.decode()
        assert office.post("/call-outs/new/", form | {"matter": "道路塌方"}).status_code == 302
        assert CallOut.objects.get().incident == Incident.objects.get(title="道路塌方")

    def test_nobody_on_duty_leaves_no_incident_behind(self, watched: Cast, browse: Browse) -> None:
        with later(5 * 24 * 60):
            form = {"basis": "new", "units": ["dag"], "matter": "道路塌方", "place": "县道", "required": 1}
            refused = browse(watched.office).post("/call-outs/new/", form)
            assert refused.status_code == 400
            assert "此刻无人值班" in refused.content.decode()
        assert not Incident.objects.exists()
        assert not CallOut.objects.exists()

    def test_a_drill_looks_like_one_everywhere(self, office: Client, watched: Cast) -> None:
        form = {"basis": "drill", "units": ["dag"], "matter": "防汛演练", "place": "广场", "required": 1}
        office.post("/call-outs/new/", form)
        made = CallOut.objects.get()
        for page in ("/", "/call-outs/", f"/call-outs/{made.pk}/", f"/call-outs/answer/{made.summonses.get().pk}/"):
            html = office.get(page).content.decode()
            assert "card--drill" in html, page
            assert 'class="drill-word"' in html, page

    def test_sent_received_arrived_and_the_end(self, office: Client, leader: Client, watched: Cast) -> None:
        made = call_outs.call_out(
            county=watched.county, matter="抢险", place="堤段", required=1, by=watched.office,
            units=[watched.emergency], incident=flood(watched),
        )  # fmt: skip
        send_all()
        summons = made.summonses.get()
        page = f"/call-outs/answer/{summons.pk}/"
        assert leader.get(page).status_code == 200
        with later(2):
            assert leader.post(page, {"do": "acknowledge"}).status_code == 302
            version = office.get(f"/call-outs/{made.pk}/").content.decode().split("?v=")[1].split('"')[0]
            poll = {"v": version}
            assert office.get(f"/call-outs/{made.pk}/", poll, headers=FRAGMENT).status_code == 204
        with later(20):
            arrived = office.post(page, {"do": "arrive", "next": "/"})
            assert arrived["Location"] == "/"
            assert office.get(f"/call-outs/{made.pk}/", poll, headers=FRAGMENT).status_code == 200
            assert leader.post(f"/call-outs/{made.pk}/close/", {"outcome": "完"}).status_code == 403
            assert office.post(f"/call-outs/{made.pk}/close/", {"outcome": ""}).status_code == 400
            assert office.post(f"/call-outs/{made.pk}/close/", {"outcome": "险情解除"}).status_code == 302
        summons.refresh_from_db()
        assert (summons.state, summons.acknowledged_at is None) == ("arrived", False)

    def test_one_kept_ready_is_sent_once_or_dropped(self, office: Client, leader: Client, watched: Cast) -> None:
        drafts = [
            call_outs.draft_call_out(
                county=watched.county, matter="预案", place="广场", required=1, by=watched.office,
                units=[watched.emergency], is_drill=True,
            )
            for _ in range(2)
        ]  # fmt: skip
        page = f"/call-outs/{drafts[0].pk}/"
        assert "发出召集" in office.get(page).content.decode()
        assert leader.post(f"{page}send/").status_code == 404
        assert office.post(f"{page}send/").status_code == 302
        assert office.post(f"{page}send/").status_code == 409
        assert office.post(f"/call-outs/{drafts[1].pk}/cancel/").status_code == 302
        assert list(CallOut.objects.order_by("created_at").values_list("state", flat=True)) == [
            "dispatched",
            "cancelled",
        ]

    def test_never_on_to_another_site(self, office: Client, watched: Cast) -> None:
        made = call_outs.call_out(
            county=watched.county, matter="演练", place="广场", required=1, by=watched.office,
            units=[watched.routine], is_drill=True,
        )  # fmt: skip
        page = f"/call-outs/answer/{made.summonses.get().pk}/"
        answer = office.post(page, {"do": "arrive", "next": "https://evil.example/"})
        assert answer["Location"] == page

    def test_other_units_do_not_know_of_it(self, stranger: Client, watched: Cast) -> None:
        made = call_outs.call_out(
            county=watched.county, matter="抢险", place="堤段", required=1, by=watched.office,
            units=[watched.emergency], is_drill=True,
        )  # fmt: skip
        page = f"/call-outs/answer/{made.summonses.get().pk}/"
        assert stranger.get(f"/call-outs/{made.pk}/").status_code == 404
        assert stranger.get(page).status_code == 404
        assert stranger.post(page, {"do": "arrive"}).status_code == 404
        assert str(made.pk) not in stranger.get("/call-outs/").content.decode()
        assert str(made.pk) not in stranger.get("/").content.decode()


class TestIncident:
    FORM = {
        "title": "仓库起火",
        "kind": "火灾",
        "place": "工业园",
        "level": "ordinary",
        "occurred_at": "2026-07-08T11:50",
    }

    def test_one_press_logs_it_and_the_clocks_run(self, office: Client, watched: Cast) -> None:
        assert 'value="2026-07-08T12:00"' in office.get("/incidents/").content.decode()
        answer = office.post("/incidents/", self.FORM)
        made = Incident.objects.get()
        assert answer["Location"] == f"/incidents/{made.pk}/"
        html = office.get(answer["Location"]).content.decode()
        assert "应于 12:30 前报送" in html
        assert "应于 13:00 前报送" in html

    def test_errors_keep_what_was_typed(self, office: Client, watched: Cast) -> None:
        refused = office.post("/incidents/", self.FORM | {"occurred_at": "2026-07-08T13:00"})
        assert refused.status_code == 400
        assert "时间不能晚于现在" in refused.content.decode()
        assert 'value="仓库起火"' in refused.content.decode()

    def test_late_is_red_with_icon_and_word(self, office: Client, watched: Cast) -> None:
        incident = flood(watched)
        with later(31):
            html = office.get(f"/incidents/{incident.pk}/").content.decode()
            assert "已迟" in html
            assert "card--alarm" in html
            form = {"kind": "initial_phone", "text": "城东堤段漫堤", "reported_to": "市应急局"}
            assert office.post(f"/incidents/{incident.pk}/reports/", form).status_code == 302
            html = office.get(f"/incidents/{incident.pk}/").content.decode()
        assert "第 1 报 电话首报" in html
        assert "迟报" in html

    def test_a_report_too_early_keeps_its_text(self, leader: Client, watched: Cast) -> None:
        incident = flood(watched)
        refused = leader.post(f"/incidents/{incident.pk}/reports/", {"kind": "follow_up", "text": "水位上涨"})
        assert refused.status_code == 400
        assert "请先报送首报" in refused.content.decode()
        assert "水位上涨" in refused.content.decode()

    def test_the_final_report_closes_it(self, office: Client, watched: Cast) -> None:
        incident = flood(watched)
        for kind in ("initial_phone", "initial_written", "final"):
            office.post(f"/incidents/{incident.pk}/reports/", {"kind": kind, "text": "处置完毕"})
        incident.refresh_from_db()
        assert incident.state == "closed"
        assert office.get(f"/incidents/{incident.pk}/edit/").status_code == 200
        facts = {"title": "改", "kind": "洪涝", "level": "major", "place": "堤"}
        assert office.post(f"/incidents/{incident.pk}/edit/", facts).status_code == 400

    def test_a_unit_sees_only_what_involves_it(self, stranger: Client, leader: Client, watched: Cast) -> None:
        incident = flood(watched)
        assert leader.get(f"/incidents/{incident.pk}/").status_code == 200
        assert leader.get(f"/incidents/{incident.pk}/edit/").status_code == 403
        assert stranger.get(f"/incidents/{incident.pk}/").status_code == 404
        assert stranger.post(f"/incidents/{incident.pk}/reports/", {"kind": "final", "text": "x"}).status_code == 404
        assert "河道漫堤" not in stranger.get("/incidents/").content.decode()


class TestWhistle:
    FORM = {"unit": "yjj", "kind": "routine", "matter": "道路塌方", "place": "县道", "wanted_units": ["dag"]}

    def test_blown_dispatched_answered_closed(
        self, leader: Client, office: Client, stranger: Client, watched: Cast
    ) -> None:
        assert leader.post("/whistles/", self.FORM).status_code == 302
        page = f"/whistles/{Whistle.objects.get().pk}/"
        assert stranger.post(page, {"do": "dispatch"}).status_code == 403
        assert office.post(page, {"do": "dispatch"}).status_code == 302
        assert stranger.post(page, {"do": "answer", "text": ""}).status_code == 400
        assert stranger.post(page, {"do": "answer", "text": "已清障"}).status_code == 302
        assert stranger.post(page, {"do": "solve"}).status_code == 403
        assert leader.post(page, {"do": "solve"}).status_code == 302
        assert leader.post(page, {"do": "solve"}).status_code == 409
        assert Whistle.objects.get().state == "solved"

    def test_nobody_blows_for_another_unit(self, stranger: Client, watched: Cast) -> None:
        assert stranger.post("/whistles/", self.FORM).status_code == 400
        assert not Whistle.objects.exists()

    def test_a_unit_that_has_nothing_to_do_with_it_does_not_know(self, watched: Cast, browse: Browse) -> None:
        whistle = whistles.blow(
            unit=watched.hub,
            kind=WhistleKind.ROUTINE,
            matter="甲",
            place="乙",
            wanted_units=[watched.routine],
            by=watched.office,
        )
        assert browse(watched.leader).get(f"/whistles/{whistle.pk}/").status_code == 404


class TestOrder:
    FORM = {"tier": Tier.ROUTINE_SUPPORT, "posture": "on_site", "reason": "防汛Ⅱ级响应"}

    def test_issued_read_by_all_and_ended(self, office: Client, leader: Client, watched: Cast) -> None:
        form = self.FORM | {"start": "2026-07-08T12:00", "end": "2026-07-09T12:00"}
        assert leader.post("/posture-orders/", form).status_code == 403
        assert office.post("/posture-orders/", form | {"tier": ""}).status_code == 400
        assert office.post("/posture-orders/", form).status_code == 302
        for client in (office, leader):
            assert "防汛Ⅱ级响应" in client.get("/").content.decode()
            assert "防汛Ⅱ级响应" in client.get("/posture-orders/").content.decode()
        path = f"/posture-orders/{PostureOrder.objects.get().pk}/end/"
        assert leader.post(path).status_code == 403
        with later(60):
            assert office.post(path).status_code == 302
            assert "防汛Ⅱ级响应" not in office.get("/").content.decode()
            assert office.post(path).status_code == 409


class TestLogAndWatch:
    def test_one_tap_for_nothing_to_report(self, leader: Client, watched: Cast) -> None:
        assert leader.get("/log/nothing/").status_code == 405
        leader.post("/log/nothing/")
        entry = LogEntry.objects.get()
        assert (entry.unit, entry.state) == (watched.emergency, "nothing")

    def test_an_entry_is_written_and_finished(self, leader: Client, stranger: Client, watched: Cast) -> None:
        refused = leader.post("/log/", {"matter": "", "caller": "王某"})
        assert refused.status_code == 400
        assert 'value="王某"' in refused.content.decode()
        leader.post("/log/", {"matter": "群众来电反映积水", "caller": "王某"})
        entry = LogEntry.objects.get()
        assert stranger.post(f"/log/{entry.pk}/done/").status_code == 404
        assert stranger.get("/log/", {"unit": "yjj"}).status_code == 404
        assert stranger.post("/log/", {"unit": "yjj", "matter": "x"}).status_code == 404
        leader.post(f"/log/{entry.pk}/done/", {"handled": "已转水利局"})
        entry.refresh_from_db()
        assert (entry.state, entry.handled) == ("done", "已转水利局")

    def test_leaving_and_coming_back(self, watched: Cast, browse: Browse, stranger: Client) -> None:
        own = browse(on_seat_login(watched, watched.duty))
        duty = on_seat(watched.emergency, Post.DEDICATED_STAFF, timezone.now())
        path = f"/my/duty/{duty.pk}/leave/"
        assert stranger.post(path, {"reason": "x", "expected_back": "2026-07-08T13:00"}).status_code == 404
        assert own.post(path, {"reason": "现场处置", "expected_back": "2026-07-08T11:00"}).status_code == 400
        assert own.post(path, {"reason": "现场处置", "expected_back": "2026-07-08T13:00"}).status_code == 302
        html = own.get("/my/duty/").content.decode()
        assert "销假" in html
        report = LeavePostReport.objects.get(assignment=duty)
        assert stranger.post(f"/my/duty/leaves/{report.pk}/return/").status_code == 404
        assert own.post(f"/my/duty/leaves/{report.pk}/return/").status_code == 302
        report.refresh_from_db()
        assert report.state == "returned"

    def test_handing_over_to_the_next(self, watched: Cast, browse: Browse, stranger: Client) -> None:
        own = browse(on_seat_login(watched, watched.duty))
        duty = on_seat(watched.emergency, Post.DEDICATED_STAFF, timezone.now())
        path = f"/my/duty/{duty.pk}/handover/"
        own.post("/log/", {"matter": "积水待排"})
        assert "1 项待办随交班移交" in own.get(path).content.decode()
        assert stranger.post(path).status_code == 404
        assert own.post(path, {"note": "注意水位"}).status_code == 302
        handover = Handover.objects.get(outgoing=duty)
        assert handover.incoming is not None
        assert stranger.post(f"/my/duty/handovers/{handover.pk}/accept/").status_code == 404
        incoming = browse(seat_login(handover.incoming, watched.duty))
        assert "积水待排" in incoming.get("/my/duty/").content.decode()
        assert incoming.post(f"/my/duty/handovers/{handover.pk}/accept/").status_code == 302
        handover.refresh_from_db()
        assert handover.state == "accepted"
