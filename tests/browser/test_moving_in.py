"""A county moves in, in the browser alone: from the setup code on an empty database to a duty person's 收到."""

import random
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.management import call_command
from openpyxl import Workbook
from playwright.sync_api import Browser, expect

from rostering.demo.county import LEAD_OFFICE, UNITS
from rostering.demo.names import mobiles, names
from rostering.generation.services.start import generate_now
from rostering.models import Assignment, DutyPeriod
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.factories import at
from units.accounts.services.keys import key_path
from units.enums import Tier
from units.labels import TIER_LABELS
from units.models import AccountKey, AuditEvent, Person, Unit, User
from units.setup.queries import KNOWN

NOW = at("2026-12-20 10:00")
FEWEST_CLICKS = 60
OWN = "zj-2026-duty"
# An invented one, in the words of the State Council's.
NOTICE = """关于2027年部分节假日安排的通知
一、元旦：1月1日（星期五）至3日（星期日）放假，共3天。
二、春节：2月5日（农历除夕，星期五）至13日（星期六）放假调休，共9天。1月31日（星期日）、2月14日（星期日）上班。
三、清明节：4月3日（星期六）至5日（星期一）放假，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月25日（星期日）、5月8日（星期六）上班。
五、端午节：6月9日（星期三）放假，与周末不连休。
六、中秋节：9月15日（星期三）放假。
七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。"""
MAIN, DIALOG, SAID = "main", "#dialog", "#messages"
expect.set_options(timeout=60_000)


@pytest.fixture
def open_window(
    browser: Browser, live_server: Any, transactional_db: None, set_up_already: None, settings: LazySettings
) -> Iterator[Any]:
    """Windows of strangers on an empty database."""
    settings.ALERT_DEFAULT_CHANNELS = ["console"]
    KNOWN.is_set_up = False
    contexts, visitors = [], []

    def opened(*, phone: bool = False) -> Visitor:
        context = browser.new_context(viewport=PHONE if phone else DESKTOP, locale="zh-CN", has_touch=phone)
        contexts.append(context)
        visitors.append(Visitor(context.new_page(), live_server.url))
        return visitors[-1]

    with time_machine.travel(NOW, tick=True):
        yield opened
    for context in contexts:
        context.close()
    assert [url for visitor in visitors for url in visitor.foreign] == []
    assert [error for visitor in visitors for error in visitor.broken] == []


def test_a_county_moves_in(open_window: Any) -> None:
    office = open_window()
    set_up(office)
    directory(office)
    announced(office)
    invited(office)
    period = proposed(office)
    for code in ("yjj", "mzj"):
        confirmed(open_window(phone=True), code, period)
    published(office, period)
    answered(open_window(phone=True), period)
    assert office.clicks <= FEWEST_CLICKS
    office.goto("/")
    assert "建县清单" not in office.text()


def set_up(office: Visitor) -> None:
    """Three pages: the code, the county, the first account."""
    out = StringIO()
    call_command("setup_code", stdout=out)
    office.goto("/")
    office.fill("建县码", out.getvalue().split()[-1])
    office.click("下一步")
    office.fill("县名", "章江县")
    office.click("下一步")
    given = {"姓名": "李主任", "登录名": "liban", "密码": OWN, "再次输入密码": OWN}
    for label, value in given.items():
        office.page.get_by_label(label, exact=True).fill(value)
    office.click("建立账号并登录")
    expect(office.page.locator(MAIN)).to_contain_text("还没有单位")


def directory(office: Visitor) -> None:
    """41 units and their people from one workbook as an office keeps it."""
    office.click("导入单位和人员", role="link")
    workbook = {"name": "章江县机构人员.xlsx", "mimeType": "application/octet-stream", "buffer": messy_workbook()}
    office.page.set_input_files("input[type=file]", workbook)  # type: ignore[arg-type]
    office.click("上传并核对")
    expect(office.page.locator(MAIN)).to_contain_text("可以写入")
    office.click("接受所选")
    expect(office.page.locator(SAID)).to_contain_text("已写入")
    assert Unit.objects.count() == len(UNITS)
    assert Person.objects.filter(unit__code="yjj").count() >= 5
    office.goto("/settings/setup/")


