"""Lists of people as offices keep them, each with what a person would read in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.units.imports.layouts import NAMES, PEOPLE, fill, new, saved, spaced
from tests.units.imports.more_rosters import merged
from tests.units.imports.scores import Listed

POSTS = ("局长", "副局长", "党组成员", "办公室主任", "科员", "一级主任科员")


@dataclass(slots=True)
class PeopleList:
    content: bytes
    truth: list[Listed] = field(default_factory=list)


def merged_units() -> PeopleList:
    """Groups as lines, units merged over their people, who made it below."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["章江县值班人员通讯录"],
        ["填报单位：县委办公室　　　2026年6月"],
        ["序号", "单位", "姓 名", "职 务", "办公电话", "手机号码", "备注"],
    ]
    areas = ["A1:G1", "A2:G2"]
    truth: list[Listed] = []
    names = iter(NAMES)
    for group, units in (("一、党政机关", ("县委办公室", "县财政局")), ("二、乡镇", ("城关镇",))):
        rows.append([group])
        areas.append(f"A{len(rows)}:G{len(rows)}")
        for unit in units:
            top = len(rows) + 1
            for number in range(3):
                name = next(names)
                rows.append(
                    [
                        len(truth) + 1,
                        unit if number == 0 else None,
                        name,
                        POSTS[number],
                        "0797-8712345",
                        spaced(PEOPLE[name]),
                    ]
                )
                truth.append(Listed(unit, name, POSTS[number], PEOPLE[name], "0797-8712345"))
            areas.append(f"B{top}:B{top + 2}")
    rows.append(["制表人：赵某某　　审核人：钱某某　　联系电话：0797-8712001"])
    fill(sheet, rows)
    merged(sheet, *areas)
    return PeopleList(saved(book), truth)


def unit_of_the_sheet() -> PeopleList:
    """A sheet per unit, which only its name says."""
    book, first = new("县教体局")
    truth: list[Listed] = []
    for at, unit in enumerate(("县教体局", "县卫健委")):
        sheet = first if at == 0 else book.create_sheet(unit)
        rows: list[list[Any]] = [["干部职工通讯录"], ["序号", "姓名", "职务", "联系电话"]]
        for number in range(4):
            name = NAMES[4 * at + number]
            rows.append([number + 1, name, POSTS[number], int(PEOPLE[name])])
            truth.append(Listed(unit, name, POSTS[number], PEOPLE[name]))
        fill(sheet, rows)
    return PeopleList(saved(book), truth)


def blocks_side_by_side() -> PeopleList:
    """Two blocks of people beside each other, the unit in the title."""
    book, sheet = new()
    rows: list[list[Any]] = [["县水利局通讯录"], ["姓名", "职务", "手机"] * 2]
    truth: list[Listed] = []
    for number in range(5):
        row: list[Any] = []
        for name in NAMES[2 * number : 2 * number + 2]:
            row += [name, POSTS[number], PEOPLE[name]]
            truth.append(Listed("县水利局", name, POSTS[number], PEOPLE[name]))
        rows.append(row)
    fill(sheet, rows)
    return PeopleList(saved(book), truth)


def all_in_one_cell() -> PeopleList:
    """Name, position and number in a cell, one person a row."""
    book, sheet = new()
    rows: list[list[Any]] = [["县交通运输局领导班子成员名单"], ["序号", "姓名、职务及联系电话", "备注"]]
    truth: list[Listed] = []
    for number, name in enumerate(NAMES[:6]):
        rows.append([number + 1, f"{name} {POSTS[number]} {PEOPLE[name]}", None])
        truth.append(Listed("县交通运输局", name, POSTS[number], PEOPLE[name]))
    fill(sheet, rows)
    return PeopleList(saved(book), truth)


def leaders_by_post() -> PeopleList:
    """The position first, as lists of leaders go."""
    book, sheet = new()
    rows: list[list[Any]] = [["中共章江县委组织部领导班子通讯录"], ["职务", "姓名", "办公室电话", "移动电话"]]
    truth: list[Listed] = []
    for number, post in enumerate(("部长", "常务副部长", "副部长", "部务会成员、办公室主任")):
        name = NAMES[number]
        written = f"{name[0]}　{name[1:]}" if len(name) == 2 else name
        rows.append([post, written, f"871200{number}", PEOPLE[name]])
        truth.append(Listed("中共章江县委组织部", name, post, PEOPLE[name], f"871200{number}"))
    fill(sheet, rows)
    return PeopleList(saved(book), truth)


def units_as_lines() -> PeopleList:
    """A line across the table for each unit, with its number in brackets."""
    book, sheet = new()
    rows: list[list[Any]] = [["2026年值班人员名册"], ["姓名", "性别", "职务", "手机", "备注"]]
    areas = ["A1:E1"]
    truth: list[Listed] = []
    names = iter(NAMES)
    for unit in ("县发改委", "县司法局", "县民政局"):
        rows.append([f"{unit}（值班电话：0797-8712001）"])
        areas.append(f"A{len(rows)}:E{len(rows)}")
        for number in range(3):
            name = next(names)
            rows.append([name, "男", POSTS[number], PEOPLE[name]])
            truth.append(Listed(unit, name, POSTS[number], PEOPLE[name]))
    fill(sheet, rows)
    merged(sheet, *areas)
    return PeopleList(saved(book), truth)


