"""What stands in a column of names and is none: totals, placeholders, marks, several people, numbers, departments.

`check_name` takes a tidy name (units/spelling/names.py). Nothing is refused for being rare: a name of one character, of
seven, with a dot, in Latin letters or with a character no font knows passes.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from units.spelling.names import DOTS, HAN, name_key, tidy_name
from units.spelling.surnames import COMPOUND, is_family_name, looks_like_name


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TOTALS = words(
    """
    合计 小计 总计 共计 汇总 累计 总数 合计数 总人数 人数 平均 本页合计 本页小计 以下空白 total subtotal sum
    """
)
PLACEHOLDERS = words(
    """
    待定 未定 待补 待补充 待报 待填 待安排 待确定 待通知 另行通知 无 暂无 没有 无人 空 空缺 空岗 缺 暂缺 缺人 缺员
    空白 略 省略 同 同上 同前 同左 同右 上同 不详 未知 不定 轮流 轮值 某 某某 某某某 姓名 名字 人员 测试 无此人 休息
    休 补休 请假 放假 离职 退休 调离 自行安排 值班 带班 备班 tbd tba na none null nil nan test name x xx xxx xxxx
    """
)
HEADINGS = words(
    """
    序号 职务 职级 电话 手机 联系电话 联系方式 手机号 手机号码 单位 部门 日期 星期 备注 注 说明 填报人 审签人 审核人
    制表人 值班电话 办公电话
    """
)
ROLES = words(
    """
    带班领导 值班领导 带班县领导 值班人员 专职值班人员 带班人员 值守人员 工作人员 主要领导 分管领导 班子成员 局领导
    县领导 领导 全体 全体人员 全体干部 全员 干部职工 局长 副局长 主任 副主任 书记 副书记 县长 副县长 镇长 副镇长
    乡长 副乡长 部长 副部长 科长 副科长 股长 副股长 所长 队长 站长 院长 校长 处长 主席 干部 科员 门卫 保安 司机
    驾驶员 值班员 机关干部
    """
)
TITLES = words(
    """
    副局长 局长 副主任 主任 副书记 书记 副县长 县长 副镇长 镇长 副乡长 乡长 副部长 部长 副科长 科长 副股长 股长
    副所长 所长 副队长 队长 副站长 站长 副院长 院长 副校长 校长 副处长 处长 副主席 主席 主任科员 调研员 同志 师傅
    老师 先生 女士 小姐
    """
)
DEPARTMENT_ENDINGS = words(
    """
    办公室 值班室 指挥部 委员会 办事处 管理局 管理所 服务站 服务所 派出所 卫生院 中心 分局 支队 大队 中队 公司 政府
    党委 党组 机关 股室 科室 工作组 工作专班 专班 领导小组 各单位 各股室 各科室 档案馆 图书馆 管委会 人大 政协
    """
)
# Names end in these too, so a whole name is judged: nobody's given name is 应急局, but 李科 and 王所 are people.
SHORT_ENDINGS = "局股办科处室站所队部委镇乡街厅"
# Offices whose name begins like a family name.
OFFICES = words(
    """
    党政 安全 宣传 计财 项目 文化 农业 农技 国土 国资 法制 林业 水利 水务 经发 双拥 党建 党群 信访 应急 综合 综治
    花木 车管 司法 房管 城管 交管 平安 管理 广电 文广 金融
    """
)
NICKS = ("小", "老", "大")
LABEL = re.compile(r"^[^：:]{1,6}[：:]")
SEPARATORS = re.compile(r"[、，,;；/／|｜&＆＋+\\]+")
JOINED = re.compile(r"(.{2,4})[和及与](.{2,4})")
BRACKETS = re.compile(r"[(（\[【〔〈<《「{][^)）\]】〕〉>》」}]*[)）\]】〕〉>》」}]?")
MARK = re.compile(rf"[^\w\s{re.escape(DOTS)}'’‘`´.\-‐‑]|_", re.UNICODE)
DIGITS = re.compile(r"[\d①-⑳⑴-⒇㈠-㈩ⅰ-ⅿ²³¹]")
CROSSED = re.compile(r"[×✕✖╳*＊○〇□Xx]{1,3}")


class NoName(ValueError):
    """`code` says what it is, `suggestion` the name that is probably meant, "" when none is obvious."""

    def __init__(self, code: str, suggestion: str = "") -> None:
        super().__init__(code, suggestion)
        self.code = code
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Seen:
    """A name as written, and its bare key for looking words up."""

    name: str
    key: str


def check_name(name: str, offices: Collection[str] = ()) -> None:
    """Raises NoName. `offices` are keys of the county's units, by their names and short names."""
    seen = Seen(name, name_key(name))
    if seen.key in offices:
        raise NoName("name_is_department")
    for check in CHECKS:
        check(seen)


