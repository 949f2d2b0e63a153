"""What is sent while the line is cut arrives once when it is back; what was typed survives the end of a session."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.deadlines import CHECK_USEFUL_FOR, SUMMONS_USEFUL_FOR
from alerts.enums import LinkPurpose
from alerts.models import Check, LogEntry, Summons
from alerts.outbox.services.links import link_path, make_link
from rostering.enums import Post
from rostering.models import Assignment, DutyPeriod
from tests.alerts.watch import on_seat, published_around_now
from tests.browser.conftest import Visit
from tests.factories import PASSWORD, Cast

MATTER = "接群众来电，反映城东路灯不亮"
expect.set_options(timeout=60_000)


@pytest.fixture
def watch(county: Cast) -> DutyPeriod:
    """A published period around now; the `duty` login is on the emergency unit's seat."""
    period = published_around_now(county)
    county.duty.person = on_seat(county.emergency, Post.DEDICATED_STAFF, timezone.now()).person
    county.duty.save()
    return period


def press_without_line(page: Page, name: str) -> None:
    """The first press doesn't get through and says so; then the line comes back, and nobody presses again."""
    page.context.set_offline(True)
    page.get_by_role("button", name=name, exact=True).first.click()
    expect(page.locator("#offline")).to_contain_text("未送达")
    expect(page.locator("#offline-retry")).to_be_visible()
    page.context.set_offline(False)


def phone(browser: Browser, address: str) -> Page:
    page = browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844})
    page.goto(address)
    return page


def test_a_check_and_a_call_are_answered_when_the_line_is_back(
    browser: Browser, live_server: Any, county: Cast, watch: DutyPeriod
) -> None:
    check = checks.ask_unit(unit=county.emergency, reason="抽查", by=county.office, exception=True)
    assert check.person_id is not None
    key = make_link(
        purpose=LinkPurpose.CHECK, object_id=check.pk, person_id=check.person_id,
        expires_at=timezone.now() + CHECK_USEFUL_FOR,
    )  # fmt: skip
    page = phone(browser, live_server.url + link_path(key))
    press_without_line(page, "我在岗，应答")
    expect(page.locator("h1")).to_contain_text("已应答")
    assert Check.objects.get().state == "answered"

    call_outs.call_out(
        county=county.county, matter="演练", place="城东", required=1, units=[county.routine], by=county.office,
        is_drill=True,
    )  # fmt: skip
    summons = Summons.objects.get()
    key = make_link(
        purpose=LinkPurpose.SUMMONS, object_id=summons.pk, person_id=summons.person_id,
        expires_at=timezone.now() + SUMMONS_USEFUL_FOR,
    )  # fmt: skip
    page.goto(live_server.url + link_path(key))
    press_without_line(page, "我在，随时可到岗")
    expect(page.get_by_role("button", name="我已到岗")).to_be_visible()
    press_without_line(page, "我已到岗")
    expect(page.locator("main")).to_contain_text("到岗时间以服务器为准")
    page.close()
    assert Summons.objects.get().state == "arrived"


def test_a_reason_typed_without_line_arrives(
    browser: Browser, live_server: Any, county: Cast, watch: DutyPeriod
) -> None:
    call_outs.call_out(
        county=county.county, matter="演练", place="城东", required=1, units=[county.routine], by=county.office,
        is_drill=True,
    )  # fmt: skip
    summons = Summons.objects.get()
    key = make_link(
        purpose=LinkPurpose.SUMMONS, object_id=summons.pk, person_id=summons.person_id,
        expires_at=timezone.now() + SUMMONS_USEFUL_FOR,
    )  # fmt: skip
    page = phone(browser, live_server.url + link_path(key))
    page.get_by_text("暂时无法到岗，说明原因").click()
    page.get_by_label("原因").fill("在外地就医")
    press_without_line(page, "提交原因")
    expect(page.locator("main")).to_contain_text("无需再应答")
    page.close()
    assert Summons.objects.get().declined_reason == "在外地就医"


def test_got_it_and_the_log_wait_for_the_line(visit: Visit, county: Cast, watch: DutyPeriod) -> None:
    page = visit(county.duty, phone=True, path="/my/").page
    press_without_line(page, "收到")
    expect(page.locator("main")).to_contain_text("已答复收到")
    assert Assignment.objects.filter(person=county.duty.person, acknowledged_at__isnull=False).count() == 1

    page.goto(page.url.replace("/my/", "/log/"))
    page.get_by_label("事项").first.fill(MATTER)
    press_without_line(page, "记入日志")
    expect(page.locator("main")).to_contain_text(MATTER)
    assert LogEntry.objects.filter(matter=MATTER).count() == 1


def test_what_was_typed_survives_the_end_of_the_session(visit: Visit, county: Cast, watch: DutyPeriod) -> None:
    page = visit(county.duty, phone=True, path="/log/").page
    page.get_by_label("事项").first.fill(MATTER)
    Session.objects.all().delete()
    page.get_by_role("button", name="记入日志", exact=True).click()
    page.wait_for_url("**/login/?next=/log/")
    page.fill("input[name=username]", county.duty.username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")

    expect(page.locator("#messages")).to_contain_text("已恢复您刚才填写的内容")
    expect(page.get_by_label("事项").first).to_have_value(MATTER)
    page.get_by_role("button", name="记入日志", exact=True).click()
    expect(page.locator(".time-line, main")).to_contain_text(MATTER)
    page.reload()
    expect(page.get_by_label("事项").first).to_have_value("")
    assert LogEntry.objects.filter(matter=MATTER).count() == 1
