"""The import form of a county: sheets 单位 and 人员 and their columns; what a sheet, a row and a problem are.

The heads are the form itself, not interface text: they stay Chinese in every language (docs/import.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from units.enums import Rank, Tier
from units.spelling import cells
from units.spelling.cells import MOST_ORDER, MOST_TRAVEL_MINUTES, NO_GRADES, Cell, Parser

UNIT_SHEET, PERSON_SHEET = "单位", "人员"
# Written into an optional cell to empty what is stored; a blank cell leaves it as it is.
CLEAR = "无"

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
# The words of the form itself; every grade that the table knows is taken as well (units/spelling/grades.py).
RANK_WORDS = "一般干部、科级以上、县领导，或正科级、四级调研员等职级；对照表里没有的，先由两办在“职级对照”中登记"
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
    # What stands in the cell beside the value that was taken, worth a remark.
    left_out: Callable[[Cell, Any], Sequence[str]] | None = None


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
    """The cells of one sheet as read. `flagged` are (row, column) from 1 that hold a formula or an error value,
    `merged` the areas (top, left, bottom, right) whose first cell speaks for all.

    `title` is its name in the file when it was known by its heads, `is_whole_file` a table that could have no other sheet.
    """

    rows: Sequence[Sequence[Cell]]
    flagged: Mapping[tuple[int, int], str] = field(default_factory=dict)
    title: str = ""
    is_whole_file: bool = False
    merged: Sequence[tuple[int, int, int, int]] = ()


UNIT_COLUMNS = (
    Column("单位代码", "code", cells.code, "字母、数字，县内唯一，如 yjj；登录名 leader-yjj 由它而来", required=True),
    Column("单位名称", "name", cells.text(100), "全称，县内唯一", required=True),
    Column("简称", "short_name", cells.text(40), "磁贴和窄列里显示", emptied="", can_be_emptied=True),
    Column("值守类别", "tier", cells.choice(TIERS), "中枢统筹类、应急响应类、常态保障类", required=True),
    Column("类别起始日期", "tier_from", cells.day, "新单位不填即当年1月1日；改变类别时必填"),
    Column("排序", "protocol_order", cells.whole_number(0, MOST_ORDER), "整数，小的在前；新单位不填即按行序"),
    Column(
        "值班电话",
        "duty_phone",
        cells.phone(40),
        "如 0797-8712345",
        emptied="",
        can_be_emptied=True,
        left_out=cells.other_numbers,
    ),
    Column(
        "传真", "fax", cells.phone(40), "如 0797-8712346", emptied="", can_be_emptied=True, left_out=cells.other_numbers
    ),
    Column("地址", "address", cells.text(200), "", emptied="", can_be_emptied=True),
    Column("纬度", "latitude", cells.coordinate(90), "十进制度数，与经度同填", can_be_emptied=True),
    Column("经度", "longitude", cells.coordinate(180), "十进制度数，与纬度同填", can_be_emptied=True),
    Column("牵头办公室", "is_lead_office", cells.choice(YES_NO), "全县填一个“是”：县领导带班由它编排"),
    Column(
        "上级单位代码",
        "parent",
        cells.code,
        "乡镇下的站所等填上级单位的代码，只分一级",
        emptied="",
        can_be_emptied=True,
    ),
)


# The columns of people that are the same in every county; between them stand those that each county words itself.
WHO = (
    Column("单位代码", "unit_code", cells.code, "见“单位”表，或已在系统中的单位", required=True),
    Column("姓名", "name", cells.name(60), "", required=True),
)
HOW_REACHED = (
    Column("职务", "position", cells.text(100), "", emptied="", can_be_emptied=True),
    Column(
        "排序",
        "protocol_order",
        cells.whole_number(0, MOST_ORDER),
        "单位内同职级的先后，整数，小的在前；新人员不填即按行序",
    ),
    Column(
        "手机",
        "mobile",
        cells.mobile,
        "11 位；值班通知和查岗都靠它，不填则无法通知",
        emptied="",
        can_be_emptied=True,
        aliases=("手机号", "手机号码", "移动电话", "联系电话", "联系方式"),
        left_out=cells.other_numbers,
    ),
    Column(
        "办公电话",
        "office_phone",
        cells.phone(40),
        "",
        emptied="",
        can_be_emptied=True,
        aliases=("办公室电话", "座机", "固定电话"),
        left_out=cells.other_numbers,
    ),
    Column(
        "到岗分钟数",
        "travel_minutes",
        cells.whole_number(0, MOST_TRAVEL_MINUTES),
        "从家到岗需要的分钟数",
        can_be_emptied=True,
        aliases=("响应半径（分钟）", "响应半径(分钟)"),
    ),
)
TERM = (
    Column("到任日期", "valid_from", cells.day, "新人员不清楚的可不填，负担自录入之日起计"),
    Column("离任日期", "valid_to", cells.day, "自该日起不再排班", can_be_emptied=True),
)


def person_columns(posts: Mapping[str, str], grades: Mapping[str, Rank] = NO_GRADES) -> tuple[Column, ...]:
    """`posts` maps every accepted spelling to the post's code, the county's own name first; `grades` are its own."""
    rank = Column(
        "职级",
        "rank",
        cells.rank(grades, RANK_WORDS),
        "县领导、科级以上、一般干部，或正科级、四级调研员等职级",
        required=True,
    )
    eligible = Column(
        "可任岗位",
        "eligible_posts",
        cells.choices(posts),
        "用顿号分隔；新人员不填即按职级和单位类别确定，填“无”即不参加值班",
        emptied=(),
        can_be_emptied=True,
    )
    return (*WHO, rank, *HOW_REACHED, eligible, *TERM)
