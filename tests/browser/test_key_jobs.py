"""The key jobs within the clicks that the design allows, each also with the keyboard alone."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.deadlines import CHECK_USEFUL_FOR, SUMMONS_USEFUL_FOR
from alerts.enums import LinkPurpose
from alerts.models import CallOut, Check, Incident, LogEntry, Summons
from alerts.outbox.services.links import link_path, make_link
from rostering.enums import Post
from rostering.models import Assignment, DutyPeriod, Roster
from tests.alerts.watch import on_seat, published_around_now
from tests.browser.conftest import Visit
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.factories import Cast, generated

DIALOG = "#dialog"
# Where a page says what has just been done. Its words before the press may be the same, these are not there.
SAID = "#messages"
# What is waited for comes at once on a machine at rest; a busy one gets its time.
expect.set_options(timeout=60_000)


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def hand(request: pytest.FixtureRequest) -> Hand:
    made: Hand = request.param()
    return made


@pytest.fixture
def watch(county: Cast) -> DutyPeriod:
    """A published period around now; the `duty` login is on the emergency unit's seat."""
    period = published_around_now(county)
    seat = on_seat(county.emergency, Post.DEDICATED_STAFF, timezone.now())
    county.duty.person = seat.person
    county.duty.save()
    return period


def test_who_is_on_duty_without_a_click(visit: Visit, county: Cast, watch: DutyPeriod) -> None:
    shown = visit(county.office).text()
    leader = on_seat(county.hub, Post.COUNTY_LEADER, timezone.now()).person
    assert leader is not None
    assert leader.name in shown
    for unit in (county.hub, county.emergency, county.routine):
        assert unit.label in shown


def test_a_unit_is_called_in_three(visit: Visit, county: Cast, watch: DutyPeriod, hand: Hand) -> None:
    page = visit(county.office).page
    hand.use(page, "link", county.routine.label, within=".tiles")
    hand.use(page, "link", "召集", within=DIALOG)
    hand.write(page, "事由", "城东堤段抢险", within=DIALOG)
    hand.write(page, "集结地点", "城东堤段", within=DIALOG)
    hand.use(page, "button", "确认召集", within=DIALOG)
    expect(page.locator(SAID)).to_contain_text("召集已发出")
    expect(page.locator("main")).to_contain_text("城东堤段抢险")
    assert hand.clicks == 3
    assert CallOut.objects.get().state == "dispatched"


def test_a_check_goes_out_in_two(visit: Visit, county: Cast, watch: DutyPeriod, hand: Hand) -> None:
    page = visit(county.office, path="/checks/").page
    hand.use(page, "link", "点名", within="main")
    expect(page.locator(DIALOG)).to_contain_text("发出点名")
    if page.locator(DIALOG).get_by_text("免扰时段").count():
        # At night a check is an exception: one tick more, by the design.
        page.locator(DIALOG).get_by_label("例外点名").check()
    hand.use(page, "button", "发出点名", within=DIALOG)
    expect(page.locator(SAID)).to_contain_text("发出点名")
    assert hand.clicks == 2
    assert Check.objects.filter(unit=county.routine, state="asking").exists()


def test_a_duty_is_acknowledged_with_one(visit: Visit, county: Cast, watch: DutyPeriod, hand: Hand) -> None:
    page = visit(county.duty, phone=True, path="/my/").page
    hand.use(page, "button", "收到", within="main")
    expect(page.locator(SAID)).to_contain_text("已答复收到")
    assert hand.clicks == 1
    assert Assignment.objects.filter(person=county.duty.person, acknowledged_at__isnull=False).count() == 1


def test_a_check_is_answered_with_one_and_without_signing_in(
    browser: Any, live_server: Any, county: Cast, watch: DutyPeriod, hand: Hand
) -> None:
    check = checks.ask_unit(unit=county.emergency, reason="抽查", by=county.office, exception=True)
    assert check.person_id is not None
    key = make_link(
        purpose=LinkPurpose.CHECK,
        object_id=check.pk,
        person_id=check.person_id,
        expires_at=timezone.now() + CHECK_USEFUL_FOR,
    )
    page = browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844})
    page.goto(live_server.url + link_path(key))
    hand.use(page, "button", "我在岗，应答")
    expect(page.locator("h1")).to_contain_text("已应答")
    page.close()
    assert hand.clicks == 1
    assert Check.objects.get().state == "answered"


def test_a_call_is_answered_with_one_and_without_signing_in(
    browser: Any, live_server: Any, county: Cast, watch: DutyPeriod, hand: Hand
) -> None:
    call_outs.call_out(
        county=county.county,
        matter="演练",
        place="城东",
        required=1,
        units=[county.routine],
        by=county.office,
        is_drill=True,
    )
    summons = Summons.objects.get()
    key = make_link(
        purpose=LinkPurpose.SUMMONS, object_id=summons.pk, person_id=summons.person_id,
        expires_at=timezone.now() + SUMMONS_USEFUL_FOR,
    )  # fmt: skip
    page = browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844})
    page.goto(live_server.url + link_path(key))
    hand.use(page, "button", "我在，随时可到岗")
    expect(page.locator("body")).to_contain_text("我已到岗")
    page.close()
    assert hand.clicks == 1
    assert Summons.objects.get().state == "acknowledged"


def test_a_period_is_published_in_three(visit: Visit, county: Cast, hand: Hand) -> None:
    period = generated(county)
    page = visit(county.office, path="/rosters/").page
    hand.use(page, "link", period.name, within="main")
    hand.use(page, "link", "发布", within="main")
    expect(page.locator(DIALOG)).to_contain_text("确认发布")
    if page.locator(DIALOG).get_by_label("缺口说明").count():
        hand.write(page, "缺口说明", "按系统方案发布", within=DIALOG)
    hand.use(page, "button", "确认发布", within=DIALOG)
    expect(page.locator(SAID)).to_contain_text("第 1 版")
    assert hand.clicks == 3
    period.refresh_from_db()
    assert period.state == "published"


def test_a_unit_confirms_in_two(visit: Visit, county: Cast, hand: Hand) -> None:
    generated(county)
    page = visit(county.leader, phone=True, path="/my/").page
    hand.use(page, "link", "去确认", within="main")
    hand.use(page, "button", "确认报送", within="main")
    expect(page.locator(SAID)).to_contain_text("已确认报送")
    assert hand.clicks == 2
    assert Roster.objects.get(unit=county.emergency).state == "submitted"


def test_nothing_to_report_in_two(visit: Visit, county: Cast, watch: DutyPeriod, hand: Hand) -> None:
    page = visit(county.duty, phone=True, path="/my/").page
    hand.use(page, "link", "日志", within="nav")
    hand.use(page, "button", "无情况", within="main")
    expect(page.locator(SAID)).to_contain_text("已记“无情况”")
    assert hand.clicks == 2
    assert LogEntry.objects.get().state == "nothing"


def test_an_incident_is_logged_in_two(visit: Visit, county: Cast, watch: DutyPeriod, hand: Hand) -> None:
    page = visit(county.office).page
    hand.use(page, "link", "应急", within="nav")
    # The kind waits in its list: nobody has to choose one in the first minute.
    for label, text in (("事件", "城东漫堤"), ("地点", "城东堤段")):
        hand.write(page, label, text)
    hand.use(page, "button", "登记事件", within="main")
    expect(page.locator(SAID)).to_contain_text("事件已登记")
    expect(page.locator("main")).to_contain_text("城东漫堤")
    assert hand.clicks == 2
    logged = Incident.objects.get()
    assert (logged.title, logged.kind) == ("城东漫堤", "其他")
