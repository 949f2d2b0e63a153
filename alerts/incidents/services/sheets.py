"""底数 from sheets: incidents of past years, one line each, recorded as over."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.incidents.services.past import PastFacts, key_of, record_past_incidents, remove_past_incidents, stored_keys
from alerts.permissions import can_command
from units.imports.models import SheetImport
from units.imports.permissions import can_import
from units.imports.queries import known_units
from units.imports.rules.changes import SAME, Column, Difference, Line, level_of
from units.imports.rules.directory import Units
from units.imports.rules.layouts.day_texts import read_days
from units.imports.rules.layouts.days import DayLine, Setting
from units.imports.rules.layouts.grids import WRONG, Grid, Mark
from units.imports.rules.layouts.list_rows import Row
from units.imports.rules.layouts.lists import Form, Lists, read_lists
from units.imports.rules.layouts.stored import columns_of
from units.imports.rules.layouts.titles import read_title
from units.imports.rules.sheets import Column as FormColumn
from units.imports.rules.sheets import Sheet
from units.imports.services.kinds import Asked, Kind
from units.imports.services.refusing import refuse_blank, refuse_without_table
from units.imports.services.workbook import read_all
from units.models import Unit, User
from units.spelling import cells

YES, NO = ("是", "有", "出动", "已出动", "√", "Y"), ("否", "无", "未出动", "×", "N", "没有")
NAME = "历年事件"


def _any(cell: cells.Cell) -> Any:
    """A day is read beside its title, so it stays what it is."""
    return cell


COLUMNS = (
    FormColumn("日期", "day", _any, "", required=True, aliases=("时间", "发生日期", "发生时间", "事发时间", "事发日期", "接报时间", "年月日")),
    FormColumn("种类", "kind", cells.text(60), "", aliases=("类型", "类别", "事件类型", "事件种类", "事件类别", "突发事件类型")),
    FormColumn("单位", "unit", cells.text(200), "", required=True, aliases=("涉及单位", "处置单位", "责任单位", "单位名称", "牵头单位", "值班单位")),
    FormColumn("事件", "title", cells.text(200), "", required=True, aliases=("事件名称", "情况", "事由", "事件概况", "简要情况", "事项", "基本情况", "主要情况", "内容", "名称", "事件内容")),
    FormColumn("地点", "place", cells.text(200), "", aliases=("发生地点", "事发地点")),
    FormColumn("处置情况", "handled", cells.text(500), "", aliases=("处置", "处理情况", "处置结果", "处理结果", "结果")),
    FormColumn("是否出动", "called_out", cells.text(20), "", aliases=("出动", "召集", "是否召集", "出动情况")),
)  # fmt: skip
FORM = Form(NAME, COLUMNS, "unit")


def read(sheet: SheetImport, sheets: dict[str, Sheet]) -> dict[str, Any]:
    """Only that there is a table to read: rows are compared from the file itself."""
    refuse_blank(sheets)
    refuse_without_table(lists_of(sheet), [FORM])
    return {}


def lists_of(sheet: SheetImport) -> Lists:
    grids = [Grid(name, one) for name, one in read_all(bytes(sheet.content)).items()]
    return read_lists(grids, [FORM], dict(sheet.columns))


def compare(sheet: SheetImport, _user: User, _asked: Asked) -> Difference:
    found = lists_of(sheet)
    units = known_units(sheet.county)
    rows = Unit.objects.in_bulk([unit.key for unit in units.units])
    stored = stored_keys(sheet.county)
    titles = {table.grid.name: read_title(table.titles, table.grid.name) for _form, table in found.columns}
    lines = []
    days: dict[str, DayLine] = {}
    for number, row in enumerate(found.rows):
        name = next((read.sheet for read in row.reads), "")
        if name not in days:
            title = titles.get(name)
            setting = title.setting(timezone.localdate()) if title else Setting(today=timezone.localdate())
            days[name] = DayLine(setting)
        lines.append(_line(number, name, row, units, rows, stored, days[name], sheet))
    columns = [
        Column(**{**one, "samples": tuple(one["samples"])}) for _form, t in found.columns for one in columns_of(t)
    ]
    return Difference(lines, columns, found.passed_over)


def _line(
    number: int, name: str, row: Row, units: Units, known: Any, stored: Any, line: DayLine, sheet: SheetImport
) -> Line:
    values, marks = row.record.values, list(row.marks)
    day, at = _day(values.get("day"), line, marks)
    if day is not None and day > timezone.localdate():
        marks.append(Mark("refused", WRONG, {"reason": _("不能登记尚未发生的事件")}))
    found = _units(str(values.get("unit", "")), units, known, marks, sheet)
    facts = None
    if day is not None and found and "title" in values:
        facts = PastFacts(
            day, values.get("kind") or str(_("其他")), values["title"], found, at, values.get("place", ""), values.get("handled", ""),
            _yes(values.get("called_out", ""), marks),
        )  # fmt: skip
    level = level_of(marks)
    if facts is not None and level != WRONG and key_of(facts) in stored:
        level = SAME
    what = " ".join(filter(None, (str(day or ""), "、".join(unit.name for unit in found))))
    return Line(
        f"{name}!{row.record.row}:{number}", name, row.record.row, row.column, what, "", str(values.get("title", "")), level,
        tuple(marks), row.reads, payload=facts,
    )  # fmt: skip


def _day(cell: Any, line: DayLine, marks: list[Mark]) -> tuple[date | None, time | None]:
    """A list of years isn't in the order of a roster: only the year is taken from what stands above."""
    said = read_days(cell)
    if not said.is_day:
        marks.append(Mark("bad_day", WRONG))
        return None, None
    days, found = line.resolve(said)
    marks += [mark for mark in found if mark.code != "day_far"]
    return (days[0] if days else None), said.begins


def _units(text: str, units: Units, known: Any, marks: list[Mark], sheet: SheetImport) -> Sequence[Unit]:
    """、 between several; one that nobody knows is named."""
    if not text and sheet.unit is not None:
        return [sheet.unit]
    found = []
    for part in filter(
        None, (one.strip() for one in text.replace("，", "、").replace(",", "、").replace("；", "、").split("、"))
    ):
        unit = units.named(part)
        if unit is None:
            marks.append(Mark("unknown_unit_text", WRONG, {"value": part[:40]}))
        else:
            found.append(known[unit.key])
    return found


def _yes(text: str, marks: list[Mark]) -> bool | None:
    if not text:
        return None
    if text in YES or text in NO:
        return text in YES
    marks.append(Mark("word_unknown", params={"value": text}))
    return None


def accept(sheet: SheetImport, lines: list[Line], by: User, _asked: Asked) -> dict[str, Any]:
    made = record_past_incidents(
        county=sheet.county, incidents=[line.payload for line in lines], by=by, source=sheet.file_name, batch=sheet.pk
    )
    return {"made": len(made)}


def undo(sheet: SheetImport, by: User) -> None:
    remove_past_incidents(county=sheet.county, batch=sheet.pk, by=by)


KIND = Kind(
    code="incidents", label=_("历年事件（底数）"), hint=_("日期、种类、单位、事件，只作历史登记，不发通知也不计时限"),
    meanings={f"{column.field}::": column.head for column in COLUMNS} | {"ignored::": _("不读入")},
    understand=read, compare=compare, accept=accept, undo=undo, is_for=lambda user: can_import(user) and can_command(user),
)  # fmt: skip
