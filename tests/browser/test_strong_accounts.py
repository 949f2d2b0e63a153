"""The second factor and single sign-on as a person meets them: set up, sign in, lose the phone, come from the county's platform."""

from base64 import b32decode
from copy import deepcopy
from datetime import timedelta
from uuid import uuid4

import time_machine
from django.conf import LazySettings
from django.utils import timezone
from django_otp.oath import totp

from tests.browser.conftest import Visit, Visitor
from tests.factories import PASSWORD, Cast
from tests.fakes.oidc import CLIENT, SECRET, FakeOidc
from tests.units.accounts.second_factor import code_of, enrolled, factor_of
from units.models import CountySettings, SecondFactor, User


def forget(visitor: Visitor) -> None:
    """Another browser: the page has to be through with what it asks for, or an answer brings back a cookie."""
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.goto("about:blank")
    visitor.page.context.clear_cookies()


def password(visitor: Visitor, username: str) -> None:
    visitor.goto("/login/")
    visitor.page.fill("input[name=username]", username)
    visitor.page.fill("input[name=password]", PASSWORD)
    visitor.page.press("input[name=password]", "Enter")
    visitor.page.wait_for_url("**/login/code/")


def test_set_up_because_the_county_wants_it_then_by_recovery_code(county: Cast, visit: Visit) -> None:
    CountySettings.objects.create(county=county.county, office_second_factor=True)
    here = visit(county.office)
    here.page.wait_for_url("**/my/account/second-factor/")
    here.goto("/rosters/")
    assert "县里要求" in here.text(), "nothing else opens"
    square = here.page.locator("img[src^='data:image/svg+xml']")
    assert square.evaluate("image => image.complete && image.naturalWidth > 100"), "the CSP lets the square through"
    secret = here.page.locator("[data-secret]").inner_text().replace(" ", "")
    here.fill("6 位验证码", _shown_by_app(secret))
    here.click("启用")
    shown = here.page.locator("[data-recovery-code]")
    shown.first.wait_for()
    codes = shown.all_inner_texts()
    assert len(codes) == 10
    here.click("已保存，继续", role="link")
    forget(here)

    password(here, county.office.username)
    here.fill("验证码或恢复码", codes[4].upper())
    here.click("登录")
    here.page.wait_for_url(here.base + "/")


def test_a_code_on_a_phone(county: Cast, visit: Visit) -> None:
    there = visit(county.duty, phone=True)
    forget(there)
    with time_machine.travel(timezone.now() - timedelta(minutes=5)):
        enrolled(county.duty, uuid4(), timezone.now())
    password(there, county.duty.username)
    assert not there.scrolls_sideways()
    there.fill("验证码或恢复码", "000")
    there.click("登录")
    there.page.get_by_text("验证码不对").first.wait_for()
    there.fill("验证码或恢复码", code_of(factor_of(county.duty).pk, timezone.now()))
    there.click("登录")
    there.page.wait_for_url("**/todo/")
    there.goto("/my/account/second-factor/")
    assert not there.scrolls_sideways()
    assert SecondFactor.objects.get().failures == 0


def test_from_the_platform_and_back(county: Cast, visit: Visit, settings: LazySettings) -> None:
    with FakeOidc() as provider:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = provider.url, CLIENT, SECRET
        policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"]["form-action"].append(provider.url)
        settings.CONTENT_SECURITY_POLICY = policy
        User.objects.filter(pk=county.leader.pk).update(login_phone="13912345678")
        provider.person = {"phone_number": "+8613912345678", "phone_number_verified": True}
        here = visit(county.leader)
        forget(here)
        here.goto("/people/")
        here.click("用统一认证登录", role="link")
        here.page.wait_for_url("**/people/")
        here.page.evaluate("document.querySelector('form[action=\"/logout/\"]').submit()")
        here.page.wait_for_url("**/login/")
        assert "/end" in [call.path for call in provider.calls]
        assert here.foreign, "the browser itself went there"
        here.foreign = [url for url in here.foreign if not url.startswith(provider.url)]


def _shown_by_app(secret: str) -> str:
    """What an app that has only the typed secret shows."""
    return f"{totp(b32decode(secret)):06d}"
