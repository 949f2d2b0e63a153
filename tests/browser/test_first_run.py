"""From the setup code to the checklist in a browser, at a desk and on a phone: labelled, without sideways scrolling."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.test_every_page import AXE, RULES, RUN_AXE
from units.setup.queries import KNOWN


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def stranger(
    request: pytest.FixtureRequest, browser: Browser, live_server: Any, transactional_db: None, set_up_already: None
) -> Iterator[Visitor]:
    """Somebody who has opened the system for the first time."""
    KNOWN.is_set_up = False
    context = browser.new_context(viewport=request.param, locale="zh-CN")
    visitor = Visitor(context.new_page(), live_server.url)
    yield visitor
    context.close()
    assert visitor.foreign == []
    assert visitor.broken == []


def test_from_the_code_to_the_checklist(stranger: Visitor) -> None:
    out = StringIO()
    call_command("setup_code", stdout=out)
    stranger.goto("/rosters/")
    _check(stranger, "/setup/")
    stranger.fill("建县码", out.getvalue().split()[-1])
    stranger.click("下一步")
    _check(stranger, "/setup/county/")
    stranger.fill("县名", "章江县")
    stranger.click("下一步")
    _check(stranger, "/setup/account/")
    for label, value in {
        "姓名": "李主任",
        "登录名": "liban",
        "密码": "zj-2026-duty",
        "再次输入密码": "zj-2026-duty",
    }.items():
        stranger.page.get_by_label(label, exact=True).fill(value)
    stranger.click("建立账号并登录")
    _check(stranger, "/settings/setup/")
    assert stranger.clicks == 3
    assert "还没有单位" in stranger.text()
    stranger.goto("/")
    stranger.page.wait_for_selector("#setup-checklist")
    _check(stranger, "/")


def _check(visitor: Visitor, path: str) -> None:
    visitor.page.wait_for_url(f"{visitor.base}{path}")
    assert not visitor.scrolls_sideways()
    visitor.page.evaluate(AXE.read_text())
    assert visitor.page.evaluate(RUN_AXE, RULES) == []
