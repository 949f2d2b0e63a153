"""Every page, for the office and on a unit's phone: no axe violation of WCAG A and AA, no sideways scrolling, no request to
others, in both languages and three text sizes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.enums import BulletinSource, BulletinType, EventCode, WarningKind, WarningLevel, WhistleKind
from alerts.feeds import services as feeds
from alerts.incidents.services import reports
from alerts.models import PublicWarning
from alerts.warnings.rules.bulletins import Bulletin
from alerts.warnings.services.receiving import receive
from alerts.warnings.services.signing import Signed, sign
from alerts.webhooks.services import webhooks
from alerts.whistles.services import whistles
from rostering.enums import Post
from tests.alerts.watch import on_seat, published_around_now
from tests.browser.commanded import city_office, commanded
from tests.browser.conftest import DESKTOP, PHONE, Visit, Visitor
from tests.browser.pages import pages_of
from tests.factories import Cast, generated, roster_of
from tests.forms import workbook
from units.imports.models import SheetImport
from units.imports.services.handing_in import hand_in
from units.models import User
from units.web.context import TEXT_SIZE_COOKIE, TEXT_SIZES

pytestmark = pytest.mark.every_page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (PHONE["width"], 1280, DESKTOP["width"], 1920)
RUN_AXE = """async rules => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]});
  return found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(" ")).join(", ")}`);
}"""


@pytest.fixture
def rows(county: Cast) -> list[str]:
    """Something on every page: a county in the middle of a duty day, and a holiday that waits for its units."""
    waiting = generated(county)
    watch = published_around_now(county)
    county.duty.person = on_seat(county.emergency, Post.DEDICATED_STAFF, timezone.now()).person
    county.duty.save()
    for login, unit in ((county.leader, county.emergency), (county.office, county.hub)):
        login.person = county.people[unit.code][0]
        login.save()
    check = checks.ask_unit(unit=county.routine, reason="汛期抽查", by=county.office, exception=True)
    plan = checks.plan_checks(period=watch, by=county.office, seed=1)
    incident = reports.record_incident(
        county=county.county, title="城东漫堤", kind="洪涝", place="城东", occurred_at=timezone.now(),
        units=[county.emergency], by=county.office,
    )  # fmt: skip
    called = call_outs.call_out(
        county=county.county, matter="堤段抢险", place="城东", required=2, units=[county.emergency, county.hub],
        by=county.office, incident=incident,
    )  # fmt: skip
    whistle = whistles.blow(
        unit=county.emergency, kind=WhistleKind.ROUTINE, matter="塌方", place="县道", wanted_units=[county.routine],
        by=county.office,
    )  # fmt: skip
    webhook = webhooks.create_webhook(
        county=county.county,
        name="市平台",
        url="https://93.184.216.34/",
        events=[EventCode.TIER_CHANGED],
        by=county.office,
    )
    webhooks.ping(webhook=webhook, by=county.office)
    feeds.create_feed(by=county.duty)
    person = county.people["yjj"][0]
    return [
        *commanded(county, incident),
        f"/checks/{check.pk}/",
        f"/checks/plans/{plan.period_id}/",
        f"/incidents/{incident.pk}/",
        f"/incidents/{incident.pk}/edit/",
        f"/call-outs/{called.pk}/",
        f"/call-outs/answer/{called.summonses.first().pk}/",  # type: ignore[union-attr]
        f"/whistles/{whistle.pk}/",
        f"/settings/webhooks/{webhook.pk}/",
        f"/warnings/{warned(county).pk}/",
        "/warnings/rules/rainstorm/orange/",
        "/now/yjj/",
        "/units/yjj/",
        "/units/yjj/edit/",
        "/units/yjj/order/",
        "/units/yjj/close/",
        "/units/yjj/merge/",
        "/units/yjj/delete/",
        "/my/feeds/?unit=yjj",
        f"/people/{person.pk}/",
        f"/people/{person.pk}/edit/",
        f"/people/{person.pk}/transfer/",
        f"/settings/accounts/{county.leader.pk}/",
        f"/import/{handed_in(county).pk}/",
        "/help/office/",
        "/help/unit/",
        reverse("rostering:period", args=[waiting.pk]),
        reverse("rostering:period", args=[watch.pk]),
        reverse("rostering:period_publish", args=[waiting.pk]),
        reverse("rostering:period_accept_rest", args=[waiting.pk]),
        reverse("rostering:period_generate", args=[waiting.pk]),
        reverse("rostering:review", args=[roster_of(waiting, county.routine).pk]),
        reverse("rostering:seat", args=[on_seat(county.emergency, Post.DEDICATED_STAFF, timezone.now()).pk]),
        reverse("rostering:revisions", args=[watch.pk]),
        reverse("rostering:confirm", args=[roster_of(waiting, county.emergency).pk]),
    ]


def warned(county: Cast) -> PublicWarning:
    """A warning that calls everybody."""
    rain = Bulletin(BulletinType.ALERT, "暴雨橙色预警", WarningKind.RAINSTORM, WarningLevel.ORANGE, area="城东")
    made = receive(
        county=county.county, bulletin=rain, source=BulletinSource.HAND, by=county.office, now=timezone.now()
    ).warning
    return sign(warning=made, what=Signed(WarningLevel.ORANGE, county.units, 10), by=county.office, now=timezone.now())


def handed_in(county: Cast) -> SheetImport:
    """A sheet that waits to be accepted, with a line that is doubtful and one that is ready."""
    day = timezone.localdate() + timedelta(days=20)
    rows = [
        ["姓名", "类型", "请假时间"],
        [county.people["yjj"][1].name, "病假", f"{day}"],
        ["无此君", "病假", f"{day}"],
    ]
    return hand_in(kind="leave", file=workbook({"Sheet1": rows}), name="请假.xlsx", by=county.office)


def look(visitor: Visitor, language: str, size: str) -> None:
    """Sets the switches as the reader's earlier choice would."""
    visitor.page.context.add_cookies(
        [
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": visitor.base},
            {"name": TEXT_SIZE_COOKIE, "value": size, "url": visitor.base},
        ]
    )


def axe_problems(visitor: Visitor, path: str) -> list[str]:
    visitor.goto(path)
    # Not a script of the page: what the browser's own tools evaluate is outside its policy.
    visitor.page.evaluate(AXE.read_text())
    found: list[str] = visitor.page.evaluate(RUN_AXE, RULES)
    return [f"{path} {one}" for one in found]


def users(county: Cast) -> list[tuple[User, bool]]:
    """Who looks, and whether on a phone."""
    city = city_office(county)
    return [(county.office, False), (county.leader, True), (county.duty, True), (county.auditor, False), (city, False)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", TEXT_SIZES)
def test_no_axe_violation(visit: Visit, county: Cast, rows: list[str], language: str, size: str) -> None:
    looking = users(county)
    gone = set(rows) - {path for user in (county.office, looking[-1][0]) for path in pages_of(user, *rows)}
    assert not gone, "addresses that have moved"
    problems: list[str] = []
    seen = 0
    for user, on_phone in looking:
        visitor = visit(user, phone=on_phone)
        look(visitor, language, size)
        for path in pages_of(user, *rows):
            problems += axe_problems(visitor, path)
            seen += 1
    assert seen > 60
    assert problems == []


@pytest.mark.parametrize("size", TEXT_SIZES)
def test_nothing_scrolls_sideways(visit: Visit, county: Cast, rows: list[str], size: str) -> None:
    wide: list[str] = []
    for user in (county.office, county.leader, city_office(county)):
        visitor = visit(user)
        look(visitor, "zh-hans", size)
        for path in pages_of(user, *rows):
            visitor.goto(path)
            for width in WIDTHS:
                visitor.page.set_viewport_size({"width": width, "height": 900})
                if visitor.scrolls_sideways():
                    wide.append(f"{user.username} {path} at {width}")
    assert wide == []


def test_pages_without_signing_in(browser: Any, live_server: Any, county: Cast) -> None:
    page = browser.new_page(locale="zh-CN")
    visitor = Visitor(page, live_server.url)
    problems = [*axe_problems(visitor, "/login/"), *axe_problems(visitor, "/a/no-such-key/")]
    page.close()
    assert problems == []
    assert visitor.foreign == []
