"""Lists of people made to mislead."""

from collections.abc import Callable
from typing import Any

from tests.units.imports.layouts import NAMES, PEOPLE, fill, new, saved
from tests.units.imports.more_rosters import merged
from tests.units.imports.people_lists import POSTS, PeopleList
from tests.units.imports.scores import Listed


def offices_of_a_unit() -> PeopleList:
    """Lines across the table that are no units but parts of the one in the title."""
    book, sheet = new()
    unit = "县财政局"
    rows: list[list[Any]] = [[f"{unit}干部职工通讯录"], ["姓名", "职务", "手机", "短号"]]
    truth: list[Listed] = []
    areas = ["A1:D1"]
    names = iter(NAMES)
    for office in ("一、班子成员", "二、办公室", "三、预算股"):
        rows.append([office])
        areas.append(f"A{len(rows)}:D{len(rows)}")
        for number in range(2):
            name = next(names)
            rows.append([name, POSTS[number], PEOPLE[name], f"66{len(rows):04}"])
            truth.append(Listed(unit, name, POSTS[number], PEOPLE[name]))
    fill(sheet, rows)
    merged(sheet, *areas)
    return PeopleList(saved(book), truth)


def position_in_brackets() -> PeopleList:
    """张三（局长）, numbers before names, a vacancy, somebody who left."""
    book, sheet = new()
    unit = "县水务集团"
    rows: list[list[Any]] = [
        [f"{unit}值班人员名单"],
        ["序号", "姓名（职务）", "联系电话"],
        [1, "张三（总经理）", PEOPLE["张三"]],
        [2, "李四（副总经理）", PEOPLE["李四"]],
        [3, "（空缺）", None],
        [4, "4.赵敏", PEOPLE["赵敏"]],
    ]
    fill(sheet, rows)
    truth = [
        Listed(unit, "张三", "总经理", PEOPLE["张三"]),
        Listed(unit, "李四", "副总经理", PEOPLE["李四"]),
        Listed(unit, "赵敏", "", PEOPLE["赵敏"]),
    ]
    return PeopleList(saved(book), truth)


def lines_in_both() -> PeopleList:
    """Names on lines in one cell, their numbers on lines in the next, one unit a row."""
    book, sheet = new()
    rows: list[list[Any]] = [["各单位联络员名单"], ["单位", "联络员", "手机"]]
    truth: list[Listed] = []
    names = iter(NAMES)
    for unit in ("县审计局", "县统计局"):
        mine = [next(names), next(names)]
        rows.append([unit, "\n".join(mine), "\n".join(PEOPLE[name] for name in mine)])
        truth += [Listed(unit, name, "", PEOPLE[name]) for name in mine]
    rows.append(["县档案馆", "赵敏\n周伯通", PEOPLE["赵敏"]])
    truth += [Listed("县档案馆", "赵敏", "", PEOPLE["赵敏"]), Listed("县档案馆", "周伯通")]
    fill(sheet, rows)
    return PeopleList(saved(book), truth)


def units_across() -> PeopleList:
    """A column for each unit, names with numbers below."""
    book, sheet = new()
    units = ("县发改委", "县工信局", "县商务局")
    rows: list[list[Any]] = [["三单位值班人员"], list(units)]
    truth: list[Listed] = []
    for number in range(3):
        row = []
        for at, unit in enumerate(units):
            name = NAMES[3 * number + at]
            row.append(f"{name} {PEOPLE[name]}")
            truth.append(Listed(unit, name, "", PEOPLE[name]))
        rows.append(row)
    fill(sheet, rows)
    return PeopleList(saved(book), truth)


def numbers_of_all_sorts() -> PeopleList:
    """A fixed line where a mobile is expected, a number cut short, two mobiles, one lost to a spreadsheet."""
    book, sheet = new()
    unit = "县应急管理局"
    rows: list[list[Any]] = [
        [f"{unit}通讯录"],
        ["姓名", "联系电话"],
        ["张三", "0797-8712345"],
        ["李四", "1390797200"],
        ["赵敏", "13307972007/15007972010"],
        ["周伯通", "1.32E+10"],
        ["郭靖", "办：8712001 手机：13107972009"],
    ]
    fill(sheet, rows)
    truth = [
        Listed(unit, "张三", "", "", "0797-8712345"), Listed(unit, "李四", "", PEOPLE["李四"]), Listed(unit, "赵敏", "", PEOPLE["赵敏"]),
        Listed(unit, "周伯通", "", PEOPLE["周伯通"]), Listed(unit, "郭靖", "", PEOPLE["郭靖"]),
    ]  # fmt: skip
    return PeopleList(saved(book), truth)


def two_lists_of_a_sheet() -> PeopleList:
    """Two tables of two units below each other, the second with its columns in another order."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["县司法局人员名单"],
        ["序号", "姓名", "职务", "手机"],
        [1, "张三", "局长", PEOPLE["张三"]],
        [2, "李四", "副局长", PEOPLE["李四"]],
        [],
        ["县信访局人员名单"],
        ["职务", "姓名", "手机", "序号"],
        ["局长", "赵敏", PEOPLE["赵敏"], 1],
        ["科员", "周伯通", PEOPLE["周伯通"], 2],
    ]
    fill(sheet, rows)
    truth = [
        Listed("县司法局", "张三", "局长", PEOPLE["张三"]), Listed("县司法局", "李四", "副局长", PEOPLE["李四"]),
        Listed("县信访局", "赵敏", "局长", PEOPLE["赵敏"]), Listed("县信访局", "周伯通", "科员", PEOPLE["周伯通"]),
    ]  # fmt: skip
    return PeopleList(saved(book), truth)


NASTY_LISTS: dict[str, Callable[[], PeopleList]] = {
    made.__name__: made
    for made in (
        offices_of_a_unit, position_in_brackets, lines_in_both, units_across, numbers_of_all_sorts, two_lists_of_a_sheet,
    )
}  # fmt: skip
