"""职务职级 as offices write them, and which of the three ranks that posts ask for each one has.

The table is the usual one of civil servants, institutions and the police; a county adds what it uses besides, or ranks
one otherwise (`units.people.services.grades`). 科级以上 begins at 副科级: 四级主任科员 is its equal in the parallel system.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from units.enums import Rank
from units.spelling.names import tidy_name

NUMERALS = "零一二三四五六七八九"
# 正科级领导干部 is 正科级.
TAILS = re.compile(r"(?:(?:非)?领导)?(?:干部|职务|待遇|实职|人员|公务员)$")
BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")
FOUR = "一二三四"


def _levels(levels: str, *names: str) -> list[str]:
    return [f"{level}级{name}" for name in names for level in levels]


STAFF = [
    "一般干部", "一般", "干部", "一般工作人员", "工作人员", "职工", "科员", "科员级", "办事员", "办事员级", "股级", "正股级", "副股级", "正股", "副股", "股长级",
    *_levels("一二", "科员", "警员", "行政执法员", "执法员"), "试用期", "试用", "未定级", "见习", "选调生", "工勤", "工勤人员", "工人", "技术工",
    *_levels("九十", "职员"), "管理九级", "管理十级", "初级", "聘用", "聘用人员", "合同制", "临聘", "临时工", "编外", "公益性岗位", "辅警", "协警",
]  # fmt: skip
SECTION_CHIEF = [
    "科级以上", "科级", "正科级", "副科级", "正科", "副科", "乡科级", "乡科级正职", "乡科级副职", "正科长级", "副科长级", "正乡科级", "副乡科级", "正乡级", "副乡级",
    "主任科员", "副主任科员", *_levels(FOUR, "主任科员", "警长", "主办"), "七级职员", "八级职员", "管理七级", "管理八级",
    "处级", "正处级", "副处级", "正处", "副处", "县处级", "县处级正职", "县处级副职", "县级", "正县级", "副县级", "正县", "副县", "正县处级", "副县处级",
    "调研员", "副调研员", *_levels(FOUR, "调研员", "高级警长", "督办"), "五级职员", "六级职员", "管理五级", "管理六级",
    "厅级", "正厅级", "副厅级", "厅局级", "正厅", "副厅", "巡视员", "副巡视员", *_levels("一二", "巡视员"), "三级职员", "四级职员", "科级及以上", "科级(含)以上",
]  # fmt: skip
COUNTY_LEADER = ["县领导", "县级领导", "县领导班子成员", "县委常委", "副县级领导", "正县级领导", "处级县领导"]


def grade_key(text: str) -> str:
    """One spelling of a grade: 全角 and blanks gone, 4级调研员 → 四级调研员, 正科级(非领导) → 正科级."""
    line = re.sub(r"[\s·．.、，,\-—/]", "", tidy_name(text))
    line = re.sub(r"([1-9])级", lambda found: f"{NUMERALS[int(found[1])]}级", line)
    line = re.sub(r"10级", "十级", line)
    return BRACKETS.sub("", line) or line


def _table() -> dict[str, Rank]:
    ranked = ((STAFF, Rank.STAFF), (SECTION_CHIEF, Rank.SECTION_CHIEF), (COUNTY_LEADER, Rank.COUNTY_LEADER))
    return {grade_key(word): rank for words, rank in ranked for word in words}


USUAL_GRADES: Mapping[str, Rank] = MappingProxyType(_table())


def rank_of(text: str, own: Mapping[str, Rank] = MappingProxyType({})) -> Rank | None:
    """The rank of a grade: by the county's `own` entries (key → rank) before the usual ones; None for one nobody knows."""
    key = grade_key(text)
    for word in (key, TAILS.sub("", key)):
        for table in (own, USUAL_GRADES):
            if word in table:
                return table[word]
    return None
