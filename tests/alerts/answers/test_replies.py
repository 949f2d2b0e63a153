"""Answers without a screen: one digit in a text message or on the keys, by the same link as the page, through the door of the providers."""

import json
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from alerts.answers.rules import digit_of
from alerts.answers.services.replies import by_phone, by_text_message
from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.checks.services.escalation import escalate_due
from alerts.enums import ChannelCode, Heard
from alerts.models import Check, ContactRule, Notification, Reply, Summons
from alerts.outbox.services import contacts
from tests.alerts.conftest import later
from tests.clients import Browse, browser_of
from tests.concurrency import outcomes
from tests.factories import Cast, make_user
from units.enums import Role

SECRET = "a-secret-of-more-than-24-signs"
EVENTS = count()


@pytest.fixture(autouse=True)
def doors(settings: LazySettings) -> None:
    settings.VOICE_REPLY_TOKEN = settings.SMS_REPLY_TOKEN = SECRET


def asked(cast: Cast, channel: ChannelCode) -> tuple[Check, Notification]:
    """A check of the routine unit that went out on `channel`."""
    check = checks.ask_unit(unit=cast.routine, reason="抽查", by=cast.office, exception=True)
    return check, went_out(check.pk, channel)


def called(cast: Cast, channel: ChannelCode) -> tuple[Summons, Notification]:
    made = call_outs.call_out(
        county=cast.county, matter="堤段抢险", place="城东堤段", required=1, by=cast.office, units=[cast.routine], is_drill=True
    )  # fmt: skip
    summons = made.summonses.get()
    return summons, went_out(summons.pk, channel)


def went_out(object_id: UUID, channel: ChannelCode) -> Notification:
    row = Notification.objects.filter(object_id=object_id).exclude(channel=ChannelCode.INBOX).get()
    row.channel, row.first_sent_at, row.state = channel, timezone.now(), "accepted"
    row.save()
    return row


def press(
    row: Notification, digits: str = "", heard: str = "key", *, event: str = "", token: str = SECRET, key: str = ""
) -> Any:
    told = {"id": event or f"call-{next(EVENTS)}", "key": key or str(row.pk), "heard": heard, "digits": digits}
    return Client().post(
        "/replies/voice/",
        json.dumps(told),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def text(number: str, words: str, *, provider: str = "aliyun", time: str = "", secret: str = SECRET) -> Any:
    time = time or str(next(EVENTS))
    bodies: dict[str, Any] = {
        "aliyun": [{"phone_number": number, "content": words, "send_time": time, "sign_name": "县委办"}],
        "tencent": {"nationcode": "86", "mobile": number, "text": words, "time": time, "extend": "", "sign": ""},
    }
    body = json.dumps(bodies[provider])
    return Client().post(f"/replies/sms/{provider}/{secret}/", body, content_type="application/json")


def fresh(row: Any) -> Any:
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("said", "meant"),
    [("1", "1"), (" 2。", "2"), ("１", "1"), ("回复1", "1"), ("1 收到，马上到", "1"), ("①", "1"), ("", ""), ("收到", ""), ("12", ""), ("13号到", ""), ("1或2", "")],
)  # fmt: skip
def test_one_digit_however_it_is_written(said: str, meant: str) -> None:
    assert digit_of(said) == meant


def test_a_key_answers_a_check_and_the_page_says_so(client: Client, watched: Cast) -> None:
    check, row = asked(watched, ChannelCode.VOICE)
    first = press(row, "1", event="one")
    assert first.json() == {"outcome": "counted", "say": "已记录，谢谢。", "again": False}
    assert (fresh(check).state, check.outcome, check.answered_by) == ("answered", "reached", row.person)
    assert press(row, "1", event="one").json()["outcome"] == "counted"
    assert Reply.objects.count() == 1
    page = client.post(row.params["path"], {"do": "answer"})
    assert (page.status_code, "12:00按键应答" in page.content.decode()) == (409, True)


