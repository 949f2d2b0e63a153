"""A whole file of rosters, whatever its layout: every table read, every contradiction between its days marked."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from units.imports.rules.layouts import day_grids, day_lists
from units.imports.rules.layouts.days import DayLine, Setting, order_marks
from units.imports.rules.layouts.duties import Duty, Place, Understood
from units.imports.rules.layouts.grids import DOUBT, Grid, Mark, Read
from units.imports.rules.layouts.grids import NOTE as REMARK
from units.imports.rules.layouts.heads import meaning_of
from units.imports.rules.layouts.tables import Table, find_tables
from units.imports.rules.layouts.titles import read_title


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
        tables = find_tables(grid, lambda cell: meaning_of(cell, posts), mapped)
        sheet_titles: tuple[str, ...] = ()
        for table in tables.tables:
            sheet_titles = table.titles or sheet_titles
            title = read_title(table.titles or sheet_titles, grid.name)
            line = DayLine(title.setting(today, given))
            place = Place(title, line, title.unit, "title" if title.unit else "")
            reader = day_grids if table.has_days_across else day_lists
            reader.read(table, place, found, posts)
            found.tables.append(table)
            found.titles.append(title)
        found.passed_over += [
            Read(grid.name, row, 1, text[:300], "loose", marks=(Mark("not_in_table", REMARK),))
            for row, text in tables.loose
        ]
    _mark_order(found)
    _mark_units(found)
    _mark_repeats(found)
    return found


def _mark_order(found: Understood) -> None:
    """Days of a table that break the order or its step."""
    by_table: dict[tuple[str, int], list[Read]] = {}
    for table in found.tables:
        rows = range(table.head_rows.start, table.rows.stop)
        left, right = table.columns[0].at, table.columns[-1].at
        reads = {
            (read.row, read.column): read
            for duty in found.duties
            if duty.sheet == table.grid.name and duty.row in rows
            for read in duty.reads
            if read.field == "day" and left <= read.column <= right and read.value and "、" not in read.value
        }
        by_table[table.grid.name, table.number] = [reads[key] for key in sorted(reads, key=_across(table))]
    flagged = _turned_round(found.tables, by_table)
    for reads_in_order in by_table.values():
        once = [read for n, read in enumerate(reads_in_order) if n == 0 or read.value != reads_in_order[n - 1].value]
        marks = order_marks([date.fromisoformat(read.value) for read in once])
        by_day = {once[number].value: mark for number, mark in marks.items()}
        flagged |= {_cell(read): by_day[read.value] for read in reads_in_order if read.value in by_day}
    for name in {name for name, _number in by_table}:
        flagged |= _given_twice([read for key, reads in by_table.items() if key[0] == name for read in reads])
    flagged |= _long_runs(found)
    if flagged:
        found.duties = [_with_mark(duty, flagged, "day") for duty in found.duties]


Cell = tuple[str, int, int]


def _cell(read: Read) -> Cell:
    return read.sheet, read.row, read.column


def _given_twice(reads: Sequence[Read]) -> dict[Cell, Mark]:
    """A day in two cells where others have one, beside a day that has none: one of the two is probably that."""
    counts = Counter(read.value for read in reads)
    if not reads or sorted(counts.values())[len(counts) // 2] != 1:
        return {}
    found = {}
    for read in reads:
        day = date.fromisoformat(read.value)
        beside = [str(day + timedelta(days=by)) for by in (-1, 1)]
        if counts[read.value] > 1 and any(
            min(counts) < other < max(counts) and other not in counts for other in beside
        ):
            found[_cell(read)] = Mark("day_given_twice")
    return found


def _turned_round(tables: Sequence[Table], days: Mapping[tuple[str, int], list[Read]]) -> dict[Cell, Mark]:
    """Blocks side by side go on in time; a later one with earlier days has been exchanged with it."""
    flagged: dict[Cell, Mark] = {}
    for one, other in pairwise(tables):
        left, right = (days.get((table.grid.name, table.number), []) for table in (one, other))
        side_by_side = one.grid is other.grid and one.head_rows == other.head_rows
        if side_by_side and left and right and max(read.value for read in right) < min(read.value for read in left):
            flagged |= {(read.sheet, read.row, read.column): Mark("day_out_of_order") for read in (*left, *right)}
    return flagged


def _long_runs(found: Understood) -> dict[Cell, Mark]:
    """19-21日 beside single days goes no further than they do."""
    flagged: dict[Cell, Mark] = {}
    by_sheet: dict[str, dict[Cell, Read]] = {}
    for duty in found.duties:
        for read in duty.reads:
            if read.field == "day" and read.value:
                by_sheet.setdefault(duty.sheet, {})[read.sheet, read.row, read.column] = read
    for reads in by_sheet.values():
        single = [read.value for read in reads.values() if "、" not in read.value]
        if len(single) < 2:
            continue
        for read in reads.values():
            days = read.value.split("、")
            if len(days) > 1 and not (min(single) <= days[0] and days[-1] <= max(single)):
                flagged[read.sheet, read.row, read.column] = Mark("run_too_long")
    return flagged


def _across(table: Table) -> Callable[[tuple[int, int]], tuple[int, int]]:
    """The order in which the days of a table follow each other."""
    return (lambda key: (key[1], key[0])) if table.has_days_across else (lambda key: key)


def _with_mark(duty: Duty, flagged: Mapping[tuple[str, int, int], Mark], of: str) -> Duty:
    reads = tuple(
        replace(read, marks=(*read.marks, flagged[read.sheet, read.row, read.column]))
        if read.field == of and (read.sheet, read.row, read.column) in flagged
        else read
        for read in duty.reads
    )
    return replace(duty, reads=reads)


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
