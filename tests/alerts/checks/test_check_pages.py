"""点名 and 查岗: the pages, and the writes behind their buttons."""

from django.test import Client
from django.utils import timezone

from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.models import Check, CheckPlan
from rostering.enums import Post
from tests.alerts.conftest import later, seat_login
from tests.alerts.watch import on_seat, send_all
from tests.clients import FRAGMENT, Browse
from tests.factories import Cast
from units.models import User


def on_seat_login(cast: Cast, user: User) -> User:
    """The emergency unit's staff on duty now signs in as `user`."""
    person = on_seat(cast.emergency, Post.DEDICATED_STAFF, timezone.now()).person
    assert person is not None
    return seat_login(person, user)


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
        again = office.post("/checks/ask/", {"reason": "再查", "units": "dag"})
        assert again.status_code == 400
        assert "次数已满" in again.content.decode()
        assert 'value="再查"' in again.content.decode()
        assert office.post("/checks/ask/", {"reason": "再查", "units": "dag", "exception": "on"}).status_code == 302

    def test_at_night_it_wants_an_exception(self, office: Client, watched: Cast) -> None:
        with later(11 * 60):
            office.force_login(watched.office)
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
            check_escalation.escalate_due(now=timezone.now())
            send_all()
        with later(22):
            check_escalation.escalate_due(now=timezone.now())
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