def people_across() -> PeopleList:
    """One row per unit; who leads, who is the deputy and whom to call in columns of their own, name and number each."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["章江县应急联络员名单"],
        ["序号", "单位名称", "主要负责人", None, "分管负责人", None, "联络员", None],
        [None, None, *["姓名", "手机"] * 3],
    ]
    truth: list[Listed] = []
    names = iter(NAMES)
    for number, unit in enumerate(("县应急管理局", "县公安局", "县林业局"), start=1):
        row: list[Any] = [number, unit]
        for _role in range(3):
            name = next(names)
            row += [name, PEOPLE[name]]
            truth.append(Listed(unit, name, "", PEOPLE[name]))
        rows.append(row)
    fill(sheet, rows)
    merged(sheet, "A1:H1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2")
    return PeopleList(saved(book), truth)


def several_in_a_cell() -> PeopleList:
    """All people of a unit in one cell, each with a number."""
    book, sheet = new()
    rows: list[list[Any]] = [["各乡镇值班人员名单"], ["乡镇", "值班人员及电话"]]
    truth: list[Listed] = []
    names = iter(NAMES)
    for unit in ("城关镇", "新城镇"):
        mine = [next(names) for _ in range(3)]
        rows.append([unit, "、".join(f"{name}（{PEOPLE[name]}）" for name in mine)])
        truth += [Listed(unit, name, "", PEOPLE[name]) for name in mine]
    fill(sheet, rows)
    return PeopleList(saved(book), truth)


def two_row_heads() -> PeopleList:
    """联系方式 over 办公电话 and 手机, full-width figures, two numbers in a cell, extensions."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["单位：县气象局　　干部通讯录"],
        ["序号", "姓名", "职务", "联系方式", None, "备注"],
        [None, None, None, "办公电话", "手机", None],
        [1, "张　三", "局长", "0797-8712345转801", "１３８０７９７２００１", None],
        [2, "欧阳小明", "副局长", "8712345-802", "136 0797 2004", None],
        [3, "买买提•吐尔逊", "科员", None, "13507972005、662005", None],
        [4, "赵敏", "四级调研员", "(0797)8712346", 13307972007, "借调"],
    ]
    fill(sheet, rows)
    merged(sheet, "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3")
    unit = "县气象局"
    truth = [
        Listed(unit, "张三", "局长", PEOPLE["张三"], "0797-8712345-801"),
        Listed(unit, "欧阳小明", "副局长", PEOPLE["欧阳小明"], "8712345-802"),
        Listed(unit, "买买提·吐尔逊", "科员", PEOPLE["买买提·吐尔逊"]),
        Listed(unit, "赵敏", "四级调研员", PEOPLE["赵敏"], "0797-8712346"),
    ]
    return PeopleList(saved(book), truth)


def unit_and_position() -> PeopleList:
    """单位及职务 in one column, as rolls of cadres have it."""
    book, sheet = new()
    rows: list[list[Any]] = [["全县科级干部名册"], ["序号", "姓名", "性别", "出生年月", "单位及职务", "联系电话"]]
    truth: list[Listed] = []
    for number, (name, unit, post) in enumerate(
        (("张三", "县财政局", "局长"), ("李四", "县审计局", "党组书记、局长"), ("赵敏", "城关镇", "镇长")), start=1
    ):
        rows.append([number, name, "男", "1980.05", f"{unit}{post}", PEOPLE[name]])
        truth.append(Listed(unit, name, post, PEOPLE[name]))
    fill(sheet, rows)
    return PeopleList(saved(book), truth)


def own_template() -> PeopleList:
    """The people of the system's own empty form, filled in."""
    book, sheet = new("人员")
    rows: list[list[Any]] = [
        [
            "单位代码",
            "姓名",
            "职级",
            "职务",
            "排序",
            "手机",
            "办公电话",
            "到岗分钟数",
            "可任岗位",
            "到任日期",
            "离任日期",
        ]
    ]
    truth: list[Listed] = []
    for number, name in enumerate(NAMES[:6]):
        rows.append(
            ["yjj", name, "科级以上" if number < 2 else "一般干部", POSTS[number], number, PEOPLE[name], None, 20]
        )
        truth.append(Listed("yjj", name, POSTS[number], PEOPLE[name]))
    fill(sheet, rows)
    return PeopleList(saved(book), truth)


PEOPLE_LISTS: dict[str, Callable[[], PeopleList]] = {
    made.__name__: made
    for made in (
        merged_units, unit_of_the_sheet, blocks_side_by_side, all_in_one_cell, leaders_by_post, units_as_lines, people_across,
        several_in_a_cell, two_row_heads, unit_and_position, own_template,
    )
}  # fmt: skip
