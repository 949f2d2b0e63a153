"""Which rank a grade has, however it is written; the county's own table goes first."""

import pytest

from units.enums import Rank
from units.spelling.grades import grade_key, rank_of


@pytest.mark.parametrize(
    ("rank", "grades"),
    [
        (Rank.STAFF, "一般干部 科员 一级科员 股级 正股级 办事员 九级职员 工勤 试用期"),
        (
            Rank.SECTION_CHIEF,
            "科级以上 正科级 副科级 正科 副科 一级主任科员 四级主任科员 四级调研员 4级调研员 处级 副处级 正县级",
        ),
        (Rank.SECTION_CHIEF, "正科级（非领导） 副科级干部 管理八级 三级警长 一级巡视员 主任科员 乡科级副职"),
        (Rank.COUNTY_LEADER, "县领导 县级领导"),
        (None, "门卫 Ⅱ类 科 县长"),
    ],
)
def test_usual_grades(rank: Rank | None, grades: str) -> None:
    assert {grade: rank_of(grade) for grade in grades.split()} == dict.fromkeys(grades.split(), rank)


def test_blanks_and_full_width_do_not_matter() -> None:
    assert rank_of(" 正 科　级") == rank_of("４级调研员") == Rank.SECTION_CHIEF


def test_the_countys_own_entry_goes_first() -> None:
    own = {grade_key("三级 法官"): Rank.SECTION_CHIEF, grade_key("四级主任科员"): Rank.STAFF}
    assert rank_of("三级法官", own) == Rank.SECTION_CHIEF
    assert rank_of("四级主任科员", own) == Rank.STAFF
