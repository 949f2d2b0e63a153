"""What a head says a column holds: of whom, what of them, which part of the day. 领导电话 is the leader's phone.

`Meaning.field` is one of FIELDS; `role` and `part` are "" where the head leaves them open.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from units.imports.rules.layouts.day_texts import PART, PART_OF
from units.imports.rules.layouts.grids import shown
from units.spelling.cells import Cell

DAY, MONTH, WEEKDAY, UNIT, PART_FIELD, POST = "day", "month", "weekday", "unit", "part", "post"
NAME, POSITION, PHONE, NOTE, IGNORED, UNIT_PHONE = "name", "position", "phone", "note", "ignored", "unit_phone"
FIELDS = (DAY, MONTH, WEEKDAY, UNIT, PART_FIELD, POST, NAME, POSITION, PHONE, NOTE, UNIT_PHONE, IGNORED)
COUNTY_LEADER, LEADER, STAFF, BACKUP, OTHER = "county_leader", "leader", "staff", "backup", "other"

LONGEST_HEAD = 16
WORDS: Mapping[str, tuple[str, ...]] = {
    DAY: ("日期", "值班日期", "时间", "值班时间", "值班日", "月日", "带班日期", "值守日期", "值守时间", "带班时间", "排班日期", "日期时间", "假期日期", "月/日", "日期星期", "日期及星期", "起止时间", "值班起止时间"),
    WEEKDAY: ("星期", "周", "星期节日", "周几", "星期几", "节日", "礼拜", "节假日", "星期/节日"),
    UNIT: ("单位", "值班单位", "单位名称", "部门", "值班部门", "部门单位", "单位部门", "乡镇", "乡镇部门", "单位/部门", "部门/单位", "报送单位", "责任单位", "填报单位", "所在单位", "工作单位", "部门名称", "乡镇名称", "乡镇单位"),
    PART_FIELD: ("班次", "时段", "时间段", "值班时段", "班别", "班种", "起止时刻", "值班时间段"),
    POST: ("岗位", "值班岗位", "角色", "分工", "值班类别", "人员类别", "班岗", "值班类型", "项目", "类型", "值守岗位", "带班值班"),
    NOTE: ("备注", "说明", "附注", "备考", "其他"),
    IGNORED: ("序号", "编号", "序", "值守方式", "值班方式", "值班地点", "地点", "性别", "签到", "签名", "签字", "签章", "类别", "值守类别", "值守要求", "no", "值班车辆", "车牌号", "车牌", "天数", "政治面貌", "年龄", "民族", "股室", "科室", "所在股室", "人数", "组别", "组次", "分组", "班组"),
    UNIT_PHONE: ("值班电话", "办公电话", "办公室电话", "座机", "传真", "固定电话", "值班室电话", "单位电话", "传真电话", "值班电话传真", "值班传真", "值班座机"),
    NAME: ("姓名", "名字", "人员姓名", "值班人姓名", "人员", "值守人姓名", "值班安排", "值班情况", "人员安排", "带班值班情况", "带班值班安排", "安排", "值班名单", "人员名单", "名单", "责任人"),
    POSITION: ("职务", "职位", "职务职级", "现任职务", "职级", "职称", "岗位职务"),
    PHONE: ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "移动电话", "电话号码", "联系号码", "手机电话", "联系手机", "通讯方式", "电话手机", "联系电话手机"),
}  # fmt: skip
EXACT = {word: field for field, words in WORDS.items() for word in words}
ROLES: Mapping[str, tuple[str, ...]] = {
    COUNTY_LEADER: ("县领导", "县级领导", "带班县领导"),
    BACKUP: ("备班", "备勤", "替班", "后备", "二线", "预备"),
    OTHER: ("司机", "驾驶员", "门卫", "保安", "保洁", "厨师", "厨房", "食堂", "后勤", "医生", "护士", "总值班室"),
    LEADER: ("带班", "领导", "总值班", "负责人", "值班长", "组长"),
    STAFF: ("值班", "值守", "主班", "副班", "在岗人员", "工作人员", "当班", "干部", "职工", "A岗", "B岗", "a岗", "b岗", "专班", "成员", "组员"),
}  # fmt: skip
ROLE_WORDS = [(word, role) for role, words in ROLES.items() for word in words]
KINDS = (
    (PHONE, ("电话", "手机", "联系方式", "号码")),
    (POSITION, ("职务", "职位", "职级")),
    (NAME, ("姓名", "名单")),
)
# What heads are put together of, the longest first.
KNOWN = sorted(
    [
        *EXACT,
        *(name for name, _role in ROLE_WORDS),
        *"县人员及和与局本值总",
        "名单",
        "专职",
        "机关",
        "号码",
        "当天",
        "同志",
    ],
    key=len,
    reverse=True,
)
COUNTED = re.compile(r"(\D{2,}?)(?:[1-9]|[①-⑨]|(?<=[员导班])[一二三四])")
JOINED = re.compile(r"[及和与、/／\n]")
MARKS = re.compile(r"[\s*＊:：、/／\\|.。，,\-—_]+")
BRACKETS = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`several`: the head names more than one thing, so a cell may hold name, position and phone together."""

    field: str
    role: str = ""
    part: str = ""
    several: bool = False
    # Of a head that names two at once, 带班/值班: what those in a cell do, in their order.
    pair: tuple[str, ...] = ()

    @property
    def is_person(self) -> bool:
        return self.field in (NAME, POSITION, PHONE)

    def with_above(self, upper: "Meaning | None") -> "Meaning":
        """As the lower of two heads: whose it is stands above."""
        if upper is None:
            return self
        return replace(self, role=self.role or upper.role, part=self.part or upper.part)