@pytest.mark.parametrize(("kind", "do"), [(asked, "answer"), (called, "acknowledge")])
def test_who_has_answered_signed_in_hears_so_over_every_other_way(
    client: Client, watched: Cast, kind: Any, do: str
) -> None:
    """At 12:00 on the page; at 12:03 by the key, by a text message and by the link."""
    question, row = kind(watched, ChannelCode.VOICE)
    went_out_twice(row)
    own = browser_of(make_user(Role.DUTY_PERSON, watched.county, unit=watched.routine, person=row.person))
    path = f"/checks/{question.pk}/answer/" if do == "answer" else f"/call-outs/answer/{question.pk}/"
    assert own.post(path, {"do": do}).status_code == 302
    before = fresh(question).version
    said = f"已于7月8日 12:00登录应答（{row.person.name}），无需再次提交。"
    with later(3):
        assert press(row, "1").json() == {"outcome": "already", "say": said, "again": False}
        assert text(row.person.mobile, "1").status_code == 200
        page = client.post(row.params["path"], {"do": do})
        assert (page.status_code, said in page.content.decode()) == (409, True)
    assert list(Reply.objects.values_list("outcome", flat=True)) == ["already", "already"]
    assert fresh(question).version == before


@pytest.mark.parametrize("heard", ["voicemail", "busy", "no_answer", "hung_up"])
def test_what_is_no_key_is_no_answer(browse: Browse, watched: Cast, heard: str) -> None:
    check, row = asked(watched, ChannelCode.VOICE)
    # A machine may well repeat the digits it hears.
    assert press(row, "1", heard).json()["outcome"] == "not_an_answer"
    assert fresh(check).state == "asking"
    assert fresh(row).detail
    assert row.detail in browse(watched.office).get("/messages/log/").content.decode()
    assert press(row, "1").json()["outcome"] == "counted"


def test_a_wrong_key_is_asked_again_and_a_late_one_changes_nothing(watched: Cast) -> None:
    check, row = asked(watched, ChannelCode.VOICE)
    wrong = press(row, "7").json()
    assert (wrong["outcome"], wrong["again"]) == ("unclear", True)
    assert "按1" in wrong["say"]
    assert fresh(check).state == "asking"
    checks.cancel_check(check=check, by=watched.office, reason="演练结束")
    assert press(row, "1").json()["outcome"] == "over"
    assert fresh(check).state == "cancelled"


def test_two_hands_the_check_on_at_once_and_is_no_silence(watched: Cast) -> None:
    check, row = asked(watched, ChannelCode.VOICE)
    assert press(row, "2").json()["outcome"] == "counted"
    escalate_due(now=timezone.now())
    assert (fresh(check).level > 0, check.outcome) == (True, "reached")


@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
def test_a_text_message_answers_the_latest_question(watched: Cast, provider: str) -> None:
    channel = ChannelCode.ALIYUN_SMS if provider == "aliyun" else ChannelCode.TENCENT_SMS
    summons, row = called(watched, channel)
    number = row.person.mobile
    assert text(number, "1", provider=provider, time="t1").status_code == 200
    assert fresh(summons).state == "acknowledged"
    assert text(number, "1", provider=provider, time="t1").status_code == 200
    assert [reply.outcome for reply in Reply.objects.all()] == ["counted"]
    text(number, "1", provider=provider, time="t2")
    assert set(Reply.objects.values_list("outcome", flat=True)) == {"counted", "already"}


def test_two_by_text_message_declines_a_call(watched: Cast) -> None:
    summons, row = called(watched, ChannelCode.ALIYUN_SMS)
    text(f"86{row.person.mobile}", "2")
    assert fresh(summons).state == "declined"
    assert summons.declined_reason == "本人答复暂时无法到岗"


def test_what_cant_be_read_stands_before_the_office(browse: Browse, watched: Cast) -> None:
    check, row = asked(watched, ChannelCode.ALIYUN_SMS)
    text(row.person.mobile, "我在路上，十分钟到")
    assert fresh(check).state == "asking"
    page = browse(watched.office).get("/messages/log/").content.decode()
    assert "未能识别的短信回复" in page
    assert "我在路上，十分钟到" in page
    text(row.person.mobile, "1")
    assert fresh(check).state == "answered"


