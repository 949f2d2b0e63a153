"""The pictures of the handbooks, taken from the running product: `make screenshots`.

Starts the demo county on a port and in a directory of its own, visits the pages as their readers do, and writes
`docs/images/handbook/*.png`. `ALL` as argument writes every page of `PAGES` at both widths below `.local/screenshots` instead, to be
looked at.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.stack.ports import free_port
from scripts.stack.scratch import Scratch

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images" / "handbook"
LOOKED_AT = ROOT / ".local" / "screenshots"
DESK, PHONE = 1366, 390
HEIGHTS = {DESK: 800, PHONE: 760}
START_SECONDS = 240
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


@dataclass(frozen=True)
class Picture:
    """`then`: words of links that are followed from `path`, one after the other."""

    name: str
    login: str
    path: str
    width: int = DESK
    then: tuple[str, ...] = ()


HANDBOOK = (
    Picture("now", "office", "/"),
    Picture("units", "office", "/units/"),
    Picture("people", "office", "/people/?unit=yjj"),
    Picture("calendar", "office", "/calendar/"),
    Picture("period", "office", "/rosters/", then=("日常值班",)),
    Picture("fairness", "office", "/fairness/"),
    Picture("call-outs", "office", "/call-outs/"),
    Picture("analysis", "office", "/analysis/"),
    Picture("my-phone", "leader-yjj", "/my/", PHONE),
    Picture("confirm-phone", "leader-yjj", "/rosters/", PHONE, ("日常值班",)),
)
PAGES = {
    "office": (
        "/", "/rosters/", "/rosters/periods/new/", "/checks/", "/incidents/", "/call-outs/", "/call-outs/new/", "/whistles/",
        "/posture-orders/", "/log/", "/swaps/", "/messages/", "/messages/log/", "/units/", "/units/yjj/", "/people/", "/people/new/",
        "/people/grades/", "/calendar/", "/calendar/2027/", "/reviews/", "/policies/", "/analysis/", "/analysis/circulars/",
        "/fairness/", "/leave/", "/roster-rules/", "/audit/", "/settings/webhooks/", "/engine/", "/help/office/",
    ),
    "leader-yjj": ("/my/", "/my/duty/", "/my/feeds/", "/messages/contacts/", "/people/", "/rosters/", "/help/unit/"),
    "duty-yjj": ("/my/", "/my/duty/", "/log/", "/messages/"),
    "auditor": ("/audit/",),
}  # fmt: skip


def main(arguments: list[str]) -> int:
    with demo() as (base, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        if "ALL" in arguments:
            _take_all(browser, base, password)
        else:
            _take_handbook(browser, base, password)
        browser.close()
    return 0


@contextmanager
def demo() -> Iterator[tuple[str, str]]:
    """Address and password of a demo county that ends with the block. Raises RuntimeError when it doesn't come up."""
    with closing(Scratch().open()) as scratch:
        port = free_port()
        env = {**os.environ, "STATE_DIR": str(scratch.path), "PORT": str(port), "DEMO": "1"}
        for name in ("DATABASE_URL", "REDIS_URL"):
            env.pop(name, None)
        log = scratch.path / "run.log"
        with log.open("wb") as out:
            process = subprocess.Popen([sys.executable, "dev.py", "run"], cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            _wait_for(process, log)
            yield f"http://127.0.0.1:{port}", (scratch.path / "demo-password").read_text().strip()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _wait_for(process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _second in range(START_SECONDS):
        if "Demo logins" in log.read_text(errors="replace"):
            return
        if process.poll() is not None:
            break
        time.sleep(1)
    raise RuntimeError("the demo county did not come up:\n" + log.read_text(errors="replace")[-2000:])


def _take_handbook(browser: Browser, base: str, password: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for login in dict.fromkeys(one.login for one in HANDBOOK):
        for width in (DESK, PHONE):
            wanted = [one for one in HANDBOOK if (one.login, one.width) == (login, width)]
            if wanted:
                page = _signed_in(browser, base, password, login, width)
                for one in wanted:
                    _take(page, base, one)
                page.context.close()


def _take(page: Page, base: str, one: Picture) -> None:
    page.goto(base + one.path)
    for words in one.then:
        page.get_by_role("link", name=words).first.click()
        page.wait_for_load_state()
    page.wait_for_timeout(300)
    page.screenshot(path=PICTURES / f"{one.name}.png")


def _take_all(browser: Browser, base: str, password: str) -> None:
    LOOKED_AT.mkdir(parents=True, exist_ok=True)
    for login, paths in PAGES.items():
        for width in (DESK, PHONE):
            page = _signed_in(browser, base, password, login, width)
            for path in paths:
                page.goto(base + path)
                page.wait_for_timeout(300)
                name = path.strip("/").replace("/", "-") or "now"
                page.screenshot(path=LOOKED_AT / f"{login}-{name}-{width}.png", full_page=True)
            page.context.close()


def _signed_in(browser: Browser, base: str, password: str, login: str, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": HEIGHTS[width]}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{base}/login/")
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)
    return page


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
