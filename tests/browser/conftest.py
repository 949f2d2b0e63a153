"""A real browser on the test server: somebody signs in, looks at a desktop or a phone, and nothing leaves the server."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, ViewportSize, sync_playwright

from tests.factories import PASSWORD, Cast, make_cast
from units.models import User

CHROMIUM = Path("/usr/bin/chromium")
DESKTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
HERE = Path(__file__).parent
AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
# What the console says of a form that comes back with its errors, and of a line that is cut.
REFUSAL = re.compile(r"status of 4\d\d|Response Status Error Code 4\d\d|htmx:responseError")
UNREACHED = re.compile(r"net::ERR_(?:INTERNET_DISCONNECTED|FAILED)|htmx:(?:sendError|afterRequest)")
OWN_SCHEMES = ("data", "blob", "about")

# Playwright keeps an event loop in the test's thread, which makes Django see an async caller where there is none.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test; without a browser it is left out, and says so."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"{CHROMIUM} is not installed"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def county(transactional_db: None) -> Cast:
    """The small county of tests/factories.py, committed, so that the server sees it."""
    return make_cast()


class Visitor:
    """Somebody's browser window. `foreign` collects every request that would have left the server, `broken` every error
    of a script or of htmx and every answer that no page may cause. While the line is cut (`offline`), a request that
    doesn't arrive is no error."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.foreign: list[str] = []
        self.broken: list[str] = []
        self.clicks = 0
        page.on("request", self._seen)
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("response", self._answered)
        page.on("console", self._said)

    def _seen(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in OWN_SCHEMES and where.netloc != urlsplit(self.base).netloc:
            self.foreign.append(request.url)

    def _answered(self, answer: Response) -> None:
        if answer.status in {404, 405} or answer.status >= 500:
            self.broken.append(f"{answer.status} {answer.url}")

    def _said(self, said: ConsoleMessage) -> None:
        """htmx reports its own errors here, one without a target among them. A refusal is an answer."""
        if said.type == "error" and not (REFUSAL.search(said.text) or UNREACHED.search(said.text)):
            self.broken.append(said.text)

    def goto(self, path: str) -> None:
        self.page.goto(self.base + path)

    def click(self, name: str, *, role: Any = "button", exact: bool = True, within: str = "body") -> None:
        """One click of the person, counted. On a phone `within` keeps off the rows of the navigation that style sheets hide:
        before those are there, the first of a name may be one of them."""
        self.clicks += 1
        self.page.locator(within).get_by_role(role, name=name, exact=exact).first.click()

    def fill(self, label: str, value: str, *, within: str = "main") -> None:
        self.page.locator(within).get_by_label(label).first.fill(value)

    def text(self) -> str:
        """What stands on the page."""
        return self.page.locator("main").inner_text()

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    """`visit(user)` signs somebody in through the sign-in page, at a desktop or with `phone=True`; every window is
    closed at the end, and then none may have asked another server for anything or have failed."""
    visitors: list[Visitor] = []
    contexts = []

    def open_window(user: User, *, phone: bool = False, path: str = "") -> Visitor:
        context = browser.new_context(viewport=PHONE if phone else DESKTOP, locale="zh-CN", has_touch=phone)
        contexts.append(context)
        visitor = Visitor(context.new_page(), live_server.url)
        visitors.append(visitor)
        sign_in(visitor, user.username)
        if path:
            visitor.goto(path)
        return visitor

    yield open_window
    for context in contexts:
        context.close()
    _let_requests_end()
    assert [url for visitor in visitors for url in visitor.foreign] == []
    assert [error for visitor in visitors for error in visitor.broken] == []


def _let_requests_end() -> None:
    """A window that is closed leaves what it has asked for to the server; tables are emptied once that is through."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(AT_WORK)
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.05)


def sign_in(visitor: Visitor, username: str, password: str = PASSWORD) -> None:
    visitor.goto("/login/")
    visitor.page.fill("input[name=username]", username)
    visitor.page.fill("input[name=password]", password)
    visitor.page.press("input[name=password]", "Enter")
    visitor.page.wait_for_url(lambda url: not urlsplit(url).path.startswith("/login"))