def test_who_taps_the_link_and_writes_at_once_means_one_question(client: Client, watched: Cast) -> None:
    check, _row = asked(watched, ChannelCode.ALIYUN_SMS)
    with later(1):
        summons, row = called(watched, ChannelCode.ALIYUN_SMS)
        client.post(row.params["path"], {"do": "acknowledge"})
        text(row.person.mobile, "1")
    assert [reply.outcome for reply in Reply.objects.all()] == ["already"]
    assert (fresh(summons).state, fresh(check).state) == ("acknowledged", "asking")
    with later(5):
        text(row.person.mobile, "1")
    assert fresh(check).state == "answered"


def test_of_a_stranger_nothing_is_kept(watched: Cast) -> None:
    asked(watched, ChannelCode.ALIYUN_SMS)
    text("13900009999", "1 我的身份证号是 360000")
    reply = Reply.objects.get()
    assert (reply.person, reply.said, reply.outcome) == (None, "", "no_question")


def test_the_secret_is_asked_for_and_bodies_are_looked_at(watched: Cast, settings: LazySettings) -> None:
    _check, row = asked(watched, ChannelCode.VOICE)
    assert press(row, "1", token="wrong").status_code == 404
    assert text("13800000000", "1", secret="wrong").status_code == 404
    voice = partial(Client().post, "/replies/voice/", content_type="application/json")
    signed = {"Authorization": f"Bearer {SECRET}"}
    good = {"id": "x", "key": str(row.pk), "heard": "key", "digits": "1"}
    bad = (
        ("body", "{"), ("body", "[1]"), ("key", good | {"key": "no"}), ("key", good | {"key": str(uuid4())}),
        ("heard", good | {"heard": "text"}), ("digits", good | {"digits": 1}), ("id", good | {"id": ""}), ("body", "[" * 70_000),
    )  # fmt: skip
    for field, body in bad:
        answer = voice(body if isinstance(body, str) else json.dumps(body), headers=signed)
        assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert Client().get("/replies/voice/").status_code == 405
    settings.VOICE_REPLY_TOKEN = "short"
    assert press(row, "1", token="short").status_code == 404
    assert not Reply.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_over_three_ways_at_once_there_is_one_answer(watched: Cast) -> None:
    for turn in range(8):
        summons, row = called(watched, ChannelCode.VOICE)
        by_link = partial(Client().post, row.params["path"], {"do": "acknowledge"})
        by_key = partial(by_phone, message=row.pk, event=f"{turn}", heard=Heard.KEY, digits="1", now=timezone.now())
        went_out_twice(row)
        number = row.person.mobile
        by_words = partial(
            by_text_message,
            channel=ChannelCode.ALIYUN_SMS,
            number=number,
            text="1",
            event=f"{turn}",
            now=timezone.now(),
        )
        outcomes([by_link, by_key, by_words])
        said = list(Reply.objects.filter(event=f"{turn}").values_list("outcome", flat=True))
        assert fresh(summons).state == "acknowledged"
        assert said.count("counted") <= 1
        assert set(said) <= {"counted", "already"}


def went_out_twice(row: Notification) -> None:
    """The same question, sent by text message as well."""
    twin = Notification.objects.get(pk=row.pk)
    twin.pk, twin.channel, twin.dedupe_key = uuid4(), ChannelCode.ALIYUN_SMS, f"twin:{row.pk}"
    twin.save(force_insert=True)


def test_a_key_proves_a_way_and_the_contact_page_says_what_works(
    browse: Browse, watched: Cast, settings: LazySettings
) -> None:
    settings.VOICE_URL, settings.VOICE_TOKEN, settings.VOICE_TEMPLATES = "https://voice.example.cn", "t", {"x": {}}
    person = watched.duty.person
    assert person
    contacts.add_rule(person=person, channel=ChannelCode.VOICE, address=person.mobile, by=watched.duty)
    rule = ContactRule.objects.get(person=person)
    assert press(went_out(rule.pk, ChannelCode.VOICE), "1").json()["outcome"] == "counted"
    assert fresh(rule).verified_at
    page = browse(watched.duty).get("/messages/contacts/").content.decode()
    assert "已验证" in page
    assert "最近答复" in page
