"""One person, one spelling; and what is no name at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from units.spelling.names import name_key, tidy_name
from units.spelling.no_names import NoName, check_name, several_by_blank


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("张　三", "张三"),
        (" 李 \u200b四\ufeff ", "李四"),
        ("王\n五", "王五"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提 . 吐尔逊", "买买提·吐尔逊"),
        ("买买提・吐尔逊", "买买提·吐尔逊"),
        ("Ａｎｎａ　 Ｌｉ", "Anna Li"),
        ("⼈文", "人文"),
        ("\uf90a鑫", "金鑫"),
        ("李四。", "李四"),
        ("J. R. Smith Jr.", "J. R. Smith Jr."),
        ("𠮷文杰", "𠮷文杰"),
    ],
)
def test_what_is_stored_is_as_the_person_writes_it(typed: str, stored: str) -> None:
    assert tidy_name(typed) == stored


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("买买提·吐尔逊", "买买提吐尔逊"),
        ("anna li", "ANNA  LI"),
        ("O’Brien", "o'brien"),
        ("José", "jose"),
        ("髙明", "高明"),
        ("𠮷文杰", "吉文杰"),
        ("陳國強", "陈国强"),
        ("葛\U000e0100城", "葛城"),
        ("欧阳 娜娜", "欧 阳 娜 娜"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("王喆", "王哲"), ("李堃", "李坤"), ("肖明", "萧明"), ("闫军", "阎军")])
def test_characters_that_are_names_of_their_own_stay_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text())
def test_any_text_has_one_tidy_form_and_one_key(text: str) -> None:
    tidy = tidy_name(text)
    assert tidy_name(tidy) == tidy
    assert name_key(tidy) == name_key(text)


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("name_is_total", "合计 小计 总计： 合　计 TOTAL"),
        ("name_is_placeholder", "待定 无 空缺 暂缺 同上 （无） 【待定】 N/A x ×× 某某 张某 王×× 张* 姓名 备注 无。 ？"),
        ("name_is_role", "带班领导 值班人员 局长 全体干部"),
        ("name_is_title", "张局长 王主任 小王 老李 小王同志 李书记"),
        ("name_is_department", "办公室 应急管理局 应急局 值班室 综合股 财务科 安全科 县委办 人事科 城关派出所"),
        ("not_a_name", "13700008003"),
    ],
)
def test_what_is_no_name(code: str, cells: str) -> None:
    for cell in cells.split(" "):
        with pytest.raises(NoName) as error:
            check_name(tidy_name(cell))
        assert (cell, error.value.code, error.value.suggestion) == (cell, code, "")


@pytest.mark.parametrize(
    ("cell", "code", "suggestion"),
    [
        ("李四*", "name_has_mark", "李四"),
        ("★李四", "name_has_mark", "李四"),
        ("李四（兼）", "name_has_mark", "李四"),
        ("李四（小", "name_has_mark", "李四"),
        ("值班：李四", "name_has_mark", "李四"),
        ("张三局长", "name_has_mark", "张三"),
        ("局长张三", "name_has_mark", "张三"),
        ("赵六、钱七", "several_names", "赵六、钱七"),
        ("赵六/钱七/孙八", "several_names", "赵六、钱七、孙八"),
        ("赵六和钱七", "several_names", "赵六、钱七"),
        ("王五13700008003", "name_has_digits", "王五"),
        ("1.张三", "name_has_digits", "张三"),
        ("李四②", "name_has_digits", "李四"),
        ("待定（李四）", "name_has_mark", ""),
    ],
)
def test_what_is_probably_meant(cell: str, code: str, suggestion: str) -> None:
    with pytest.raises(NoName) as error:
        check_name(tidy_name(cell))
    assert (error.value.code, error.value.suggestion) == (code, suggestion)


def test_rare_names_pass() -> None:
    names = (
        "王五 欧阳娜娜 𠮷文杰 𬱖 买买提·吐尔逊 阿卜杜热依木江·艾买提 洛桑次仁 司马相如 单于 王二麻子 陈䶮 高总 何与 李科 王所"
        " 王立委 张学科 赵国镇 王春村 李和平 郑和 温馨 时间 余科 沙站 金科 肖无 阿 O’Brien Anne-Marie J.R.Smith 李明亮 全部亮"
    )
    for name in names.split(" "):
        check_name(tidy_name(name))


def test_a_unit_is_no_person() -> None:
    with pytest.raises(NoName, match="name_is_department"):
        check_name("章江镇", {name_key("章江镇")})


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("赵六 钱七", ["赵六", "钱七"]),
        ("张三\n李四", ["张三", "李四"]),
        ("张 三", []),
        ("欧阳 娜娜", []),
        ("买买提 吐尔逊", []),
        ("Zhang San", []),
    ],
)
def test_blanks_between_names_and_within_one(cell: str, people: list[str]) -> None:
    assert several_by_blank(cell) == people
