"""How long a sign-in lasts, in which browser it was, and what programs act for an account."""

from collections import OrderedDict
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from alerts.models import Notification
from tests.alerts.first_run.saved import saved
from tests.clients import FRAGMENT, browser_of
from tests.factories import PASSWORD, Cast, at, make_token, published, seat_of
from units.accounts.session_store import IDLE_SECONDS
from units.enums import Scope
from units.models import ApiToken, KnownDevice, SignIn, User

MORNING = at("2026-06-10 09:00")
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0 Safari/537.36"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        # Each request counts as its process's first in five minutes.
        monkeypatch.setattr("units.accounts.middleware._is_due", lambda _key: True)
        monkeypatch.setattr("units.accounts.middleware._noted", OrderedDict())
        yield traveller


def signed_in(user: User, agent: str = "") -> Client:
    browser = Client(HTTP_USER_AGENT=agent)
    assert browser.post("/login/", {"username": user.username, "password": PASSWORD}).status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/my/account/").status_code == 200


class TestLimits:
    def test_what_asks_by_itself_keeps_nobody_signed_in(self, cast: Cast, clock: time_machine.Traveller) -> None:
        busy, idle = signed_in(cast.office), signed_in(cast.office)
        for _quarter in range(9):
            clock.shift(timedelta(minutes=14))
            assert busy.get("/todo/").status_code == 200
            idle.get("/", headers=FRAGMENT)
            idle.get("/api/v1/units/")
        assert is_in(busy)
        assert not is_in(idle)
        gone = idle.get("/", headers=FRAGMENT)
        assert (gone.status_code, gone["HX-Refresh"]) == (204, "true"), "the page loads again and shows the sign-in"

    def test_the_longest_is_the_longest_however_busy(self, cast: Cast, clock: time_machine.Traveller) -> None:
        saved(cast, session_hours=2)
        browser = signed_in(cast.leader)
        for _quarter in range(7):
            clock.shift(timedelta(minutes=15))
            assert browser.post("/text-size/", {"size": "large"}).status_code == 302
            assert is_in(browser)
        clock.shift(timedelta(minutes=15))
        assert not is_in(browser)

    def test_a_form_sent_is_use(self, cast: Cast, clock: time_machine.Traveller) -> None:
        saved(cast, idle_minutes=30)
        browser = signed_in(cast.duty)
        clock.shift(timedelta(minutes=20))
        browser.post("/my/account/sessions/end/", headers=FRAGMENT)
        clock.shift(timedelta(minutes=20))
        assert is_in(browser)
        clock.shift(timedelta(minutes=31))
        assert not is_in(browser)

    def test_whoever_is_on_duty_may_watch_to_its_end(self, cast: Cast, clock: time_machine.Traveller) -> None:
        seat = seat_of(published(cast), cast.routine, "duty_officer")
        User.objects.filter(pk=cast.duty.pk).update(person=seat.person, unit=cast.routine)
        saved(cast, idle_minutes=15, session_hours=1)
        clock.move_to(seat.start + timedelta(minutes=5))
        browser = signed_in(User.objects.get(pk=cast.duty.pk))
        assert browser.session[IDLE_SECONDS] == 0
        clock.move_to(seat.end + timedelta(minutes=110))
        assert is_in(browser)
        clock.move_to(seat.end + timedelta(minutes=121))
        assert not is_in(browser)


class TestDevices:
    def test_a_new_browser_is_told_once_to_its_person(self, cast: Cast, clock: time_machine.Traveller) -> None:
        told = Notification.objects.filter(purpose="account_new_device")
        first = signed_in(cast.duty, WINDOWS)
        assert not told.exists(), "an account's first browser is no news"
        first.post("/logout/")
        first.post("/login/", {"username": "duty", "password": PASSWORD})
        assert not told.exists(), "its cookie outlives the session"
        signed_in(cast.duty, WINDOWS)
        assert {row.person_id for row in told} == {cast.duty.person_id}
        assert told.first().params["device"] == "Windows · Chrome"  # type: ignore[union-attr]
        assert KnownDevice.objects.filter(user=cast.duty).count() == 2

    def test_a_browser_known_to_one_is_new_to_another(self, cast: Cast) -> None:
        signed_in(cast.duty)
        shared = signed_in(cast.leader)
        cookie = shared.cookies["device"].value
        assert shared.cookies["device"]["httponly"]
        shared.post("/logout/")
        shared.post("/login/", {"username": "duty", "password": PASSWORD})
        assert shared.cookies["device"].value == cookie
        assert Notification.objects.filter(purpose="account_new_device").exists()
        assert cookie not in str(list(KnownDevice.objects.values()))

    def test_a_forged_cookie_makes_no_browser_known(self, cast: Cast) -> None:
        signed_in(cast.duty)
        forged = Client()
        forged.cookies["device"] = "x" * 5000
        assert forged.post("/login/", {"username": "duty", "password": PASSWORD}).status_code == 302
        assert Notification.objects.filter(purpose="account_new_device").exists()
        assert SignIn.objects.filter(user=cast.duty).count() == 2


def test_tokens_are_listed_and_revoked_by_owner_and_office(cast: Cast) -> None:
    for owner, by, page in (
        (cast.leader, cast.leader, "/my/account/"),
        (cast.leader, cast.office, f"/settings/accounts/{cast.leader.pk}/"),
    ):
        make_token(owner, Scope.ROSTER_READ)
        token = ApiToken.objects.get(user=owner, revoked_at=None)
        browser = browser_of(by)
        assert token.prefix in browser.get(page).content.decode()
        assert browser_of(cast.duty).post(f"/my/account/tokens/{token.pk}/revoke/").status_code == 404
        assert browser.post(f"/my/account/tokens/{token.pk}/revoke/")["Location"] == page
        token.refresh_from_db()
        assert token.revoked_at
        assert token.prefix not in browser.get(page).content.decode()
