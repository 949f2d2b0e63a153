"""Spring Festival 2026 in the demo county: the office has it proposed, asks why somebody is on New Year's Eve and publishes; a
unit puts an illness right and two colleagues exchange their duties, by phone; the paper says what has changed."""

from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from itertools import chain

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import expect

from rostering.changes.queries.swap_options import exchanges
from rostering.demo.seed import seed_demo
from rostering.enums import Post
from rostering.generation.services.start import generate_now
from rostering.models import Absence, Assignment, DutyPeriod, Swap
from rostering.reasons import reason_text
from rostering.seats.queries.candidates import seat_candidates
from tests.browser.conftest import Visit, Visitor
from tests.factories import PASSWORD, at, make_user, seat_of
from tests.paper import HAS_PANGO
from units.enums import Rank, Role
from units.models import Person, Unit, User
from units.when import month_day, short_day

NOW = at("2026-02-01 10:00")
NAME = "2026年春节假期"
EVE = date(2026, 2, 16)
DIALOG = "#dialog"
# Where a page says what has just been done.
SAID = "#messages"
expect.set_options(timeout=60_000)


@pytest.fixture
def festival(transactional_db: None) -> Iterator[DutyPeriod]:
    """A draft, two weeks ahead by every clock but the browser's."""
    with time_machine.travel(NOW, tick=True):
        seed_demo(seed=1, password=PASSWORD, now=NOW)
        yield DutyPeriod.objects.get(name=NAME)


def test_spring_festival(visit: Visit, festival: DutyPeriod) -> None:
    unit = Unit.objects.get(code="yjj")
    office = visit(login("office"))
    proposed(office, festival)
    asked_why(office, seat_of(festival, unit, Post.DEDICATED_STAFF, day=EVE))
    published(office, festival)

    leader = visit(login("leader-yjj"), phone=True)
    eve = seat_of(festival, unit, Post.DEDICATED_STAFF, day=EVE)
    reported_ill(leader, holder(eve))
    covered(leader, eve)

    exchange = exchangeable(festival, unit, besides=eve)
    exchanged(visit, leader, *exchange)

    changed = {eve, *exchange}
    unit_paper_says(leader, changed)
    county_paper_says(office, festival, changed)


def login(username: str) -> User:
    return User.objects.get(username=username)


def login_of(person: Person) -> User:
    """Their own, made for those who have none yet."""
    known = User.objects.filter(person=person).first()
    return known or make_user(Role.DUTY_PERSON, person.unit.county, unit=person.unit, person=person)


def holder(seat: Assignment) -> Person:
    seat.refresh_from_db()
    assert seat.person is not None
    return seat.person


def proposed(office: Visitor, period: DutyPeriod) -> None:
    """41 units, nine days, no gap: three presses."""
    office.clicks = 0
    office.click("排班", role="link")
    office.click(NAME, role="link")
    office.click("开启并排班")
    expect(office.page.locator("main")).to_contain_text("排班在后台继续")
    job = generate_now(period=period, by=login("office"))
    assert job.state == "succeeded", job.failure
    main = office.page.locator("main")
    expect(main).to_contain_text("41 个单位已排好")
    expect(main).to_contain_text("没有空岗")
    assert office.clicks == 3


def asked_why(office: Visitor, seat: Assignment) -> None:
    """What everybody else on the seat would cost, or which rule speaks against them."""
    office.click("查看排班表", role="link")
    expect(office.page.locator("th").filter(has_text=month_day(EVE))).to_contain_text("除夕")
    office.page.locator(f"#shift-{seat.shift_id}").get_by_role("button").click()
    dialog = office.page.locator(DIALOG)
    expect(dialog.locator("p").filter(has_text=f"现任 {holder(seat).name}")).to_contain_text("负担")
    dialog.locator(".refused summary").click()
    others = [one for one in seat_candidates(seat) if one.person.pk != seat.person_id]
    costs = {reason.code.split("_")[0] for one in others for reason in one.reasons if one.allowed}
    assert "costs" in costs
    for one in others:
        line = dialog.locator(".candidates > li, .refused li").filter(has_text=one.person.name)
        for reason in one.reasons:
            expect(line).to_contain_text(reason_text(reason))
    office.click("关闭")


def published(office: Visitor, period: DutyPeriod) -> None:
    office.click("其余代报并采纳", role="link")
    office.click("代报并采纳")
    office.page.locator(DIALOG).get_by_role("link", name="查看排班表").click()
    office.click("发布", role="link")
    office.click("确认发布")
    expect(office.page.locator(SAID)).to_contain_text("第 1 版")
    period.refresh_from_db()
    assert period.state == "published"


