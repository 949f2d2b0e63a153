"""One-use links: invitations and forgotten passwords. Used once, in time, by whoever holds them, telling nobody else anything."""

import re
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from alerts.enums import ChannelCode, NotificationState, Purpose
from alerts.models import ContactRule, Notification
from alerts.outbox.services.sending import Parcel, _outgoing
from tests.clients import browser_of
from tests.factories import PASSWORD, Cast
from units.accounts.pages import keys as pages
from units.accounts.queries import state_of, with_state
from units.accounts.services.accounts import deactivate
from units.accounts.services.invitations import invite
from units.accounts.services.keys import key_path, secret_of
from units.accounts.services.locks import unlock
from units.enums import AccountState
from units.errors import RuleViolation
from units.models import AccountKey, AuditEvent, RateWindow, User

NEW = {"password": "qingshui-wan-7", "again": "qingshui-wan-7"}


@pytest.fixture(autouse=True)
def console(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ALERT_DEFAULT_CHANNELS = ["console"]
    monkeypatch.setattr(pages, "ANSWERED_AFTER", 0.0)


@pytest.fixture
def link(cast: Cast) -> str:
    invite(account=cast.duty, by=cast.leader)
    return key_path(AccountKey.objects.get().pk)


def test_an_invitation_opens_the_account_once(cast: Cast, link: str) -> None:
    browser = Client()
    assert browser.get(link).status_code == 200
    assert browser.get(link).status_code == 200, "looking uses nothing up"
    before = browser.session.session_key
    answer = browser.post(link, NEW)
    assert (answer.status_code, answer["Location"], answer["Referrer-Policy"]) == (302, "/todo/", "same-origin")
    assert browser.session.session_key != before, "no session from before goes on"
    assert browser.get("/my/").status_code == 200
    for again in (Client(), browser):
        assert again.get(link).status_code == 404
        assert again.post(link, NEW).status_code == 404
    assert Client().post("/login/", {"username": "duty", "password": NEW["password"]}).status_code == 302
    assert AuditEvent.objects.filter(action="account.joined", actor=cast.duty).count() == 1


def test_nothing_kept_holds_the_key(cast: Cast, link: str) -> None:
    secret = link.split("/")[2]
    rows = [*Notification.objects.values(), *AccountKey.objects.values(), *AuditEvent.objects.values()]
    assert secret not in str(rows)
    row = Notification.objects.get(purpose=Purpose.ACCOUNT_INVITED, channel=ChannelCode.CONSOLE)
    assert row.state == NotificationState.PENDING
    sent = _outgoing(Parcel(row, ""))
    assert sent.link.endswith(link)
    assert sent.params["path"] == link
    for page in ("/messages/", "/messages/sent/"):
        answer = browser_of(cast.office).get(page)
        assert secret not in answer.content.decode()


@pytest.mark.parametrize("hours", [72, 100])
def test_an_invitation_ends_after_three_days(cast: Cast, link: str, hours: int) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
        assert Client().get(link).status_code == 404
        assert Client().post(link, NEW).status_code == 404


def test_a_later_invitation_ends_the_one_before(cast: Cast, link: str) -> None:
    invite(account=cast.duty, by=cast.office)
    assert Client().get(link).status_code == 404


def test_a_link_is_not_guessed(cast: Cast, link: str) -> None:
    secret = link.split("/")[2]
    for wrong in (secret[:-1] + ("A" if secret[-1] != "A" else "B"), secret[:-1], "x" * 43, "..", "%00", "é" * 43):
        assert Client().get(f"/k/{wrong}/").status_code == 404
    RateWindow.objects.all().delete()
    codes = [Client().get(f"/k/{number:043d}/").status_code for number in range(pages.KEYS_PER_MINUTE + 2)]
    assert codes[-1] == 429


@pytest.mark.parametrize("how", ["closed", "left"])
def test_a_link_of_who_may_not_come_in_opens_nothing(cast: Cast, link: str, how: str) -> None:
    if how == "closed":
        deactivate(account=cast.duty, by=cast.office)
    else:
        assert cast.duty.person is not None
        cast.duty.person.valid_to = timezone.localdate()
        cast.duty.person.save()
    assert Client().post(link, NEW).status_code == 404


def test_a_weak_password_leaves_the_link_good(cast: Cast, link: str) -> None:
    answer = Client().post(link, {"password": "12345678", "again": "12345678"})
    assert answer.status_code == 400
    assert Client().post(link, NEW).status_code == 302


def test_whom_nothing_reaches_is_not_invited(cast: Cast, settings: LazySettings) -> None:
    settings.ALERT_DEFAULT_CHANNELS = []
    with pytest.raises(RuleViolation) as error:
        invite(account=cast.duty, by=cast.leader)
    assert error.value.code == "no_way"
    assert not AccountKey.objects.exists()


def test_the_form_wants_its_csrf_token(cast: Cast, link: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(link, NEW).status_code == 403
    assert AccountKey.objects.get().used_at is None


# --- Forgotten


@pytest.fixture
def proven(cast: Cast) -> ContactRule:
    """The duty person has a verified way."""
    return ContactRule.objects.create(
        person=cast.people["yjj"][-1], channel=ChannelCode.CONSOLE, address="here", verified_at=timezone.now()
    )


def ask(login: str) -> str:
    answer = Client().post("/login/forgotten/", {"login": login})
    assert answer.status_code == 200
    found = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    assert found
    return found[0]


def test_a_verified_way_gets_a_link(cast: Cast, proven: ContactRule) -> None:
    ask("duty")
    row = Notification.objects.get(purpose=Purpose.ACCOUNT_RECOVERY, channel=ChannelCode.CONSOLE)
    link = key_path(row.object_id)
    here = browser_of(cast.duty)
    assert Client().post(link, NEW).status_code == 302
    assert here.get("/my/").status_code == 302, "every session from before has ended"
    assert Client().get(link).status_code == 404
    assert Client().post("/login/", {"username": "duty", "password": PASSWORD}).status_code == 200


def test_it_ends_after_half_an_hour(cast: Cast, proven: ContactRule) -> None:
    ask("duty")
    link = key_path(AccountKey.objects.get().pk)
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=False):
        assert Client().post(link, NEW).status_code == 404


def test_the_same_answer_whoever_is_named(cast: Cast, proven: ContactRule) -> None:
    answers = {ask(login) for login in ("duty", "office", "nobody-at-all", "13800138000")}
    assert len(answers) == 1
    assert AccountKey.objects.count() == 1, "only who has a verified way"


def test_after_the_same_time(cast: Cast, proven: ContactRule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ANSWERED_AFTER", 0.15)
    monkeypatch.setattr(pages, "ASKED_PER_MINUTE", 1000)

    def usual(login: str) -> float:
        spent = []
        for _ in range(5):
            started = perf_counter()
            ask(login)
            spent.append(perf_counter() - started)
        return median(spent)

    assert usual("duty") == pytest.approx(usual("nobody"), abs=0.08)


def test_an_unverified_way_gets_nothing(cast: Cast, proven: ContactRule) -> None:
    ContactRule.objects.update(verified_at=None)
    ask("duty")
    assert not AccountKey.objects.exists()


def test_asking_is_bounded_by_client_and_by_login(cast: Cast, proven: ContactRule) -> None:
    for _ in range(5):
        ask("duty")
    assert AccountKey.objects.count() == 3
    codes = [Client().post("/login/forgotten/", {"login": "duty"}).status_code for _ in range(10)]
    assert codes[-1] == 429


def test_the_login_page_names_whom_to_ask(cast: Cast) -> None:
    page = Client().get("/login/").content.decode()
    assert cast.hub.name in page
    assert cast.hub.duty_phone in page
    assert "/login/forgotten/" in page


# --- Locked out


def wrong(times: int, *, username: str = "duty", address: str = "10.0.0.1") -> None:
    for _ in range(times):
        Client(REMOTE_ADDR=address).post("/login/", {"username": username, "password": "wrong"})


def right(address: str, username: str = "duty") -> int:
    return Client(REMOTE_ADDR=address).post("/login/", {"username": username, "password": PASSWORD}).status_code


def test_wrong_passwords_from_elsewhere_lock_nobody_out(cast: Cast, settings: LazySettings) -> None:
    wrong(settings.AXES_FAILURE_LIMIT + 2, address="203.0.113.9")
    assert right("203.0.113.9") == 429
    assert right("10.0.0.1") == 302


def test_another_spelling_is_no_further_try(cast: Cast, settings: LazySettings) -> None:
    User.objects.filter(pk=cast.duty.pk).update(login_phone="13812345678")
    spellings = ["13812345678", "138 1234 5678", "+86 13812345678", "138-1234-5678"]
    for number in range(settings.AXES_FAILURE_LIMIT):
        wrong(1, username=spellings[number % 4])
    assert right("10.0.0.1", "１３８１２３４５６７８") == 429
    assert not AccessAttempt.objects.filter(username__contains="138").exists()
    assert state_of(with_state(User.objects.filter(pk=cast.duty.pk), timezone.now()).get()) == AccountState.LOCKED
    unlock(account=User.objects.get(pk=cast.duty.pk), by=cast.leader)
    assert right("10.0.0.1", "13812345678") == 302


def test_a_lock_ends_by_itself_by_the_office_and_by_a_link(cast: Cast, link: str, settings: LazySettings) -> None:
    wrong(settings.AXES_FAILURE_LIMIT)
    assert right("10.0.0.1") == 429
    unlock(account=cast.duty, by=cast.leader)
    assert right("10.0.0.1") == 302
    wrong(settings.AXES_FAILURE_LIMIT)
    assert Client().post(link, NEW).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_a_secret_follows_from_the_pepper(cast: Cast, link: str, settings: LazySettings) -> None:
    key = AccountKey.objects.get()
    before = secret_of(key.pk)
    settings.TOKEN_PEPPER = "another"
    assert secret_of(key.pk) != before
    assert Client().get(link).status_code == 404
