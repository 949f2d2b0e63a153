"""A county comes in by its form: all of it, or nothing with every error named."""

from datetime import date
from typing import Any

import pytest

from rostering.models import CalendarDay, PolicyVersion
from tests.forms import PEOPLE, PERSON_HEADS, UNIT_HEADS, UNITS, form, spoilt
from tests.rostering.policy_lab.county_files import TODAY, found, run
from units.enums import Rank, Tier
from units.errors import InvalidInput
from units.models import AuditEvent, County, Person, Unit
from units.reading_advice import TEXTS

pytestmark = pytest.mark.django_db


def bad_unit(row: int, **cells: Any) -> list[tuple[str, int, str, str]]:
    return found(units=spoilt(UNITS, row, UNIT_HEADS, **cells))


def bad_person(row: int, **cells: Any) -> list[tuple[str, int, str, str]]:
    return found(people=spoilt(PEOPLE, row, PERSON_HEADS, **cells))


def test_a_new_county_is_ready_to_begin() -> None:
    outcome = run(form())

    assert outcome.written
    county = County.objects.get(code="new")
    assert county.lead_office == Unit.objects.get(code="xwb")
    assert PolicyVersion.objects.filter(county=county).published().count() == 1
    assert CalendarDay.objects.filter(county=county, date=date(2026, 6, 19)).get().name == "端午节"
    assert Unit.objects.get(code="yjj").tier_on(TODAY) == Tier.EMERGENCY_RESPONSE
    assert Unit.objects.filter(county=county).count() == len(UNITS)


def test_people_come_in_as_written() -> None:
    run(form())

    person = Person.objects.get(name="𠮷文杰")
    assert (person.unit.code, person.rank, person.mobile) == ("yjj", Rank.STAFF, "13800001005")
    assert (person.valid_from, person.valid_to) == (date(2020, 1, 1), date(2030, 1, 1))
    assert person.initials == "jwj"
    chief = Person.objects.get(name="陈䶮")
    assert (chief.mobile, chief.travel_minutes, chief.valid_from) == ("13800001004", 12, date(2020, 1, 1))


def test_what_is_left_blank_follows_from_rank_and_tier() -> None:
    run(form())

    assert Person.objects.get(name="陈䶮").eligible_posts == ["leader"]
    assert Person.objects.get(name="张三").eligible_posts == ["dedicated_staff"]
    assert Person.objects.get(name="张三").valid_from == date(2026, 1, 1)


def test_a_dry_run_writes_nothing() -> None:
    outcome = run(form(), apply=False)

    assert not outcome.written
    assert (len(outcome.plan.units), len(outcome.plan.people)) == (len(UNITS), len(PEOPLE))
    assert not County.objects.exists()


def test_the_same_file_again_changes_nothing() -> None:
    run(form())
    events = AuditEvent.objects.count()

    outcome = run(form())

    assert outcome.plan.is_empty
    assert (outcome.plan.unchanged_units, outcome.plan.unchanged_people) == (len(UNITS), len(PEOPLE))
    assert AuditEvent.objects.count() == events


def test_changed_rows_update_and_missing_people_stay() -> None:
    run(form())
    people = spoilt(PEOPLE[:-1], 4, PERSON_HEADS, 职务="股长", 手机="13800002005")

    outcome = run(form(spoilt(UNITS, 1, UNIT_HEADS, 值班电话="0797-8719999"), people))

    assert [step.code for step in outcome.plan.units] == ["yjj"]
    assert [(step.name, dict(step.values)) for step in outcome.plan.people] == [
        ("𠮷文杰", {"position": "股长", "mobile": "13800002005"})
    ]
    assert Person.objects.get(name="𠮷文杰").mobile == "13800002005"
    assert Person.objects.filter(name="单小红").exists()
    assert Unit.objects.get(code="yjj").duty_phone == "0797-8719999"


