"""What the recogniser makes of a roster, without writing anything: its tables, what was read, what is doubtful, how long it took."""

from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from units.imports.rules.layouts.grids import DOUBT, WRONG, Grid, letter
from units.imports.rules.layouts.rosters import understand
from units.imports.services.workbook import read_all
from units.management.endings import SentenceCommand
from units.reading_advice import advice


class Command(SentenceCommand):
    help = "Reads a roster FILE of any layout and says what was understood; nothing is written (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *_args: str, **options: Any) -> None:
        begun = perf_counter()
        sheets = read_all(options["file"].read_bytes())
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
