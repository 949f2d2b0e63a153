"""What waits stands first wherever one is, one press each; the duty room's television by day and by night; text for elders."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from alerts.call_outs.services.call_outs import call_out
from alerts.checks.services.checks import ask_unit
from alerts.models import Check
from rostering.enums import PeriodKind, Post
from rostering.models import Swap
from tests.alerts.watch import flood, on_seat, published_around_now
from tests.browser.conftest import Visit, Visitor
from tests.factories import Cast, at, generated, published, seat_of
from units.web.context import TEXT_SIZE_COOKIE

SAID, ASKED, QUEUE = "#messages", "#asked .asked__one", ".todo__line"
expect.set_options(timeout=60_000)
# Lighter against darker, as WCAG counts it, of the words of an element on what lies behind them.
CONTRAST = """element => {
  const parsed = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let behind = element;
  while (parsed(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const pair = [light(parsed(getComputedStyle(element).color)), light(parsed(getComputedStyle(behind).backgroundColor))];
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""


@pytest.fixture
def watch(county: Cast) -> None:
    """A published watch; the `duty` login is on the emergency unit's seat. A holiday waits for its units."""
    generated(county)
    published_around_now(county)
    seat = on_seat(county.emergency, Post.DEDICATED_STAFF, timezone.now())
    county.duty.person = seat.person
    county.duty.save()


@pytest.fixture(params=["2026-06-10 14:00", "2026-06-10 21:30"], ids=["day", "night"])
def hour(request: pytest.FixtureRequest) -> Iterator[str]:
    with time_machine.travel(at(request.param), tick=True):
        yield request.param


def test_what_is_asked_now_stands_first_on_every_page_and_is_answered_there(
    visit: Visit, county: Cast, watch: None
) -> None:
    person = county.duty.person
    assert person is not None
    call_out(
        county=county.county, matter="堤段抢险", place="城东", required=1, units=[county.emergency], by=county.office,
        people=[person], incident=flood(county),
    )  # fmt: skip
    ask_unit(unit=county.emergency, reason="抽查", by=county.office, exception=True)
    Check.objects.update(person=county.duty.person, state="asking", asked_at=timezone.now())
    visitor = visit(county.duty, phone=True)
    page = visitor.page
    for path in ("/todo/", "/my/", "/", "/rosters/", "/log/", "/incidents/", "/messages/"):
        visitor.goto(path)
        expect(page.locator(ASKED)).to_have_count(2)
        assert ["紧急召集" in text for text in page.locator(ASKED).all_inner_texts()] == [True, False]
        # Above everything else of the page, and within sight.
        assert page.locator(ASKED).nth(1).bounding_box()["y"] < page.locator("main h1").first.bounding_box()["y"]  # type: ignore[index]
        assert [one.locator("button, a").count() for one in page.locator(ASKED).all()] == [1, 1]
    page.locator(ASKED).get_by_role("button", name="我在岗，应答").click()
    expect(page.locator(ASKED)).to_have_count(1)
    assert Check.objects.get().state == "answered"
    page.locator(ASKED).get_by_role("link", name="去应答").click()
    expect(page.locator("main")).to_contain_text("堤段抢险")


def test_the_queue_has_one_button_each_and_the_badge_counts_it(visit: Visit, county: Cast, watch: None) -> None:
    page = visit(county.office, path="/todo/").page
    lines = page.locator(QUEUE)
    expect(page.locator("#todo-number-nav")).to_contain_text(str(lines.count()))
    for line in lines.all():
        assert line.locator(":scope > form button, :scope > a.btn").count() == 1
    page.get_by_role("button", name="全部催办").first.click()
    expect(page.locator(SAID)).to_contain_text("已催办")
    expect(page.locator("h1")).to_contain_text("待办")


def test_a_swap_takes_three_presses_from_where_a_phone_lands(visit: Visit, county: Cast) -> None:
    first = timezone.localdate() + timedelta(days=5)
    period = published(county, first, first + timedelta(days=2), kind=PeriodKind.SPECIAL)
    county.duty.person = seat_of(period, county.emergency, Post.DEDICATED_STAFF).person
    county.duty.save()
    visitor = visit(county.duty, phone=True)
    assert visitor.page.url.endswith("/todo/")
    presses = [
        visitor.page.locator("main").get_by_role("link", name="换班", exact=True),
        visitor.page.locator("main .candidate").first,
        visitor.page.locator(".sheet .btn-primary"),
    ]
    for press in presses:
        press.click()
    expect(visitor.page.locator(SAID)).to_be_visible()
    assert Swap.objects.get().state == "requested"


def test_the_television_is_read_across_the_room_by_day_and_by_night(hour: str, visit: Visit, county: Cast) -> None:
    published_around_now(county)
    page = visit(county.office, path="/?wall=1").page
    page.set_viewport_size({"width": 1920, "height": 1080})
    is_night = hour.endswith("21:30")
    assert page.locator(".wall--night").count() == int(is_night)
    assert size_of(page, ".tile__people") >= 30
    assert size_of(page, ".wall__leads strong") >= 30
    for words in (".tier", ".tile__people", ".wall__leads strong", ".wall__clock"):
        for one in page.locator(f".wall {words}").all():
            assert one.evaluate(CONTRAST) >= 4.5, words
    background = page.locator("#wall").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (background == "rgb(13, 20, 29)") is is_night
    button = page.locator("#wall-sound")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_the_largest_text_is_thirty_pixels_and_every_target_sixty(visit: Visit, county: Cast, watch: None) -> None:
    visitor = visit(county.duty, phone=True)
    cookie = {"name": TEXT_SIZE_COOKIE, "value": "large", "url": visitor.base}
    visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]
    for path in ("/todo/", "/my/", "/log/", "/messages/contacts/", "/contacts/directory/"):
        visitor.goto(path)
        assert size_of(visitor.page, "body") == 30
        assert not visitor.scrolls_sideways()
        assert small_targets(visitor) == []


def size_of(page: Page, selector: str) -> float:
    size: float = page.locator(selector).first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    return size


def small_targets(visitor: Visitor) -> list[str]:
    """Buttons and links that stand alone, smaller than a finger of the elder mode."""
    found: list[str] = visitor.page.evaluate(
        """() => [...document.querySelectorAll("main .btn, main button, .tabs a, main select, main input[type=text]")]
          .filter(one => one.offsetParent && (one.offsetHeight < 59.5 || one.offsetWidth < 59.5))
          .map(one => `${one.tagName} ${one.className} ${one.innerText} ${one.offsetWidth}x${one.offsetHeight}`)"""
    )
    return found
