"""One story from the rain warning to the circular: signed, fourteen units called, one reached by telephone, a field team called in,
the flood with its card and its reports, the leader's instruction, the hazard; the statistics tell of it without another word."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.db.models import F
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from alerts.models import Incident, Notification, OrderStaff, PostureOrder, PublicWarning, Task, WarningCall
from alerts.warnings.services.calling import call_due
from rostering.demo.seed import seed_demo
from rostering.models import Assignment
from tests.alerts.watch import send_all
from tests.browser.conftest import Visit, Visitor
from tests.factories import PASSWORD, at
from units.models import User

NOW = at("2026-06-10 09:05")
TEXT = "县气象台2026年6月10日9时发布暴雨橙色预警信号：预计未来6小时，河东乡、章江镇将出现100毫米以上降水，请注意防范。"
MAIN, SAID = "main", "#messages"
SILENT = "hbj"
expect.set_options(timeout=60_000)


@pytest.fixture
def clock(transactional_db: None) -> Iterator[time_machine.Traveller]:
    """The demo county in the morning of a working day, by every clock but the browser's."""
    with time_machine.travel(NOW, tick=True) as traveller:
        seed_demo(seed=1, password=PASSWORD, now=NOW)
        yield traveller


def test_from_the_warning_to_the_circular(visit: Visit, clock: time_machine.Traveller, settings: LazySettings) -> None:
    settings.ALERT_DEFAULT_CHANNELS = ["console"]
    office, leader, duty = (
        visit(login("office")),
        visit(login("leader-slj"), phone=True),
        visit(login("duty-slj"), phone=True),
    )
    warning = signed(office)
    answered(duty, warning)
    reached_by_telephone(office, warning, clock)
    called_in(office, leader, warning)
    incident = recorded(office, warning)
    worked_off(duty, incident)
    reported_to_city(office, incident, "首报")
    instructed(office, leader, incident)
    cleared(office, leader, incident)
    closed(office, incident)
    told(office)


def login(username: str) -> User:
    return User.objects.get(username=username)


def signed(office: Visitor) -> PublicWarning:
    """The text as it came, pasted; what it says is read, whom it calls stands in the table."""
    office.click("应急", role="link")
    office.click("预警", role="link")
    office.fill("预警原文", TEXT)
    office.click("识别")
    expect(office.page.locator(MAIN)).to_contain_text("请核对识别结果")
    office.click("收下")
    expect(office.page.locator("unit-tiles [data-count]")).to_have_text("已选 14/41")
    office.fill("应答时限（分钟）", "5")
    office.click("签发并叫应")
    expect(office.page.locator(SAID)).to_contain_text("正在叫应 14 个单位")
    send_all()
    return PublicWarning.objects.get(state="calling")


def answered(duty: Visitor, warning: PublicWarning) -> None:
    """One from the bar on the page that happens to be open, everybody else by the link of the message; one unit nobody."""
    duty.goto("/my/")
    expect(duty.page.locator("#asked")).to_contain_text("县气象台发布暴雨橙色预警信号")
    duty.page.locator("#asked").get_by_role("button", name="收到").click()
    expect(duty.page.locator(SAID)).to_contain_text("已叫应")
    waiting = WarningCall.objects.filter(warning=warning, state="asked").exclude(unit__code=SILENT)
    assert waiting.count() == 12
    for call in waiting:
        path = Notification.objects.filter(object_id=call.pk, channel="console").values_list("params__path", flat=True)[
            0
        ]
        assert Client().post(path, {"do": "answer"}).status_code in {200, 302}


def reached_by_telephone(office: Visitor, warning: PublicWarning, clock: time_machine.Traveller) -> None:
    """Nobody of the unit answers; the operator finds whom to ring on top of the list."""
    while not WarningCall.objects.filter(warning=warning, state="with_office").exists():
        clock.shift(timedelta(minutes=6))
        call_due(now=timezone.now())
        send_all()
    office.page.reload()
    ringing = office.page.locator(".warning-row--ring")
    expect(ringing).to_have_count(1)
    expect(ringing.get_by_role("link", name="拨打", exact=False).first).to_be_visible()
    ringing.get_by_placeholder("接听人").fill("值班室小李")
    # What else moves meanwhile takes nothing away from under the hand.
    WarningCall.objects.filter(warning=warning).update(version=F("version") + 1)
    office.page.wait_for_timeout(5500)
    expect(ringing.get_by_placeholder("接听人")).to_have_value("值班室小李")
    ringing.get_by_role("button", name="电话已叫应", exact=False).click()
    expect(ringing).to_have_count(0)
    states = WarningCall.objects.filter(warning=warning, state="answered").values_list("answered_how", flat=True)
    assert sorted(states) == ["link"] * 12 + ["page", "phone"]


