"""What a first view costs on a slow phone: `make first-view`. Prints, per page, gzipped kilobytes, LCP, INP and CLS, and the goals.

A fresh browser of 390 px without a cache, its processor slowed four times, on a demo county started for it; with an address and a
password as arguments on one that runs. Gzipped is counted here, whatever the server compresses. INP is the slowest of some taps.
"""

import gzip
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright

from scripts.screenshots import CHROMIUM, PHONE, demo

SLOWED = 4
HEIGHT = 844
PAGES = (
    ("", "/login/"),
    ("duty-yjj", "/my/"),
    ("duty-yjj", "/my/duty/"),
    ("duty-yjj", "/contacts/directory/"),
    ("leader-yjj", "/rosters/"),
    ("office", "/"),
    ("office", "/incidents/"),
)
GOALS = {"kB": 60, "LCP": 2500, "INP": 200, "CLS": 0.1}
PACKED = re.compile(r"image/png|font/")

# Before any script of the page: collects what the browser says of it.
WATCH = """
window.seen = { lcp: 0, cls: 0, inp: 0 };
const watch = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
watch("largest-contentful-paint", (entry) => { window.seen.lcp = entry.startTime; });
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) window.seen.cls += entry.value; });
watch("event", (entry) => { if (entry.interactionId) window.seen.inp = Math.max(window.seen.inp, entry.duration); }, { durationThreshold: 16 });
"""


@dataclass
class View:
    """Bytes by response, then what the browser saw: milliseconds, CLS without a unit."""

    kilobytes: float
    lcp: float
    inp: float
    cls: float


def main(arguments: list[str]) -> int:
    with _county(arguments) as (base, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        rows = [(login or "-", path, _view(browser, base, password, login, path)) for login, path in PAGES]
        browser.close()
    print(f"390 px, processor slowed {SLOWED} times, empty cache")
    print(f"{'login':12} {'page':24} {'gzip kB':>8} {'LCP ms':>8} {'INP ms':>8} {'CLS':>7}")
    for login, path, one in rows:
        print(f"{login:12} {path:24} {one.kilobytes:8.1f} {one.lcp:8.0f} {one.inp:8.0f} {one.cls:7.3f}")
    print("goals: " + ", ".join(f"{name} <= {most}" for name, most in GOALS.items()))
    return 0


@contextmanager
def _county(arguments: list[str]) -> Iterator[tuple[str, str]]:
    if len(arguments) == 2:
        yield arguments[0], arguments[1]
        return
    with demo() as found:
        yield found


def _view(browser: Browser, base: str, password: str, login: str, path: str) -> View:
    """The page as somebody sees it first: signed in elsewhere, then opened with nothing cached."""
    state = _signed_in(browser, base, password, login) if login else None
    context = browser.new_context(
        viewport={"width": PHONE, "height": HEIGHT}, locale="zh-CN", has_touch=True, storage_state=state,
        service_workers="block",
    )  # fmt: skip
    page = context.new_page()
    bodies: list[float] = []
    page.on("response", lambda answer: bodies.append(_weight(answer)))
    page.add_init_script(WATCH)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(base + path)
    page.wait_for_load_state("networkidle")
    kilobytes = sum(bodies) / 1000
    lcp = page.evaluate("window.seen.lcp")
    _tap(page)
    seen: dict[str, Any] = page.evaluate("window.seen")
    context.close()
    return View(kilobytes, lcp, seen["inp"], seen["cls"])


def _weight(answer: Response) -> float:
    if answer.url.startswith("data:") or answer.status >= 300:
        return 0
    body = answer.body()
    packed = PACKED.search(answer.headers.get("content-type", ""))
    return len(body) if packed else len(gzip.compress(body, 6))


def _tap(page: Page) -> None:
    """What answers on the page itself: menus, folds, fields; nothing that leaves it."""
    on_page = page.locator("main summary:visible, main .fold:visible, main input[type=text]:visible").all()[:3]
    # The menu last: it lies over the page once it is open.
    for found in [*on_page, *page.locator("header summary:visible").all()[:1]]:
        found.tap()
        page.wait_for_timeout(150)
    page.wait_for_timeout(300)


def _signed_in(browser: Browser, base: str, password: str, login: str) -> Any:
    context = browser.new_context(locale="zh-CN", service_workers="block")
    page = context.new_page()
    page.goto(f"{base}/login/")
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)
    state = context.storage_state()
    context.close()
    return state


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
