"""The columns of leave, wishes, pairs and opening balances, and the empty form that has them all."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import IO

from django.conf import settings
from django.utils import translation
from openpyxl import Workbook
from openpyxl.styles import Font

from rostering.engine.problem import PairKind
from rostering.enums import WishKind
from rostering.fairness.models.preference import HEAVIEST
from rostering.imports.services.leave_columns import COLUMNS as LEAVE_COLUMNS
from rostering.imports.services.leave_columns import UNIT
from rostering.labels import POST_LABELS
from units.imports.rules.sheets import Column
from units.models import County
from units.spelling import cells

ABSENCES, WISHES, PAIRS, BALANCES = "请假", "意愿", "搭班", "期初负担"
# The form is Chinese in every language: heads and choices are the form itself.
WISH_KINDS = {"尽量不排": WishKind.RATHER_NOT, "愿意值班": WishKind.GLADLY, "指定值班": WishKind.PINNED}
PAIR_KINDS = {"不同时值班": PairKind.TOGETHER, "不同时外出": PairKind.BOTH_AWAY}


def _post(cell: cells.Cell) -> str:
    """By the name a policy gives it: those that ship and those a county has added, in Chinese as all of the form."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(cells.choice({str(name): code for code, name in POST_LABELS.items()})(cell))


WHO = (
    UNIT,
    Column("姓名", "name", cells.name(60), "", required=True),
    Column("手机", "mobile", cells.mobile, "同名时填写"),
)
NOTE = Column("备注", "note", cells.text(200), "")


AMOUNT = re.compile(r"\d{1,7}(\.\d{1,2})?", re.ASCII)


def _amount(cell: cells.Cell) -> Decimal:
    """Not negative, to two places."""
    value = cells.plain(cell)
    if not AMOUNT.fullmatch(value):
        raise cells.CellError("not_a_number")
    return Decimal(value)


COLUMNS: Mapping[str, Sequence[Column]] = {
    ABSENCES: LEAVE_COLUMNS,
    WISHES: (
        *WHO,
        Column("类型", "kind", cells.choice(WISH_KINDS), "、".join(WISH_KINDS), required=True),
        Column("首日", "first", cells.day, "", required=True),
        Column("末日", "last", cells.day, "不填即一天"),
        Column("岗位", "post", _post, "仅指定值班"),
        Column("分量", "weight", cells.whole_number(1, HEAVIEST), "1 至 9，不填即 1"),
        NOTE,
    ),
    PAIRS: (
        UNIT,
        Column("甲", "name", cells.name(60), "", required=True),
        Column("乙", "other", cells.name(60), "", required=True),
        Column("类型", "kind", cells.choice(PAIR_KINDS), "、".join(PAIR_KINDS), required=True),
        NOTE,
    ),
    BALANCES: (
        *WHO,
        Column("起始日期", "since", cells.day, "从哪天起的累计", required=True),
        Column("截止日期", "as_of", cells.day, "到哪天为止（不含），其后由系统记录", required=True),
        Column("除夕", "eve", _amount, "次"),
        Column("节日当天", "festival", _amount, "次"),
        Column("法定假日", "statutory", _amount, "次"),
        Column("周末和调休", "weekend", _amount, "次"),
        Column("负担分", "points", _amount, "在岗每小时 1 分，居家 0.4，手机 0.15，夜间 1.25 倍"),
        Column("依据", "source", cells.text(200), ""),
    ),
}


def write_form(file: IO[bytes], _county: County) -> None:
    """The empty form, with its columns explained; the same in every county."""
    workbook = Workbook()
    for name, columns in COLUMNS.items():
        sheet = workbook.create_sheet(name)
        for number, column in enumerate(columns, start=1):
            sheet.cell(1, number, column.head).font = Font(bold=column.required)
            sheet.column_dimensions[sheet.cell(1, number).column_letter].width = max(12, 3 * len(column.head))
        sheet.freeze_panes = "A2"
    notes = workbook.create_sheet("说明")
    notes.append(["工作表", "列", "是否必填", "说明"])
    for name, columns in COLUMNS.items():
        for column in columns:
            notes.append([name, column.head, "必填" if column.required else "", column.note])
    del workbook["Sheet"]
    workbook.save(file)
