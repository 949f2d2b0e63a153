"""Choosing units: typed for, a tier at once, by keyboard alone, on a phone, and without scripts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from alerts.models import CallOut, PostureOrder
from tests.browser.conftest import PHONE, Visit, Visitor, sign_in
from tests.browser.hands import SHOWS_FOCUS, Keyboard
from tests.factories import Cast, published


def ticked(page: Page) -> list[str]:
    boxes = page.locator("unit-tiles li input:checked")
    return sorted(boxes.evaluate_all("boxes => boxes.map(box => box.value)"))


@pytest.fixture
def watched(county: Cast) -> Cast:
    published(county, *_around_now())
    return county


def _around_now() -> tuple[date, date]:
    today = timezone.localdate()
    return today - timedelta(days=1), today + timedelta(days=1)


def test_typing_narrows_and_enter_ticks_without_sending(visit: Visit, watched: Cast) -> None:
    office = visit(watched.office, path="/call-outs/new/")
    find = office.page.get_by_label("找单位")
    find.fill("yjglj")
    expect(office.page.locator("unit-tiles li:visible")).to_have_count(1)
    find.press("Enter")
    expect(find).to_have_value("")
    assert ticked(office.page) == ["yjj"]
    expect(office.page.locator("[data-count]")).to_have_text("已选 1/3")
    expect(office.page.locator("#call-reach [data-effect]")).to_be_visible()
    find.fill("没有的")
    expect(office.page.get_by_text("没有这样的单位")).to_be_visible()
    find.press("Escape")
    expect(office.page.locator("unit-tiles li:visible")).to_have_count(3)
    assert CallOut.objects.count() == 0


def test_a_tier_is_ticked_and_unticked_at_once(visit: Visit, watched: Cast) -> None:
    office = visit(watched.office, path="/posture-orders/")
    first = office.page.locator(".unit-tiles__tier").first
    first.get_by_role("button", name="全选本类").click()
    assert ticked(office.page) == ["xwb"]
    first.get_by_role("button", name="取消本类").click()
    assert ticked(office.page) == []


def test_by_keyboard_alone(visit: Visit, watched: Cast) -> None:
    office = visit(watched.office, path="/call-outs/new/")
    page, keys = office.page, Keyboard()
    # The first tier's button, pressed with Enter; then a tile of the last, ticked with Space.
    keys.use(page, "button", "全选本类")
    assert ticked(page) == ["xwb"]
    tile = page.locator("unit-tiles input[value=dag]")
    for _ in range(30):
        page.keyboard.press("Tab")
        if tile.evaluate("box => box === document.activeElement"):
            break
    assert tile.evaluate(SHOWS_FOCUS)
    page.keyboard.press("Space")
    assert ticked(page) == ["dag", "xwb"]


def test_on_a_phone_nothing_scrolls_sideways(visit: Visit, watched: Cast) -> None:
    leader = visit(watched.leader, phone=True, path="/whistles/")
    assert leader.page.locator("unit-tiles li").count() == 3
    assert not leader.scrolls_sideways()
    tile = leader.page.locator(".unit-tile").first.bounding_box()
    assert tile is not None
    assert tile["height"] >= 44


def test_without_scripts_they_are_checkboxes(browser: Browser, live_server: Any, watched: Cast) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    office = Visitor(context.new_page(), live_server.url)
    sign_in(office, watched.office.username)
    office.goto("/posture-orders/")
    page = office.page
    assert not page.locator("[data-scripted]").first.is_visible()
    page.locator("unit-tiles input[value=dag]").check()
    page.get_by_label("值守方式").select_option("on_site")
    page.get_by_label("结束").fill(f"{_around_now()[1]}T08:00")
    page.get_by_label("事由").fill("防汛")
    page.get_by_role("button", name="发布").click()
    expect(page.locator("#messages")).to_be_visible()
    assert [order.unit_ids for order in PostureOrder.objects.all()] == [[watched.routine.pk]]
    context.close()
