"""投诉建议 from door to door: written signed in or by a link, hidden from the leader, answered in time or told to the office."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from alerts.burden_meter.queries import burden
from alerts.checks.services import checks
from alerts.complaints.services import OPEN_AT_MOST, tell_overdue
from alerts.enums import ComplaintState
from alerts.models import Complaint, Notification
from tests.alerts.conftest import NOON
from tests.alerts.first_run.saved import saved
from tests.alerts.watch import send_all
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, at, make_token

WORDS = {"kind": "complaint", "about": "burden", "text": "一个假期查岗四次，夜里也打电话"}


@pytest.fixture
def office(watched: Cast) -> Client:
    return browser_of(watched.office)


def test_written_anonymously_answered_in_time_and_read(watched: Cast, office: Client) -> None:
    duty, leader = browser_of(watched.duty), browser_of(watched.leader)
    assert duty.post("/complaints/", {**WORDS, "text": " "}).status_code == 400
    made = duty.post("/complaints/", {**WORDS, "is_anonymous": "on"})
    row = Complaint.objects.get()
    page = f"/complaints/{row.pk}/"
    assert made["Location"] == page
    # A Wednesday: five of the county's workdays on, at closing time.
    assert (row.due_at, row.unit) == (at("2026-07-15 18:00"), watched.emergency)
    name = watched.duty.person.name if watched.duty.person else watched.duty.display_name
    assert name in office.get(page).content.decode()
    seen = leader.get(page).content.decode()
    assert "查岗四次" in seen
    assert "匿名" in seen
    assert name not in seen
    assert Api(key=make_token(watched.leader)).get(f"complaints/{row.pk}/")["writer"] is None
    assert Api(key=make_token(watched.duty)).get(f"complaints/{row.pk}/")["writer"] == name
    assert browser_of(watched.routine_leader).get(page).status_code == 404
    assert "投诉待答复：一个假期查岗四次" in office.get("/todo/").content.decode()

    assert leader.post(page, {"answer": "不必"}).status_code == 400 or Complaint.objects.get().answer == ""
    assert office.post(page, {"answer": "本月起每周期只查一次"}).status_code == 302
    assert office.post(page, {"answer": "再答"}).status_code == 400
    told = Notification.objects.get(purpose="notice", params__event="complaint.answered", channel="inbox")
    assert (told.person, told.unit) == (watched.duty.person, None)
    link = told.params["link"]
    # Answered: it can't be taken back, and whoever has the message reads it without signing in.
    assert duty.post(f"{page}withdraw/").status_code == 409
    assert "本月起每周期只查一次" in Client().get(link).content.decode()
    assert "本月起每周期只查一次" in duty.get(page).content.decode()
    assert "待答复" not in office.get("/todo/").content.decode()


def test_by_the_link_of_any_message_which_stays_good_for_its_own_matter(watched: Cast) -> None:
    check = checks.ask_unit(unit=watched.routine, reason="抽查", by=watched.office)
    send_all()
    link = Notification.objects.get(object_id=check.pk, channel="console").params["path"]
    guest = Client()
    found = re.search(rf'href="({link}complaint/)"', guest.get(link).content.decode())
    assert found is not None
    assert guest.get(found[1]).status_code == 200
    assert Complaint.objects.count() == 0
    assert guest.post(found[1], {"kind": "x"}).status_code == 400
    answer = guest.post(found[1], {**WORDS, "is_anonymous": "on"})
    assert "7月15日" in answer.content.decode()
    row = Complaint.objects.get()
    assert (row.person, row.written_by, row.unit) == (check.person, None, watched.routine)
    assert guest.post(link, {"do": "answer"}).status_code == 302
    for number in range(OPEN_AT_MOST):
        guest.post(found[1], {**WORDS, "text": f"第{number}条"})
    assert Complaint.objects.count() == OPEN_AT_MOST
    assert Client().get("/a/wrong/complaint/").status_code == 404
    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        assert guest.get(found[1]).status_code == 410


def test_what_is_overdue_is_told_to_the_office_once_and_counted(watched: Cast, office: Client) -> None:
    saved(watched, complaint_days=1)
    for user, text in ((watched.leader, "表格太多"), (watched.routine_leader, "登录太麻烦"), (watched.duty, "误点")):
        browser_of(user).post("/complaints/", {**WORDS, "kind": "suggestion", "text": text})
    rows = {row.text: row for row in Complaint.objects.all()}
    assert {row.due_at for row in rows.values()} == {at("2026-07-09 18:00")}
    assert browser_of(watched.duty).post(f"/complaints/{rows['误点'].pk}/withdraw/").status_code == 302
    assert office.post(f"/complaints/{rows['登录太麻烦'].pk}/", {"answer": "已改为短信登录"}).status_code == 302
    late = at("2026-07-09 18:00")
    assert tell_overdue(now=late - timedelta(seconds=1)) == 0
    with time_machine.travel(late, tick=False):
        assert [tell_overdue(now=late), tell_overdue(now=late)] == [1, 0]
        told = Notification.objects.filter(purpose="complaint_overdue", channel="inbox")
        assert {row.object_id for row in told} == {rows["表格太多"].pk}
        # The session of the day before is over.
        office = browser_of(watched.office)
        assert "已逾期" in office.get(f"/complaints/{rows['表格太多'].pk}/").content.decode()
        found = burden(watched.leader, watched.county, NOON - timedelta(days=1), late).complaints
        assert (found.written, found.answered, found.in_time, found.overdue) == (2, 1, 1, 1)
        page = browser_of(watched.leader).get("/burden-meter/").content.decode()
        assert "全县收到 2 件，已答复 1 件，其中按时 1 件，逾期未答复 1 件" in page
        office.post(f"/complaints/{rows['表格太多'].pk}/", {"answer": "已合并"})
    with time_machine.travel(late + timedelta(minutes=1), tick=False):
        found = Api(user=watched.office).get("burden-meter/").body["complaints"]
        assert found == {"written": 2, "answered": 2, "in_time": 2, "overdue": 0}
    assert set(Complaint.objects.values_list("state", flat=True)) == {ComplaintState.ANSWERED, ComplaintState.WITHDRAWN}