def _words(seen: Seen) -> None:
    """Whole cells that are words of a form."""
    bare = re.sub(r"[^\w]", "", seen.key)
    if bare in TOTALS:
        raise NoName("name_is_total")
    if bare in PLACEHOLDERS or bare in HEADINGS:
        raise NoName("name_is_placeholder")
    if bare in ROLES:
        raise NoName("name_is_role")


def _letters(seen: Seen) -> None:
    if not any(one.isalpha() for one in seen.name):
        is_crossed = bool(re.fullmatch(r"[\W_]+", seen.name))
        raise NoName("name_is_placeholder" if is_crossed else "not_a_name")
    if re.fullmatch(rf"{HAN.pattern}?{CROSSED.pattern}", seen.name) or re.fullmatch(r".?某{1,2}", seen.name):
        raise NoName("name_is_placeholder")


def _several(seen: Seen) -> None:
    parts = [part.strip() for part in SEPARATORS.split(seen.name) if part.strip()]
    if len(parts) > 1 and all(any(one.isalpha() for one in part) for part in parts):
        raise NoName("several_names", "、".join(parts))
    found = JOINED.fullmatch(seen.name)
    if found and all(map(looks_like_name, found.groups())):
        raise NoName("several_names", "、".join(found.groups()))


def _digits(seen: Seen) -> None:
    if DIGITS.search(seen.name):
        raise NoName("name_has_digits", _bare(seen.name))


def _titles(seen: Seen) -> None:
    """张局长, 小王; 张三局长 and 局长张三 name somebody."""
    bare = BRACKETS.sub("", seen.name)
    if _is_nickname(bare):
        raise NoName("name_is_title")
    for title in TITLES:
        rest = bare.removesuffix(title) if bare.endswith(title) else bare.removeprefix(title)
        if rest == bare or not rest:
            continue
        if rest in NICKS or is_family_name(rest) or _is_nickname(rest):
            raise NoName("name_is_title")
        if looks_like_name(rest):
            raise NoName("name_has_mark", rest)


def _is_nickname(text: str) -> bool:
    return len(text) == 2 and text[0] in NICKS and is_family_name(text[1])


def _departments(seen: Seen) -> None:
    bare = BRACKETS.sub("", seen.name)
    if len(bare) >= 3 and bare.endswith(DEPARTMENT_ENDINGS):
        raise NoName("name_is_department")
    if bare in DEPARTMENT_ENDINGS or (bare[-1:] in SHORT_ENDINGS and _is_office(bare)):
        raise NoName("name_is_department")


def _is_office(bare: str) -> bool:
    """应急局, 综合股, 县委办, 章江镇: two characters or more before the ending, and no name with a usual family name."""
    if len(bare) < 3:
        return False
    return not looks_like_name(bare) or bare[:-1] in OFFICES or bare[-1] in "局股"


def _marks(seen: Seen) -> None:
    if BRACKETS.search(seen.name) or MARK.search(seen.name):
        raise NoName("name_has_mark", _bare(seen.name))


def _bare(name: str) -> str:
    """What is left without brackets, marks and digits, when it may be somebody's name."""
    rest = tidy_name(MARK.sub("", DIGITS.sub("", BRACKETS.sub("", LABEL.sub("", name)))).strip(" .-·"))
    if len(rest) < 2:
        return ""
    try:
        check_name(rest)
    except NoName:
        return ""
    return rest


CHECKS = (_words, _letters, _several, _digits, _titles, _departments, _marks)


def several_by_blank(text: str) -> list[str]:
    """赵六 钱七: the people in a cell where blanks or line ends stand between whole names; [] for one name with blanks."""
    parts = [part for part in re.split(r"\s+", text.strip()) if part]
    if len(parts) < 2 or parts[0] in COMPOUND:
        return []
    return parts if all(map(looks_like_name, parts)) else []
