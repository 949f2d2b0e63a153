"""A duty that is up for cover, and one that goes round among three, from the phone of whose duty it is to the roster."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts.models import Notification
from rostering.enums import PeriodKind
from rostering.models import Assignment, Cover, DutyPeriod, Ring
from rostering.rings.services.finding import find_due
from rostering.rings.services.offers import offer_duty
from tests.browser.conftest import Visit
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.factories import Cast, published, seat_of
from tests.rostering.changes.asked_swaps import POST, login

SAID = "#messages"
expect.set_options(timeout=60_000)


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def hand(request: pytest.FixtureRequest) -> Hand:
    made: Hand = request.param()
    return made


@pytest.fixture
def seats(county: Cast) -> list[Assignment]:
    """The emergency unit's staff duties of three days to come."""
    first = timezone.localdate() + timedelta(days=10)
    period: DutyPeriod = published(county, first, first + timedelta(days=2), kind=PeriodKind.SPECIAL, name="防汛")
    return [seat_of(period, county.emergency, POST, day=day) for day in period.days]


def test_a_duty_is_covered_in_two_clicks_an_answer_and_an_approval(
    browser: Any, live_server: Any, visit: Visit, county: Cast, seats: list[Assignment], hand: Hand
) -> None:
    page = visit(login(county, seats[0].person), phone=True, path="/my/").page
    hand.use(page, "link", "换班", within="main")
    hand.use(page, "button", "征询顶班", within="main")
    expect(page.locator(SAID)).to_contain_text("已征询")
    assert hand.clicks == 2
    cover = Cover.objects.get()
    message = Notification.objects.filter(purpose="cover_asked", channel="console").select_related("person")[0]
    phone = browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844})
    phone.goto(live_server.url + message.params["path"])
    hand.use(phone, "button", "我来顶班")
    expect(phone.locator("h1")).to_contain_text("已登记由您顶班")
    phone.close()
    leader = visit(county.leader, path="/my/").page
    hand.use(leader, "button", "批准", within="main")
    expect(leader.locator(SAID)).to_contain_text("已批准")
    cover.refresh_from_db()
    seats[0].refresh_from_db()
    assert (cover.state, seats[0].person) == ("approved", message.person)
    leader.goto(live_server.url + "/covers/")
    expect(leader.locator("main")).to_contain_text("已批准")


def test_three_duties_go_round(visit: Visit, county: Cast, seats: list[Assignment]) -> None:
    before = [seat.person_id for seat in seats]
    first = visit(login(county, seats[0].person), phone=True, path=f"/swaps/new/{seats[0].pk}/")
    first.click("登记换班意向", role="link")
    first.page.get_by_label("可多承担的负担分").fill("50")
    first.click("登记")
    expect(first.page.locator(SAID)).to_contain_text("已登记换班意向")
    for seat in seats[1:]:
        offer_duty(assignment_id=seat.pk, by=county.leader, extra=50)
    assert find_due(now=timezone.now()) == 1
    ring = Ring.objects.get()
    for seat in seats:
        own = visit(login(county, seat.person), phone=True, path="/my/")
        own.click("同意")
        expect(own.page.locator(SAID)).to_contain_text("已同意")
    leader = visit(county.leader, path=f"/rings/{ring.pk}/")
    leader.click("批准")
    expect(leader.page.locator(SAID)).to_contain_text("已批准")
    after = [Assignment.objects.get(pk=seat.pk).person_id for seat in seats]
    assert sorted(map(str, after)) == sorted(map(str, before))
    assert all(one != other for one, other in zip(after, before, strict=True))
    leader.goto("/rings/")
    assert "已批准" in leader.text()
