"""预警叫应 from the bulletin to the last answer: signed, message, telephone, the next person, the operator's list, and its end."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone

from alerts.enums import AnsweredBy, BulletinSource, BulletinType, WarningKind, WarningLevel
from alerts.models import (
    AnswerLink,
    ContactRule,
    Notification,
    PostureOrder,
    PublicWarning,
    WarningBulletin,
    WarningCall,
)
from alerts.response_cards.services.cards import install_cards
from alerts.todo.queries.asked import AskKind, asked_of
from alerts.todo.rules import Kind
from alerts.warnings.rules.bulletins import Bulletin
from alerts.warnings.services import ending
from alerts.warnings.services.answers import answer
from alerts.warnings.services.calling import call_due
from alerts.warnings.services.receiving import receive
from alerts.warnings.services.signing import Signed, sign
from rostering.enums import Post
from rostering.models import Assignment
from tests.alerts.conftest import NOON
from tests.alerts.warnings.rain import calls, lines, received, signed
from tests.alerts.watch import person_on, send_all, told
from tests.clients import browser_of
from tests.factories import Cast, at
from units.models import User


def test_nobody_is_called_before_somebody_has_signed(watched: Cast) -> None:
    warning = received(watched)
    assert told("warning_received", "inbox")
    assert not told("warning", "inbox")
    assert lines(watched.office, Kind.WARNING) == ["暴雨橙色预警待签发"]
    assert lines(watched.leader, Kind.WARNING) == []
    page = browser_of(watched.office).get(f"/warnings/{warning.pk}/").content.decode()
    # The table's proposal: orange names hub and emergency units, on site.
    assert page.count('name="units"') >= 3
    browser_of(watched.office).post(
        f"/warnings/{warning.pk}/sign/",
        {"version": warning.version, "level": "orange", "units": [unit.code for unit in watched.units],
         "answer_minutes": 10, "posture": "on_site", "extra_staff": 1},
    )  # fmt: skip
    warning.refresh_from_db()
    assert (warning.state, warning.signed_by, warning.order) == ("calling", watched.office, PostureOrder.objects.get())
    assert PostureOrder.objects.get().reason == "暴雨橙色预警"
    assert lines(watched.office, Kind.WARNING) == []
    assert len(told("warning")) == 3


def test_who_does_not_answer_is_rung_then_the_next_then_the_operator_rings(watched: Cast) -> None:
    """The clock begins when the message has gone out. Nothing of it happens twice, and the first answer of a unit ends its asking."""
    first = person_on(watched.emergency, Post.DEDICATED_STAFF, NOON)
    second = person_on(watched.emergency, Post.LEADER, NOON)
    for order, channel in enumerate(("console", "voice")):
        ContactRule.objects.create(person=first, channel=channel, address="13800000001", order=order, verified_at=NOON)
    warning = signed(watched)
    call = WarningCall.objects.get(unit=watched.emergency)
    assert (call.person, call.state, call.answer_by) == (first, "sending", None)
    send_all()
    call.refresh_from_db()
    assert (call.state, call.answer_by) == ("asked", NOON + timedelta(minutes=10))
    passed(11)
    call.refresh_from_db()
    assert (call.rung_at, call.answer_by) == (NOON + timedelta(minutes=11), NOON + timedelta(minutes=21))
    assert Notification.objects.filter(object_id=call.pk, channel="voice").count() == 1
    passed(22)
    assert calls(warning, watched.emergency)[:2] == [(first.name, "asked"), (second.name, "sending")]
    send_all(NOON + timedelta(minutes=22))
    for minutes in (33, 44, 55):
        passed(minutes)
        send_all(NOON + timedelta(minutes=minutes))
    assert calls(warning, watched.emergency)[-1][1] == "with_office"
    ringing = [title for title in lines(watched.office, Kind.WARNING) if "电话" in title]
    assert len(ringing) == 1
    assert told("warning_unanswered", "inbox")

    last = WarningCall.objects.filter(unit=watched.emergency).order_by("-place")[0]
    browser_of(watched.office).post(f"/warnings/calls/{last.pk}/answer/", {"do": "phone", "name": "值班室小李"})
    last.refresh_from_db()
    assert (last.state, last.answered_how, last.answered_by) == ("answered", "phone", "值班室小李")
    assert {state for _name, state in calls(warning, watched.emergency)} == {"answered", "released"}


def passed(minutes: int) -> None:
    """Twice, as two workers would."""
    for _ in range(2):
        call_due(now=NOON + timedelta(minutes=minutes))


def test_the_link_of_the_message_answers_and_the_others_of_the_unit_are_spared(watched: Cast) -> None:
    warning = signed(watched)
    send_all()
    call = WarningCall.objects.get(unit=watched.emergency)
    User.objects.filter(person=call.person).update(person=None)
    User.objects.filter(pk=watched.duty.pk).update(person=call.person)
    duty = User.objects.get(pk=watched.duty.pk)
    assert [(ask.kind, ask.subject) for ask in asked_of(duty, NOON).asks] == [(AskKind.WARNING, "暴雨橙色预警")]
    passed(11)
    assert len(calls(warning, watched.emergency)) == 2
    path = Notification.objects.get(object_id=call.pk, channel="console").params["path"]
    guest = Client()
    assert "暴雨橙色预警" in guest.get(path).content.decode()
    assert guest.get(path).status_code == 200
    call.refresh_from_db()
    assert call.state == "asked", "looking answers nothing"
    guest.post(path, {"do": "answer"})
    call.refresh_from_db()
    assert (call.state, call.answered_how, call.answered_at) == ("answered", "link", NOON)
    assert {state for _name, state in calls(warning, watched.emergency)} == {"answered", "released"}
    assert asked_of(duty, NOON).asks == ()
    assert "已应答" in guest.get(path).content.decode()


def test_an_update_waits_to_be_signed_anew_and_calls_everybody_again(watched: Cast) -> None:
    warning = signed(watched)
    send_all()
    worse = Bulletin(
        BulletinType.UPDATE, "暴雨红色预警", WarningKind.RAINSTORM, WarningLevel.RED, end=NOON + timedelta(hours=8)
    )
    receive(
        county=watched.county, bulletin=worse, source=BulletinSource.HAND, by=watched.office, now=NOON, follows=warning
    )
    warning.refresh_from_db()
    assert (warning.state, warning.level, warning.round) == ("amended", "red", 1)
    assert lines(watched.office, Kind.WARNING) == ["暴雨红色预警有更新，待重新签发"]
    # Those asked go on answering until it is signed again.
    answer(call=WarningCall.objects.get(unit=watched.hub), by=watched.office, now=NOON, how=AnsweredBy.PAGE)
    sign(warning=warning, what=Signed(WarningLevel.RED, watched.units, 5), by=watched.office, now=NOON)
    warning.refresh_from_db()
    assert (warning.state, warning.round) == ("calling", 2)
    states = {unit.code: calls(warning, unit)[0][1] for unit in watched.units}
    assert set(states.values()) == {"sending"}
    assert not WarningCall.objects.filter(round=1, state__in=("sending", "asked", "with_office")).exists()


def test_a_cancellation_ends_it_and_tells_those_who_were_told(watched: Cast) -> None:
    warning = signed(watched)
    send_all()
    over = Bulletin(BulletinType.CANCEL, "解除暴雨橙色预警")
    receive(
        county=watched.county, bulletin=over, source=BulletinSource.HAND, by=watched.office, now=NOON, follows=warning
    )
    warning.refresh_from_db()
    assert (warning.state, warning.outcome) == ("closed", "发布单位已解除预警")
    assert told("warning_ended", "inbox") == told("warning", "inbox")
    assert not AnswerLink.objects.filter(purpose="warning", expires_at__gt=NOON).exists()
    assert call_due(now=NOON + timedelta(hours=1)) == 0


def test_its_hour_ends_it_signed_or_not(watched: Cast) -> None:
    called, unsigned = (
        signed(watched),
        received(watched, Bulletin(BulletinType.ALERT, "大风", end=NOON + timedelta(hours=1))),
    )
    assert ending.end_due(now=NOON + timedelta(hours=7)) == 2
    assert ending.end_due(now=NOON + timedelta(hours=7)) == 0
    states = dict(PublicWarning.objects.values_list("pk", "state"))
    assert (states[called.pk], states[unsigned.pk]) == ("closed", "dropped")


def test_a_pasted_text_is_read_and_asked_back(watched: Cast) -> None:
    office = browser_of(watched.office)
    text = "章江县气象台2026年7月8日11时30分发布暴雨橙色预警信号：预计未来3小时，河东乡将出现50毫米以上降水。"
    shown = office.post("/warnings/", {"do": "read", "text": text})
    assert not PublicWarning.objects.exists()
    form = shown.context["form"]
    assert (form.initial["kind"], form.initial["level"], form.initial["end"]) == (
        "rainstorm",
        "orange",
        "2026-07-08T14:30",
    )
    office.post(
        "/warnings/", {"do": "receive", **{k: v for k, v in form.initial.items() if k not in ("key", "references")}}
    )
    bulletin = WarningBulletin.objects.get()
    assert (bulletin.source, bulletin.sender, bulletin.warning.area) == ("text", "章江县气象台", "河东乡")
    listed = office.get("/warnings/").content.decode()
    assert "待签发" in listed


def test_the_countys_table_says_who_is_named_and_the_signature_does_it(watched: Cast) -> None:
    card = install_cards(county=watched.county, by=watched.office)[0]
    office = browser_of(watched.office)
    line = {"units": ["dag"], "posture": "", "extra_staff": 1, "answer_minutes": 7, "card": card.title}
    assert office.post("/warnings/rules/rainstorm/orange/", line | {"card": "没有此卡"}).status_code == 400
    assert office.post("/warnings/rules/rainstorm/orange/", line).status_code == 302
    assert "增派 1 人" in office.get("/warnings/rules/").content.decode()
    page = f"/warnings/{received(watched).pk}/"
    form = office.get(page).context["sign_form"]
    assert (form.initial["units"], form.initial["answer_minutes"], form.initial["extra_staff"]) == (["dag"], 7, 1)
    assert office.post(f"{page}sign/", form.initial).status_code == 302
    order = PublicWarning.objects.get().order
    assert order is not None
    assert (order.posture, order.extra_staff, order.unit_ids) == ("phone_standby", 1, [watched.routine.pk])
    seat = Assignment.objects.active().get(shift__ordered_by=order.pk)
    assert told("duty_changed") == {str(seat.person)}
    for client in (office, browser_of(watched.routine_leader)):
        shown = client.get(page).content.decode()
        assert f"处置卡：{card.title}" in shown
        assert f"第 {order.number} 号升级令" in shown


def test_a_warning_that_ends_or_changes_ends_its_order(watched: Cast) -> None:
    warning = received(watched)
    what = Signed(WarningLevel.ORANGE, [watched.routine], 7, posture="on_site", extra_staff=1)
    first = sign(warning=warning, what=what, by=watched.office, now=NOON).order
    received(watched, follows=warning)
    assert sign(warning=warning, what=what, by=watched.office, now=NOON).order == first
    received(watched, follows=warning)
    more = sign(warning=warning, what=replace(what, extra_staff=2), by=watched.office, now=NOON).order
    assert first is not None
    assert more is not None
    assert PostureOrder.objects.get(pk=first.pk).state == "ended"
    assert PostureOrder.objects.get(pk=more.pk).state == "in_force"
    cancelled = Bulletin(BulletinType.CANCEL, "解除")
    received(watched, cancelled, follows=warning)
    assert not PostureOrder.objects.filter(state="in_force").exists()
    assert not Assignment.objects.active().filter(shift__ordered_by__isnull=False, end__gt=NOON).exists()
    assert told("duty_withdrawn") == told("duty_changed")


def test_the_list_and_a_warning_cost_the_same_queries_however_many_are_called(
    watched: Cast, django_assert_max_num_queries: Any
) -> None:
    warning = signed(watched)
    client = browser_of(watched.office)
    client.get("/warnings/")
    with django_assert_max_num_queries(22):
        client.get("/warnings/")
    with django_assert_max_num_queries(24):
        client.get(f"/warnings/{warning.pk}/")


def test_moments_are_the_servers(watched: Cast) -> None:
    """Answering late is on the clock as it was."""
    warning = signed(watched, minutes=5)
    send_all()
    call = WarningCall.objects.get(unit=watched.hub)
    late: datetime = NOON + timedelta(minutes=9)
    with time_machine.travel(late, tick=False):
        answer(call=call, by=watched.office, now=timezone.now(), how=AnsweredBy.PAGE)
    call.refresh_from_db()
    assert (call.answered_at, call.answer_by) == (late, NOON + timedelta(minutes=5))
    assert warning.signed_at == at("2026-07-08 12:00")