def bare(cell: Cell) -> str:
    """The head without blanks, marks and what stands in brackets."""
    return MARKS.sub("", BRACKETS.sub("", shown(cell).replace("\n", ""))).lower()


def meaning_of(cell: Cell, posts: Mapping[str, str] | None = None) -> Meaning | None:
    """None for what is no head. `posts` are the county's names of posts and the role each one has."""
    if not isinstance(cell, str) or cell.isdigit():
        return None
    word = bare(cell)
    inner = "".join(BRACKETS.findall(shown(cell)))
    counted = COUNTED.fullmatch(word)
    # 值班人员1 and 值班人员2 are two columns of the same.
    word = counted[1] if counted else word
    if not word or len(word) > LONGEST_HEAD or any(one.isdigit() for one in word.replace("24", "")):
        return None
    if posts and word in posts:
        return Meaning(NAME, posts[word], several=bool(_kinds(inner)))
    if word in EXACT:
        field = EXACT[word]
        role = LEADER if field == DAY and word.startswith("带班") else ""
        return Meaning(field, role, several=bool(_kinds(inner)) and field == NAME)
    return (
        _corner(shown(cell)) or _pair(shown(cell)) or _composed(word, inner, is_joined=bool(JOINED.search(shown(cell))))
    )


def _corner(text: str) -> Meaning | None:
    """单位＼日期 at the corner of a grid heads its rows; 日期/星期 heads days."""
    found = [EXACT.get(bare(part)) for part in re.split(r"[\\/\n|]| {1,}", text) if part.strip()]
    known = [field for field in found if field]
    if len(found) != 2 or len(known) != 2:
        return None
    others = [field for field in known if field not in (DAY, WEEKDAY)]
    return Meaning(others[0]) if len(others) == 1 else Meaning(DAY) if not others else None


def _pair(text: str) -> Meaning | None:
    """带班领导/值班人员 over cells of two people."""
    words = [part for part in JOINED.split(BRACKETS.sub("", text)) if bare(part)]
    parts = [meaning_of(part) for part in words] if len(words) > 1 else []
    roles = tuple(one.role for one in parts if one and one.field == NAME and one.role)
    is_pair = len(roles) == len(parts) == len(set(roles)) > 1
    return Meaning(NAME, several=True, pair=roles) if is_pair else None


def _composed(word: str, inner: str, *, is_joined: bool) -> Meaning | None:
    """带班领导姓名, 值班人员及电话, 白班值班员, 夜班."""
    part = PART.search(word)
    rest = word.replace(part[0], "") if part else word
    if rest in EXACT:
        return Meaning(EXACT[rest], part=PART_OF[part[0]] if part else "")
    role = role_of(rest)
    kinds = _kinds(rest)
    left = rest
    for known in KNOWN:
        left = left.replace(known, "")
    if left or not (role or kinds or part):
        return None
    part_of = PART_OF[part[0]] if part else ""
    if not kinds:
        return Meaning(NAME, role, part_of, several=bool(_kinds(inner)))
    if NAME in kinds or len(kinds) > 1:
        return Meaning(NAME, role, part_of, several=len(kinds) > 1)
    # 值班人员及电话 holds both; 值班人员电话 the phone alone.
    both = bool(role) and is_joined
    return Meaning(NAME if both else kinds[0], role, part_of, several=both)


def role_of(text: str) -> str:
    """ "" when no word of it says which."""
    word = MARKS.sub("", text)
    return next((role for known, role in ROLE_WORDS if known in word), "")


def _kinds(word: str) -> list[str]:
    return [kind for kind, words in KINDS if any(known in word for known in words)]


def label_role(text: str, posts: Mapping[str, str] | None = None) -> Meaning | None:
    """A word that heads a row rather than a column: 带班领导, 值班人员, 白班, 夜班; None for a name or a unit."""
    found = meaning_of(text, posts)
    if found is None or found.field != NAME or not (found.role or found.part):
        return None
    return found
