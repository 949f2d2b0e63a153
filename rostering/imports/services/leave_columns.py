"""The leave sheet as offices write it: whole and half days, in one column or two, kinds and units by any word for them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from rostering.enums import Part
from rostering.fairness.rules.leave import LeaveTextError, Moment, moment_of, read_moment, read_span, span_of
from rostering.policies.queries.published import zone
from units.imports.rules.sheets import Column
from units.spelling import cells
from units.spelling.cells import Cell, CellError

HALF_A_DAY = Decimal("0.5")
DAYS = re.compile(r"(\d{1,3}(?:\.\d)?)天?", re.ASCII)
UNIT = Column(
    "单位代码", "unit", cells.text(100), "人员所在单位的代码，或全称、简称", required=True, aliases=("单位", "单位名称")
)
LONGEST_NOTE = 200


def _moment(cell: Cell) -> Moment:
    """A date, with an hour or not, or 6月19日下午."""
    if isinstance(cell, date):
        return moment_of(cell)
    try:
        return read_moment(_as_text(cell), timezone.localdate())
    except LeaveTextError as error:
        raise CellError(error.code) from error


def _when(cell: Cell) -> Moment | str:
    """A day, or a text that is read together with the other cells of its row."""
    return moment_of(cell) if isinstance(cell, date) else _as_text(cell)


def _as_text(cell: Cell) -> str:
    """A day kept as a number is a day too."""
    try:
        return cells.day(cell).isoformat() if isinstance(cell, int | float) else cells.plain(cell)
    except CellError as error:
        raise CellError("leave_unreadable") from error


def _days(cell: Cell) -> Decimal | None:
    """How many, to tell a half day; None for anything else, which nobody needs."""
    text = cells.plain(cell) if not isinstance(cell, date) else ""
    found = DAYS.fullmatch(text.replace("半天", "0.5天"))
    return Decimal(found[1]) if found else None


COLUMNS = (
    UNIT,
    Column("姓名", "name", cells.name(60), "", required=True),
    Column("手机", "mobile", cells.mobile, "同名时填写"),
    Column(
        "类型",
        "kind",
        cells.text(20),
        "公休、病假、产假、陪产假、事假、婚假、丧假、探亲假、学习/培训、出差、其他，及本县另设的类型",
        required=True,
        aliases=("请假类型", "请假类别", "类别", "假别", "假期类型", "休假类型"),
    ),
    Column("开始日期", "first", _moment, "如 2026-06-19、6月19日下午", aliases=("开始时间", "起始日期", "起始时间")),
    Column("结束日期", "last", _moment, "含当日；不填即只请一天或半天", aliases=("结束时间", "截止日期", "截止时间")),
    Column(
        "请假时间",
        "when",
        _when,
        "代替以上两列：6月19日上午、6月19日下午至6月21日",
        aliases=("时间", "请假日期", "起止时间", "请假起止时间", "起止日期", "休假时间"),
    ),
    Column("天数", "days", _days, "可不填；0.5 时另写明上午或下午", aliases=("请假天数",)),
    Column("备注", "note", cells.text(LONGEST_NOTE), "", aliases=("事由", "请假事由", "说明")),
)


class LeaveCellError(Exception):
    """The cell under `head` can't be taken; `code` as in CellError."""

    def __init__(self, head: str, code: str) -> None:
        super().__init__(head, code)
        self.head = head
        self.code = code


def span_in(values: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """The leave of a row. Raises LeaveCellError."""
    head = "请假时间" if "when" in values else "开始日期"
    if "when" not in values and "first" not in values:
        raise LeaveCellError(head, "required")
    try:
        if "when" not in values:
            return _of_two(values)
        when = values["when"]
        if isinstance(when, str):
            return _halved(read_span(when, timezone.localdate(), zone()), values)
        return _halved(span_of(when, None, zone()), values)
    except LeaveTextError as error:
        raise LeaveCellError(head, error.code) from error


def _of_two(values: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Ends that stand before the beginning are for the service to refuse."""
    first, last = values["first"], values.get("last")
    if last is None:
        return _halved(span_of(first, None, zone()), values)
    return first.begins(zone()), last.ends(zone())


def _halved(span: tuple[datetime, datetime], values: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """A whole day of which another cell says that it is half of one: 0.5 天, 下午请假."""
    day = span[0].astimezone(zone()).date()
    whole = span == span_of(Moment(day), None, zone())
    if not whole or values.get("days") != HALF_A_DAY:
        return span
    note = values.get("note", "")
    parts = [part for word, part in (("上午", Part.MORNING), ("下午", Part.AFTERNOON)) if word in note]
    if len(parts) != 1:
        raise LeaveTextError("half_day_unclear")
    return span_of(Moment(day, parts[0]), None, zone())
