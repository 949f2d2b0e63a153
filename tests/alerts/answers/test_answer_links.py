"""Answering by the link of a message: looking answers for nobody, one use is one answer, the key is nobody else's."""

import logging
import re
from functools import partial

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from alerts.answers.services import safety as answers
from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.models import AnswerLink, Check, Notification, Summons
from alerts.outbox.services.links import find_link
from tests.alerts.conftest import later
from tests.alerts.watch import send_all
from tests.clients import Browse
from tests.concurrency import outcomes
from tests.factories import PASSWORD, Cast
from units.errors import RuleViolation
from units.models import User


def asked(cast: Cast) -> tuple[Check, str]:
    """A check of the routine unit whose message has gone out, and the address in it."""
    check = checks.ask_unit(unit=cast.routine, reason="抽查", by=cast.office)
    path = Notification.objects.get(object_id=check.pk, channel="console").params["path"]
    send_all()
    return check, path


def called(cast: Cast, **options: object) -> tuple[Summons, str]:
    made = call_outs.call_out(
        county=cast.county, matter="堤段抢险", place="城东堤段", required=1, by=cast.office, units=[cast.routine],
        is_drill=bool(options.get("is_drill", True)),
    )  # fmt: skip
    summons = made.summonses.get()
    path = Notification.objects.get(object_id=summons.pk, channel="console").params["path"]
    send_all()
    return summons, path


def state(row: Check | Summons) -> str:
    row.refresh_from_db()
    return row.state


def test_looking_answers_for_nobody(client: Client, watched: Cast) -> None:
    check, path = asked(watched)
    for method in (client.get, client.head, client.get):
        response = method(path)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
    assert state(check) == "asking"
    assert AnswerLink.objects.get(object_id=check.pk).used_at is None


def test_one_press_without_signing_in_answers(watched: Cast) -> None:
    check, path = asked(watched)
    phone = Client(enforce_csrf_checks=True)
    page = phone.get(path).content.decode()
    assert check.person is not None
    assert f"{check.person.name}，请应答" in page
    assert 'left="600" total="600"' in page
    with later(2):
        assert phone.post(path, {"do": "answer"}).status_code == 302
    assert (state(check), check.outcome, check.answered_by) == ("answered", "reached", check.person)
    assert "已应答" in phone.get(path).content.decode()


def test_the_second_press_is_told_and_changes_nothing(client: Client, watched: Cast) -> None:
    check, path = asked(watched)
    client.post(path, {"do": "answer"})
    check.refresh_from_db()
    with later(3):
        again = client.post(path, {"do": "answer"})
    assert again.status_code == 409
    assert check.answered_by is not None
    assert f"已于7月8日 12:00链接应答（{check.answered_by.name}），无需再次提交。" in again.content.decode()
    before = check.answered_at
    assert state(check) == "answered"
    assert check.answered_at == before


def test_a_link_of_no_message_is_unknown(client: Client, watched: Cast) -> None:
    response = client.get("/a/nothing-like-it/")
    assert response.status_code == 404
    assert "链接无效" in response.content.decode()
    assert client.post("/a/nothing-like-it/", {"do": "answer"}).status_code == 404


def test_an_old_link_says_so_and_answers_nothing(client: Client, watched: Cast) -> None:
    check, path = asked(watched)
    with later(61):
        assert "链接已过期" in client.get(path).content.decode()
        assert client.post(path, {"do": "answer"}).status_code == 410
    assert state(check) == "asking"


@pytest.mark.parametrize("do", ["", "arrive", "acknowledge", "nonsense"])
def test_only_what_the_page_offers(client: Client, watched: Cast, do: str) -> None:
    check, path = asked(watched)
    assert client.post(path, {"do": do}).status_code == 400
    assert state(check) == "asking"


def test_the_colleague_s_own_link_answers_for_the_unit(client: Client, watched: Cast) -> None:
    check = checks.ask_unit(unit=watched.emergency, reason="抽查", by=watched.office)
    send_all()
    with later(10):
        check_escalation.escalate_due(now=timezone.now())
        row = Notification.objects.get(object_id=check.pk, channel="console", level=1)
        assert client.post(row.params["path"], {"do": "answer"}).status_code == 302
    check.refresh_from_db()
    assert (check.state, check.answered_by, check.outcome) == ("answered", row.person, "no_answer")


def test_the_office_is_led_to_the_page_and_gets_no_link(watched: Cast) -> None:
    check, _path = asked(watched)
    with later(10):
        check_escalation.escalate_due(now=timezone.now())
    rows = Notification.objects.filter(object_id=check.pk, purpose="check_escalated")
    assert {row.params["path"] for row in rows} == {f"/checks/{check.pk}/"}


