"""Lists, incidents, whistles, orders, log and watch: who opens the pages, who doesn't, and the writes behind the buttons."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from alerts.enums import WhistleKind
from alerts.models import Handover, Incident, LeavePostReport, LogEntry, PostureOrder, Whistle
from alerts.whistles.services import whistles
from rostering.enums import Post
from tests.alerts.conftest import later, seat_login
from tests.alerts.watch import flood, on_seat
from tests.clients import Browse
from tests.factories import Cast
from units.enums import Tier
from units.models import User

LISTS = ("/checks/", "/call-outs/", "/incidents/", "/whistles/", "/posture-orders/", "/log/", "/my/duty/", "/messages/")
OFFICE_ONLY = ("/checks/ask/", "/call-outs/new/", "/messages/log/", "/engine/")


def on_seat_login(cast: Cast, user: User) -> User:
    """The emergency unit's staff on duty now signs in as `user`."""
    person = on_seat(cast.emergency, Post.DEDICATED_STAFF, timezone.now()).person
    assert person is not None
    return seat_login(person, user)


def test_everybody_on_duty_opens_the_lists_and_the_auditor_none(watched: Cast, browse: Browse) -> None:
    for path in LISTS:
        for user in (watched.office, watched.leader, watched.duty):
            assert browse(user).get(path).status_code == 200, (path, user.username)
        assert browse(watched.auditor).get(path).status_code == 403, path
    for path in OFFICE_ONLY:
        assert browse(watched.office).get(path).status_code == 200, path
        assert browse(watched.leader).get(path).status_code == 403, path


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
        given = {"reason": "现场处置", "expected_back": "2026-07-08T13:00"}
        assert "仅处置突发事件可离开" in own.get(path).content.decode()
        assert "只有处置突发事件或有人接替方可离岗" in own.post(path, given).content.decode()
        assert own.post(path, given | {"covered_by": watched.people["yjj"][0].pk}).status_code == 302
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
        dialog = own.get(path).content.decode()
        assert "1 项待办随交班移交" in dialog
        assert "积水待排" in dialog
        assert "接班人：" in dialog
        assert stranger.post(path).status_code == 404
        assert own.post(path, {"note": "注意水位"}).status_code == 302
        handover = Handover.objects.get(outgoing=duty)
        assert handover.incoming is not None
        assert stranger.post(f"/my/duty/handovers/{handover.pk}/accept/").status_code == 404
        withdrawal = f"/my/duty/handovers/{handover.pk}/withdraw/"
        assert stranger.post(withdrawal).status_code == 404
        assert withdrawal in own.get("/my/duty/").content.decode()
        assert own.post(withdrawal).status_code == 302
        assert path in own.get("/my/duty/").content.decode()
        assert own.post(path, {"note": "注意水位"}).status_code == 302
        incoming = browse(seat_login(handover.incoming, watched.duty))
        assert "积水待排" in incoming.get("/my/duty/").content.decode()
        assert incoming.post(f"/my/duty/handovers/{handover.pk}/accept/").status_code == 409
        with time_machine.travel(duty.end - timedelta(minutes=10), tick=False):
            # The successor may have no login: the leader finds it, too.
            leader = browse(watched.leader)
            assert "积水待排" in leader.get("/my/duty/").content.decode()
            assert leader.post(f"/my/duty/handovers/{handover.pk}/accept/").status_code == 302
            assert "撤回接班" in leader.get("/my/duty/").content.decode()
            assert leader.post(f"/my/duty/handovers/{handover.pk}/undo/").status_code == 302
            assert browse(watched.duty).post(f"/my/duty/handovers/{handover.pk}/accept/").status_code == 302
        handover.refresh_from_db()
        assert handover.state == "accepted"
