"""A whole file of rosters, whatever its layout: every table read, every contradiction between its days marked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from units.imports.rules.layouts import calendars, day_grids, day_lists
from units.imports.rules.layouts.calendars import find_calendar
from units.imports.rules.layouts.day_order import mark_order
from units.imports.rules.layouts.days import DayLine, Setting
from units.imports.rules.layouts.duties import Duty, Place, Understood, of_titles
from units.imports.rules.layouts.grids import DOUBT, Grid, Mark, Read
from units.imports.rules.layouts.grids import NOTE as REMARK
from units.imports.rules.layouts.heads import meaning_of
from units.imports.rules.layouts.table import Found
from units.imports.rules.layouts.tables import find_tables
from units.imports.rules.layouts.titles import Title, read_title


def understand(
    grids: Sequence[Grid],
    *,
    today: date,
    posts: Mapping[str, str] | None = None,
    given: Setting | None = None,
    mapped: Mapping[str, str] | None = None,
) -> Understood:
    """`posts`: the county's names of posts → role. `given`: the period that the clerk has chosen."""
    found = Understood()
    for grid in grids:
        calendar = find_calendar(grid)
        tables = Found([calendar]) if calendar else find_tables(grid, lambda cell: meaning_of(cell, posts), mapped)
        first = read_title(tables.tables[0].titles, grid.name) if tables.tables else Title()
        for table in tables.tables:
            own = read_title(table.titles, grid.name)
            # Blocks side by side have each their own unit or none.
            side_by_side = table.head_rows == tables.tables[0].head_rows
            title = own if side_by_side else own.within(first)
            line = DayLine(title.setting(today, given))
            place = Place(title, line, title.unit, "title" if title.unit else "")
            reader = calendars if calendar else day_grids if table.has_days_across else day_lists
            begins = len(found.duties)
            reader.read(table, place, found, posts)
            found.duties += of_titles(table, found.duties[begins:])
            found.tables.append(table)
            found.titles.append(title)
        found.passed_over += [
            Read(grid.name, row, 1, text[:300], "loose", marks=(Mark("not_in_table", REMARK),))
            for row, text in tables.loose
        ]
    mark_order(found)
    _mark_units(found)
    _mark_repeats(found)
    return found


def _mark_units(found: Understood) -> None:
    """A unit that comes again further down for the same day: the line with the next day is probably missing."""
    rows: dict[tuple[str, date, str], list[int]] = {}
    for duty in found.duties:
        if duty.unit_from == "row" and duty.day is not None:
            rows.setdefault((duty.sheet, duty.day, duty.unit), []).append(duty.row)
    apart = {key for key, at in rows.items() if any(b - a > 1 for a, b in pairwise(sorted(set(at))))}
    mark = Mark("unit_repeated")
    for number, duty in enumerate(found.duties):
        if duty.day is not None and (duty.sheet, duty.day, duty.unit) in apart:
            found.duties[number] = marked(duty, "unit", mark)


def marked(duty: Duty, field: str, mark: Mark) -> Duty:
    """With a mark more on one of its cells."""
    reads = tuple(replace(read, marks=(*read.marks, mark)) if read.field == field else read for read in duty.reads)
    return replace(duty, reads=reads)


def _mark_repeats(found: Understood) -> None:
    """The same person twice for the same post and day is a slip of one of them."""
    seen: dict[tuple[object, ...], int] = {}
    for number, duty in enumerate(found.duties):
        if duty.is_vacant or duty.day is None or not duty.name:
            continue
        key = (duty.unit, duty.day, duty.role, duty.part, duty.name, duty.phone)
        first = seen.setdefault(key, number)
        if first != number:
            mark = Mark("duty_repeated", DOUBT, {"first": found.duties[first].row})
            reads = tuple(replace(r, marks=(*r.marks, mark)) if r.field == "name" else r for r in duty.reads)
            found.duties[number] = replace(duty, reads=reads)
