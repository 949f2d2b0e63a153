"""A phone without a line: what was seen last is read and marked with its time, an answer goes out once when the line is back,
and nothing stays when somebody signs out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from rostering.enums import Post
from rostering.models import Assignment
from tests.alerts.watch import on_seat, published_around_now
from tests.browser.conftest import Visit
from tests.factories import Cast
from units.models import AuditEvent

KEPT = "caches.keys().then(names => names.filter(name => name.startsWith('kept ')).length)"


@pytest.fixture
def phone(visit: Visit, county: Cast) -> Callable[[], Any]:
    """The duty person's phone, whose worker is at work, on the page of their own duties."""
    published_around_now(county)
    county.duty.person = on_seat(county.emergency, Post.DEDICATED_STAFF, timezone.now()).person
    county.duty.save()

    def open_phone() -> Any:
        visitor = visit(county.duty, phone=True, path="/my/")
        visitor.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        for path in ("/contacts/directory/", "/my/"):
            visitor.goto(path)
            expect(visitor.page.locator("#kept")).to_be_hidden()
        until(visitor.page, KEPT)
        return visitor

    return open_phone


def until(page: Page, condition: str) -> None:
    """Asked again and again from here: the page's policy lets no script be made of text."""
    for _turn in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def cut(page: Page, *, off: bool) -> None:
    page.context.set_offline(off)


def test_pages_seen_last_are_read_and_an_answer_is_sent_once(phone: Callable[[], Any], county: Cast) -> None:
    visitor = phone()
    page: Page = visitor.page
    cut(page, off=True)
    visitor.goto("/contacts/directory/")
    expect(page.locator("#kept")).to_contain_text("离线副本")
    expect(page.locator("main")).to_contain_text(county.emergency.label)
    visitor.goto("/my/")
    expect(page.locator("#kept")).to_be_visible()
    page.get_by_role("button", name="收到").first.click()
    expect(page.locator("#offline")).to_contain_text("未送达")
    cut(page, off=False)
    expect(page.locator("#messages")).to_contain_text("已答复收到")
    expect(page.locator("#kept")).to_be_hidden()
    assert Assignment.objects.filter(acknowledged_at__isnull=False).count() == 1
    assert AuditEvent.objects.filter(action="assignment.acknowledged").count() == 1


def test_signing_out_takes_the_copies_along(phone: Callable[[], Any]) -> None:
    visitor = phone()
    page: Page = visitor.page
    page.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    page.wait_for_url("**/login/**")
    assert page.evaluate(KEPT) == 0
    cut(page, off=True)
    visitor.goto("/my/")
    expect(page.locator("h1")).to_contain_text("网络不通")
    expect(page.locator("main li")).to_have_count(0)
    cut(page, off=False)