def messy_workbook() -> bytes:
    """Titles above the heads, columns in another order and some of no use, names with blanks, numbers in every spelling."""
    rng = random.Random(5)  # noqa: S311 - the same workbook each time
    name_source, mobile_source = names(rng), mobiles(rng)
    book = Workbook()
    units = book.active
    assert units is not None
    units.title = "一、机构"
    units.append(["章江县机关值守单位情况表"])
    units.append(["填报单位：县委办　　填报时间：2026年12月"])
    units.append(["序号", "单位名称", "简称", "值守类别", "单位代码", "值班电话", "牵头办公室", "备注"])
    people = book.create_sheet("二、人员")
    people.append(["章江县值班人员花名册"])
    people.append(["序号", "单位代码", "姓 名", "性别", "职务", "职级", "手机号码"])
    number = 0
    for order, unit in enumerate(UNITS, start=1):
        lead = "是" if unit.code == LEAD_OFFICE else None
        phone = f"（0797）87{order:02}120"
        units.append([order, unit.name, unit.short_name, str(TIER_LABELS[unit.tier]), unit.code.upper(), phone, lead])
        ranks = (
            ["县领导"] * (6 if lead else 0)
            + ["正科级", "副科级", "副科级", "副科级"]
            + ["科员"] * (12 if unit.tier == Tier.HUB else 5)
        )
        for rank in ranks:
            number += 1
            name, mobile = next(name_source), next(mobile_source)
            spaced = "　".join(name) if len(name) == 2 else name
            spelled = (f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}", f"+86{mobile}", int(mobile), mobile)[number % 4]
            people.append([number, unit.code, spaced, "男", "干部", rank, spelled])
    units.append(["注：本表由县委办负责解释。"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def announced(office: Visitor) -> None:
    """The notice of next year, pasted as it stands."""
    office.click("排班", role="link")
    office.click("日历", role="link")
    office.click("粘贴放假通知", role="link")
    office.page.locator("textarea").first.fill(NOTICE)
    office.click("读取")
    main = office.page.locator(MAIN)
    expect(main).to_contain_text("元旦")
    office.click("采用这份安排")
    expect(office.page.locator(SAID)).to_contain_text("2027")


def invited(office: Visitor) -> None:
    """Every unit's chiefs, by the link that reaches their phone."""
    office.click("设置", role="link")
    office.click("账号", role="link")
    office.click("批量开通", role="link")
    office.page.get_by_label("范围").select_option("leaders")
    office.click("查找")
    office.page.get_by_role("button", name="勾选全部", exact=False).click()
    office.clicks += 1
    expect(office.page.locator("input[name=people]").first).to_be_checked()
    office.click("下一步：核对")
    office.page.get_by_role("button", name="开通", exact=False).first.click()
    office.clicks += 1
    expect(office.page.locator(MAIN)).to_contain_text("发出邀请")


def proposed(office: Visitor) -> DutyPeriod:
    office.click("排班", role="link")
    office.click("新建周期", role="link")
    office.page.get_by_role("link", name="填入", exact=False).first.click()
    office.clicks += 1
    office.click("建立周期")
    office.click("开启并排班")
    expect(office.page.locator(MAIN)).to_contain_text("后台")
    period = DutyPeriod.objects.get()
    job = generate_now(period=period, by=User.objects.get(username="liban"))
    assert job.state == "succeeded", job.failure
    expect(office.page.locator(MAIN)).to_contain_text("41 个单位已排好")
    return period


def joined(visitor: Visitor, user: User) -> None:
    """The invitation's link, opened on a phone: a password of one's own, and one is in."""
    key = AccountKey.objects.get(user=user)
    visitor.goto(key_path(key.pk))
    assert not visitor.scrolls_sideways()
    for label in ("新密码", "再次输入新密码"):
        visitor.page.get_by_label(label, exact=True).fill(OWN)
    visitor.click("设置密码并登录")
    visitor.page.wait_for_url("**/todo/")


def confirmed(leader: Visitor, code: str, period: DutyPeriod) -> None:
    user = User.objects.filter(unit__code=code, role="unit_leader").order_by("pk")[0]
    joined(leader, user)
    leader.goto("/rosters/")
    leader.page.get_by_role("link", name=period.name, exact=False).first.click()
    leader.click("去确认", role="link")
    leader.click("确认报送")
    expect(leader.page.locator(MAIN)).to_contain_text("已报送")


def published(office: Visitor, period: DutyPeriod) -> None:
    office.goto(f"/rosters/periods/{period.pk}/")
    office.click("其余代报并采纳", role="link")
    office.click("代报并采纳")
    office.page.locator(DIALOG).get_by_role("link", name="查看排班表").click()
    office.click("发布", role="link")
    office.click("确认发布")
    expect(office.page.locator(SAID)).to_contain_text("第 1 版")


def answered(duty: Visitor, period: DutyPeriod) -> None:
    """A chief who is on duty says 收到 on the phone."""
    chiefs = User.objects.filter(role="unit_leader").exclude(unit__code__in=["yjj", "mzj"])
    seat = Assignment.objects.active().filter(shift__period=period, person__user__in=chiefs).order_by("start")[0]
    assert seat.person is not None
    joined(duty, seat.person.user)
    waiting = duty.page.get_by_role("button", name="收到", exact=False)
    number = waiting.count()
    waiting.first.click()
    expect(waiting).to_have_count(number - 1)
    duty.goto("/my/")
    expect(duty.page.locator(MAIN)).to_contain_text("已答复收到")
    assert AuditEvent.objects.filter(action="assignment.acknowledged").count() == 1
