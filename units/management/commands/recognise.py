"""What the recogniser makes of a roster, without writing anything: its tables, what was read, what is doubtful, how long it took."""

from argparse import ArgumentParser
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from units.imports.rules.layouts.grids import DOUBT, WRONG, Grid, letter
from units.imports.rules.layouts.rosters import understand
from units.imports.services.workbook import read_all
from units.management.endings import SentenceCommand
from units.reading_advice import advice

DAYS_OF_A_YEAR = 365
FAMILY = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张孔曹严华"
GIVEN = ("明", "伟", "芳", "建国", "晓敏", "志强", "丽华", "文斌")


def made_up(rows: int) -> bytes:
    """A county's roster of a year as a plain list: unit, day, who leads and who is on duty with their numbers."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["全县2026年值班表"])
    sheet.append(["单位", "日期", "星期", "带班领导", "联系电话", "值班人员", "联系电话"])
    first = date(2026, 1, 1)
    for number in range(rows):
        day = first + timedelta(days=number % DAYS_OF_A_YEAR)
        unit = f"第{number // DAYS_OF_A_YEAR + 1}局"
        people = [FAMILY[(number + by) % len(FAMILY)] + GIVEN[number // 7 % len(GIVEN)] for by in (0, 5)]
        numbers = [f"138{(2 * number + by) % 10**8:08}" for by in (0, 1)]
        weekday = "一二三四五六日"[day.weekday()]
        sheet.append([unit, f"{day.month}月{day.day}日", weekday, people[0], numbers[0], people[1], numbers[1]])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


class Command(SentenceCommand):
    help = "Reads a roster FILE of any layout and says what was understood; nothing is written (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
        parser.add_argument("--rows", type=int, default=0, help="measure with a made-up roster of so many rows instead")

    def handle(self, *_args: str, **options: Any) -> None:
        if options["file"] is None and not options["rows"]:
            raise CommandError(_("请写明要读的表格文件，或用 --rows 指定行数试算"))
        content = made_up(options["rows"]) if options["rows"] else options["file"].read_bytes()
        begun = perf_counter()
        sheets = read_all(content)
        found = understand([Grid(name, sheet) for name, sheet in sheets.items()], today=timezone.localdate())
        taken = perf_counter() - begun
        for duty in found.duties:
            for mark in duty.marks:
                if mark.level in (DOUBT, WRONG):
                    text = advice(mark.code, {"value": "", "suggestion": "", **mark.params})
                    self.stdout.write(f"{duty.sheet} {letter(duty.column)}{duty.row} {text}")
        levels = [duty.level for duty in found.duties]
        counts = {
            "tables": len(found.tables), "all": len(levels), "doubt": levels.count(DOUBT), "wrong": levels.count(WRONG),
            "seconds": f"{taken:.1f}",
        }  # fmt: skip
        self.stdout.write(
            _("%(tables)s 张表，%(all)s 条，其中存疑 %(doubt)s、有错 %(wrong)s；用时 %(seconds)s 秒") % counts
        )
