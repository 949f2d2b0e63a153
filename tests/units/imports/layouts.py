"""Rosters as offices keep them, made by hand for tests: each with what a person would read in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

LEADER, STAFF = "leader", "staff"
D19, D20, D21 = date(2026, 6, 19), date(2026, 6, 20), date(2026, 6, 21)
DAYS = (D19, D20, D21)
# Names as difficult as those of real lists, with a number for each.
PEOPLE = {
    "张三": "13807972001", "李四": "13907972002", "王二麻子": "13707972003", "欧阳小明": "13607972004", "买买提·吐尔逊": "13507972005",
    "𠮷田": "13407972006", "赵敏": "13307972007", "周伯通": "13207972008", "郭靖": "13107972009", "黄蓉": "15007972010",
    "杨过": "15107972011", "司马相如": "15207972012", "孙悟": "15307972013", "钱多多": "15507972014", "陈家洛": "15607972015",
    "霍青桐": "15707972016", "韦小宝": "15807972017", "胡斐": "15907972018",
}  # fmt: skip
NAMES = tuple(PEOPLE)


@dataclass(frozen=True, slots=True)
class Truth:
    """A duty as it is meant; `phone` "" where the sheet gives none."""

    day: date
    role: str
    name: str
    phone: str = ""
    part: str = ""
    unit: str = ""


@dataclass(slots=True)
class Layout:
    content: bytes
    truth: list[Truth] = field(default_factory=list)


def new(title: str = "Sheet1") -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    return book, sheet


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def fill(sheet: Worksheet, rows: Sequence[Sequence[Any]], top: int = 1) -> None:
    for number, row in enumerate(rows, start=top):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(number, column, value)


def spaced(number: str) -> str:
    return f"{number[:3]} {number[3:7]} {number[7:]}"


def flat_list() -> Layout:
    """Days as numbers that lost their zero, two people of the staff in a cell."""
    book, sheet = new()
    sheet.merge_cells("A1:F1")
    fill(
        sheet,
        [
            ["县财政局2026年端午节值班表（6月19日—6月21日）"],
            ["日期", "星期", "带班领导", "领导电话", "值班人员", "值班人员电话"],
            [6.19, "星期五", "张三", "13807972001", "李四、王二麻子", "13907972002、13707972003"],
            [6.2, "星期六", "欧阳小明", 13607972004, "买买提•吐尔逊\n𠮷田", "135-0797-2005\n134 0797 2006"],
            [6.21, "星期日", "张 三", "１３８０７９７２００１", "赵敏", "133 0797 2007/662007"],
            ["合计", None, None, None, "5人"],
            ["注：值班电话0797-8712001，请保持通讯畅通。"],
        ],
    )
    truth = [
        Truth(D19, LEADER, "张三", PEOPLE["张三"]), Truth(D20, LEADER, "欧阳小明", PEOPLE["欧阳小明"]), Truth(D21, LEADER, "张三", PEOPLE["张三"]),
        *(Truth(D19, STAFF, name, PEOPLE[name]) for name in ("李四", "王二麻子")),
        *(Truth(D20, STAFF, name, PEOPLE[name]) for name in ("买买提·吐尔逊", "𠮷田")),
        Truth(D21, STAFF, "赵敏", PEOPLE["赵敏"]),
    ]  # fmt: skip
    return Layout(saved(book), [_of(one, "县财政局") for one in truth])


def _of(one: Truth, unit: str) -> Truth:
    return Truth(one.day, one.role, one.name, one.phone, one.part, unit)


def county_grid() -> Layout:
    """Units down, days across, two heads below each day, groups as lines of their own."""
    book, sheet = new("端午")
    fill(
        sheet,
        [
            ["章江县2026年端午节假期值班安排汇总表"],
            ["填报单位：县委办　　填报时间：2026年6月12日"],
            ["序号", "单位", "6月19日（星期五）", None, "6月20日（星期六）", None, "6月21日（星期日）", None, "备注"],
            [None, None, *["带班领导", "值班人员"] * 3],
            ["一、应急响应类（共2个单位）"],
            [1, "应急管理局", *[f"{name}\n{PEOPLE[name]}" for name in NAMES[:6]]],
            [2, "公安局", *[f"{name}（{PEOPLE[name]}）" for name in NAMES[6:12]]],
            ["二、常态保障类（共1个单位）"],
            [3, "档案馆", None, "孙悟 15307972013", None, "同上", None, "钱多多15507972014"],
        ],
    )
    for area in ("A1:I1", "A2:I2", "A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:H3", "I3:I4", "A5:I5", "A8:I8"):
        sheet.merge_cells(area)
    truth = []
    for unit, names in (("应急管理局", NAMES[:6]), ("公安局", NAMES[6:12])):
        for number, name in enumerate(names):
            role = STAFF if number % 2 else LEADER
            truth.append(Truth(DAYS[number // 2], role, name, PEOPLE[name], unit=unit))
    truth += [
        Truth(D19, STAFF, "孙悟", PEOPLE["孙悟"], unit="档案馆"),
        Truth(D21, STAFF, "钱多多", PEOPLE["钱多多"], unit="档案馆"),
    ]
    # 同上 in the second cell stands below nobody of its own column: 孙悟 stands left of it, so nothing may be guessed.
    return Layout(saved(book), truth)


def month_of_marks() -> Layout:
    """People down, the days of a month across, a mark where somebody is on duty."""
    book, sheet = new("6月")
    fill(
        sheet,
        [
            ["县图书馆2026年6月份值班表"],
            ["姓名", "职务", "联系电话", *range(1, 31)],
            [None, None, None, *"一二三四五六日" * 4, *"一二"],
        ],
    )
    people = ("郭靖", "黄蓉", "杨过")
    truth = []
    for number, name in enumerate(people):
        row = 4 + number
        sheet.cell(row, 1, f"{name[0]} {name[1]}")
        sheet.cell(row, 2, "馆长" if number == 0 else "科员")
        sheet.cell(row, 3, spaced(PEOPLE[name]))
        for day in range(1, 31):
            if day % 3 == number:
                sheet.cell(row, 3 + day, "△" if number == 0 else "夜" if number == 2 else "√")
                role = LEADER if number == 0 else ""
                part = "night" if number == 2 else ""
                truth.append(Truth(date(2026, 6, day), role, name, PEOPLE[name], part, "县图书馆"))
            elif day % 3 == (number + 1) % 3:
                sheet.cell(row, 3 + day, "休")
    sheet.cell(7, 1, "注：△为带班，√为值班")
    return Layout(saved(book), truth)


def posts_by_days() -> Layout:
    """Posts down, days across with weekdays below, phones in rows of their own."""
    book, sheet = new()
    fill(
        sheet,
        [
            ["县卫生健康委员会端午节值班安排（2026年6月19日至6月21日）"],
            ["岗位＼日期", "6月19日", "6月20日", "6月21日"],
            ["星期", "五", "六", "日"],
            ["带班领导", "张三", "李四", "张三"],
            ["联系电话", 13807972001, 13907972002, 13807972001],
            ["白班", "王二麻子", "欧阳小明", "𠮷田"],
            ["联系电话", "13707972003", "13607972004", "13407972006"],
            ["夜班", "赵敏 13307972007", "周伯通 13207972008", "待定"],
        ],
    )
    unit = "县卫生健康委员会"
    truth = [
        Truth(day, LEADER, name, PEOPLE[name], unit=unit)
        for day, name in zip(DAYS, ("张三", "李四", "张三"), strict=True)
    ]
    truth += [
        Truth(day, "", name, PEOPLE[name], "day", unit)
        for day, name in zip(DAYS, ("王二麻子", "欧阳小明", "𠮷田"), strict=True)
    ]
    truth += [
        Truth(D19, "", "赵敏", PEOPLE["赵敏"], "night", unit),
        Truth(D20, "", "周伯通", PEOPLE["周伯通"], "night", unit),
    ]
    return Layout(saved(book), truth)


def blocks() -> Layout:
    """Two blocks side by side, the days going on in the second."""
    book, sheet = new()
    rows: list[list[Any]] = [
        ["单位：县水利局    2026年7月防汛值班表"],
        ["日期", "值班人员", "电话", None, "日期", "值班人员", "电话"],
    ]
    truth = []
    for number in range(4):
        line: list[Any] = []
        for block in (0, 4):
            name = NAMES[number + block]
            line += [f"7月{number + block + 1}日", name, spaced(PEOPLE[name]), *([None] if not block else [])]
            truth.append(Truth(date(2026, 7, number + block + 1), STAFF, name, PEOPLE[name], unit="县水利局"))
        rows.append(line)
    fill(sheet, rows)
    return Layout(saved(book), truth)


def table_per_unit() -> Layout:
    """A table for each unit below the other, each with its own title and heads."""
    book, sheet = new("汇总")
    truth = []
    at = 1
    for unit, names in (("教育局", NAMES[:6]), ("交通运输局", NAMES[6:12])):
        rows: list[list[Any]] = [
            [f"{unit}2026年端午节值班表"],
            ["日期", "带班领导", "职务", "联系电话", "值班人员", "联系电话"],
        ]
        for number, day in enumerate(DAYS):
            lead, staff = names[2 * number], names[2 * number + 1]
            rows.append([datetime(2026, 6, day.day), lead, "副局长", PEOPLE[lead], staff, PEOPLE[staff]])  # noqa: DTZ001
            truth += [
                Truth(day, LEADER, lead, PEOPLE[lead], unit=unit),
                Truth(day, STAFF, staff, PEOPLE[staff], unit=unit),
            ]
        rows += [["备注：请准时到岗"], []]
        fill(sheet, rows, at)
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=6)
        at += len(rows)
    return Layout(saved(book), truth)


def sheet_per_day() -> Layout:
    """A sheet for each day, units down."""
    book, first = new("6月19日")
    truth = []
    for number, day in enumerate(DAYS):
        sheet = first if number == 0 else book.create_sheet(f"6月{day.day}日")
        rows: list[list[Any]] = [
            ["章江县2026年端午节值班情况"],
            ["序号", "值班单位", "带班领导", None, None, "值班人员", None, "值班电话"],
            [None, None, "姓名", "职务", "手机", "姓名", "手机", None],
        ]
        for at, unit in enumerate(("应急管理局", "公安局")):
            lead, staff = NAMES[(4 * number + 2 * at) % 12], NAMES[(4 * number + 2 * at + 1) % 12]
            rows.append([at + 1, unit, lead, "局长", PEOPLE[lead], staff, PEOPLE[staff], "0797-8712001"])
            truth += [
                Truth(day, LEADER, lead, PEOPLE[lead], unit=unit),
                Truth(day, STAFF, staff, PEOPLE[staff], unit=unit),
            ]
        fill(sheet, rows)
        for area in ("A1:H1", "C2:E2", "F2:G2", "A2:A3", "B2:B3", "H2:H3"):
            sheet.merge_cells(area)
    return Layout(saved(book), truth)


def comma_list() -> Layout:
    """A csv in GB18030, serial numbers as days, the parts of a day as columns."""
    names = iter(NAMES)
    truth = []
    lines = ["县城管局2026年国庆节值班安排,,,", "日期,带班领导,白班,夜班"]
    for day in range(1, 5):
        lead, by_day, by_night = next(names), next(names), next(names)
        when = date(2026, 10, day)
        lines.append(f"{(when - date(1899, 12, 30)).days},{lead} {PEOPLE[lead]},{by_day}({PEOPLE[by_day]}),{by_night}")
        truth += [
            Truth(when, LEADER, lead, PEOPLE[lead], unit="县城管局"),
            Truth(when, "", by_day, PEOPLE[by_day], "day", "县城管局"),
            Truth(when, "", by_night, "", "night", "县城管局"),
        ]
    return Layout("\r\n".join(lines).encode("gb18030"), truth)


def over_new_year() -> Layout:
    """A holiday that begins in the old year; the leader merged over all days."""
    book, sheet = new()
    fill(
        sheet,
        [
            ["县档案馆2027年元旦值班表"],
            ["日期", "星期", "带班领导", "值班人员"],
            ["12月31日", "四", "张三（馆长）13807972001", "李四 13907972002"],
            ["1月1日", "五", None, "赵敏 13307972007"],
            ["1月2日", "六", None, "周伯通 13207972008"],
        ],
    )
    sheet.merge_cells("C3:C5")
    days = (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2))
    truth = [Truth(day, LEADER, "张三", PEOPLE["张三"], unit="县档案馆") for day in days]
    truth += [
        Truth(day, STAFF, name, PEOPLE[name], unit="县档案馆")
        for day, name in zip(days, ("李四", "赵敏", "周伯通"), strict=True)
    ]
    return Layout(saved(book), truth)


def hours_and_runs() -> Layout:
    """Duties by hours, full-width figures, a run of days for one person."""
    book, sheet = new()
    fill(
        sheet,
        [
            ["2026年端午节值班表"],
            ["值班单位：县民政局"],
            ["值班时间", "岗位", "姓名", "职务", "联系方式"],
            ["６月１９日８：００至２０日８：００", "值班人员", "郭靖", "科员", "13107972009"],
            ["6月20日8:00至21日8:00", "值班人员", "黄蓉", "科员", "15007972010"],
            ["6月21日8:00至22日8:00", "值班人员", "杨过", "科员", "15107972011"],
            ["19-21日", "带班领导", "司马相如", "局长", "15207972012"],
        ],
    )
    truth = [
        Truth(day, STAFF, name, PEOPLE[name], unit="县民政局")
        for day, name in zip(DAYS, ("郭靖", "黄蓉", "杨过"), strict=True)
    ]
    truth += [Truth(day, LEADER, "司马相如", PEOPLE["司马相如"], unit="县民政局") for day in DAYS]
    return Layout(saved(book), truth)


def said_in_a_cell() -> Layout:
    """One cell for everybody of a day, with words before the names."""
    book, sheet = new()
    fill(
        sheet,
        [
            ["县农业农村局2026年端午节值班安排"],
            ["日期", "值班安排", "备注"],
            [
                "6月19日（星期五）",
                "带班领导：张三 局长 13807972001\n值班人员：李四 13907972002、赵敏 13307972007",
                None,
            ],
            ["6月20日（星期六）", "带班：欧阳小明 副局长 13607972004 值班：周伯通 13207972008", None],
            ["6月21日（星期日）", "带班领导：张三；值班人员：黄蓉（15007972010）", None],
        ],
    )
    unit = "县农业农村局"
    truth = [
        Truth(D19, LEADER, "张三", PEOPLE["张三"], unit=unit), Truth(D19, STAFF, "李四", PEOPLE["李四"], unit=unit),
        Truth(D19, STAFF, "赵敏", PEOPLE["赵敏"], unit=unit), Truth(D20, LEADER, "欧阳小明", PEOPLE["欧阳小明"], unit=unit),
        Truth(D20, STAFF, "周伯通", PEOPLE["周伯通"], unit=unit), Truth(D21, LEADER, "张三", unit=unit),
        Truth(D21, STAFF, "黄蓉", PEOPLE["黄蓉"], unit=unit),
    ]  # fmt: skip
    return Layout(saved(book), truth)


def days_as_sections() -> Layout:
    """A line across the table for each day, units below it."""
    book, sheet = new("值班表")
    rows: list[list[Any]] = [
        ["章江县2026年端午节带班值班一览表"],
        ["单位", "带班领导及电话", "值班人员及电话", "值班电话"],
    ]
    truth = []
    merged = []
    for number, day in enumerate(DAYS):
        rows.append([f"6月{day.day}日（星期{'五六日'[number]}）"])
        merged.append(len(rows))
        for at, unit in enumerate(("发改委", "司法局")):
            lead, staff = NAMES[(4 * number + 2 * at) % 14], NAMES[(4 * number + 2 * at + 1) % 14]
            rows.append([unit, f"{lead} {PEOPLE[lead]}", f"{staff}{PEOPLE[staff]}", "8712001"])
            truth += [
                Truth(day, LEADER, lead, PEOPLE[lead], unit=unit),
                Truth(day, STAFF, staff, PEOPLE[staff], unit=unit),
            ]
    fill(sheet, rows)
    for row in merged:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
    return Layout(saved(book), truth)


ROSTERS: dict[str, Callable[[], Layout]] = {
    made.__name__: made
    for made in (
        flat_list, county_grid, month_of_marks, posts_by_days, blocks, table_per_unit, sheet_per_day, comma_list, over_new_year,
        hours_and_runs, said_in_a_cell, days_as_sections,
    )
}  # fmt: skip
