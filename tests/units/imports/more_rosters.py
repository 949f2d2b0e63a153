"""More rosters as offices keep them, each with what a person would read in it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

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
    spaced,
)

WEEKDAYS = "五六日"


def of_day(day: date, unit: str, leader: str, *staff: str) -> list[Truth]:
    """One who leads and those on duty, with their numbers."""
    people = [(LEADER, leader), *((STAFF, name) for name in staff)]
    return [Truth(day, role, name, PEOPLE[name], unit=unit) for role, name in people if name]


def merged(sheet: Worksheet, *areas: str) -> None:
    for area in areas:
        sheet.merge_cells(area)


def numbered_heads() -> Layout:
    """Units merged over their days, groups as lines, two columns of staff told apart by a number, who made it below."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["附件2", None, None, None, None, None, None],
        ["章江县2026年端午节值班带班安排表"],
        ["序号", "单位", "日期", "带班领导", "值班人员1", "值班人员2", "备 注"],
    ]
    truth: list[Truth] = []
    areas = ["A2:G2"]
    names = iter([*NAMES, *NAMES])
    for group, units in (("一、党政机关", ("县委办公室", "县财政局")), ("二、企事业单位", ("县人民医院",))):
        rows.append([group])
        areas.append(f"A{len(rows)}:G{len(rows)}")
        for unit in units:
            top = len(rows) + 1
            for number, day in enumerate(DAYS):
                lead, one, two = next(names), next(names), next(names)
                head = [len(areas), unit] if number == 0 else [None, None]
                written = f"6月{day.day}日（周{WEEKDAYS[number]}）"
                rows.append([*head, written, *(f"{name} {PEOPLE[name]}" for name in (lead, one, two))])
                truth += of_day(day, unit, lead, one, two)
            areas += [f"A{top}:A{top + 2}", f"B{top}:B{top + 2}"]
    rows += [["制表人：王某某    审核人：李某某    联系电话：0797-8712001    制表日期：2026年6月12日"]]
    fill(sheet, rows)
    merged(sheet, *areas)
    return Layout(saved(book), truth)