def called_in(office: Visitor, leader: Visitor, warning: PublicWarning) -> None:
    """The order takes the warning's words; its people come from the engine, the unit agrees by one press."""
    office.click("发升级令", role="link")
    assert office.page.locator("input[name=reason]").input_value() == warning.headline
    assert office.page.locator("input[name=end]").input_value() == "2026-06-10T15:00"
    expect(office.page.locator("unit-tiles [data-count]")).to_be_visible()
    office.click("取消本类")
    office.page.locator("unit-tiles input[value=slj]").check()
    office.fill("每单位现场工作组", "2")
    office.page.get_by_label("每单位现场工作组").press("Tab")
    expect(office.page.locator("#order-effect")).to_contain_text("增派 2 个席位")
    office.click("发布")
    expect(office.page.locator(MAIN)).to_contain_text("还有 1 个单位未确认")
    leader.goto("/todo/")
    leader.page.get_by_role("link", name="去确认", exact=False).first.click()
    leader.page.get_by_role("button", name="确认增派", exact=False).click()
    expect(leader.page.locator(SAID)).to_contain_text("水利局已确认增派人员")
    order = PostureOrder.objects.latest("number")
    assert OrderStaff.objects.get(order=order).state == "confirmed"
    seats = Assignment.objects.active().filter(shift__ordered_by=order.pk, shift__extra="field_team")
    assert seats.exclude(person=None).count() == 2


def recorded(office: Visitor, warning: PublicWarning) -> Incident:
    """From the warning, whose place goes with it; both clocks run."""
    office.click("应急", role="link")
    office.click("预警", role="link")
    office.click(warning.headline, role="link")
    office.click("登记事件", role="link")
    assert office.page.get_by_label("地点").input_value() == warning.area
    office.fill("事件", "柏树村山洪")
    office.page.get_by_label("种类", exact=True).select_option("洪涝")
    office.page.get_by_label("级别").select_option(label="较大")
    office.fill("信息来源", "河东乡值班室")
    for code in ("slj", "yjj"):
        office.page.locator(f"unit-tiles input[value={code}]").check()
    office.click("登记事件")
    expect(office.page.locator(SAID)).to_contain_text("首报计时开始")
    expect(office.page.locator(MAIN)).to_contain_text("报市")
    return Incident.objects.latest("number")


def worked_off(duty: Visitor, incident: Incident) -> None:
    """The card on the phone of whoever is on duty, then the report by telephone."""
    duty.page.locator(".tabs summary").click()
    duty.click("事件", role="link")
    duty.click(incident.title, role="link")
    duty.click("处置卡", role="link", within=MAIN)
    for number in (1, 2):
        duty.page.get_by_role("button", name="完成", exact=False).first.click()
        expect(duty.page.locator(MAIN)).to_contain_text(f"已完成 {number} /")
    duty.click(incident.title, role="link")
    duty.page.get_by_label("内容").fill("沿河十二户进水，正在转移群众。")
    duty.click("记录报告")
    expect(duty.page.locator(SAID)).to_contain_text("电话首报已记录")
    assert not duty.scrolls_sideways()


def reported_to_city(office: Visitor, incident: Incident, stage: str) -> None:
    """Begun with what is known, refused until nothing is missing, signed, sent to everybody it names."""
    office.goto(f"/incidents/{incident.pk}/")
    office.click("拟快报", role="link")
    assert office.page.get_by_label("报次").input_value() == {"首报": "initial", "终报": "final"}[stage]
    assert office.page.get_by_label("基本情况").input_value()
    said = {
        "人员伤亡和损失": "无人员伤亡",
        "影响范围": "柏树村沿河十二户",
        "已采取的措施": "现场工作组到场，转移群众",
        "趋势研判": "雨势减弱",
    }
    missing = [label for label in said if not office.page.get_by_label(label).input_value()]
    assert len(missing) == {"首报": 4, "终报": 2}[stage]
    office.click("保存草稿")
    expect(office.page.locator(MAIN)).to_contain_text("签发前还缺")
    office.click("去补齐", role="link")
    for label in missing:
        office.fill(label, said[label])
    office.click("保存草稿")
    if stage == "首报":
        office.fill("签发人", "县委办主任")
    office.click("签发")
    for _ in range(2):
        expect(office.page.get_by_text("待发送").first).to_be_visible()
        waiting = office.page.get_by_text("待发送").count()
        office.click("登记发送")
        expect(office.page.get_by_text("待发送")).to_have_count(waiting - 1)
    if stage == "首报":
        expect(office.page.locator(MAIN)).to_contain_text("按时")
        incident.refresh_from_db()
        assert incident.city_due_at is not None
        assert incident.city_reported_at is not None
        assert incident.city_reported_at <= incident.city_due_at


