"""The empty form to fill in, with its columns explained and its choices offered."""

from collections.abc import Mapping, Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from units.counties.rules import PostOption
from units.imports.rules.sheets import PERSON_SHEET, UNIT_SHEET, Column
from units.imports.services.county import added_tiers, form_columns

NOTES_SHEET = "说明"
# The form offers the written-out choices; posts aren't offered, because a cell may hold several.
OFFERED = {
    "tier": ("中枢统筹类", "应急响应类", "常态保障类"),
    "rank": ("县领导", "科级以上", "一般干部"),
    "is_lead_office": ("是", "否"),
}
OFFERED_ROWS = 2000
REQUIRED_FILL = PatternFill("solid", fgColor="FDF0CF")
# Text: otherwise a spreadsheet drops leading zeros and turns long numbers into 1.38E+10.
TEXT_FIELDS = {"code", "unit_code", "mobile", "office_phone", "duty_phone", "fax"}


def write_template(file: IO[bytes], posts: Sequence[PostOption]) -> None:
    """Writes the form: sheets 单位 and 人员 with their heads, and 说明."""
    workbook = Workbook()
    notes = workbook.active
    if not isinstance(notes, Worksheet):
        raise TypeError("a new workbook has a sheet")
    notes.title = NOTES_SHEET
    columns = form_columns(posts)
    for name in (UNIT_SHEET, PERSON_SHEET):
        write_heads(workbook.create_sheet(name), columns[name])
    _write_notes(notes, columns, posts)
    workbook.move_sheet(notes, len(columns))
    workbook.active = 0
    workbook.save(file)


def write_heads(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(1, number, column.head)
        cell.font = Font(bold=True)
        if column.required:
            cell.fill = REQUIRED_FILL
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(12, 3 * len(column.head))
        if column.field in TEXT_FIELDS:
            sheet.column_dimensions[letter].number_format = "@"
        if column.field in OFFERED:
            choices = (*OFFERED[column.field], *(added_tiers() if column.field == "tier" else ()))
            offered = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            offered.add(f"{letter}2:{letter}{OFFERED_ROWS}")
            sheet.add_data_validation(offered)
    sheet.freeze_panes = "A2"


def _write_notes(sheet: Worksheet, columns: Mapping[str, Sequence[Column]], posts: Sequence[PostOption]) -> None:
    sheet.append(["工作表", "列", "是否必填", "说明"])
    for name, listed in columns.items():
        for column in listed:
            emptied = "；填“无”清空" if column.can_be_emptied and "无" not in column.note else ""
            sheet.append([name, column.head, "必填" if column.required else "", f"{column.note}{emptied}"])
    sheet.append([])
    sheet.append(["岗位名称", "、".join(dict.fromkeys(post.name for post in posts))])
    sheet.append(["空白单元格", "不改动已有内容；表中没有的人员保持不变"])
    for letter, width in zip("ABCD", (12, 18, 10, 70), strict=True):
        sheet.column_dimensions[letter].width = width
