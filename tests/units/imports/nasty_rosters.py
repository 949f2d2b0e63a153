"""Rosters made to mislead: by somebody who holds back what the reader has never seen."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.units.imports.layouts import (
    D19,
    D20,
    D21,
    DAYS,
    LEADER,
    NAMES,
    PEOPLE,
    STAFF,
    Layout,
    Truth,
    fill,
    new,
    saved,
)
from tests.units.imports.more_rosters import WEEKDAYS, merged, of_day


def leaders_above_staff() -> Layout:
    """Who leads in a table of its own above those on duty, a note between them."""
    book, sheet = new()
    rows: list[list[Any]] = [["县人社局2026年端午节值班安排"], ["一、带班领导"], ["日期", "姓名", "职务", "电话"]]
    truth: list[Truth] = []
    for number, day in enumerate(DAYS):
        rows.append([f"6月{day.day}日", NAMES[number], "副局长", PEOPLE[NAMES[number]]])
        truth.append(Truth(day, LEADER, NAMES[number], PEOPLE[NAMES[number]], unit="县人社局"))
    rows += [["注：带班领导须在岗。"], [], ["二、值班人员"], ["日期", "姓名", "电话"]]
    for number, day in enumerate(DAYS):
        name = NAMES[6 + number]
        rows.append([f"6月{day.day}日", name, PEOPLE[name]])
        truth.append(Truth(day, STAFF, name, PEOPLE[name], unit="县人社局"))
    fill(sheet, rows)
    return Layout(saved(book), truth)


def everything_down_the_side() -> Layout:
    """Labels down, days across: weekday, leader, position, number, staff, number."""
    book, sheet = new()
    unit = "县退役军人事务局"
    lead, staff = NAMES[:3], NAMES[6:9]
    rows: list[list[Any]] = [
        [f"{unit}2026年6月端午值班表"],
        ["日期", *(f"{day.day}日" for day in DAYS)],
        ["星期", *(f"星期{one}" for one in WEEKDAYS)],
        ["带班领导", *lead],
        ["职务", "局长", "副局长", "副局长"],
        ["联系电话", *(PEOPLE[name] for name in lead)],
        ["值班人员", *staff],
        ["联系电话", *(int(PEOPLE[name]) for name in staff)],
    ]
    fill(sheet, rows)
    merged(sheet, "A1:D1")
    truth = [one for day, a, b in zip(DAYS, lead, staff, strict=True) for one in of_day(day, unit, a, b)]
    return Layout(saved(book), truth)


def pairs_by_a_stroke() -> Layout:
    """带班/值班 in one head, two names and two numbers in one cell each."""
    book, sheet = new()
    rows: list[list[Any]] = [["县医保局端午节值班表（2026年6月19日-21日）"], ["日期", "带班领导/值班人员", "联系电话"]]
    truth: list[Truth] = []
    names = iter(NAMES)
    for day in DAYS:
        lead, staff = next(names), next(names)
        rows.append([f"{day.month}/{day.day}", f"{lead}/{staff}", f"{PEOPLE[lead]}/{PEOPLE[staff]}"])
        truth += of_day(day, "县医保局", lead, staff)
    fill(sheet, rows)
    return Layout(saved(book), truth)


def words_in_brackets() -> Layout:
    """What somebody does, or which shift, in brackets behind the name."""
    book, sheet = new()
    rows: list[list[Any]] = [["县文旅局2026年端午节值班表"], ["日期", "值班人员"]]
    truth: list[Truth] = []
    names = iter(NAMES)
    for day in DAYS:
        lead, by_day, by_night = next(names), next(names), next(names)
        rows.append([f"6月{day.day}日", f"{lead}（带班）、{by_day}（白班）、{by_night}（夜）"])
        truth += [
            Truth(day, LEADER, lead, unit="县文旅局"),
            Truth(day, STAFF, by_day, "", "day", "县文旅局"),
            Truth(day, STAFF, by_night, "", "night", "县文旅局"),
        ]
    fill(sheet, rows)
    return Layout(saved(book), truth)


def days_in_words() -> Layout:
    """六月十九日, 二十日 and 廿一日."""
    book, sheet = new()
    rows: list[list[Any]] = [["县科技局二〇二六年端午节值班表"], ["日 期", "带 班", "值 班"]]
    truth: list[Truth] = []
    names = iter(NAMES)
    for day, written in zip(
        DAYS, ("六月十九日（星期五）", "六月二十日（星期六）", "六月二十一日（星期日）"), strict=True
    ):
        lead, staff = next(names), next(names)
        rows.append([written, f"{lead}（{PEOPLE[lead]}）", f"{staff} {PEOPLE[staff]}"])
        truth += of_day(day, "县科技局", lead, staff)
    fill(sheet, rows)
    return Layout(saved(book), truth)


def lines_of_people() -> Layout:
    """Names and numbers on lines of their own in one cell, the weekday below the day."""
    book, sheet = new()
    rows: list[list[Any]] = [["县市监局2026年端午节值班表"], ["日期", "带班领导及联系方式", "值班人员及联系方式"]]
    truth: list[Truth] = []
    names = iter(NAMES)
    for number, day in enumerate(DAYS):
        lead, one, two = next(names), next(names), next(names)
        rows.append(
            [
                f"6月{day.day}日\n星期{WEEKDAYS[number]}",
                f"{lead}\n{PEOPLE[lead]}",
                f"{one}\n{PEOPLE[one]}\n{two}\n{PEOPLE[two]}",
            ]
        )
        truth += of_day(day, "县市监局", lead, one, two)
    fill(sheet, rows)
    return Layout(saved(book), truth)


def leader_over_all() -> Layout:
    """Who leads said once in a line above the table; last year's sheet still behind it; an explanation as a sheet."""
    book, sheet = new("2026端午")
    rows: list[list[Any]] = [
        ["县统战部2026年端午节值班表"],
        [f"总带班：{NAMES[0]}（{PEOPLE[NAMES[0]]}）"],
        ["日期", "值班人员", "电话"],
    ]
    truth = [Truth(day, LEADER, NAMES[0], PEOPLE[NAMES[0]], unit="县统战部") for day in DAYS]
    for number, day in enumerate(DAYS):
        name = NAMES[3 + number]
        rows.append([f"6月{day.day}日", name, PEOPLE[name]])
        truth.append(Truth(day, STAFF, name, PEOPLE[name], unit="县统战部"))
    fill(sheet, rows)
    old = book.create_sheet("2025端午")
    fill(
        old,
        [
            ["县统战部2025年端午节值班表"],
            ["日期", "星期", "值班人员", "电话"],
            ["5月31日", "六", "胡斐", PEOPLE["胡斐"]],
        ],
    )
    truth.append(Truth(date(2025, 5, 31), STAFF, "胡斐", PEOPLE["胡斐"], unit="县统战部"))
    fill(book.create_sheet("填表说明"), [["1.请按时报送。"], ["2.联系人：赵某某，电话8712001。"]])
    return Layout(saved(book), truth)


