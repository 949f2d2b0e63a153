"""What the voice bridge may tell of a call about a warning, through its door: what comes of it, what the question is afterwards, and what
the operator's telephone list shows. A voicemail is never an answer."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connections, transaction
from django.test import Client

from alerts.enums import ChannelCode, WarningLevel
from alerts.models import AnswerLink, ContactRule, Notification, Reply, WarningCall
from alerts.outbox.services.links import find_link
from alerts.warnings.services import ending
from alerts.warnings.services.calling import call_due
from alerts.warnings.services.signing import Signed, sign
from rostering.enums import Post
from tests.alerts.answers.test_replies import SECRET, asked, fresh, press
from tests.alerts.conftest import NOON
from tests.alerts.warnings.rain import received
from tests.alerts.watch import person_on, send_all
from tests.clients import browser_of
from tests.factories import Cast


@pytest.fixture(autouse=True)
def door(settings: LazySettings) -> None:
    settings.VOICE_REPLY_TOKEN = SECRET


@dataclass(frozen=True)
class Rung:
    """A call whose person has been rung up, and the message of that."""

    call: WarningCall
    row: Notification


def rung(cast: Cast) -> Rung:
    """At twelve minutes past noon: the first of the unit has had a message and a telephone call, and has said nothing."""
    first = person_on(cast.emergency, Post.DEDICATED_STAFF, NOON)
    for order, channel in enumerate(("console", "voice")):
        ContactRule.objects.create(person=first, channel=channel, address="13800000001", order=order, verified_at=NOON)
    sign(warning=received(cast), what=Signed(WarningLevel.RED, [cast.emergency], 10), by=cast.office, now=NOON)
    send_all()
    call_due(now=minute(11))
    call = WarningCall.objects.get()
    row = Notification.objects.get(object_id=call.pk, channel="voice")
    Notification.objects.filter(pk=row.pk).update(state="accepted", first_sent_at=minute(11))
    return Rung(call, row)


def minute(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def nothing(_cast: Cast, _rung: Rung) -> None:
    return None


def its_link(_cast: Cast, one: Rung) -> None:
    message = Notification.objects.get(object_id=one.call.pk, channel="console")
    assert Client().post(message.params["path"], {"do": "answer"}).status_code == 302


def the_operator(cast: Cast, one: Rung) -> None:
    done = browser_of(cast.office).post(f"/warnings/calls/{one.call.pk}/answer/", {"do": "phone", "name": "本人"})
    assert done.status_code == 302


def passed_on(_cast: Cast, _rung: Rung) -> None:
    call_due(now=minute(22))
    send_all(minute(22))


def a_colleague(cast: Cast, one: Rung) -> None:
    passed_on(cast, one)
    message = Notification.objects.filter(purpose="warning", channel="console").exclude(object_id=one.call.pk).get()
    assert Client().post(message.params["path"], {"do": "answer"}).status_code == 302


def listed(_cast: Cast, _rung: Rung) -> None:
    """Nobody of the unit answers, and whoever has a telephone is rung: it ends with the operator."""
    for number in (22, 33, 44, 55, 66):
        call_due(now=minute(number))
        send_all(minute(number))


def its_end(cast: Cast, one: Rung) -> None:
    ending.close(warning=one.call.warning, outcome="雨已停", by=cast.office, now=minute(12))


@dataclass(frozen=True)
class Case:
    """`tells`: what differs from a good key 1. `state`, `how`: of the call afterwards. `shows`: what stands on the list, where the
    unit is rung by the operator if it is `on_list`."""

    name: str
    tells: Mapping[str, Any]
    answers: Mapping[str, Any]
    state: str
    how: str
    on_list: bool
    shows: str
    before: Callable[[Cast, Rung], None] = nothing
    status: int = 200


def said(outcome: str, say: str) -> dict[str, Any]:
    return {"outcome": outcome, "say": say, "again": outcome == "unclear"}


THANKS, NOT, WRONG = (
    said("counted", "已记录，谢谢。"), said("not_an_answer", "不算应答"), said("unclear", "按键无效。应答请按1。"),
)  # fmt: skip
BY_LINK, BY_OPERATOR = (
    said("already", f"已于7月8日 12:12{how}（{{name}}），无需再次提交。") for how in ("链接应答", "电话叫应")
)  # fmt: skip
OVER = said("over", "事项已结束")
CASES = [
    Case("voicemail", {"heard": "voicemail"}, NOT, "asked", "", True, "转入语音信箱"),
    Case("busy", {"heard": "busy"}, NOT, "asked", "", True, "占线"),
    Case("no answer", {"heard": "no_answer"}, NOT, "asked", "", True, "无人接听"),
    Case("hung up", {"heard": "hung_up"}, NOT, "asked", "", True, "接听后未按键"),
    Case("wrong key", {"digits": "7"}, WRONG, "asked", "", True, "按键无效"),
    Case("a no that the question hasn't", {"digits": "2"}, WRONG, "asked", "", True, "按键无效"),
    Case("two keys", {"digits": "12"}, WRONG, "asked", "", True, "按键无效"),
    Case("key without a digit", {"digits": ""}, WRONG, "asked", "", True, "按键无效"),
    Case("right key", {}, THANKS, "answered", "key", False, "按键应答"),
    Case("late key, the next is asked", {}, THANKS, "answered", "key", False, "按键应答", passed_on),
    Case("late key, with the operator", {}, THANKS, "answered", "key", False, "按键应答", listed),
    Case("late voicemail, with the operator", {"heard": "voicemail"}, NOT, "asked", "", True, "转入语音信箱", listed),
    Case("late key, the warning is over", {}, OVER, "released", "", False, "雨已停", its_end),
    Case("after the link", {}, BY_LINK, "answered", "link", False, "链接应答", its_link),
    Case("after the operator", {}, BY_OPERATOR, "answered", "phone", False, "电话叫应", the_operator),
    Case("after a colleague", {}, OVER, "released", "", False, "链接应答", a_colleague),
    Case(
        "unknown question", {"key": str(uuid4())},
        {"code": "unknown_message", "detail": "没有发出过这条语音", "field": "key"}, "asked", "", True, "拨打", status=400,
    ),
    Case("bad signature", {"token": "guessed" * 4}, {}, "asked", "", True, "拨打", status=404),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_the_bridge_tells_and_what_comes_of_it(watched: Cast, case: Case) -> None:
    one = rung(watched)
    with time_machine.travel(minute(12), tick=False):
        case.before(watched, one)
        # Whatever is told twice under one name is one event.
        for _ in range(2):
            response = press(one.row, event="call-1", **{"digits": "1", **case.tells})
            assert response.status_code == case.status
            wanted = {**case.answers, "say": str(case.answers.get("say")).format(name=fresh(one.call).answered_by)}
            assert "say" not in case.answers or response.json() == wanted
            assert "detail" not in case.answers or response.json() == case.answers
    assert Reply.objects.count() == (case.status == 200)
    call = fresh(one.call)
    assert (call.state, call.answered_how) == (case.state, case.how)
    listed(watched, one)
    page = browser_of(watched.office).get(f"/warnings/{call.warning_id}/")
    (unit,) = page.context["reached"].units
    assert unit.is_with_office == case.on_list
    html = page.content.decode()
    assert ("warning-row--ring" in html) == case.on_list
    assert case.shows in html


@pytest.mark.django_db(transaction=True)
def test_a_key_that_meets_a_held_row_is_told_again_and_counts(watched: Cast) -> None:
    """Whoever holds the row longer than anybody waits says nothing of the question."""
    check, row = asked(watched, ChannelCode.VOICE)
    link = find_link(row.params["path"].split("/")[2])
    assert link is not None
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            AnswerLink.objects.select_for_update().get(pk=link.pk)
            held.set()
            free.wait(30)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    busy = press(row, "1", event="held")
    free.set()
    holder.join()
    assert (busy.status_code, busy.json()["code"], busy["Retry-After"]) == (503, "busy", "1")
    assert not Reply.objects.exists()
    assert press(row, "1", event="held").json()["outcome"] == "counted"
    assert fresh(check).state == "answered"
