"""The second factor through the doors of its owner, of the office, and of whoever attacks it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from alerts.models import Notification
from tests.alerts.first_run.saved import saved
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import PASSWORD, Cast, at, make_token
from tests.units.accounts.second_factor import code_of, enrolled, factor_of
from units.accounts.rules import step_of
from units.accounts.services.factors import secret_of
from units.accounts.services.invitations import invite
from units.accounts.services.keys import key_path
from units.models import AccountKey, AuditEvent, SecondFactor, User

PAGE = "/my/account/second-factor/"
STEP_TWO = "/login/code/"
NOON = at("2026-06-10 12:00")
NEW = {"password": "qingshui-wan-7", "again": "qingshui-wan-7"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def recovery(cast: Cast, clock: time_machine.Traveller) -> list[str]:
    """The leader set up a factor a minute ago."""
    codes = enrolled(cast.leader, uuid4(), timezone.now())
    clock.shift(timedelta(minutes=1))
    return codes


def half_way(user: User, **given: str) -> Client:
    """A browser in which the password was right and the code is still asked for."""
    browser = Client()
    answer = browser.post("/login/", {"username": user.username, "password": PASSWORD, **given})
    assert answer["Location"] == STEP_TWO
    return browser


def shown(user: User, *, off: int = 0) -> str:
    return code_of(factor_of(user).pk, timezone.now(), off=off)


def wrong(user: User) -> str:
    """A code that is none of the three that would be taken."""
    taken = {shown(user, off=off) for off in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in taken)


def give(browser: Client, code: str) -> int:
    return browser.post(STEP_TWO, {"code": code}).status_code


class TestSettingUp:
    def test_scanned_confirmed_and_used_from_then_on(self, cast: Cast, clock: time_machine.Traveller) -> None:
        browser, elsewhere = browser_of(cast.leader), browser_of(cast.leader)
        page = browser.get(PAGE)
        assert "no-store" in page["Cache-Control"]
        text = page.content.decode()
        assert 'src="data:image/svg+xml' in text
        assert browser.get(PAGE).content.decode().count(_secret(text)) == 1, "loaded again, the square is the same"
        offered = UUID(browser.session["factor_offered"])
        assert browser.post(PAGE, {"code": "12345"}).status_code == 400
        assert not SecondFactor.objects.exists()

        made = browser.post(PAGE, {"code": code_of(offered, timezone.now())})
        codes = re.findall(r"data-recovery-code>([^<]+)<", made.content.decode())
        assert len(set(codes)) == 10
        assert "no-store" in made["Cache-Control"]
        assert elsewhere.get("/my/").status_code == 302, "other sessions end"
        assert browser.get("/my/").status_code == 200
        assert codes[0] not in browser.get(PAGE).content.decode()

        clock.shift(timedelta(minutes=1))
        signing = half_way(cast.leader, next="/people/")
        assert signing.get("/people/").status_code == 302, "half way is not in"
        answer = signing.post(STEP_TWO, {"code": shown(cast.leader)})
        assert (answer.status_code, answer["Location"]) == (302, "/people/")
        assert signing.get("/people/").status_code == 200

    def test_nothing_stored_or_recorded_opens_anything(self, cast: Cast, recovery: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(f)::text FROM units_secondfactor f"
                           " UNION ALL SELECT row_to_json(c)::text FROM units_recoverycode c"
                           " UNION ALL SELECT row_to_json(a)::text FROM units_auditevent a")  # fmt: skip
            stored = str(cursor.fetchall())
        secret = secret_of(factor_of(cast.leader).pk)
        for known in (*recovery, *(code.replace("-", "") for code in recovery), secret.hex(), str(secret)):
            assert known not in stored

    def test_the_office_must_where_the_county_wants_it(self, cast: Cast) -> None:
        saved(cast, office_second_factor="on")
        for user in (cast.office, cast.auditor):
            browser = Client()
            browser.post("/login/", {"username": user.username, "password": PASSWORD})
            assert browser.get("/")["Location"] == PAGE
            problem = browser.get("/api/v1/units/")
            assert (problem.status_code, problem.json()["code"]) == (403, "second_factor_required")
            assert "县里要求" in browser.get(PAGE).content.decode()
            asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{PAGE}"}
            assert browser.get("/todo/number/", headers=asked).status_code == 204, "the page isn't sent to itself"
            elsewhere = browser.get("/todo/number/", headers={**asked, "HX-Current-URL": "http://testserver/"})
            assert elsewhere["HX-Redirect"] == PAGE
            browser.post(PAGE, {"code": code_of(UUID(browser.session["factor_offered"]), timezone.now())})
            assert browser.get("/my/account/").status_code == 200
        leader = Client()
        leader.post("/login/", {"username": "leader", "password": PASSWORD})
        assert leader.get("/my/").status_code == 200, "leaders choose"
        assert Api(key=make_token(cast.office)).get("units/").status == 200, "keys of programs have no second factor"

    def test_first_the_password_then_the_factor(self, cast: Cast) -> None:
        saved(cast, office_second_factor="on")
        User.objects.filter(pk=cast.office.pk).update(must_change_password=True)
        browser = Client()
        browser.post("/login/", {"username": "office", "password": PASSWORD})
        assert browser.get("/")["Location"] == "/my/account/password/"
        browser.post("/my/account/password/", NEW)
        assert browser.get("/")["Location"] == PAGE

    def test_another_phone_takes_the_place(self, cast: Cast, recovery: list[str]) -> None:
        browser = browser_of(cast.leader)
        assert browser.post(f"{PAGE}remove/", {"code": wrong(cast.leader)}).status_code == 400
        assert browser.post(f"{PAGE}codes/", {"code": wrong(cast.leader)}).status_code == 400
        renewed = browser.post(f"{PAGE}codes/", {"code": shown(cast.leader)}).content.decode()
        fresh = re.findall(r"data-recovery-code>([^<]+)<", renewed)
        assert give(half_way(cast.leader), recovery[0]) == 400, "the old ones are good no more"
        assert browser.post(f"{PAGE}remove/", {"code": fresh[0]})["Location"] == "/my/account/"
        assert not SecondFactor.objects.exists()


class TestLost:
    def test_the_office_resets_and_the_person_is_told(self, cast: Cast) -> None:
        enrolled(cast.duty, uuid4(), timezone.now())
        theirs, path = browser_of(cast.duty), f"/settings/accounts/{cast.duty.pk}/"
        assert "重置第二重验证" in browser_of(cast.office).get(path).content.decode()
        assert browser_of(cast.office).post(f"{path}reset-factor/").status_code == 302
        assert theirs.get("/my/").status_code == 302
        assert Client().post("/login/", {"username": "duty", "password": PASSWORD})["Location"] == "/todo/"
        event = AuditEvent.objects.get(action="account.factor_reset")
        assert event.actor == cast.office
        told = Notification.objects.filter(purpose="account_factor_reset").values_list("person_id", flat=True)
        assert set(told) == {cast.duty.person_id}
        again = browser_of(cast.office).post(f"{path}reset-factor/")
        assert again.status_code == 409

    def test_nobody_resets_their_own_or_a_strangers(self, cast: Cast, recovery: list[str]) -> None:
        own = browser_of(cast.leader).post(f"/settings/accounts/{cast.leader.pk}/reset-factor/")
        assert own.status_code in {403, 404}
        enrolled(cast.office, uuid4(), timezone.now())
        assert browser_of(cast.leader).post(f"/settings/accounts/{cast.office.pk}/reset-factor/").status_code == 404
        assert browser_of(cast.office).post(f"/settings/accounts/{cast.office.pk}/reset-factor/").status_code == 409
        assert SecondFactor.objects.count() == 2

    def test_the_last_office_account_is_let_in_by_the_command_line(self, cast: Cast) -> None:
        enrolled(cast.office, uuid4(), timezone.now())
        call_command("reset_second_factor", "office")
        assert not SecondFactor.objects.exists()
        for name in ("office", "nobody"):
            with pytest.raises(CommandError):
                call_command("reset_second_factor", name)


class TestAttacks:
    def test_a_code_seen_over_the_shoulder_is_no_good_again(self, cast: Cast, recovery: list[str]) -> None:
        code = shown(cast.leader)
        assert give(half_way(cast.leader), code) == 302
        assert give(half_way(cast.leader), code) == 400
        assert give(half_way(cast.leader), shown(cast.leader, off=-1)) == 400, "nor one from before it"

    def test_the_code_that_set_it_up_is_no_good_to_sign_in(self, cast: Cast) -> None:
        enrolled(cast.leader, uuid4(), NOON)
        assert give(half_way(cast.leader), shown(cast.leader)) == 400

    def test_a_recovery_code_is_good_once(self, cast: Cast, recovery: list[str]) -> None:
        assert give(half_way(cast.leader), recovery[3].upper().replace("-", " ")) == 302
        assert give(half_way(cast.leader), recovery[3]) == 400
        assert AuditEvent.objects.get(action="account.recovery_code_used").after == {"codes_left": 9}

    def test_codes_of_another_are_no_good(self, cast: Cast, recovery: list[str]) -> None:
        theirs = enrolled(cast.duty, uuid4(), timezone.now())
        assert give(half_way(cast.leader), shown(cast.duty)) == 400
        assert give(half_way(cast.leader), theirs[0]) == 400

    def test_guessing_ends_after_five_from_any_address(
        self, cast: Cast, recovery: list[str], clock: time_machine.Traveller
    ) -> None:
        bad = wrong(cast.leader)
        for number in range(5):
            browser = half_way(cast.leader)
            assert browser.post(STEP_TWO, {"code": bad}, REMOTE_ADDR=f"10.0.0.{number}").status_code == 400
        for right in (shown(cast.leader), recovery[0]):
            answer = half_way(cast.leader).post(STEP_TWO, {"code": right})
            assert answer.status_code == 400
            assert "15 分钟后再试" in answer.content.decode()
        assert AuditEvent.objects.filter(action="account.codes_exhausted").count() == 1
        page = browser_of(cast.office).get(f"/settings/accounts/{cast.leader.pk}/").content.decode()
        assert "暂时锁定" in page
        clock.shift(timedelta(minutes=15))
        assert give(half_way(cast.leader), wrong(cast.leader)) == 400
        assert give(half_way(cast.leader), shown(cast.leader)) == 400, "one guess each quarter of an hour"
        browser_of(cast.office).post(f"/settings/accounts/{cast.leader.pk}/unlock/")
        assert give(half_way(cast.leader), shown(cast.leader)) == 302

    def test_a_planted_session_is_not_the_one_that_gets_in(self, cast: Cast, recovery: list[str]) -> None:
        browser = Client()
        browser.get("/login/")
        session = browser.session
        session["planted"] = True
        session.save()
        planted = str(session.session_key)
        browser.cookies["sessionid"] = planted
        browser.post("/login/", {"username": "leader", "password": PASSWORD})
        awaiting = str(browser.session.session_key)
        browser.post(STEP_TWO, {"code": shown(cast.leader)})
        assert len({planted, awaiting, browser.session.session_key}) == 3
        for stolen in (planted, awaiting):
            thief = Client()
            thief.cookies["sessionid"] = stolen
            assert thief.get("/my/").status_code == 302

    def test_half_way_ends_after_ten_minutes_with_another_password_or_a_closed_account(
        self, cast: Cast, recovery: list[str], clock: time_machine.Traveller
    ) -> None:
        old, closed, late = (half_way(cast.leader) for _ in range(3))
        password = cast.leader.password
        cast.leader.set_password("another-one-77")
        cast.leader.save()
        assert old.post(STEP_TWO, {"code": shown(cast.leader)})["Location"] == "/login/"
        User.objects.filter(pk=cast.leader.pk).update(password=password, is_active=False)
        assert closed.post(STEP_TWO, {"code": shown(cast.leader)})["Location"] == "/login/"
        User.objects.filter(pk=cast.leader.pk).update(is_active=True)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert late.post(STEP_TWO, {"code": shown(cast.leader)})["Location"] == "/login/"

    def test_a_link_for_a_forgotten_password_asks_for_the_code_too(self, cast: Cast) -> None:
        with time_machine.travel(NOON - timedelta(minutes=5), tick=False):
            enrolled(cast.duty, uuid4(), timezone.now())
        invite(account=cast.duty, by=cast.leader)
        browser = Client()
        answer = browser.post(key_path(AccountKey.objects.get().pk), NEW)
        assert answer["Location"] == STEP_TWO
        assert browser.get("/my/").status_code == 302
        assert give(browser, shown(cast.duty)) == 302

    @pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
    def test_the_second_step_leads_to_no_other_site(self, cast: Cast, recovery: list[str], wanted: str) -> None:
        browser = half_way(cast.leader, next=wanted)
        answer = browser.post(f"{STEP_TWO}?next={wanted}", {"code": shown(cast.leader), "next": wanted})
        assert answer["Location"] == "/todo/"

    def test_the_second_step_alone_opens_nothing(self, cast: Cast, recovery: list[str]) -> None:
        assert Client().post(STEP_TWO, {"code": shown(cast.leader)})["Location"] == "/login/"

    @pytest.mark.parametrize("text", ["", "１２３４５６", "12345６", "0" * 20, "𠮷" * 6, "1e5", "\x00" * 6])
    def test_odd_codes_are_wrong_codes(self, cast: Cast, recovery: list[str], text: str) -> None:
        assert give(half_way(cast.leader), text) == 400


@pytest.mark.parametrize(("off", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(off: int, is_taken: bool) -> None:
    factor = uuid4()
    step = step_of(secret_of(factor), code_of(factor, NOON, off=off), now=NOON, after=0)
    assert step == (int(NOON.timestamp()) // 30 + off if is_taken else None)


def _secret(page: str) -> str:
    found = re.search(r"data-secret>([^<]+)<", page)
    assert found is not None
    return unquote(found[1])
