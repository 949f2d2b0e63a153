"""Damage to workbooks as it happens: heads that slipped a column, a digit typed wrong, merged cells taken apart."""

from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from tests.units.imports.layouts import saved

TOP = 4
Damage = Callable[[Random, Worksheet], None]


def _filled(sheet: Worksheet) -> list[Any]:
    return [c for row in sheet.iter_rows() for c in row if not isinstance(c, MergedCell) and c.value is not None]


def heads_slip(rng: Random, sheet: Worksheet) -> None:
    """The heads of a row stand one column further right."""
    rows = [
        cell.row for cell in _filled(sheet) if str(cell.value).replace(" ", "") in ("日期", "姓名", "单位", "值班时间")
    ]
    if not rows:
        return
    cells = [cell for cell in sheet[rng.choice(rows)] if not isinstance(cell, MergedCell)]
    values = [None, *(cell.value for cell in cells[:-1])]
    for cell, value in zip(cells, values, strict=True):
        cell.value = value


def a_digit_of_a_day(rng: Random, sheet: Worksheet) -> None:
    days = [cell for cell in _filled(sheet) if isinstance(cell.value, str) and "日" in cell.value and cell.row > 2]
    _one_digit(rng, days, lambda digit: rng.choice([d for d in "0123456789" if d != digit]))


def a_digit_of_a_phone(rng: Random, sheet: Worksheet) -> None:
    _one_digit(
        rng, [cell for cell in _filled(sheet) if sum(c.isdigit() for c in str(cell.value)) >= 11], lambda _digit: ""
    )


def _one_digit(rng: Random, cells: list[Any], instead: Callable[[str], str]) -> None:
    cells = [cell for cell in cells if any(c.isdigit() for c in str(cell.value))]
    if cells:
        cell = rng.choice(cells)
        text = str(cell.value)
        at = rng.choice([number for number, c in enumerate(text) if c.isdigit()])
        cell.value = text[:at] + instead(text[at]) + text[at + 1 :]


def a_head_is_gone(rng: Random, sheet: Worksheet) -> None:
    rng.choice([cell for cell in _filled(sheet) if cell.row <= TOP]).value = None


def a_cell_is_gone(rng: Random, sheet: Worksheet) -> None:
    rng.choice(_filled(sheet)).value = None


def nothing_is_merged(_rng: Random, sheet: Worksheet) -> None:
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))


def columns_change_places(rng: Random, sheet: Worksheet) -> None:
    """With their heads, where each head says by itself what stands below it."""
    rows = [cell.row for cell in _filled(sheet) if str(cell.value).replace(" ", "") in ("日期", "姓名", "岗位＼日期")]
    heads = [str(cell.value) for cell in sheet[rows[0]]] if rows else []
    own = [number for number, head in enumerate(heads, start=1) if heads.count(head) == 1 and head != "None"]
    # A head that reaches over the column beside it can't be moved by itself.
    reaches = any(head == "None" for head in heads[: max(own, default=0)])
    if len(own) < 2 or heads.count("联系电话") > 1 or reaches:
        return
    nothing_is_merged(rng, sheet)
    one, other = rng.sample(own, 2)
    for row in range(1, sheet.max_row + 1):
        left, right = sheet.cell(row, one), sheet.cell(row, other)
        left.value, right.value = right.value, left.value


def a_name_and_a_phone_change_places(rng: Random, sheet: Worksheet) -> None:
    cells = _filled(sheet)
    phones = [cell for cell in cells if str(cell.value).replace(" ", "").isdigit() and len(str(cell.value)) >= 11]
    if phones:
        phone = rng.choice(phones)
        left = sheet.cell(phone.row, phone.column - 1)
        if not isinstance(left, MergedCell) and not any(c.isdigit() for c in str(left.value)):
            left.value, phone.value = phone.value, left.value


DAMAGES: tuple[Damage, ...] = (
    heads_slip,
    a_digit_of_a_day,
    a_digit_of_a_phone,
    a_head_is_gone,
    a_cell_is_gone,
    nothing_is_merged,
    columns_change_places,
    a_name_and_a_phone_change_places,
)


def damaged(content: bytes, damage: Damage, seed: int) -> bytes:
    rng = Random(seed)  # noqa: S311 - nothing secret
    book = load_workbook(BytesIO(content))
    damage(rng, rng.choice(book.worksheets))
    return saved(book)