def calendar_of_a_month() -> Layout:
    """Weeks down, weekdays across, the day and who is on duty in each cell."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["县残联2026年6月值班日历"],
        ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"],
    ]
    truth: list[Truth] = []
    for week in range(4):
        row: list[Any] = []
        for weekday in range(7):
            day = week * 7 + weekday + 1
            name = NAMES[day % len(NAMES)]
            row.append(f"{day}日\n{name}")
            truth.append(Truth(date(2026, 6, day), "", name, unit="县残联"))
        rows.append(row)
    fill(sheet, rows)
    return Layout(saved(book), truth)


def leader_beside_days() -> Layout:
    """A column of leaders for all days beside the days across, the leader of another unit merged over days."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["章江县2026年端午节乡镇值班表"],
        ["乡镇", "带班领导", "6月19日", "6月20日", "6月21日"],
    ]
    truth: list[Truth] = []
    names = iter(NAMES)
    for unit in ("城关镇", "新城镇"):
        lead, *staff = (next(names) for _ in range(4))
        rows.append([unit, f"{lead} {PEOPLE[lead]}", *(f"{name} {PEOPLE[name]}" for name in staff)])
        for day, name in zip(DAYS, staff, strict=True):
            truth += [*of_day(day, unit, lead), Truth(day, STAFF, name, PEOPLE[name], unit=unit)]
    fill(sheet, rows)
    return Layout(saved(book), truth)


