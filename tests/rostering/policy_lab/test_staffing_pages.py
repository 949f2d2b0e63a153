"""Pages about people before they are rostered: burden, leave, wishes, pairs, rules, import."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from rostering.enums import AbsenceKind
from rostering.fairness.services.absences import record_absence
from rostering.models import Absence, OpeningBalance, PairRule, Preference, RosterRules
from tests.factories import Cast, at, make_people, published
from tests.units.imports.door import handed, looked_at, taken
from units.enums import Tier
from units.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after_the_holiday() -> Any:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        yield


@pytest.fixture
def signed_in(client: Client, cast: Cast) -> Callable[[str], Client]:
    def sign_in(who: str) -> Client:
        client.force_login(getattr(cast, who))
        return client

    return sign_in


def read(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_burden_by_role(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    published(cast)
    june = {"first": "2026-06-01", "last": "2026-06-30"}

    county = read(signed_in("office"), "/fairness/", **june)
    unit = read(signed_in("office"), "/fairness/", unit="yjj", **june)
    led = read(signed_in("leader"), "/fairness/", **june)
    own = read(signed_in("duty"), "/fairness/", **june)

    assert all(unit.label in county for unit in cast.units)
    assert all(person.name in led and person.name in unit for person in cast.people["yjj"])
    assert cast.people["dag"][0].name not in led
    assert "我的负担" in own
    assert cast.people["yjj"][0].name not in own


def test_a_range_out_of_order_is_refused(signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("office").get("/fairness/", {"first": "2026-06-30", "last": "2026-06-01"})
    assert answer.status_code == 400
    assert "止日不得早于起日" in answer.content.decode()


def test_burden_queries_do_not_grow(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    office = signed_in("office")
    office.get("/fairness/")
    with CaptureQueriesContext(connection) as few:
        office.get("/fairness/")
    make_people(cast.routine, Tier.ROUTINE_SUPPORT, chiefs=10, staff=30)
    with CaptureQueriesContext(connection) as many:
        office.get("/fairness/")
    assert len(few) == len(many) <= 16


def test_leave_asked_on_a_phone_and_decided_by_the_leader(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    own = cast.duty.person
    assert own is not None
    trip = {"kind": "annual_leave", "start": "2026-06-19T08:00", "end": "2026-06-20T18:00", "note": "探亲"}
    answer = signed_in("duty").post(f"/people/{own.pk}/absences/", trip, follow=True)
    assert "待单位负责人审批" in answer.content.decode()
    absence = Absence.objects.get()
    page = read(signed_in("leader"), "/leave/")
    assert own.name in page
    assert "探亲" in page
    approved = signed_in("leader").post(f"/leave/{absence.pk}/approve/", follow=True)
    assert "排班将自动避开" in approved.content.decode()
    absence.refresh_from_db()
    assert absence.state == "approved"
    again = signed_in("leader").post(f"/leave/{absence.pk}/approve/")
    assert again.status_code == 409


def test_a_rejection_needs_its_reason(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    span: dict[str, Any] = {"start": at("2026-06-19 00:00"), "end": at("2026-06-20 00:00")}
    own = cast.people["yjj"][-1]
    absence = record_absence(person=own, kind=AbsenceKind.ANNUAL_LEAVE, by=cast.duty, **span)
    assert signed_in("leader").post(f"/leave/{absence.pk}/reject/").status_code == 400
    signed_in("leader").post(f"/leave/{absence.pk}/reject/", {"reason": "人手紧张"})
    assert "人手紧张" in read(signed_in("duty"), f"/people/{cast.duty.person_id}/absences/")


def test_wishes_on_the_page_of_a_person(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    path = f"/people/{cast.duty.person_id}/wishes/"
    signed_in("duty").post(path, {"kind": "rather_not", "first_day": "2026-10-01", "weight": "2"})
    wish = Preference.objects.get()
    assert (wish.last_day, wish.weight) == (date(2026, 10, 1), 2)
    assert "尽量不排" in read(signed_in("duty"), path)
    # The choice is not offered, and refused when it is sent.
    assert "指定值班" not in read(signed_in("duty"), path).split("<form")[2]
    assert signed_in("duty").post(path, {"kind": "pinned", "first_day": "2026-10-01"}).status_code == 400
    assert (
        signed_in("leader").post(path, {"kind": "pinned", "first_day": "2026-10-02", "weight": "1"}).status_code == 302
    )
    assert signed_in("duty").post(f"{path}{wish.pk}/remove/").status_code == 302
    assert Preference.objects.count() == 1


def test_pairs_of_a_unit(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    first, second = cast.people["yjj"][:2]
    sent = {"first": str(first.pk), "second": str(second.pk), "kind": "together"}
    assert signed_in("leader").post("/units/yjj/pairs/", sent).status_code == 302
    again = signed_in("leader").post("/units/yjj/pairs/", sent)
    assert (again.status_code, "已有这条搭班规则" in again.content.decode()) == (400, True)
    rule = PairRule.objects.get()
    signed_in("leader").post(f"/pairs/{rule.pk}/remove/")
    assert not PairRule.objects.exists()


def test_rules_are_set_by_the_office(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    page = signed_in("office").get("/roster-rules/")
    form = {name: field.initial if field.initial is not None else page.context["form"].initial.get(name)
            for name, field in page.context["form"].fields.items()}  # fmt: skip
    sent = {name: value for name, value in form.items() if value is not None} | {"rest_days": 2}
    assert signed_in("office").post("/roster-rules/", sent).status_code == 302
    assert RosterRules.objects.get().rest_days == 2
    assert "2026年6月10日起" in read(signed_in("leader"), "/roster-rules/")


def form_file(**sheets: list[list[Any]]) -> bytes:
    workbook = Workbook()
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def rows_of(cast: Cast) -> dict[str, list[list[Any]]]:
    first, second, third = (person.name for person in cast.people["yjj"][:3])
    return {
        "请假": [
            ["单位代码", "姓名", "类型", "开始日期", "结束日期"],
            ["yjj", first, "年休假", "2026-07-01", "2026-07-03"],
        ],
        "意愿": [["单位代码", "姓名", "类型", "首日"], ["yjj", second, "尽量不排", "2026-07-01"]],
        "搭班": [["单位代码", "甲", "乙", "类型"], ["yjj", first, third, "不同时值班"]],
        "期初负担": [
            ["单位代码", "姓名", "起始日期", "截止日期", "除夕", "负担分"],
            ["yjj", first, "2020-01-01", "2025-01-01", 2, 36.5],
        ],
    }


def test_a_form_of_all_sheets_is_looked_at_taken_and_only_once(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    office = signed_in("office")
    path, page = looked_at(office, "preferences", form_file(**rows_of(cast)))
    assert "没有需要写入的内容" not in page
    assert not Absence.objects.exists()
    assert not AuditEvent.objects.filter(action="absence.recorded").exists()
    assert taken(office, path).status_code == 302
    counts = [model.objects.count() for model in (Absence, Preference, PairRule, OpeningBalance)]
    assert counts == [1, 1, 1, 1]
    absence = Absence.objects.get()
    assert (absence.start, absence.end) == (at("2026-07-01 00:00"), at("2026-07-04 00:00"))
    assert OpeningBalance.objects.get().points == 36.5
    _path, again = looked_at(office, "leave", form_file(**rows_of(cast)))
    assert "没有需要写入的内容" in again


def test_every_error_names_its_cell_and_nothing_of_it_is_written(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    rows = rows_of(cast)
    fifth = cast.people["yjj"][4].name
    rows["请假"].append(["yjj", "查无此人", "年休假", "2026-07-01", "2026-07-03"])
    rows["请假"].append(["yjj", fifth, "年休假", "2026-07-05", "2026-07-01"])
    rows["请假"].append(["yjj", rows["请假"][1][1], "病假", "2026-07-02", "2026-07-02"])
    rows["意愿"].append(["yjj", fifth, "不想来", "2026-07-01"])
    path, page = looked_at(signed_in("office"), "preferences", form_file(**rows))
    for said in ("没有“查无此人”这个人员", "结束时间须晚于开始时间", "没有“不想来”这一选项", "与本次时段重叠"):
        assert said in page
    taken(signed_in("office"), path)
    assert (Absence.objects.count(), Preference.objects.count()) == (1, 1)


def test_looking_writes_nothing_at_all(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    office = signed_in("office")
    path, _page = looked_at(office, "preferences", form_file(**rows_of(cast)))
    with CaptureQueriesContext(connection) as captured:
        office.get(path)
    written = [one["sql"] for one in captured if one["sql"].split()[0] not in ("SELECT", "SAVEPOINT", "RELEASE")]
    assert [sql for sql in written if "django_session" not in sql] == []
    assert not any("pg_advisory" in one["sql"] or "FOR UPDATE" in one["sql"] for one in captured)


def test_a_leader_imports_for_the_own_unit_only(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    leader = signed_in("leader")
    other = cast.people["dag"][1].name
    rows = {"意愿": [["单位代码", "姓名", "类型", "首日"], ["dag", other, "愿意值班", "2026-07-01"]]}
    path, _page = looked_at(leader, "preferences", form_file(**rows))
    assert taken(leader, path).status_code == 409
    assert not Preference.objects.exists()
    _path, page = looked_at(leader, "preferences", form_file(期初负担=rows_of(cast)["期初负担"]))
    assert "您没有办理此事的权限" in page
    assert not OpeningBalance.objects.exists()


def test_the_empty_form_has_every_sheet(signed_in: Callable[[str], Client]) -> None:
    leader = signed_in("leader")
    assert leader.get("/wishes/import/")["Location"] == "/import/?kind=leave"
    for path in ("/wishes/import/form.xlsx", "/import/forms/leave.xlsx", "/import/forms/preferences.xlsx"):
        answer = leader.get(path, follow=True)
        assert load_workbook(BytesIO(answer.content)).sheetnames == ["请假", "意愿", "搭班", "期初负担", "说明"]
    assert handed(leader, "leave", b"nothing").status_code == 400