def test_a_blank_cell_keeps_and_the_word_for_none_empties() -> None:
    run(form())

    run(form(people=spoilt(PEOPLE, 4, PERSON_HEADS, 职务=None, 手机="无", 可任岗位="无", 离任日期="无")))

    person = Person.objects.get(name="𠮷文杰")
    assert (person.position, person.mobile, person.eligible_posts, person.valid_to) == ("科员", "", [], None)


def test_a_new_tier_needs_its_day() -> None:
    run(form())

    assert found(spoilt(UNITS, 2, UNIT_HEADS, 值守类别="应急响应类", 类别起始日期=None)) == [
        ("单位", 4, "类别起始日期", "tier_change_needs_date")
    ]
    assert found(spoilt(UNITS, 2, UNIT_HEADS, 值守类别="应急响应类", 类别起始日期="2022-01-01")) == [
        ("单位", 4, "类别起始日期", "tier_in_past")
    ]
    run(form(spoilt(UNITS, 2, UNIT_HEADS, 值守类别="应急响应类", 类别起始日期="2026-07-01")))
    unit = Unit.objects.get(code="dag")
    assert unit.tier_on(date(2026, 6, 30)) == Tier.ROUTINE_SUPPORT
    assert unit.tier_on(date(2026, 7, 1)) == Tier.EMERGENCY_RESPONSE


def test_numbers_are_masked_in_the_audit_trail() -> None:
    run(form())
    run(form(people=spoilt(PEOPLE, 1, PERSON_HEADS, 手机="13809991002")))

    trail = str(list(AuditEvent.objects.values_list("before", "after")))
    assert "13800001002" not in trail
    assert "13809991002" not in trail
    change = AuditEvent.objects.get(action="person.changed")
    assert change.after == {"new_numbers": ["mobile"]}


@pytest.mark.parametrize(
    ("row", "cells", "column", "code"),
    [
        (0, {"单位代码": None}, "单位代码", "required"),
        (1, {"单位代码": "应急"}, "单位代码", "bad_code"),
        (2, {"单位代码": "YJJ"}, "单位代码", "repeated_in_file"),
        (2, {"单位名称": "新县应急管理局"}, "单位名称", "repeated_in_file"),
        (1, {"单位名称": "名" * 10_000}, "单位名称", "too_long"),
        (1, {"单位名称": "应急\u202e局"}, "单位名称", "bad_character"),
        (1, {"值守类别": "Ⅱ类"}, "值守类别", "unknown_choice"),
        (1, {"类别起始日期": "2023年"}, "类别起始日期", "bad_date"),
        (1, {"类别起始日期": "1962-01-01"}, "类别起始日期", "year_out_of_range"),
        (1, {"排序": -1}, "排序", "number_out_of_range"),
        (1, {"值班电话": "见名册"}, "值班电话", "bad_phone"),
        (1, {"纬度": "NaN", "经度": 114}, "纬度", "not_a_number"),
        (1, {"纬度": 25.4}, "经度", "half_coordinates"),
        (1, {"纬度": 25.4, "经度": 181}, "经度", "number_out_of_range"),
        (2, {"排序": "=1+1"}, "排序", "formula_cell"),
        (2, {"排序": "#N/A"}, "排序", "error_cell"),
        (2, {"牵头办公室": "是"}, "牵头办公室", "second_lead_office"),
    ],
)
def test_what_is_wrong_with_a_unit(row: int, cells: dict[str, Any], column: str, code: str) -> None:
    assert ("单位", row + 2, column, code) in bad_unit(row, **cells)


