"""Leave in whole and half days, of the kinds offices have: the same by form, import and API."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from rostering.enums import AbsenceKind
from rostering.models import Absence, LeaveKind
from tests import factories
from tests.api_client import Api
from tests.factories import Cast, at
from tests.forms import workbook
from tests.units.imports.door import looked_at, taken
from units.models import AuditEvent, Person

pytestmark = pytest.mark.django_db
HALVES = [
    ({"start": "2026-06-19", "start_part": "morning"}, "6月19日上午", "2026-06-19 00:00", "2026-06-19 12:00"),
    ({"start": "2026-06-19", "start_part": "afternoon"}, "6月19日下午", "2026-06-19 12:00", "2026-06-20 00:00"),
    ({"start": "2026-06-19", "start_part": "day"}, "6月19日", "2026-06-19 00:00", "2026-06-20 00:00"),
    (
        {"start": "2026-06-19", "start_part": "afternoon", "end": "2026-06-21", "end_part": "day"},
        "6月19日下午至6月21日",
        "2026-06-19 12:00",
        "2026-06-22 00:00",
    ),
    (
        {"start": "2026-06-19", "start_part": "day", "end": "2026-06-21", "end_part": "morning"},
        "6月19日至6月21日上午",
        "2026-06-19 00:00",
        "2026-06-21 12:00",
    ),
]


@pytest.fixture
def cast() -> Cast:
    return factories.make_cast()


@pytest.fixture(autouse=True)
def june() -> Any:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        yield


def path(person: Person) -> str:
    return f"/people/{person.pk}/absences/"


def imported(client: Client, heads: list[str], *rows: list[Any], name: str = "请假") -> str:
    """What the page says of the file before everything without a doubt is accepted."""
    file = workbook({name: [["端午节期间干部请销假情况统计表"], heads, *rows]})
    where, page = looked_at(client, "leave", file.getvalue())
    taken(client, where)
    return page


@pytest.mark.parametrize(("form", "said", "start", "end"), HALVES)
def test_form_import_and_api_understand_the_same(
    client: Client, cast: Cast, form: dict[str, str], said: str, start: str, end: str
) -> None:
    people = cast.people["yjj"][:3]
    client.force_login(cast.leader)
    assert client.post(path(people[0]), form | {"kind": "sick_leave"}).status_code == 302
    imported(client, ["序号", "单位", "姓名", "请假类别", "请假时间"], [1, "应急局", people[1].name, "病假", said])
    api = Api(key=factories.make_token(cast.leader))
    made = api.post("absences/", {"person": str(people[2].pk), "kind": "病假", "days": said})
    assert made.status == 201, made

    spans = {(one.kind, one.start, one.end) for one in Absence.objects.all()}
    assert (spans, Absence.objects.count()) == ({("sick_leave", at(start), at(end))}, 3)
    assert f"2026年{said}" in client.get(path(people[0])).content.decode()


def test_a_leave_list_as_offices_write_it(client: Client, cast: Cast) -> None:
    names = [person.name for person in cast.people["yjj"][:4]]
    heads = ["序号", "单位", "姓名", "请假类别", "请假时间", "天数", "审批领导", "备注"]
    client.force_login(cast.office)
    page = imported(
        client,
        heads,
        [1.0, "应急局", names[0], "公休", "6月18日-6月22日", 5.0, "张三", ""],
        [2.0, "yjj", names[1], "产假", "2026.5.1-2026.8.31", "", "", ""],
        [3.0, cast.emergency.name, names[2], "外出学习", "6月19日上午", "0.5", "", ""],
        [4.0, "应急局", names[3], "事假", at("2026-06-19 14:00").replace(tzinfo=None), 0.5, "", "下午请假"],
        name="请假人员名单",
    )
    found = [(one.kind, one.start, one.end) for one in Absence.objects.order_by("kind")]
    assert found == [
        ("annual_leave", at("2026-06-18 00:00"), at("2026-06-23 00:00")),
        ("maternity_leave", at("2026-05-01 00:00"), at("2026-09-01 00:00")),
        ("personal_leave", at("2026-06-19 14:00"), at("2026-06-20 00:00")),
        ("training", at("2026-06-19 00:00"), at("2026-06-19 12:00")),
    ]
    assert "审批领导" in page


def test_hours_in_two_columns(client: Client, cast: Cast) -> None:
    name = cast.people["yjj"][0].name
    heads = ["单位代码", "姓名", "手机", "类型", "开始日期", "结束日期", "备注"]
    client.force_login(cast.office)
    imported(client, heads, ["yjj", name, "", "病假", "2026-12-12 14:00", "2026-12-12 18:00", "下午半天"])
    assert (Absence.objects.get().start, Absence.objects.get().end) == (at("2026-12-12 14:00"), at("2026-12-12 18:00"))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["应急局", "待定", "病假", "6月19日", None], "“待定”不是姓名"),
        (["应急局", "李四（兼）", "病假", "6月19日", None], "改为“李四”"),
        (["应急局", None, "放羊", "6月19日", None], "没有“放羊”这一请假类型"),
        (["应急局", None, "病假", "改天", None], "无法识别该时间"),
        (["应急局", None, "病假", "6月19日", 0.5], "无法确定上午或下午"),
        (["应急局", None, "病假", None, None], "必填"),
        (["外星局", None, "病假", "6月19日", None], "没有代码为“外星局”的单位"),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_cell(client: Client, cast: Cast, row: list[Any], said: str) -> None:
    row[1] = row[1] or cast.people["yjj"][0].name
    client.force_login(cast.office)
    page = imported(client, ["单位", "姓名", "类型", "请假时间", "天数"], row)
    assert re.search(r"请假 [A-E]3<", page)
    assert said in page
    assert not Absence.objects.exists()


def test_the_api_says_kind_and_days_and_takes_instants_as_before(cast: Cast) -> None:
    api = Api(key=factories.make_token(cast.leader))
    person = str(cast.people["yjj"][0].pk)
    span = {"start": "2026-06-19T14:00:00+08:00", "end": "2026-06-19T18:00:00+08:00"}
    made = api.post("absences/", {"person": person, "kind": "paternity_leave"} | span)
    assert (made.status, made["kind"], made["kind_name"]) == (201, "paternity_leave", "Paternity leave")
    for wrong in ({}, {"start": span["start"]}, span | {"days": "6月19日"}, {"days": "改天"}):
        assert api.post("absences/", {"person": person, "kind": "sick_leave"} | wrong).status == 400
    assert api.post("absences/", {"person": person, "kind": "放羊"} | span).status == 400
    assert {kind["code"] for kind in api.get("absence-kinds/").results} == set(AbsenceKind)


def test_the_office_keeps_the_kinds(client: Client, cast: Cast) -> None:
    person = cast.people["yjj"][0]
    client.force_login(cast.leader)
    assert client.get("/leave/kinds/").status_code == 403
    client.force_login(cast.office)
    assert client.post("/leave/kinds/", {"name": "育儿假", "is_excused": "on"}).status_code == 302
    assert client.post("/leave/kinds/", {"name": "年假"}).status_code == 400
    own = LeaveKind.objects.get()
    assert client.post("/leave/kinds/home_leave/", {"name": "探亲假"}).status_code == 302
    assert client.post("/leave/kinds/annual_leave/", {"name": "带薪休假", "is_active": "on"}).status_code == 302

    page = client.get(path(person)).content.decode()
    assert ("育儿假" in page, "带薪休假" in page, "探亲假" in page) == (True, True, False)
    assert client.post(path(person), {"kind": own.code, "start": "2026-06-19", "start_part": "day"}).status_code == 302
    imported(client, ["单位", "姓名", "类型", "请假时间"], ["yjj", person.name, "公休", "7月1日"])
    refused = imported(client, ["单位", "姓名", "类型", "请假时间"], ["yjj", person.name, "探亲", "7月3日"])
    assert "没有“探亲”这一请假类型" in refused

    client.post(f"/leave/kinds/{own.code}/", {"name": "照料假"})
    entries = {one.get_kind_display(): one for one in Absence.objects.all()}
    assert set(entries) == {"育儿假", "带薪休假"}
    assert list(Absence.objects.excused()) == [entries["育儿假"]]
    assert "育儿假" in str(AuditEvent.objects.filter(action="absence.recorded").order_by("at")[0].after)