def instructed(office: Visitor, leader: Visitor, incident: Incident) -> None:
    """From the report that the leader has read: whose instruction it is, by when; done on the phone, judged at the desk."""
    office.click("登记批示", role="link")
    assert office.page.get_by_label("来源").input_value() == "instruction"
    office.page.get_by_label("交办领导").select_option(index=1)
    office.fill("事项", "上游山塘逐座排查")
    office.page.get_by_label("承办单位").select_option("slj")
    office.page.locator("main details summary", has_text="更多").click()
    office.fill("另定时限（小时）", "3")
    office.click("交办")
    expect(office.page.locator(SAID)).to_contain_text("任务已交办")
    task = Task.objects.latest("number")
    assert task.due_at - task.asked_at == timedelta(hours=3)
    assert (task.incident, task.asker is not None) == (incident, True)
    done_on_the_phone(leader, "上游山塘逐座排查", "七座山塘已排查，一座渗水")
    judged(office, task)


def done_on_the_phone(leader: Visitor, matter: str, result: str) -> None:
    leader.goto("/todo/")
    leader.page.locator(".todo__line").filter(has_text=matter).get_by_role("link").first.click()
    leader.fill("办理结果和依据", result)
    leader.click("报告结果")
    expect(leader.page.locator(SAID)).to_contain_text("已报告")


def judged(office: Visitor, task: Task) -> None:
    office.goto(f"/tasks/{task.pk}/")
    office.click("满意，办结")
    expect(office.page.locator(SAID)).to_contain_text("已办结")


def cleared(office: Visitor, leader: Visitor, incident: Incident) -> None:
    """The unit registers what it has found, where it has found it, and says when it is gone."""
    leader.page.locator(".tabs summary").click()
    leader.click("事件", role="link")
    leader.click(incident.title, role="link")
    leader.click("登记隐患", role="link")
    assert leader.page.get_by_label("来源").input_value() == "hazard"
    assert leader.page.get_by_label("地点").input_value() == incident.place
    leader.fill("事项", "细坑山塘坝脚渗水")
    leader.click("交办")
    expect(leader.page.locator(SAID)).to_contain_text("任务已交办")
    done_on_the_phone(leader, "细坑山塘坝脚渗水", "坝脚压浸，渗水停止")
    judged(office, Task.objects.latest("number"))
    office.goto(f"/incidents/{incident.pk}/")
    expect(office.page.locator("section[aria-labelledby=followups-title] li")).to_have_count(2)


def closed(office: Visitor, incident: Incident) -> None:
    office.page.get_by_label("报告种类").select_option(label="终报")
    office.page.get_by_label("内容").fill("险情解除，群众返家。")
    office.click("记录报告")
    expect(office.page.locator(SAID)).to_be_visible()
    expect(office.page.locator("h1")).to_contain_text("已办结")
    reported_to_city(office, incident, "终报")


def told(office: Visitor) -> None:
    """Of the one day, in figures and as the text of a circular."""
    office.click("制度", role="link")
    office.click("分析", role="link")
    for name in ("first_day", "last_day"):
        office.page.locator(f"input[name={name}]").fill("2026-06-10")
    office.click("统计")
    expect(office.page).to_have_url(re.compile("first_day=2026-06-10"))
    for label, figure in (("预警按时应答率", "92.9%"), ("较大以上事件按时报市率", "100%"), ("隐患清零率", "100%")):
        expect(office.page.locator(".stat").filter(has_text=label)).to_contain_text(figure)
    office.click("写通报", role="link")
    office.click("起草通报")
    office.page.get_by_role("link", name="关于2026年6月10日", exact=False).first.click()
    for said in ("叫应预警1次", "按升级令增派2人次", "发生突发事件1起", "督办任务2件", "排查隐患1处，清零率100%"):
        expect(office.page.locator(MAIN)).to_contain_text(said)