@pytest.mark.parametrize(
    ("row", "cells", "column", "code"),
    [
        (4, {"单位代码": "xyz"}, "单位代码", "unknown_unit"),
        (4, {"姓名": None}, "姓名", "required"),
        (4, {"姓名": "王\x7f五"}, "姓名", "bad_character"),
        (4, {"职级": "门卫"}, "职级", "unknown_choice"),
        (4, {"手机": "12345678901"}, "手机", "bad_mobile"),
        (4, {"手机": "13800001006"}, "手机", "repeated_in_file"),
        (4, {"到岗分钟数": 12.5}, "到岗分钟数", "number_out_of_range"),
        (4, {"可任岗位": "门卫"}, "可任岗位", "unknown_choice"),
        (4, {"可任岗位": "带班领导"}, "可任岗位", "rank_too_low"),
        (4, {"到任日期": "2023-02-29"}, "到任日期", "bad_date"),
        (4, {"离任日期": "2019-01-01"}, "离任日期", "leaves_before_coming"),
        (4, {"到任日期": "1951-03-01"}, "到任日期", "year_out_of_range"),
        (4, {"离任日期": "2096-03-01"}, "离任日期", "year_out_of_range"),
        (4, {"职级": "县领导"}, "单位代码", "county_leader_elsewhere"),
        (4, {"姓名": "=A1"}, "姓名", "formula_cell"),
        (4, {"姓名": "合计"}, "姓名", "name_is_total"),
        (4, {"姓名": "待定"}, "姓名", "name_is_placeholder"),
        (4, {"姓名": "-"}, "姓名", "name_is_placeholder"),
        (4, {"姓名": "李四*"}, "姓名", "name_has_mark"),
        (4, {"姓名": "赵六、钱七"}, "姓名", "several_names"),
        (4, {"姓名": "赵六\n钱七"}, "姓名", "several_names"),
        (4, {"姓名": "王五13700008003"}, "姓名", "name_has_digits"),
        (4, {"姓名": "新县档案馆"}, "姓名", "name_is_department"),
        (4, {"姓名": "应急局"}, "姓名", "name_is_department"),
        (4, {"手机": "1.33E+10"}, "手机", "bad_mobile"),
    ],
)
def test_what_is_wrong_with_a_person(row: int, cells: dict[str, Any], column: str, code: str) -> None:
    problems = bad_person(row, **cells)
    assert [(sheet, where, head, why) for sheet, where, head, why in problems if head == column] != []
    assert any(problem[0] == "人员" and problem[2:] == (column, code) for problem in problems)


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("买买提·吐尔逊", "买买提 • 吐尔逊"),
        ("买买提·吐尔逊", "买买提吐尔逊"),
        ("Anna Li", "ＡＮＮＡ　ＬＩ"),
        ("高明", "髙 明"),
        ("陈国强", "陳國強"),
    ],
)
def test_another_spelling_is_the_same_person(stored: str, written: str) -> None:
    person = ("dag", stored, "一般干部", "馆员", "13800003006", 5, None, None, None)
    run(form(people=[*PEOPLE, person]))
    outcome = run(form(people=spoilt([person], 0, PERSON_HEADS, 姓名=written, 手机="+86 138—0000—3006/663006")))
    assert (outcome.plan.people, outcome.plan.unchanged_people) == ([], 1)
    assert Person.objects.get(mobile="13800003006").name == stored


def test_a_variant_character_and_another_number_is_another_person() -> None:
    person = ("dag", "高明", "一般干部", "馆员", "13800003006", 5, None, None, None)
    outcome = run(form(people=[*PEOPLE, person]))
    outcome = run(form(people=spoilt([person], 0, PERSON_HEADS, 姓名="髙明", 手机="13800003007")))
    assert [step.is_new for step in outcome.plan.people] == [True]


def test_two_spellings_in_one_file_are_named() -> None:
    rows = [("dag", name, "一般干部", "馆员", None, 5, None, None, None) for name in ("买买提·吐尔逊", "买买提.吐尔逊")]
    assert ("人员", 3, "姓名", "repeated_person") in found(people=rows)


@pytest.mark.parametrize(
    ("grade", "rank"), [("正科级", Rank.SECTION_CHIEF), ("４级调研员", Rank.SECTION_CHIEF), ("科员", 1)]
)
def test_grades_as_offices_write_them(grade: str, rank: int) -> None:
    run(form(people=spoilt(PEOPLE, 5, PERSON_HEADS, 职级=grade)))
    assert Person.objects.get(name="单小红").rank == rank


