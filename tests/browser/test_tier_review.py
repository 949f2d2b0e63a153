"""The Dayu civil-affairs case through the browser: from a tier-2 unit's application to the next holiday's tier-3 roster."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from rostering.enums import PeriodKind, Post
from rostering.generation.services.start import generate_now
from rostering.models import DutyPeriod
from tests.browser.conftest import Visit, Visitor
from tests.factories import Cast, drafted, published, roster_of
from tests.units.reviews.cast import RESCUE, Case, pdf
from units.enums import Stage, Tier
from units.models import TierReview
from units.reviews.services import effects as review_effects
from units.reviews.services import records as review_records

# Where a page says what has just been done; its stages are named on it before they are reached.
SAID = "#messages"


@pytest.fixture
def case(county: Cast) -> Case:
    return Case(county)


@pytest.fixture
def periods(case: Case) -> tuple[DutyPeriod, DutyPeriod]:
    """The present one, published, and the next, a draft. By the clock of the machine: the browser has no other."""
    today = timezone.localdate()
    days = {"kind": PeriodKind.SPECIAL}
    present = published(case.cast, today, today + timedelta(days=2), name="本次值守", **days)
    following = drafted(case.cast, today + timedelta(days=30), today + timedelta(days=32), name="下次值守", **days)
    return present, following


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "余编〔2019〕12号.pdf"
    path.write_bytes(pdf())
    return path


def stage_is(review: TierReview, stage: Stage) -> None:
    review.refresh_from_db()
    assert review.stage == stage


def go_on(office: Visitor) -> None:
    office.click("进入下一环节")
    expect(office.page.locator(SAID)).to_contain_text("已进入下一环节")


def test_dayu_civil_affairs(visit: Visit, case: Case, periods: tuple[DutyPeriod, DutyPeriod], document: Path) -> None:
    present, following = periods
    unit, office = visit(case.leader, phone=True), visit(case.office)

    review = applied(unit, case)
    path = f"/reviews/{review.pk}/"
    office.goto(path)
    go_on(office)
    refused_without_document(office, review)
    hand_in(unit, path, document)
    office.goto(path)
    go_on(office)
    confirm_cover(visit(case.receiving_leader, phone=True, path=path))
    office.goto(path)
    go_on(office)
    review_records.compile_waiting(now=timezone.now())
    office.goto(path)
    nothing_happened(office)
    go_on(office)
    for question in ("救灾职能是否全部划出？", "节假日谁接民政电话？"):
        hold_round(office, question)
    decide(office, following)
    stage_is(review, Stage.DECIDED)

    assert review_effects.take_effect(now=noon(following.first_day)) == 1
    unit.goto(path)
    expect(unit.page.locator(".page-head__aside")).to_contain_text("已生效")
    generate_now(period=following, by=case.office, seed=1)
    assert roster_of(present, case.unit).tier == Tier.EMERGENCY_RESPONSE
    assert posts_of(present, case) == {Post.LEADER, Post.DEDICATED_STAFF}
    assert posts_of(following, case) == {Post.DUTY_OFFICER}
    office.goto(f"/rosters/periods/{following.pk}/")
    expect(office.page.locator("main")).to_contain_text("民政局")


def applied(unit: Visitor, case: Case) -> TierReview:
    """Three presses, and the text."""
    unit.goto("/")
    unit.clicks = 1
    unit.goto("/reviews/")
    unit.clicks += 1
    unit.page.get_by_label("常态保障类").check()
    unit.fill("申请理由", "救灾职能 2019 年已划出，不再承担应急处突任务")
    unit.click("提交申请")
    expect(unit.page.locator(SAID)).to_contain_text("已提交申请")
    expect(unit.page.locator("h1")).to_contain_text("民政局")
    assert unit.clicks <= 3
    assert not unit.scrolls_sideways()
    return TierReview.objects.get(unit=case.unit)


def refused_without_document(office: Visitor, review: TierReview) -> None:
    """Nothing is there yet: pressing all the same says what is missing."""
    office.page.get_by_role("button", name="进入下一环节").click(force=True)
    expect(office.page.locator(".notice--error").first).to_contain_text("缺少职能划转文件")
    stage_is(review, Stage.DOCUMENT_CHECK)


def hand_in(unit: Visitor, path: str, document: Path) -> None:
    unit.goto(path)
    unit.fill("文号", "余编〔2019〕12号")
    unit.fill("文件日期", "2019-03-20")
    unit.fill("划转的职能", RESCUE)
    unit.page.get_by_label("对方单位").select_option("yjj")
    unit.page.locator("#document-file").set_input_files(document)
    unit.click("提交文件")
    expect(unit.page.locator(SAID)).to_contain_text("职能划转文件已提交")
    expect(unit.page.locator("main")).to_contain_text(document.name)
    assert not unit.scrolls_sideways()
    with unit.page.expect_download() as download:
        unit.page.get_by_role("link", name=document.name).click()
    assert Path(download.value.path()).read_bytes() == pdf()


def confirm_cover(receiver: Visitor) -> None:
    receiver.fill("意见人", "陈局长")
    receiver.page.locator("#word-opinion").fill("救灾工作由我局承接")
    receiver.page.get_by_label("我单位 24 小时承接划入的职能").check()
    receiver.click("提交意见")
    expect(receiver.page.locator(SAID)).to_contain_text("本单位意见已提交")
    expect(receiver.page.locator("main")).to_contain_text("确认 24 小时承接")
    assert not receiver.scrolls_sideways()


def nothing_happened(office: Visitor) -> None:
    for kind in ("突发事件", "紧急召集"):
        row = office.page.locator("tr", has=office.page.get_by_role("rowheader", name=kind, exact=True)).first
        assert set(row.locator("td").all_inner_texts()) == {"0"}


def hold_round(office: Visitor, question: str) -> None:
    office.fill("论证的问题", question)
    office.click("开始一轮论证")
    expect(office.page.locator(SAID)).to_contain_text("新一轮论证已开始")
    office.page.locator("#finding-finding").fill("由应急管理局全天候承接")
    office.click("结束本轮")
    expect(office.page.locator(SAID)).to_contain_text("本轮论证已结束")
    assert not office.scrolls_sideways()


def decide(office: Visitor, following: DutyPeriod) -> None:
    office.page.locator("#approve-document_number").fill("余办〔2026〕8号")
    office.page.locator("#approve-reason").fill("职能已划出，接收单位全天候承接")
    assert office.page.locator("#approve-effective_date").input_value() == str(following.first_day)
    office.click("决定调整")
    expect(office.page.locator(SAID)).to_contain_text("已决定调整")
    expect(office.page.locator(".page-head__aside")).to_contain_text("已决定，待生效")


def posts_of(period: DutyPeriod, case: Case) -> set[Any]:
    return set(period.shifts.filter(unit=case.unit).values_list("post", flat=True))


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