def one_over_several_days() -> Layout:
    """Posts down, days across, the leader merged over two of them, half days and a driver below."""
    book, sheet = new()
    unit = "县供电公司"
    rows: list[list[Any]] = [
        [f"{unit}端午节值班表"],
        ["", "2026年6月19日", "2026年6月20日", "2026年6月21日"],
        ["带班领导", "张三\n13807972001", None, "李四\n13907972002"],
        ["值班人员", "赵敏", "周伯通、郭靖", "黄蓉"],
        ["司机", "杨过", "杨过", "杨过"],
    ]
    fill(sheet, rows)
    merged(sheet, "A1:D1", "B3:C3")
    truth = [Truth(day, LEADER, "张三", PEOPLE["张三"], unit=unit) for day in (D19, D20)]
    truth += [Truth(D21, LEADER, "李四", PEOPLE["李四"], unit=unit), Truth(D19, STAFF, "赵敏", unit=unit)]
    truth += [Truth(D20, STAFF, name, unit=unit) for name in ("周伯通", "郭靖")]
    return Layout(saved(book), [*truth, Truth(D21, STAFF, "黄蓉", unit=unit)])


def groups_in_turn() -> Layout:
    """Groups with their head and members, each with its days."""
    book, sheet = new()
    unit = "县融媒体中心"
    rows: list[list[Any]] = [
        [f"{unit}2026年端午节值班分组表"],
        ["组别", "值班日期", "组长", "成员"],
        ["第一组", "6月19日", "张三", "李四、王二麻子"],
        ["第二组", "6月20日", "欧阳小明", "赵敏、周伯通"],
        ["第三组", "6月21日", "郭靖", "黄蓉、杨过"],
    ]
    fill(sheet, rows)
    truth: list[Truth] = []
    for day, lead, staff in zip(
        DAYS, ("张三", "欧阳小明", "郭靖"), (("李四", "王二麻子"), ("赵敏", "周伯通"), ("黄蓉", "杨过")), strict=True
    ):
        truth.append(Truth(day, LEADER, lead, unit=unit))
        truth += [Truth(day, STAFF, name, unit=unit) for name in staff]
    return Layout(saved(book), truth)


def days_from_morning_to_morning() -> Layout:
    """Text from day to day with hours, weekdays that don't fit in one row, a name with a remark, a vacancy."""
    book, sheet = new()
    unit = "县乡村振兴局"
    rows: list[list[Any]] = [
        [f"{unit}2026年端午值班表"],
        ["值班时间", "星期", "带班领导", "值班员", "联系电话"],
        ["19日8:30—20日8:30", "五", "张三", "李四", PEOPLE["李四"]],
        ["20日8:30—21日8:30", "日", "欧阳小明", "赵敏", PEOPLE["赵敏"]],
        ["21日8:30—22日8:30", "日", "郭靖（请假，由黄蓉代）", "待定", None],
    ]
    fill(sheet, rows)
    sheet["A1"] = f"{unit}2026年6月端午值班表"
    truth = [
        Truth(D19, LEADER, "张三", unit=unit), Truth(D19, STAFF, "李四", PEOPLE["李四"], unit=unit),
        Truth(D20, LEADER, "欧阳小明", unit=unit), Truth(D20, STAFF, "赵敏", PEOPLE["赵敏"], unit=unit),
        Truth(D21, LEADER, "黄蓉", unit=unit),
    ]  # fmt: skip
    return Layout(saved(book), truth)


NASTY_ROSTERS: dict[str, Callable[[], Layout]] = {
    made.__name__: made
    for made in (
        leaders_above_staff, everything_down_the_side, pairs_by_a_stroke, words_in_brackets, days_in_words, lines_of_people,
        leader_over_all, calendar_of_a_month, leader_beside_days, one_over_several_days, groups_in_turn,
        days_from_morning_to_morning,
    )
}  # fmt: skip