def test_who_is_stored_under_no_name_can_still_be_sent_away() -> None:
    run(form())
    Person.objects.filter(name="单小红").update(name="王五13700008003", name_key="王五13700008003")
    leaving = ("dag", "王五13700008003", "一般干部", None, None, None, None, None, "2026-06-02")
    assert run(form(people=[leaving])).written


def test_every_error_at_once() -> None:
    units = spoilt(spoilt(UNITS, 1, UNIT_HEADS, 值守类别="?", 纬度=200), 2, UNIT_HEADS, 值班电话="?")
    people = spoilt(spoilt(PEOPLE, 3, PERSON_HEADS, 手机="1"), 5, PERSON_HEADS, 姓名=None)

    assert found(units, people) == [
        ("单位", 3, "值守类别", "unknown_choice"),
        ("单位", 3, "纬度", "number_out_of_range"),
        ("单位", 4, "值班电话", "bad_phone"),
        ("人员", 5, "手机", "bad_mobile"),
        ("人员", 7, "姓名", "required"),
    ]


def test_a_county_has_one_lead_office_which_is_a_hub() -> None:
    assert ("单位", 0, "牵头办公室", "no_lead_office") in bad_unit(0, 牵头办公室=None)
    units = spoilt(spoilt(UNITS, 0, UNIT_HEADS, 牵头办公室=None), 1, UNIT_HEADS, 牵头办公室="是")
    assert ("单位", 3, "值守类别", "lead_office_not_hub") in found(units)


def test_a_name_that_another_unit_keeps() -> None:
    run(form())
    assert found(units=[("mzj", "新县档案馆", None, "常态保障类")], people=[]) == [
        ("单位", 2, "单位名称", "name_taken")
    ]


def test_a_mobile_belongs_to_one_person_at_a_time() -> None:
    run(form())
    moved = ("dag", "𠮷文杰", "一般干部", "科员", "13800001005", 5, None, "2026-05-01", None)
    assert found(people=[moved]) == [("人员", 2, "手机", "mobile_taken")]

    left = spoilt(PEOPLE, 4, PERSON_HEADS, 离任日期="2026-05-01")[4]
    assert run(form(people=[left, moved])).written
    assert Person.objects.filter(mobile="13800001005").count() == 2


def test_namesakes_are_told_apart_by_mobile() -> None:
    namesake = ("dag", "单小红", "一般干部", "馆员", "13800003006", 5, None, None, None)
    run(form(people=[*PEOPLE, namesake]))
    assert Person.objects.filter(name="单小红").count() == 2

    nobody = ("dag", "单小红", "一般干部", "馆长", None, 5, None, None, None)
    assert found(people=[nobody]) == [("人员", 2, "手机", "ambiguous_person")]
    same_twice = [namesake, namesake]
    assert ("人员", 3, "姓名", "repeated_person") in found(people=same_twice)
    run(form(people=[spoilt([namesake], 0, PERSON_HEADS, 职务="馆长")[0]]))
    assert Person.objects.get(mobile="13800003006").position == "馆长"
    assert Person.objects.get(mobile="13800001006").position == "馆员"


@pytest.mark.parametrize(("code", "name"), [("new", ""), ("../x", "新县"), ("new", "新\u202e县"), ("new", "县" * 101)])
def test_a_new_county_needs_a_code_and_a_name(code: str, name: str) -> None:
    with pytest.raises(InvalidInput):
        run(form(), code=code, name=name)
    assert not County.objects.exists()


def test_two_counties_may_have_the_same_codes() -> None:
    run(form())
    run(form(), code="other", name="别县")
    assert Unit.objects.filter(code="yjj").count() == 2
    assert run(form(), code="other").plan.is_empty


def test_every_problem_has_a_sentence_with_a_fix() -> None:
    assert all(str(what) and str(fix) for what, fix in TEXTS.values())
