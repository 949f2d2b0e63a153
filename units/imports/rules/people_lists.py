"""The two forms of the directory: units, and people, by every head that lists of them have."""

from collections.abc import Sequence
from dataclasses import replace

from units.imports.rules.layouts import heads
from units.imports.rules.layouts.lists import Form
from units.imports.rules.sheets import PERSON_SHEET, UNIT_SHEET, Column
from units.spelling import cells

NAMED_BY_TASK = (
    "人员姓名", "联络员", "联系人", "负责人", "主要负责人", "分管负责人", "主要领导", "分管领导", "主要负责同志", "分管负责同志", "信息员", "值班负责人",
)  # fmt: skip
PEOPLE_HEADS = dict.fromkeys(("单位", "单位名称", "部门", "工作单位", "所在单位", "乡镇", "乡镇单位"), "unit_code") | {
    "级别": "rank",
    "座机": "office_phone",
    "值班电话": "office_phone",
    **dict.fromkeys(NAMED_BY_TASK, "name"),
}
UNIT_HEADS = {
    "单位": "name",
    "单位全称": "name",
    "类别": "tier",
    "值班类别": "tier",
    "电话": "duty_phone",
    "办公电话": "duty_phone",
    "代码": "code",
}
KINDS = {
    heads.NAME: "name",
    heads.POSITION: "position",
    heads.PHONE: "mobile",
    heads.UNIT: "unit_code",
    heads.UNIT_PHONE: "office_phone",
}


def directory_forms(units: Sequence[Column], people: Sequence[Column]) -> list[Form]:
    """Rank and code are worked out where a list has none, so neither is asked for; a unit may be named instead of its code."""
    of_people = [replace(c, required=c.field in ("name", "unit_code")) for c in people]
    of_people = [replace(c, parse=cells.text(100)) if c.field == "unit_code" else c for c in of_people]
    of_units = [replace(c, required=c.field in ("name", "tier")) for c in units]
    return [Form(UNIT_SHEET, of_units, "", UNIT_HEADS), Form(PERSON_SHEET, of_people, "unit_code", PEOPLE_HEADS, KINDS)]