def reported_ill(leader: Visitor, person: Person) -> None:
    """Binding at once, since the leader enters it; the duties that clash are counted."""
    leader.page.locator(".tabs summary").click()
    leader.click("人员", role="link")
    leader.click(person.name, role="link")
    leader.click("请假外出", role="link")
    leader.page.get_by_label("类型").select_option(label="病假")
    leader.fill("开始日期", "2026-02-15")
    leader.fill("结束日期", "2026-02-17")
    leader.click("登记")
    # The page says whom it touches before anything is saved.
    expect(leader.page.locator("main")).to_contain_text("尚未保存：此项变更影响 1 个班次")
    leader.page.get_by_role("button", name="仍要保存").click()
    expect(leader.page.locator("main")).to_contain_text("已登记请假外出")
    assert Absence.objects.binding().filter(person=person, kind="sick_leave").count() == 1


def covered(leader: Visitor, seat: Assignment) -> None:
    """The smallest change stands one press away from the absence, and takes one press."""
    ill = holder(seat)
    leader.click("调班建议", role="link")
    main = leader.page.locator("main")
    expect(main).to_contain_text("已证明改动最少")
    leader.clicks = 0
    leader.click("按此方案调班")
    expect(main).to_contain_text("已调整 1 个席位")
    assert leader.clicks == 1
    assert holder(seat) != ill


def exchangeable(period: DutyPeriod, unit: Unit, *, besides: Assignment) -> tuple[Assignment, Assignment]:
    """Two duties of the holiday that two of the staff may exchange."""
    duties = Assignment.objects.active().filter(shift__period=period, shift__unit=unit, person__rank=Rank.STAFF)
    offers = (
        (own, option.theirs)
        for own in duties.select_related("shift__period", "person").order_by("start")
        for option in exchanges(own, NOW)
        if option.allowed and option.theirs in duties
    )
    return next((own, theirs) for own, theirs in offers if theirs and besides not in (own, theirs))


def exchanged(visit: Visit, leader: Visitor, own: Assignment, theirs: Assignment) -> None:
    asker, other = holder(own), holder(theirs)
    asking, asked = (visit(login_of(one), phone=True, path="/my/") for one in (asker, other))
    asking.page.locator(f"a[href='{reverse('swaps:new', args=[own.pk])}']").click()
    asking.click(f"{short_day(theirs.shift.day)} {other.name}", role="link", exact=False)
    asking.fill("事由", "家中老人住院")
    asking.click(f"请{other.name}答复")
    expect(asking.page.locator("main")).to_contain_text(f"已提出，待{other.name}答复")
    asked.goto("/my/")
    expect(asked.page.locator("main")).to_contain_text("待您办理")
    asked.click("同意")
    expect(asked.page.locator("main")).to_contain_text("已同意，待单位负责人审批")
    leader.goto("/my/")
    leader.click("批准")
    expect(leader.page.locator("main")).to_contain_text("已批准，值班表已调整并报两办")
    assert Swap.objects.get().state == "approved"
    assert (holder(own), holder(theirs)) == (other, asker)


def unit_paper_says(leader: Visitor, changed: set[Assignment]) -> None:
    """调 beside the days that changed and nowhere else."""
    leader.click("值班表", role="link")
    leader.click(NAME, role="link")
    sheet = load_workbook(BytesIO(downloaded(leader, "导出表格"))).worksheets[0]
    marked = {str(row[0].value) for row in sheet.iter_rows(min_row=6) if row[9].value == "调"}
    assert marked == {month_day(seat.shift.day) for seat in changed}
    assert names_marked([sheet]) == {f"{holder(seat).name}（调）" for seat in changed}
    assert "第 3 版" in sheet["A2"].value
    prints(leader)


def county_paper_says(office: Visitor, period: DutyPeriod, changed: set[Assignment]) -> None:
    office.goto(f"/rosters/periods/{period.pk}/")
    sheets = load_workbook(BytesIO(downloaded(office, "导出表格"))).worksheets
    seen = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    assert [sheet.title for sheet in seen] == ["2月15日-2月23日"]
    assert names_marked(seen) == {f"{holder(seat).name}（调）" for seat in changed}
    prints(office)


def downloaded(visitor: Visitor, name: str) -> bytes:
    with visitor.page.expect_download() as waiting:
        visitor.click(name, role="link")
    return waiting.value.path().read_bytes()


def prints(visitor: Visitor) -> None:
    """The preview first, then the paper."""
    visitor.click("打印值班表", role="link")
    expect(visitor.page.locator("main h1")).to_have_text("打印预览")
    if HAS_PANGO:
        assert downloaded(visitor, "生成 PDF").startswith(b"%PDF-")


def names_marked(sheets: Iterable[Worksheet]) -> set[str]:
    rows = chain.from_iterable(sheet.iter_rows(min_row=5, values_only=True) for sheet in sheets)
    lines = chain.from_iterable(str(cell).split("\n") for row in rows for cell in row if cell)
    return {line.rpartition("：")[2] for line in lines if line.endswith("（调）")}
