"""The days of a sheet against each other: what breaks their order or their step is asked about."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low

from units.imports.rules.layouts.days import order_marks
from units.imports.rules.layouts.duties import Duty, Understood
from units.imports.rules.layouts.grids import Mark, Read
from units.imports.rules.layouts.table import Table

Cell = tuple[str, int, int]
# The longest holiday with the days off around it.
FARTHEST_APART = timedelta(days=15)


def mark_order(found: Understood) -> None:
    """Days of a table that break the order or its step; where each unit has its own days, of each unit."""
    by_table = {(table.grid.name, table.number): _days_of(table, found) for table in found.tables}
    flagged = _turned_round(found.tables, by_table)
    for table in found.tables:
        for in_order in _by_unit(by_table[table.grid.name, table.number], found):
            flagged |= _out_of_order(in_order)
    for name in {name for name, _number in by_table}:
        flagged |= _given_twice([read for key, reads in by_table.items() if key[0] == name for read in reads])
    flagged |= _long_runs(found)
    flagged |= _apart(found)
    if flagged:
        found.duties = [_with_mark(duty, flagged, "day") for duty in found.duties]


def _days_of(table: Table, found: Understood) -> list[Read]:
    """The cells that give one day, in the order of the table."""
    rows = range(table.head_rows.start, table.rows.stop)
    left, right = table.columns[0].at, table.columns[-1].at
    reads = {
        (read.row, read.column): read
        for duty in found.duties
        if duty.sheet == table.grid.name and duty.row in rows
        for read in duty.reads
        if read.field == "day" and left <= read.column <= right and read.value and "、" not in read.value
    }
    return [reads[key] for key in sorted(reads, key=_across(table))]


def _by_unit(reads: Sequence[Read], found: Understood) -> list[list[Read]]:
    """Apart where every one of them is the day of one unit; else together."""
    wanted = {_cell(read) for read in reads}
    units: dict[Cell, set[str]] = {}
    for duty in found.duties:
        for read in duty.reads:
            if read.field == "day" and _cell(read) in wanted:
                units.setdefault(_cell(read), set()).add(duty.unit)
    if any(len(names) != 1 for names in units.values()):
        return [list(reads)]
    apart: dict[str, list[Read]] = {}
    for read in reads:
        apart.setdefault(next(iter(units[_cell(read)])), []).append(read)
    return list(apart.values())


def _out_of_order(reads: Sequence[Read]) -> dict[Cell, Mark]:
    once = [read for n, read in enumerate(reads) if n == 0 or read.value != reads[n - 1].value]
    marks = order_marks([date.fromisoformat(read.value) for read in once])
    by_day = {once[number].value: mark for number, mark in marks.items()}
    return {_cell(read): by_day[read.value] for read in reads if read.value in by_day}


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


def _apart(found: Understood) -> dict[Cell, Mark]:
    """Days of one holiday lie together; within a cell they rise."""
    flagged: dict[Cell, Mark] = {}
    for table, title in zip(found.tables, found.titles, strict=True):
        rows = range(table.head_rows.start, table.rows.stop)
        reads = {
            _cell(read): read
            for duty in found.duties
            if duty.sheet == table.grid.name and duty.row in rows
            for read in duty.reads
            if read.field == "day" and read.value
        }
        days = {key: [date.fromisoformat(day) for day in read.value.split("、")] for key, read in reads.items()}
        flagged |= {key: Mark("day_out_of_order") for key, mine in days.items() if mine != sorted(set(mine))}
        flagged |= _gaps(days) if title.holiday else {}
        middle = median_low([day for mine in days.values() for day in mine]) if days and title.holiday else None
        flagged |= {
            key: Mark("day_apart")
            for key, mine in days.items()
            if middle and any(abs(day - middle) > FARTHEST_APART for day in mine)
        }
    return flagged


def _gaps(days: Mapping[Cell, list[date]]) -> dict[Cell, Mark]:
    """The days of one holiday follow each other; those apart from most of the others are asked about."""
    every = sorted({day for mine in days.values() for day in mine})
    runs: list[list[date]] = []
    for day in every:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    most = max(runs, key=len, default=[])
    mark = Mark("day_apart")
    if len(most) == 1 and len(runs) > 2:
        return dict.fromkeys(days, mark)
    return {key: mark for key, mine in days.items() if len(most) > 1 and any(day not in most for day in mine)}


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
