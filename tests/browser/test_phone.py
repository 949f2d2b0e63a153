"""What a phone adds to pages that work without it: a time by one press, an address copied."""

from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import expect

from rostering.enums import Post
from tests.alerts.watch import on_seat, published_around_now
from tests.browser.conftest import Visit
from tests.factories import Cast


def test_a_time_is_put_in_by_one_press(visit: Visit, county: Cast) -> None:
    published_around_now(county)
    county.duty.person = on_seat(county.emergency, Post.DEDICATED_STAFF, timezone.now()).person
    county.duty.save()
    page = visit(county.duty, phone=True, path="/my/duty/").page
    page.get_by_role("link", name="离岗报备").click()
    page.get_by_role("button", name="1小时", exact=True).click()
    written = datetime.fromisoformat(page.locator("#leave-expected_back").input_value())
    wanted = timezone.localtime().replace(tzinfo=None) + timedelta(hours=1)
    assert abs(written - wanted) < timedelta(minutes=3)
    page.get_by_label("离岗事由").fill("送材料")
    # Dedicated staff leave only relieved, or for an incident.
    page.get_by_label("代守人员").select_option(index=1)
    page.get_by_role("button", name="报备", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("已报备离岗")


def test_the_address_of_a_calendar_is_copied_and_opened_by_the_phone(visit: Visit, county: Cast) -> None:
    page = visit(county.duty, phone=True, path="/my/feeds/").page
    page.get_by_role("button", name="生成订阅地址").click()
    page.get_by_role("button", name="复制地址").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    address = page.locator("#feed-address").input_value()
    link = page.get_by_role("link", name="添加到手机日历").get_attribute("href")
    assert link == "webcal" + address[address.index("://") :]
