"""Leave, people and past incidents from sheets of any layout, through the same door."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from alerts.models import Incident, Notification, PastIncident
from rostering.models import Absence
from tests.factories import Cast, at, make_person, make_unit
from tests.rostering.imports.sheets import workbook
from units.enums import Tier
from units.imports.models import SheetImport
from units.imports.rules.changes import Difference
from units.imports.services.handing_in import accept, difference, hand_in, map_columns, undo
from units.models import Person, Unit

FILES = Path(__file__).parent / "files"


def said(found: Difference) -> list[tuple[str, list[str]]]:
    return [(line.level, sorted({mark.code for mark in line.marks if mark.level != "note"})) for line in found.lines]


def test_a_list_of_leave(cast: Cast) -> None:
    cast.emergency.name = "章江县应急管理局"
    cast.emergency.save()
    for name in ("杨海华", "史立辉", "邹少龙"):
        make_person(cast.emergency, name=name)
    sheet = hand_in(
        kind="leave", file=BytesIO((FILES / "leave_list.xlsx").read_bytes()), name="请假.xlsx", by=cast.office
    )

    found = difference(sheet, cast.office)
    assert [level for level, _codes in said(found)][:3] == ["", "", ""], said(found)
    assert [level for level, _codes in said(found)][3:] == ["wrong", "wrong"]
    accept(sheet=sheet, by=cast.office)
    assert Absence.objects.count() == 3
    undo(sheet=sheet, by=cast.office)
    assert not Absence.objects.standing().exists()


def test_half_a_day_written_as_text(cast: Cast) -> None:
    make_person(make_unit(cast.county, Tier.ROUTINE_SUPPORT, code="jtj", name="交通局"), name="董磊")
    content = (FILES / "halfday_text.xlsx").read_bytes()
    sheet = hand_in(kind="leave", file=BytesIO(content), name="请假.xlsx", by=cast.office)

    assert said(difference(sheet, cast.office)) == [("", [])]
    accept(sheet=sheet, by=cast.office)
    leave = Absence.objects.get()
    assert (leave.start, leave.end) == (at("2026-12-12 14:00"), at("2026-12-12 18:00"))


def test_a_contacts_list_becomes_units_and_people(cast: Cast) -> None:
    rows: list[list[Any]] = [
        ["章江县应急管理局通讯录"],
        ["序号", "姓名", "职务", "手机", "办公电话"],
        [1, "欧阳小明", "局长", "138 0797 2001", "0797-8712001"],
        [2, "赵敏（科员）13307972007", None, None, None],
        [3, "待定", None, None, None],
    ]
    cast.emergency.name = "章江县应急管理局"
    cast.emergency.save()
    sheet = hand_in(kind="people", file=workbook(rows), name="通讯录.xlsx", by=cast.leader)

    found = difference(sheet, cast.leader)
    assert [level for level, _codes in said(found)] == ["doubt", "doubt", "wrong"], said(found)
    accept(sheet=sheet, by=cast.leader, keys=[line.key for line in found.lines if line.level == "doubt"])
    made = Person.objects.get(name="赵敏")
    assert (made.mobile, made.position, made.unit) == ("13307972007", "科员", cast.emergency)
    assert Person.objects.get(name="欧阳小明").mobile == "13807972001"
    undo(sheet=sheet, by=cast.leader)
    assert not Person.objects.filter(name="赵敏").exists()


def test_a_register_without_codes_makes_units(cast: Cast) -> None:
    rows = [["单位名称", "值守类别"], ["水利局", "应急响应类"], ["档案馆", "常态保障类"]]
    sheet = hand_in(kind="people", file=workbook(rows), name="单位.xlsx", by=cast.office)

    found = difference(sheet, cast.office)
    assert said(found)[0] == ("doubt", ["code_made"])
    accept(sheet=sheet, by=cast.office, keys=[found.lines[0].key])
    assert Unit.objects.get(name="水利局").code == "slj"


def test_past_incidents_are_recorded_and_nobody_hears(cast: Cast) -> None:
    rows: list[list[Any]] = [
        ["2021年突发事件台账"],
        ["序号", "日期", "事件类型", "涉及单位", "事件概况", "是否出动"],
        [1, "10月3日", "洪涝", "应急管理局、档案馆", "城东堤段漫堤", "是"],
        [2, "5月1日", "火灾", "应急管理局", "山火", "否"],
        [3, "13月1日", "火灾", "没有的局", "山火", "否"],
    ]
    sheet = hand_in(kind="incidents", file=workbook(rows), name="底数.xlsx", by=cast.office)

    found = difference(sheet, cast.office)
    assert [level for level, _codes in said(found)] == ["", "", "wrong"], said(found)
    accept(sheet=sheet, by=cast.office)
    assert {(row.day, row.units.count(), row.called_out) for row in PastIncident.objects.all()} == {
        (date(2021, 10, 3), 2, True),
        (date(2021, 5, 1), 1, False),
    }
    assert not Incident.objects.exists()
    assert not Notification.objects.exists()
    undo(sheet=sheet, by=cast.office)
    assert not PastIncident.objects.exists()


def test_a_clerk_says_what_a_column_holds(cast: Cast) -> None:
    make_person(cast.emergency, name="杨海华")
    rows = [["何人", "类型", "姓名", "请假时间"], ["杨海华", "病假", "x", "2026-06-19"]]
    sheet = hand_in(kind="leave", file=workbook(rows), name="请假.xlsx", by=cast.leader)
    columns = {one.head: one.key for one in difference(sheet, cast.leader).columns}

    sheet = map_columns(sheet=sheet, columns={columns["何人"]: "name::", columns["姓名"]: "ignored::"}, by=cast.leader)
    assert said(difference(sheet, cast.leader)) == [("", [])]
    again = hand_in(kind="leave", file=workbook(rows), name="请假.xlsx", by=cast.leader)
    assert said(difference(again, cast.leader)) == [("", [])]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_from_upload_to_undo(cast: Cast, client: Client, language: str) -> None:
    make_person(cast.emergency, name="杨海华")
    client.force_login(cast.leader)
    client.cookies["django_language"] = language
    file = workbook([["姓名", "类型", "请假时间"], ["杨海华", "病假", "2026-06-19"], ["无此君", "病假", "2026-06-19"]])
    file.name = "请假.xlsx"

    assert client.get("/import/").status_code == 200
    answer = client.post("/import/", {"kind": "leave", "file": file})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "杨海华" in page.content.decode()
    sheet = SheetImport.objects.get()
    assert client.post(f"/import/{sheet.pk}/accept/", {"rest": "1"}).status_code == 302
    assert Absence.objects.count() == 1
    assert client.post(f"/import/{sheet.pk}/undo/").status_code == 302
    assert not Absence.objects.standing().exists()
    assert client.get(f"/import/{sheet.pk}/").status_code == 200