def hours_of_a_day() -> Layout:
    """Each day over two rows with its hours as text, the leader merged over both."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["县信访局端午节值班表（2026年6月19日至21日）"],
        ["日期", "时间段", "带班领导", "联系电话", "值班人员", "联系电话"],
    ]
    truth: list[Truth] = []
    names = iter(NAMES)
    areas = ["A1:F1"]
    for day in DAYS:
        lead, by_day, by_night = next(names), next(names), next(names)
        top = len(rows) + 1
        rows.append([f"{day.day}日", "08:00-20:00", lead, PEOPLE[lead], by_day, PEOPLE[by_day]])
        rows.append([None, "20:00-次日08:00", None, None, by_night, PEOPLE[by_night]])
        areas += [f"{letter}{top}:{letter}{top + 1}" for letter in "ACD"]
        # A leader beside two shifts leads both; said of the first of them, it is asked about.
        truth += [
            Truth(day, LEADER, lead, PEOPLE[lead], unit="县信访局"),
            Truth(day, STAFF, by_day, PEOPLE[by_day], "day", "县信访局"),
            Truth(day, STAFF, by_night, PEOPLE[by_night], "night", "县信访局"),
        ]
    fill(sheet, rows)
    merged(sheet, *areas)
    return Layout(saved(book), truth)


def units_across() -> Layout:
    """Days down, units across, 带班 and 值班 in one cell."""
    book, sheet = new()
    units = ("县发改委", "县工信局", "县商务局")
    rows: list[list[Any]] = [["三单位2026年端午节联合值班安排"], ["日期", *units]]
    truth: list[Truth] = []
    names = iter([*NAMES])
    for number, day in enumerate(DAYS):
        row: list[Any] = [f"6月{day.day}日（星期{WEEKDAYS[number]}）"]
        for unit in units:
            lead, staff = next(names), next(names)
            row.append(f"带班:{lead} 值班:{staff}")
            truth += [Truth(day, LEADER, lead, unit=unit), Truth(day, STAFF, staff, unit=unit)]
        rows.append(row)
    fill(sheet, rows)
    return Layout(saved(book), truth)


def month_and_day() -> Layout:
    """月 and 日 in columns of their own, the month merged."""
    book, sheet = new()
    rows: list[list[Any]] = [["县气象局2026年国庆节值班表"], ["月", "日", "星期", "带班领导", "值班人员", "电话"]]
    truth: list[Truth] = []
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3))
    names = iter(NAMES)
    for number, day in enumerate(days):
        lead, staff = next(names), next(names)
        month = day.month if number < 2 else None
        rows.append([month, day.day, "一二三四五六日"[day.weekday()], lead, staff, int(PEOPLE[staff])])
        truth += [Truth(day, LEADER, lead, unit="县气象局"), Truth(day, STAFF, staff, PEOPLE[staff], unit="县气象局")]
    fill(sheet, rows)
    merged(sheet, "A4:A6")
    return Layout(saved(book), truth)


def days_of_a_leader() -> Layout:
    """Who leads, one row each, with all days of theirs in a cell."""
    book, sheet = new("县领导带班")
    rows: list[list[Any]] = [
        ["2026年端午节领导带班安排"],
        ["单位：县林业局"],
        ["序号", "姓名", "职务", "手机号码", "带班日期"],
        [1, "张三", "局长", PEOPLE["张三"], "6月19日、6月21日"],
        [2, "欧阳小明", "副局长", spaced(PEOPLE["欧阳小明"]), "6月20日"],
    ]
    fill(sheet, rows)
    unit = "县林业局"
    truth = [Truth(day, LEADER, "张三", PEOPLE["张三"], unit=unit) for day in (D19, D21)]
    return Layout(saved(book), [*truth, Truth(D20, LEADER, "欧阳小明", PEOPLE["欧阳小明"], unit=unit)])


def week_of_a_unit() -> Layout:
    """星期一 to 星期日 across with the days below them, posts down."""
    book, sheet = new()
    days = [date(2026, 6, number) for number in range(15, 22)]
    rows: list[list[Any]] = [
        ["县供销社2026年6月第三周值班表"],
        ["岗位", *(f"星期{one}" for one in "一二三四五六日")],
        [None, *(f"6.{day.day}" for day in days)],
        ["带班领导", *NAMES[:7]],
        ["值班人员", *NAMES[7:14]],
    ]
    fill(sheet, rows)
    merged(sheet, "A2:A3")
    truth = [Truth(day, LEADER, name, unit="县供销社") for day, name in zip(days, NAMES[:7], strict=True)]
    truth += [Truth(day, STAFF, name, unit="县供销社") for day, name in zip(days, NAMES[7:14], strict=True)]
    return Layout(saved(book), truth)


def shifts_across() -> Layout:
    """Two shifts side by side under one head each, name and number below."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["县城投公司端午节值班表"],
        ["日期", "白班（08:00-20:00）", None, "夜班（20:00-08:00）", None, "备注"],
        [None, "姓名", "手机", "姓名", "手机", None],
    ]
    truth: list[Truth] = []
    names = iter(NAMES)
    for day in DAYS:
        by_day, by_night = next(names), next(names)
        rows.append([datetime(2026, 6, day.day), by_day, PEOPLE[by_day], by_night, PEOPLE[by_night]])  # noqa: DTZ001
        truth += [
            Truth(day, "", by_day, PEOPLE[by_day], "day", "县城投公司"),
            Truth(day, "", by_night, PEOPLE[by_night], "night", "县城投公司"),
        ]
    fill(sheet, rows)
    merged(sheet, "A2:A3", "B2:C2", "D2:E2", "F2:F3")
    return Layout(saved(book), truth)


def unit_of_the_sheet() -> Layout:
    """A sheet for each unit, which only its name says; serial numbers for days, title and number before the name."""
    book, first = new("教体局")
    truth: list[Truth] = []
    for at, unit in enumerate(("教体局", "卫健委")):
        sheet = first if at == 0 else book.create_sheet(unit)
        rows: list[list[Any]] = [
            ["端午节值班安排（2026年6月19日—21日）"],
            ["序号", "日期", "星期", "带班领导", "值班干部"],
        ]
        for number, day in enumerate(DAYS):
            lead, staff = NAMES[6 * at + 2 * number], NAMES[6 * at + 2 * number + 1]
            serial = (day - date(1899, 12, 30)).days
            rows.append(
                [
                    number + 1,
                    serial,
                    f"星期{WEEKDAYS[number]}",
                    f"副局长\n{lead}\n{PEOPLE[lead]}",
                    f"{staff}（{PEOPLE[staff]}）",
                ]
            )
            truth += of_day(day, unit, lead, staff)
        fill(sheet, rows)
    return Layout(saved(book), truth)


