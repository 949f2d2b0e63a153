"""Two ways to work a page: a mouse, whose clicks are counted, and a keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page

# More than any page has places to stop at; whoever hasn't found the button by then never will.
MOST_TABS = 250


class Hand(Protocol):
    clicks: int

    def use(self, page: Page, role: str, name: str, *, within: str = "body") -> None:
        """Presses the button or follows the link called `name`."""

    def write(self, page: Page, label: str, text: str, *, within: str = "main") -> None:
        """Fills the field called `label`."""


def found(page: Page, role: str, name: str, within: str) -> Locator:
    return page.locator(within).get_by_role(role, name=name).first  # type: ignore[arg-type]


class Mouse:
    """Counts what ux.md counts: every click; typing is none."""

    def __init__(self) -> None:
        self.clicks = 0

    def use(self, page: Page, role: str, name: str, *, within: str = "body") -> None:
        self.clicks += 1
        found(page, role, name, within).click()

    def write(self, page: Page, label: str, text: str, *, within: str = "main") -> None:
        page.locator(within).get_by_label(label).first.fill(text)


class Keyboard:
    """Tab, Enter and letters. What can't be reached with Tab, or shows no focus, fails."""

    def __init__(self) -> None:
        self.clicks = 0

    def use(self, page: Page, role: str, name: str, *, within: str = "body") -> None:
        self.clicks += 1
        self.go_to(page, found(page, role, name, within))
        page.keyboard.press("Enter")

    def write(self, page: Page, label: str, text: str, *, within: str = "main") -> None:
        self.go_to(page, page.locator(within).get_by_label(label).first)
        page.keyboard.press("Control+A")
        page.keyboard.type(text)

    def go_to(self, page: Page, wanted: Locator) -> None:
        """Tabs there; a place that shows no focus fails."""
        wanted.wait_for(state="visible", timeout=60_000)
        for _ in range(MOST_TABS):
            if wanted.evaluate("element => element === document.activeElement"):
                assert wanted.evaluate(SHOWS_FOCUS), "focus can't be seen"
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"never reached by Tab: {wanted}")


SHOWS_FOCUS = """element => {
  const style = getComputedStyle(element);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
}"""
