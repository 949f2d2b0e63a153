"""Filled-in import forms, for tests: a small county that is right, to be spoilt one cell at a time."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

UNIT_HEADS = (
    "单位代码",
    "单位名称",
    "简称",
    "值守类别",
    "类别起始日期",
    "排序",
    "值班电话",
    "纬度",
    "经度",
    "牵头办公室",
)
PERSON_HEADS = ("单位代码", "姓名", "职级", "职务", "手机", "到岗分钟数", "可任岗位", "到任日期", "离任日期")

UNITS: tuple[Sequence[Any], ...] = (
    ("xwb", "新县县委办公室", "县委办", "中枢统筹类", "2023-01-01", 1, "0797-8712345", 25.4, 114.36, "是"),
    ("yjj", "新县应急管理局", "应急局", "应急响应类", "2023-01-01", 2, "0797-8712346", None, None, None),
    ("dag", "新县档案馆", None, "常态保障类", "2023-01-01", 3, "0797-8712347", None, None, "否"),
)
PEOPLE: tuple[Sequence[Any], ...] = (
    ("xwb", "王一", "县领导", "县长", "13800001001", 10, "带班县领导", "2020-01-01", None),
    ("xwb", "李二", "科级以上", "主任", "13800001002", 10, "带班领导", "2020-01-01", None),
    ("xwb", "张三", "一般干部", "科员", "13800001003", None, None, None, None),
    ("yjj", "陈䶮", "科级以上", "局长", 13800001004, 12.0, None, "2020年1月1日", None),
    ("yjj", "𠮷文杰", "一般干部", "科员", "13800001005", 40, "专职值班人员", 20200101.0, "2030-01-01"),
    ("dag", "单小红", "一般干部", "馆员", "13800001006", 5, "值班人员", "2020.1.1", None),
)


def form(
    units: Sequence[Sequence[Any]] = UNITS,
    people: Sequence[Sequence[Any]] = PEOPLE,
    *,
    unit_heads: Sequence[Any] = UNIT_HEADS,
    person_heads: Sequence[Any] = PERSON_HEADS,
) -> BytesIO:
    """An xlsx file with both sheets."""
    return workbook({"单位": [unit_heads, *units], "人员": [person_heads, *people]})


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> BytesIO:
    """An xlsx file with any sheets. Text that begins with = becomes a formula, #N/A an error value."""
    book = Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def spoilt(rows: Sequence[Sequence[Any]], row: int, heads: Sequence[str], **cells: Any) -> list[list[Any]]:
    """`rows` with some cells of one row (from 0) replaced; `cells` by head."""
    copied = [list(cells_of_row) for cells_of_row in rows]
    for head, value in cells.items():
        copied[row][heads.index(head)] = value
    return copied


def with_member(file: BytesIO, name_ends: str, change: Callable[[bytes], bytes]) -> BytesIO:
    """The same archive with the members whose names end so rewritten."""
    rewritten = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name.endswith(name_ends) else content)
    rewritten.seek(0)
    return rewritten
