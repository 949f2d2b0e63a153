"""Single sign-on against a real provider on loopback, through 企业微信, and what both must refuse."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from joserfc.jwk import RSAKey

from alerts.models import ContactRule
from tests.factories import Cast
from tests.fakes.oidc import CLIENT, SECRET, FakeOidc, signed, unsigned
from tests.fakes.server import Answer, Call, FakeHttp
from tests.units.accounts.second_factor import code_of, enrolled, factor_of
from units.models import User

PHONE = "13912345678"
STRANGER = RSAKey.generate_key(2048, {"kid": "1"}, private=True)


@pytest.fixture
def provider(cast: Cast, settings: LazySettings) -> Iterator[FakeOidc]:
    """Vouches for the leader by a verified number."""
    User.objects.filter(pk=cast.leader.pk).update(login_phone=PHONE)
    with FakeOidc() as found:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = found.url, CLIENT, SECRET
        found.person = {"phone_number": f"+86 {PHONE}", "phone_number_verified": True}
        yield found


def sent_back(browser: Client, *, wanted: str = "") -> str:
    """Path and query by which the provider sends the browser back."""
    there = browser.get("/login/oidc/", {"next": wanted})["Location"]
    back = urlsplit(requests.get(there, allow_redirects=False, timeout=5).headers["Location"])
    return f"{back.path}?{back.query}"


def signed_on(browser: Client, *, wanted: str = "") -> Any:
    return browser.get(sent_back(browser, wanted=wanted))


def is_in(browser: Client) -> bool:
    return browser.get("/my/account/").status_code == 200


class TestSigningOn:
    def test_in_by_a_verified_number_and_out_of_both(self, cast: Cast, provider: FakeOidc) -> None:
        browser = Client()
        assert "用统一认证登录" in browser.get("/login/").content.decode()
        assert signed_on(browser, wanted="/people/")["Location"] == "/people/"
        assert browser.session["_auth_user_id"] == str(cast.leader.pk)
        out = browser.post("/logout/")["Location"]
        asked = parse_qs(urlsplit(out).query)
        assert out.startswith(f"{provider.url}/end?")
        assert asked["post_logout_redirect_uri"] == ["http://testserver/login/"]
        assert not is_in(browser)

    def test_in_by_a_login_name_from_userinfo(self, cast: Cast, provider: FakeOidc, settings: LazySettings) -> None:
        settings.OIDC_CLAIM = "preferred_username"
        provider.userinfo = {"sub": "s1", "preferred_username": "leader"}
        browser = Client()
        assert signed_on(browser).status_code == 302
        assert is_in(browser)

    def test_the_second_factor_is_asked_for_all_the_same(self, cast: Cast, provider: FakeOidc) -> None:
        with time_machine.travel(timezone.now() - timedelta(minutes=5)):
            enrolled(cast.leader, uuid4(), timezone.now())
        browser = Client()
        assert signed_on(browser, wanted="/people/")["Location"] == "/login/code/"
        assert not is_in(browser)
        code = code_of(factor_of(cast.leader).pk, timezone.now())
        assert browser.post("/login/code/", {"code": code})["Location"] == "/people/"

    def test_off_means_nothing_there(self, cast: Cast) -> None:
        assert Client().get("/login/oidc/").status_code == 404
        assert "统一认证" not in Client().get("/login/").content.decode()

    def test_a_provider_that_is_gone_leaves_the_password(self, cast: Cast, settings: LazySettings) -> None:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", CLIENT
        answer = Client().get("/login/oidc/")
        assert answer.status_code == 503
        assert "用密码登录" in answer.content.decode()


def later(seconds: int) -> Callable[[], dict[str, Any]]:
    return lambda: {"exp": int(time.time()) + seconds, "iat": int(time.time()) + seconds - 300}


class TestForged:
    @pytest.mark.parametrize(
        ("changes", "sign"),
        [
            pytest.param(dict, unsigned, id="alg none"),
            pytest.param(dict, lambda claims: signed(claims, key=STRANGER), id="a key of somebody else"),
            pytest.param(dict, lambda claims: signed(claims)[:-8] + "AAAAAAAA", id="a broken signature"),
            pytest.param(later(-120), signed, id="expired"),
            pytest.param(lambda: {"aud": "another"}, signed, id="another audience"),
            pytest.param(lambda: {"aud": "another", "azp": CLIENT}, signed, id="another audience, our azp"),
            pytest.param(lambda: {"aud": [CLIENT, "another"], "azp": "another"}, signed, id="for another party"),
            pytest.param(lambda: {"iss": "https://evil.example"}, signed, id="another issuer"),
            pytest.param(lambda: {"nonce": "of another sign-in"}, signed, id="another nonce"),
            pytest.param(lambda: {"sub": None}, signed, id="nobody"),
        ],
    )
    def test_an_id_token_that_proves_nothing(
        self, provider: FakeOidc, changes: Callable[[], dict[str, Any]], sign: Callable[[dict[str, Any]], str]
    ) -> None:
        provider.changes, provider.sign = changes(), sign
        browser = Client()
        assert signed_on(browser).status_code == 400
        assert not is_in(browser)

    def test_userinfo_of_another(self, cast: Cast, provider: FakeOidc, settings: LazySettings) -> None:
        settings.OIDC_CLAIM = "preferred_username"
        provider.userinfo = {"sub": "s2", "preferred_username": "office"}
        assert signed_on(Client()).status_code == 400

    def test_state_of_another_browser(self, provider: FakeOidc) -> None:
        """Somebody is made to open the attacker's way back, to work in the attacker's account."""
        attacker, victim = Client(), Client()
        back = sent_back(attacker)
        assert victim.get(back).status_code == 400
        sent_back(victim)
        assert victim.get(back).status_code == 400
        assert not is_in(victim)

    def test_a_way_back_is_good_once(self, provider: FakeOidc) -> None:
        browser = Client()
        back = sent_back(browser)
        assert browser.get(back).status_code == 302
        browser.post("/logout/")
        for again in (browser, Client()):
            assert again.get(back).status_code == 400
            assert not is_in(again)

    def test_a_code_stolen_on_the_way_needs_the_verifier(self, provider: FakeOidc) -> None:
        victim, thief = Client(), Client()
        stolen = parse_qs(urlsplit(sent_back(victim)).query)["code"][0]
        own = parse_qs(urlsplit(sent_back(thief)).query)["state"][0]
        assert thief.get("/login/oidc/back/", {"code": stolen, "state": own}).status_code == 400

    @pytest.mark.parametrize(
        "query", ["", "error=access_denied", "code=x", "state=x", "code=x&state=x", "code=%00&state=%00"]
    )
    def test_ways_back_that_nobody_was_sent(self, provider: FakeOidc, query: str) -> None:
        assert Client().get(f"/login/oidc/back/?{query}").status_code == 400

    @pytest.mark.parametrize(
        "wanted", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
    )
    def test_next_leads_to_no_other_site(self, provider: FakeOidc, wanted: str) -> None:
        assert signed_on(Client(), wanted=wanted)["Location"] == "/todo/"

    def test_the_session_from_before_is_not_the_one_signed_in(self, provider: FakeOidc) -> None:
        browser = Client()
        back = sent_back(browser)
        before = browser.session.session_key
        browser.get(back)
        assert browser.session.session_key != before
        thief = Client()
        thief.cookies["sessionid"] = str(before)
        assert not is_in(thief)


class TestWhoHasNoAccount:
    @pytest.mark.parametrize(
        "person",
        [
            {"phone_number": PHONE, "phone_number_verified": False},
            {"phone_number": PHONE},
            {"phone_number": PHONE, "phone_number_verified": "true"},
            {"phone_number": "13900000000", "phone_number_verified": True},
            {"phone_number": "", "phone_number_verified": True},
            {"phone_number": ["13912345678"], "phone_number_verified": True},
        ],
    )
    def test_a_claim_that_names_nobody_makes_no_account(self, provider: FakeOidc, person: dict[str, Any]) -> None:
        before = User.objects.count()
        provider.person = person
        browser = Client()
        answer = signed_on(browser)
        assert answer.status_code == 403
        assert "没有可用的账号" in answer.content.decode()
        assert not is_in(browser)
        assert User.objects.count() == before

    def test_a_closed_account_stays_closed(self, cast: Cast, provider: FakeOidc) -> None:
        User.objects.filter(pk=cast.leader.pk).update(is_active=False)
        assert signed_on(Client()).status_code == 403


class Members(FakeHttp):
    """企业微信, which says of any code that it stands for `member`."""

    member: dict[str, Any] = {"errcode": 0, "userid": "zhangsan"}

    def take(self, call: Call) -> Answer:
        if call.path == "/cgi-bin/gettoken":
            return Answer({"errcode": 0, "access_token": "t"})
        assert call.query["access_token"] == "t"
        return Answer(self.member)


class TestWecom:
    @pytest.fixture
    def member(self, cast: Cast, settings: LazySettings) -> Iterator[Members]:
        """The leader has proven to be reached as zhangsan."""
        settings.WECOM_LOGIN, settings.WECOM_CORP_ID = True, "ww1"
        settings.WECOM_AGENT_ID, settings.WECOM_SECRET = "1000002", "s"
        ContactRule.objects.create(
            person=cast.people["yjj"][-1],
            channel="apprise",
            address="wecom://zhangsan",
            order=1,
            verified_at=timezone.now(),
        )
        with Members() as found:
            settings.WECOM_ENDPOINT = found.url
            yield found

    def test_in_through_the_app_or_by_scanning(self, member: Members) -> None:
        for agent, host in (("Mozilla/5.0 (Linux; Android 13) wxwork/4.1", "open.weixin.qq.com"),
                            ("Mozilla/5.0", "login.work.weixin.qq.com")):  # fmt: skip
            browser = Client(HTTP_USER_AGENT=agent)
            there = urlsplit(browser.get("/login/wecom/", {"next": "/rosters/"})["Location"])
            assert there.hostname == host
            state = parse_qs(there.query)["state"][0]
            back = browser.get("/login/wecom/back/", {"code": "c", "state": state})
            assert back["Location"] == "/rosters/"
            assert is_in(browser)

    def test_state_of_another_none_at_all_or_used(self, member: Members) -> None:
        browser, other = Client(), Client()
        state = parse_qs(urlsplit(browser.get("/login/wecom/")["Location"]).query)["state"][0]
        for thief, query in ((other, {"code": "c", "state": state}), (other, {"code": "c", "state": ""}), (other, {})):
            assert thief.get("/login/wecom/back/", query).status_code == 400
        assert browser.get("/login/wecom/back/", {"code": "c", "state": state}).status_code == 302
        browser.post("/logout/")
        assert browser.get("/login/wecom/back/", {"code": "c", "state": state}).status_code == 400

    @pytest.mark.parametrize(
        ("answer", "status"),
        [
            ({"errcode": 40029}, 400),
            ({"errcode": 0, "openid": "outside the corporation"}, 400),
            ({"errcode": 0, "userid": "lisi"}, 403),
            ({"errcode": 0, "userid": ["zhangsan"]}, 400),
        ],
    )
    def test_who_is_nobody_here(self, member: Members, answer: dict[str, Any], status: int) -> None:
        member.member = answer
        browser = Client()
        state = parse_qs(urlsplit(browser.get("/login/wecom/")["Location"]).query)["state"][0]
        assert browser.get("/login/wecom/back/", {"code": "c", "state": state}).status_code == status
        assert not is_in(browser)

    def test_a_way_nobody_has_proven_is_no_proof(self, member: Members) -> None:
        ContactRule.objects.update(verified_at=None)
        browser = Client()
        state = parse_qs(urlsplit(browser.get("/login/wecom/")["Location"]).query)["state"][0]
        assert browser.get("/login/wecom/back/", {"code": "c", "state": state}).status_code == 403