def test_acknowledge_leads_to_a_link_for_the_arrival(client: Client, watched: Cast) -> None:
    summons, path = called(watched)
    page = client.get(path).content.decode()
    assert "我在，随时可到岗" in page
    assert "暂时无法到岗，说明原因" in page
    assert "演练" in page
    with later(3):
        answer = client.post(path, {"do": "acknowledge"})
        assert answer.status_code == 302
        onward = answer["Location"]
        assert onward != path
        assert state(summons) == "acknowledged"
        assert "我已到岗" in client.get(onward).content.decode()
    with later(21):
        assert client.post(path, {"do": "arrive"}).status_code == 409
        assert client.post(onward, {"do": "arrive"}).status_code == 302
        assert (state(summons), summons.arrived_at) == ("arrived", timezone.now())
        assert client.post(onward, {"do": "arrive"}).status_code == 409


def test_declining_wants_a_reason_and_a_refusal_leaves_the_link_good(client: Client, watched: Cast) -> None:
    summons, path = called(watched)
    refused = client.post(path, {"do": "decline", "reason": " "})
    assert refused.status_code == 400
    assert state(summons) in ("called", "sending")
    assert client.post(path, {"do": "decline", "reason": "正在外地就医"}).status_code == 302
    assert (state(summons), summons.declined_reason) == ("declined", "正在外地就医")


def test_a_call_out_that_is_over_is_answered_with_that(client: Client, watched: Cast) -> None:
    summons, path = called(watched)
    call_outs.close_call_out(call_out=summons.call_out, outcome="解除", by=watched.office)
    assert client.post(path, {"do": "acknowledge"}).status_code == 409
    assert state(summons) == "released"
    assert AnswerLink.objects.get(object_id=summons.pk).used_at is None


def test_no_log_line_holds_a_key(client: Client, watched: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _check, path = asked(watched)
        for data in ({"do": "nonsense"}, {"do": "answer"}, {"do": "answer"}):
            client.post(path, data)
        summons_path = called(watched)[1]
        client.post(summons_path, {"do": "decline", "reason": ""})
    spoken = "".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert path.split("/")[2] not in spoken
    assert summons_path.split("/")[2] not in spoken


def test_no_page_of_others_shows_a_key(watched: Cast, browse: Browse) -> None:
    _check, path = asked(watched)
    key = path.split("/")[2]
    office = browse(watched.office)
    for page in ("/messages/log/", "/messages/", "/checks/", "/", "/audit/"):
        assert key not in office.get(page).content.decode()
    assert "附本人应答链接" in office.get("/messages/log/").content.decode()


def test_every_message_has_a_link_of_its_own(watched: Cast) -> None:
    call_outs.call_out(
        county=watched.county, matter="演练", place="广场", required=2, by=watched.office,
        units=[watched.routine, watched.emergency], is_drill=True,
    )  # fmt: skip
    rows = Notification.objects.filter(purpose="summons", channel="console")
    paths = {row.params["path"] for row in rows}
    assert len(paths) == len(rows) == 2
    for row in rows:
        assert re.fullmatch(r"/a/[\w-]{32}/", row.params["path"])
        link = find_link(row.params["path"].split("/")[2])
        assert link is not None
        assert (link.person_id, link.object_id) == (row.person_id, row.object_id)


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_once_are_one_answer(watched: Cast) -> None:
    check, path = asked(watched)
    link = find_link(path.split("/")[2])
    assert link is not None
    press = partial(answers.answer_check, link=link, now=timezone.now())
    found = outcomes([press, press])
    refused = [one for one in found if isinstance(one, RuleViolation)]
    assert [one.code for one in refused] == ["link_used"]
    assert state(check) == "answered"


@pytest.mark.parametrize("how", ["locked", "first password"])
def test_neither_a_lock_nor_a_first_password_keeps_anybody_from_answering(
    watched: Cast, settings: LazySettings, how: str
) -> None:
    check, path = asked(watched)
    assert check.person is not None
    account = User.objects.create_user(
        "locked",
        password=PASSWORD,
        role="duty_person",
        county=watched.county,
        unit=watched.routine,
        person=check.person,
    )
    browser = Client()
    if how == "locked":
        for _ in range(settings.AXES_FAILURE_LIMIT):
            browser.post("/login/", {"username": "locked", "password": "wrong"})
        assert browser.post("/login/", {"username": "locked", "password": PASSWORD}).status_code == 429
    else:
        User.objects.filter(pk=account.pk).update(must_change_password=True)
        browser.force_login(account)
        assert browser.get("/my/")["Location"] == "/my/account/password/"
    assert browser.get(path).status_code == 200
    assert browser.post(path, {"do": "answer"}).status_code == 302
    assert state(check) == "answered"
