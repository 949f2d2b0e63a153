"""How the sheets of a county may look: heads, titles, order, other columns, csv."""

from io import BytesIO

import pytest

from tests.forms import PEOPLE, PERSON_HEADS, UNIT_HEADS, UNITS, form, spoilt, workbook
from tests.rostering.policy_lab.county_files import found, run
from units.enums import Rank
from units.imports.services.sentences import sentence
from units.models import Person

pytestmark = pytest.mark.django_db


def test_heads_missing_unknown_and_repeated() -> None:
    heads = list(PERSON_HEADS)
    heads[heads.index("职级")] = "级别"
    heads[heads.index("职务")] = "姓名"
    assert found(person_heads=heads) == [
        ("人员", 1, "级别", "unknown_head"),
        ("人员", 1, "姓名", "repeated_head"),
        ("人员", 1, "职级", "missing_head"),
    ]


def test_a_sheet_is_missing_or_empty() -> None:
    outcome = run(workbook({"单位": [UNIT_HEADS, *UNITS]}))
    assert [p.code for p in outcome.plan.problems] == ["missing_sheet"]
    outcome = run(workbook({"单位": [UNIT_HEADS, *UNITS], "人员": []}))
    assert [p.code for p in outcome.plan.problems] == ["no_heads"]
    outcome = run(workbook({"人员": [PERSON_HEADS, *PEOPLE]}))
    assert [(p.sheet, p.code) for p in outcome.plan.problems] == [("单位", "missing_sheet")]


def test_heads_in_other_order_with_stars_and_empty_rows_between() -> None:
    heads = [f"{head}*" if head == "姓名" else head for head in reversed(PERSON_HEADS)]
    heads[heads.index("手机")] = "手机号码"
    rows = [list(reversed(row)) for row in PEOPLE]
    outcome = run(form(people=[rows[0], [None] * 9, ["", " "], *rows[1:]], person_heads=heads))
    assert outcome.written
    assert Person.objects.count() == len(PEOPLE)


def test_columns_nobody_asked_for_are_passed_over_and_named() -> None:
    heads = ["序号", *PERSON_HEADS, "备注", "办公电活"]
    outcome = run(form(people=[[1, *row, "x", None] for row in PEOPLE], person_heads=heads))
    assert outcome.written
    assert [(one.row, one.column, one.code) for one in outcome.plan.remarks] == [
        (1, "序号", "skipped_column"),
        (1, "备注", "skipped_column"),
        (1, "办公电活", "skipped_column"),
    ]
    assert "若是“办公电话”" in sentence(outcome.plan.remarks[-1])


def test_heads_below_a_title_and_what_stands_around_the_rows() -> None:
    title = ["新县干部花名册"]
    people = [*PEOPLE, ["合计", None, "6人"], ["注：以上为在编人员"], ["县委组织部"]]
    outcome = run(workbook({"单位": [UNIT_HEADS, *UNITS], "人员": [title, [], PERSON_HEADS, *people]}))
    assert [(p.row, p.column, p.code) for p in outcome.plan.problems] == [
        (10, "单位代码", "name_is_total"),
        (12, "单位代码", "stray_row"),
    ]
    assert [(p.row, p.code) for p in outcome.plan.remarks] == [(11, "skipped_note")]


def test_a_csv_brings_one_sheet_and_leaves_the_other_alone() -> None:
    run(form())
    rows = "单位代码,姓名,职级,手机\ndag,单小红,副科级,13800001006/661006\n".encode("gb18030")
    outcome = run(BytesIO(rows))
    assert outcome.written
    assert Person.objects.get(name="单小红").rank == Rank.SECTION_CHIEF
    assert [(p.column, p.code) for p in outcome.plan.remarks] == [("手机", "left_out")]
    assert "661006" not in sentence(outcome.plan.remarks[0])


def test_another_sheet_name_is_the_one_that_is_named() -> None:
    people = spoilt(PEOPLE, 0, PERSON_HEADS, 姓名="待定")
    outcome = run(workbook({"单位": [UNIT_HEADS, *UNITS], "Sheet2": [PERSON_HEADS, *people]}))
    assert [(p.sheet, p.row, p.column, p.code) for p in outcome.plan.problems] == [
        ("Sheet2", 2, "姓名", "name_is_placeholder")
    ]
