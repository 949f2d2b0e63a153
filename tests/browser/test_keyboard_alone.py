"""Setting up, an account, an accepted import and the dialog of publication without a mouse: Tab, Enter, Space, focus seen."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from rostering.models import Absence, DutyPeriod
from tests.browser.conftest import DESKTOP, Visit, Visitor
from tests.browser.hands import Keyboard
from tests.factories import Cast, generated
from tests.forms import workbook
from units.models import User
from units.setup.queries import KNOWN

MAIN, DIALOG, SAID = "main", "#dialog", "#messages"


@pytest.fixture
def stranger(browser: Browser, live_server: Any, transactional_db: None, set_up_already: None) -> Iterator[Visitor]:
    """Somebody in front of an empty system."""
    KNOWN.is_set_up = False
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN")
    visitor = Visitor(context.new_page(), live_server.url)
    yield visitor
    context.close()
    assert (visitor.foreign, visitor.broken) == ([], [])


@pytest.fixture
def keys() -> Keyboard:
    return Keyboard()


def typed_into(page: Page, keys: Keyboard, given: dict[str, str]) -> None:
    """Fields of forms whose labels are words of others."""
    for label, text in given.items():
        keys.go_to(page, page.locator(MAIN).get_by_label(label, exact=True))
        page.keyboard.type(text)


def test_setting_up(stranger: Visitor, keys: Keyboard) -> None:
    out, page = StringIO(), stranger.page
    call_command("setup_code", stdout=out)
    stranger.goto("/")
    keys.write(page, "建县码", out.getvalue().split()[-1])
    keys.use(page, "button", "下一步")
    page.wait_for_url("**/setup/county/")
    keys.write(page, "县名", "章江县")
    keys.use(page, "button", "下一步")
    page.wait_for_url("**/setup/account/")
    given = {"姓名": "李主任", "登录名": "liban", "密码": "zj-2026-duty", "再次输入密码": "zj-2026-duty"}
    typed_into(page, keys, given)
    keys.use(page, "button", "建立账号并登录")
    expect(page.locator(MAIN)).to_contain_text("还没有单位")
    assert User.objects.get().username == "liban"


def test_an_account(visit: Visit, county: Cast, keys: Keyboard) -> None:
    page = visit(county.office, path="/settings/accounts/").page
    keys.use(page, "link", "新建账号", within=MAIN)
    unit = page.locator(MAIN).get_by_label("单位", exact=False).first
    keys.go_to(page, unit)
    page.keyboard.press("ArrowDown")
    keys.write(page, "姓名或名称", "应急值班室")
    keys.write(page, "登录名", "zhiban-1")
    keys.use(page, "button", "新建", within=MAIN)
    expect(page.locator(MAIN)).to_contain_text("zhiban-1")
    assert User.objects.get(username="zhiban-1").unit is not None


def test_an_import_is_accepted(visit: Visit, county: Cast, keys: Keyboard, tmp_path: Path) -> None:
    person, day = county.people["yjj"][1], timezone.localdate() + timedelta(days=20)
    rows = [["姓名", "类型", "请假时间"], [person.name, "病假", f"{day}"]]
    path = tmp_path / "请假.xlsx"
    path.write_bytes(workbook({"Sheet1": rows}).getvalue())
    page = visit(county.leader, path="/import/").page
    kind = page.get_by_label("表格的内容")
    keys.go_to(page, kind)
    kind.select_option("leave")
    file = page.locator("input[type=file]")
    keys.go_to(page, file)
    file.set_input_files(path)
    keys.use(page, "button", "上传并核对", within=MAIN)
    expect(page.locator(MAIN)).to_contain_text(person.name)
    keys.use(page, "button", "接受所选", within=MAIN)
    expect(page.locator(MAIN)).to_contain_text("撤销")
    assert Absence.objects.count() == 1


def test_publication(visit: Visit, county: Cast, keys: Keyboard) -> None:
    period = generated(county)
    page = visit(county.office, path=f"/rosters/periods/{period.pk}/").page
    keys.use(page, "link", "其余代报并采纳", within=MAIN)
    keys.use(page, "button", "代报并采纳", within=DIALOG)
    keys.use(page, "link", "查看排班表", within=DIALOG)
    keys.use(page, "link", "发布", within=MAIN)
    reason = page.locator(DIALOG).locator("#exception_reason")
    expect(page.locator(DIALOG)).to_be_visible()
    if reason.count():
        keys.go_to(page, reason)
        page.keyboard.type("节前统一发布")
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).not_to_be_visible()
    keys.use(page, "link", "发布", within=MAIN)
    keys.use(page, "button", "确认发布", within=DIALOG)
    expect(page.locator(SAID)).to_contain_text("第 1 版")
    assert DutyPeriod.objects.get().state == "published"