def a_line_for_each() -> Layout:
    """One line per person and day, what they do in a column, drivers among them."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["单位：县公路局　　2026年端午节值班人员名单"],
        ["日期", "值班类别", "姓名", "职务", "联系电话（手机）", "备注"],
    ]
    truth: list[Truth] = []
    names = iter(NAMES)
    for day in DAYS:
        for word, role in (("带班", LEADER), ("值班", STAFF), ("值班", STAFF)):
            name = next(names)
            rows.append([f"2026.6.{day.day}", word, name, "干部", PEOPLE[name]])
            truth.append(Truth(day, role, name, PEOPLE[name], unit="县公路局"))
    rows.append(["填表人：赵某　　联系电话：8712009"])
    fill(sheet, rows)
    return Layout(saved(book), truth)


def a_line_for_the_holiday() -> Layout:
    """One row per unit for all days, with an office number that isn't anybody's."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["章江县乡镇2026年端午节值班安排表"],
        ["乡镇", "值班电话", "值班时间", "带班领导", "手机", "值班人员", "手机"],
    ]
    truth: list[Truth] = []
    for number, unit in enumerate(("城关镇", "新城镇", "樟斗乡")):
        lead, staff = NAMES[2 * number], NAMES[2 * number + 1]
        rows.append([unit, f"0797-871200{number}", "6.19-6.21", lead, PEOPLE[lead], staff, PEOPLE[staff]])
        for day in DAYS:
            truth += of_day(day, unit, lead, staff)
    fill(sheet, rows)
    return Layout(saved(book), truth)


def blocks_of_units() -> Layout:
    """Two units side by side, each under a line of its own."""
    book, sheet = new()
    units = ("县审计局", "县统计局")
    rows: list[list[Any]] = [
        ["2026年端午节值班表"],
        [units[0], None, None, units[1], None, None],
        ["日期", "带班领导", "值班人员"] * 2,
    ]
    truth: list[Truth] = []
    names = iter(NAMES)
    for day in DAYS:
        row: list[Any] = []
        for unit in units:
            lead, staff = next(names), next(names)
            row += [f"6月{day.day}日", lead, staff]
            truth += [Truth(day, LEADER, lead, unit=unit), Truth(day, STAFF, staff, unit=unit)]
        rows.append(row)
    fill(sheet, rows)
    merged(sheet, "A1:F1", "A2:C2", "D2:F2")
    return Layout(saved(book), truth)


def full_width() -> Layout:
    """Full-width figures and blanks in names, weekdays that are compared, numbers with an extension or two of them."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["县粮食局２０２６年端午节值班表"],
        ["日　期", "星　期", "带 班 领 导", "联 系 电 话", "值 班 员", "联 系 电 话"],
        ["６月１９日", "周五", "张　三", "１３８０７９７２００１／６６２００１", "李 四", "0797-8712345转801"],
        ["６月２０日", "周六", "赵　敏", "１３３０７９７２００７", "周伯通", "8712345-802"],
        ["６月２１日", "周日", "张　三", "138 0797 2001 0797-8712001", "黄　蓉", "１５００７９７２０１０"],
    ]
    fill(sheet, rows)
    unit = "县粮食局"
    truth = [
        Truth(D19, LEADER, "张三", PEOPLE["张三"], unit=unit), Truth(D19, STAFF, "李四", "0797-8712345-801", unit=unit),
        Truth(D20, LEADER, "赵敏", PEOPLE["赵敏"], unit=unit), Truth(D20, STAFF, "周伯通", "8712345-802", unit=unit),
        Truth(D21, LEADER, "张三", PEOPLE["张三"], unit=unit), Truth(D21, STAFF, "黄蓉", PEOPLE["黄蓉"], unit=unit),
    ]  # fmt: skip
    return Layout(saved(book), truth)


def halves_of_a_day() -> Layout:
    """上午 and 下午 below each day, across; units down."""
    book, sheet = new()
    units = ("行政审批局", "公积金中心")
    rows: list[list[Any]] = [
        ["窗口单位2026年端午节值班表"],
        ["单位", *[cell for day in DAYS for cell in (f"{day.day}日({'周' + WEEKDAYS[day.day - 19]})", None)]],
        [None, *["上午", "下午"] * 3],
    ]
    truth: list[Truth] = []
    names = iter(NAMES)
    for unit in units:
        row: list[Any] = [unit]
        for day in DAYS:
            for part in ("am", "pm"):
                name = next(names)
                row.append(f"{name}{PEOPLE[name]}")
                truth.append(Truth(day, "", name, PEOPLE[name], part, unit))
        rows.append(row)
    fill(sheet, rows)
    sheet["A1"] = "窗口单位2026年6月端午节值班表"
    merged(sheet, "A1:G1", "A2:A3", "B2:C2", "D2:E2", "F2:G2")
    return Layout(saved(book), truth)


def _named(builders: Sequence[Callable[[], Layout]]) -> dict[str, Callable[[], Layout]]:
    return {made.__name__: made for made in builders}


MORE_ROSTERS = _named(
    (
        numbered_heads, hours_of_a_day, units_across, month_and_day, days_of_a_leader, week_of_a_unit, shifts_across,
        unit_of_the_sheet, a_line_for_each, a_line_for_the_holiday, blocks_of_units, full_width, halves_of_a_day,
    )
)  # fmt: skip
