"""The import form of a county: sheets 单位 and 人员, their columns, and their rows as checked records.

The heads are the form itself, not interface text: they stay Chinese in every language (docs/import.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from units.domain import cells
from units.domain.cells import Cell, CellError, Parser
from units.domain.enums import Rank, Tier

UNIT_SHEET, PERSON_SHEET = "单位", "人员"
# Written into an optional cell to empty what is stored; a blank cell leaves it as it is.
CLEAR = "无"
MOST_TRAVEL_MINUTES = 600
MOST_ORDER = 100_000

TIERS: Mapping[str, Tier] = {
    "中枢统筹类": Tier.HUB,
    "应急响应类": Tier.EMERGENCY_RESPONSE,
    "常态保障类": Tier.ROUTINE_SUPPORT,
    "中枢统筹": Tier.HUB,
    "应急响应": Tier.EMERGENCY_RESPONSE,
    "常态保障": Tier.ROUTINE_SUPPORT,
    "hub": Tier.HUB,
    "emergency_response": Tier.EMERGENCY_RESPONSE,
    "routine_support": Tier.ROUTINE_SUPPORT,
}
# The words of the form itself; every grade that the table knows is taken as well (units/domain/grades.py).
RANK_WORDS = "一般干部、科级以上、县领导，或正科级、四级调研员等职级；对照表里没有的，先由两办在“职级对照”中登记"
NO_GRADES: Mapping[str, Rank] = MappingProxyType({})
YES_NO: Mapping[str, bool] = {"是": True, "否": False, "Y": True, "N": False, "√": True}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the form. `emptied` is what 无 stores; columns without it can't be emptied."""

    head: str
    field: str
    parse: Parser
    note: str
    required: bool = False
    emptied: Any = None
    can_be_emptied: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where. `row` 0 = the sheet as a whole, `column` "" = the row as a whole."""

    sheet: str
    row: int
    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a sheet. `values` holds what was filled in, by field; a blank optional cell is not there."""

    sheet: str
    row: int
    values: Mapping[str, Any]

    def problem(self, column: str, code: str, **params: Any) -> Problem:
        return Problem(self.sheet, self.row, column, code, params)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet as read. `flagged` are (row, column) from 1 that hold a formula or an error value."""

    rows: Sequence[Sequence[Cell]]
    flagged: Mapping[tuple[int, int], str] = field(default_factory=dict)


UNIT_COLUMNS = (
    Column("单位代码", "code", cells.code, "字母、数字，县内唯一，如 yjj；登录名 leader-yjj 由它而来", required=True),
    Column("单位名称", "name", cells.text(100), "全称，县内唯一", required=True),
    Column("简称", "short_name", cells.text(40), "磁贴和窄列里显示", emptied="", can_be_emptied=True),
    Column("值守类别", "tier", cells.choice(TIERS), "中枢统筹类、应急响应类、常态保障类", required=True),
    Column("类别起始日期", "tier_from", cells.day, "新单位不填即当年1月1日；改变类别时必填"),
    Column("排序", "protocol_order", cells.whole_number(0, MOST_ORDER), "整数，小的在前；新单位不填即按行序"),
    Column("值班电话", "duty_phone", cells.phone(40), "如 0797-8712345", emptied="", can_be_emptied=True),
    Column("传真", "fax", cells.phone(40), "如 0797-8712346", emptied="", can_be_emptied=True),
    Column("地址", "address", cells.text(200), "", emptied="", can_be_emptied=True),
    Column("纬度", "latitude", cells.coordinate(90), "十进制度数，与经度同填", can_be_emptied=True),
    Column("经度", "longitude", cells.coordinate(180), "十进制度数，与纬度同填", can_be_emptied=True),
    Column("牵头办公室", "is_lead_office", cells.choice(YES_NO), "全县填一个“是”：县领导带班由它编排"),
)


def person_columns(posts: Mapping[str, str], grades: Mapping[str, Rank] = NO_GRADES) -> tuple[Column, ...]:
    """`posts` maps every accepted spelling to the post's code, the county's own name first; `grades` are its own."""
    return (
        Column("单位代码", "unit_code", cells.code, "见“单位”表，或已在系统中的单位", required=True),
        Column("姓名", "name", cells.name(60), "", required=True),
        Column(
            "职级",
            "rank",
            cells.rank(grades, RANK_WORDS),
            "县领导、科级以上、一般干部，或正科级、四级调研员等职级",
            required=True,
        ),
        Column("职务", "position", cells.text(100), "", emptied="", can_be_emptied=True),
        Column(
            "手机",
            "mobile",
            cells.mobile,
            "11 位；值班通知和查岗都靠它，不填则无法通知",
            emptied="",
            can_be_emptied=True,
            aliases=("手机号", "手机号码", "移动电话"),
        ),
        Column("办公电话", "office_phone", cells.phone(40), "", emptied="", can_be_emptied=True),
        Column(
            "到岗分钟数",
            "travel_minutes",
            cells.whole_number(0, MOST_TRAVEL_MINUTES),
            "从家到岗需要的分钟数",
            can_be_emptied=True,
            aliases=("响应半径（分钟）", "响应半径(分钟)"),
        ),
        Column(
            "可任岗位",
            "eligible_posts",
            cells.choices(posts),
            "用顿号分隔；新人员不填即按职级和单位类别确定，填“无”即不参加值班",
            emptied=(),
            can_be_emptied=True,
        ),
        Column("到任日期", "valid_from", cells.day, "新人员不填即当年1月1日"),
        Column("离任日期", "valid_to", cells.day, "自该日起不再排班", can_be_emptied=True),
    )


def read_sheet(name: str, sheet: Sheet, columns: Sequence[Column]) -> tuple[list[Record], list[Problem]]:
    """The rows below the heads as records, and everything wrong with them. Empty rows are passed over."""
    if not sheet.rows or all(map(cells.is_blank, sheet.rows[0])):
        return [], [Problem(name, 1, "", "no_heads", {"heads": _heads(columns)})]
    places, problems = _places(name, sheet.rows[0], columns)
    if problems:
        return [], problems
    records = []
    for number, row in enumerate(sheet.rows[1:], start=2):
        if all(map(cells.is_blank, row)) and not any((number, place + 1) in sheet.flagged for place in places):
            continue
        values, found = _read_row(name, number, row, places, sheet.flagged)
        problems += found
        records.append(Record(name, number, values))
    return records, problems


def _places(name: str, heads: Sequence[Cell], columns: Sequence[Column]) -> tuple[dict[int, Column], list[Problem]]:
    """Which column stands where."""
    by_head = {head: column for column in columns for head in (column.head, *column.aliases)}
    places: dict[int, Column] = {}
    problems = []
    for place, cell in enumerate(heads):
        if cells.is_blank(cell):
            continue
        head = _head(cell)
        column = by_head.get(head)
        if column is None:
            problems.append(Problem(name, 1, head[:40], "unknown_head", {"heads": _heads(columns)}))
        elif column in places.values():
            problems.append(Problem(name, 1, head, "repeated_head"))
        else:
            places[place] = column
    missing = [column.head for column in columns if column.required and column not in places.values()]
    problems += [Problem(name, 1, head, "missing_head") for head in missing]
    return places, problems


def _head(cell: Cell) -> str:
    """As written, without marks like * that say a column is required."""
    try:
        return cells.plain(cell).strip("*＊ ")
    except CellError:
        return "?"


def _heads(columns: Iterable[Column]) -> str:
    return "、".join(column.head for column in columns)


def _read_row(
    name: str,
    number: int,
    row: Sequence[Cell],
    places: Mapping[int, Column],
    flagged: Mapping[tuple[int, int], str],
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for place, column in places.items():
        cell = row[place] if place < len(row) else None
        try:
            _read_cell(column, cell, flagged.get((number, place + 1)), values)
        except CellError as error:
            problems.append(Problem(name, number, column.head, error.code, error.params))
    return values, problems


def _read_cell(column: Column, cell: Cell, flag: str | None, values: dict[str, Any]) -> None:
    """Puts the cell's value into `values`, nothing for a blank optional one."""
    if flag is not None:
        raise CellError(flag)
    if cells.is_blank(cell):
        if column.required:
            raise CellError("required")
    elif column.can_be_emptied and isinstance(cell, str) and cell.strip() == CLEAR:
        values[column.field] = column.emptied
    else:
        values[column.field] = column.parse(cell)
