"""Where the tables of a sheet are: their heads in one row or two, days across or down, blocks side by side, and what each
column holds. A column the clerk has mapped by hand holds what the clerk says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from units.imports.rules.layouts.blocks import blocks_of, lines_of
from units.imports.rules.layouts.day_texts import PART_OF, Said, read_days, read_weekday
from units.imports.rules.layouts.grids import Grid, shown
from units.imports.rules.layouts.heads import DAY, NAME, UNIT, Meaning
from units.imports.rules.layouts.people_cells import NUMBER
from units.imports.rules.layouts.sniffing import sniffed
from units.imports.rules.layouts.table import Column, Found, Table, decoded
from units.imports.rules.layouts.titles import is_note
from units.spelling.cells import Cell
from units.spelling.names import tidy_name
from units.spelling.surnames import looks_like_name

Vocabulary = Callable[[Cell], Meaning | None]
# Heads stand in two rows, a third one for weekdays.
MOST_HEADS = 3
# A row of heads has one of these: whose, when or who.
ANCHORS = (DAY, UNIT, NAME, "unit_code", "code")
FEWEST_BARE_DAYS = 5
LONGEST_UNIT = 20


def find_tables(grid: Grid, vocabulary: Vocabulary, mapped: Mapping[str, str] | None = None) -> Found:
    """`mapped`: table signature and column ("heads#3") → what the clerk says it holds, as a code of `coded`."""
    found = Found()
    heads = list(_head_rows(grid, vocabulary))
    titles_from = 1
    for number, rows in enumerate(heads):
        end = heads[number + 1].start - 1 if number + 1 < len(heads) else grid.height
        body_end = _end_of_body(grid, rows.stop, end) if number + 1 < len(heads) else end
        blocks = blocks_of(grid, rows, _columns(grid, rows, vocabulary))
        for block in blocks:
            titles = tuple(lines_of(grid, range(titles_from, rows.start), block, blocks))
            table = Table(grid, rows, range(rows.stop, body_end + 1), block, titles, len(found.tables))
            found.tables.append(_as_mapped(sniffed(table), mapped or {}))
        titles_from = body_end + 1
    if not heads:
        found.loose = [(row, text) for row in range(1, grid.height + 1) if (text := _line(grid, row))]
    return found


def _line(grid: Grid, row: int) -> str:
    return " ".join(shown(value) for _column, value in grid.filled(row)).replace("\n", " ")


def _head_rows(grid: Grid, vocabulary: Vocabulary) -> Iterator[range]:
    row = 1
    while row <= grid.height:
        if not _is_head(grid, row, vocabulary):
            row += 1
            continue
        first = row - 1 if row > 1 and _is_upper(grid, row - 1, vocabulary) else row
        last = row
        while last < min(row + MOST_HEADS - 1, grid.height) and _is_lower(grid, first, last + 1, vocabulary):
            last += 1
        yield range(first, last + 1)
        row = last + 1


def _is_head(grid: Grid, row: int, vocabulary: Vocabulary) -> bool:
    areas = list(grid.areas(row))
    if len(areas) < 2:
        return False
    meanings = [meaning for _first, _last, value in areas if (meaning := vocabulary(value))]
    anchors = [one for one in meanings if one.field in ANCHORS]
    mostly = len(meanings) * 2 > len(areas) or (len(meanings) >= 3 and len(meanings) * 2 >= len(areas))
    if len(meanings) >= 2 and mostly and anchors and not any(NUMBER.search(shown(value)) for *_, value in areas):
        return True
    return _is_day_row(areas, vocabulary) or _is_row_of_units(grid, row, areas, meanings)


def _is_row_of_units(grid: Grid, row: int, areas: Sequence[tuple[int, int, Cell]], meanings: Sequence[Meaning]) -> bool:
    """日期 and names of units beside it, with a day below: who is on duty where, unit by unit."""
    first, last, _value = areas[0]
    others = [shown(value) for *_, value in areas[1:]]
    return (
        len(areas) >= 3
        and bool(meanings)
        and meanings[0].field == DAY
        and read_days(grid.at(row + 1, first)).is_day
        and first == last
        and all(2 <= len(text) <= LONGEST_UNIT and not any(map(str.isdigit, text)) for text in others)
    )


def _is_day_row(areas: Sequence[tuple[int, int, Cell]], vocabulary: Vocabulary) -> bool:
    """Days across, rising, with nothing before them but what heads rows and nothing after them but heads."""
    dated = [(first, said) for first, _last, value in areas if (said := read_days(value)).is_day and not said.is_run]
    strong = [one for one in dated if one[1].halves[0].month or "日" in shown(_at(areas, one[0]))]
    if len(strong) < 2:
        strong = dated if len(dated) >= FEWEST_BARE_DAYS and _counts_up(dated) else []
    places = {first for first, _said in strong}
    others = [value for first, _last, value in areas if first not in places]
    distinct = {(said.halves[0].month, said.halves[0].day) for _first, said in strong}
    return (
        len(distinct) >= 2
        and len(others) <= max(3, len(strong))
        and all(_heads_rows(one, vocabulary) for one in others)
    )


def _heads_rows(value: Cell, vocabulary: Vocabulary) -> bool:
    """What may stand beside days across: words, nobody's name or number."""
    if vocabulary(value) or read_weekday(value) is not None:
        return True
    text = shown(value)
    is_somebody = looks_like_name(tidy_name(text)) or bool(NUMBER.search(text))
    return len(text) <= 8 and not read_days(value).is_day and not is_somebody


def _at(areas: Sequence[tuple[int, int, Cell]], column: int) -> Cell:
    return next(value for first, _last, value in areas if first == column)


def _counts_up(dated: Sequence[tuple[int, Said]]) -> bool:
    days = [said.halves[0].day for _column, said in dated]
    return all(later == earlier + 1 or later == 1 for earlier, later in pairwise(days))


def _is_upper(grid: Grid, row: int, vocabulary: Vocabulary) -> bool:
    """A row of wide heads above the one that was found: 带班领导 over 姓名 and 电话."""
    areas = list(grid.areas(row))
    meanings = [meaning for _first, _last, value in areas if (meaning := vocabulary(value))]
    if _fills_gaps(grid, row, vocabulary):
        return True
    if not areas or len(meanings) * 2 < len(areas):
        return False
    is_title = len(areas) == 1 and areas[0][1] - areas[0][0] + 1 >= grid.width - 1
    return not is_title and any(one.role or one.part for one in meanings)


def _fills_gaps(grid: Grid, row: int, vocabulary: Vocabulary) -> bool:
    """Over every blank of the heads below stands a head: 序号 and 单位 of two rows that nobody has merged."""
    gaps = [value for column, value in grid.filled(row) if grid.at(row + 1, column) is None]
    over = [value for column, value in grid.filled(row) if grid.at(row + 1, column) is not None]
    return bool(gaps) and bool(over) and all(vocabulary(value) is not None for value in gaps)


def _is_lower(grid: Grid, first: int, row: int, vocabulary: Vocabulary) -> bool:
    """A second row of heads: reached by a merged head, or made of heads alone where no day may stand."""
    areas = list(grid.areas(row))
    own = [(column, value) for column, _last, value in areas if grid.origin(row, column)[0] == row]
    if not areas or not own:
        return bool(areas)
    if not all(_head_like(value, vocabulary) for _column, value in own):
        return False
    if any(grid.origin(row, column)[0] < row for column, _last, _value in areas):
        return True
    above = {column: vocabulary(grid.at(first, column)) for column, _value in own}
    if any(meaning and meaning.field == DAY for meaning in above.values()):
        return False
    meanings = [vocabulary(value) for _column, value in own]
    if all(meaning is None for meaning in meanings):
        return any(read_days(grid.at(first, column)).is_day for column, _value in own)
    return grid.at(row, min(grid.areas(first))[0]) is None or any(
        one and one.is_person and not one.role for one in meanings
    )


def _head_like(value: Cell, vocabulary: Vocabulary) -> bool:
    text = shown(value).strip()
    return (
        vocabulary(value) is not None or read_weekday(value) is not None or text in PART_OF or read_days(value).is_day
    )


def _end_of_body(grid: Grid, start: int, end: int) -> int:
    """The last row before the titles of the next table: single lines of text that are no notes stand above their heads."""
    row = end
    while row >= start:
        areas = list(grid.areas(row))
        if len(areas) > 2 or any(is_note(shown(value)) for _first, _last, value in areas):
            break
        if areas and len(areas) == 2 and not any(is_note(shown(value)) or ":" in shown(value) for *_, value in areas):
            break
        row -= 1
    return max(row, start - 1)


def _columns(grid: Grid, rows: range, vocabulary: Vocabulary) -> list[Column]:
    found: list[Column] = []
    for at in range(1, grid.width + 1):
        column = Column(at, "", None)
        words: list[str] = []
        seen = set()
        for row in rows:
            value, origin = grid.at(row, at), grid.origin(row, at)
            if value is None:
                column = _from_left(found, row, column, grid, rows)
                continue
            if origin in seen:
                continue
            seen.add(origin)
            words.append(shown(value).replace("\n", ""))
            column = _told(column, value, row, vocabulary)
        found.append(replace(column, head="/".join(words)))
    return found


def _told(column: Column, value: Cell, row: int, vocabulary: Vocabulary) -> Column:
    """What one cell of the heads adds."""
    meaning = vocabulary(value)
    if meaning is not None:
        return replace(column, meaning=_merged(column.meaning, meaning))
    said = read_days(value)
    if said.is_day:
        return replace(column, day=said, day_row=row, weekday=said.weekdays[0] if said.weekdays else column.weekday)
    weekday = read_weekday(value)
    return replace(column, weekday=weekday) if weekday is not None else column


def _merged(upper: Meaning | None, lower: Meaning) -> Meaning:
    if upper is None or not lower.is_person:
        return lower if upper is None or not upper.is_person else replace(upper, part=upper.part or lower.part)
    return lower.with_above(upper)


def _from_left(found: Sequence[Column], row: int, column: Column, grid: Grid, rows: range) -> Column:
    """An upper head that nobody merged reaches over the blank cells right of it, where heads stand below."""
    below = [shown(value) for lower in rows if lower > row and (value := grid.at(lower, column.at)) is not None]
    if not found or not below or grid.is_merged(row, column.at):
        return column
    for left in reversed(found):
        value = grid.at(row, left.at)
        if value is not None:
            meaning = left.meaning if left.meaning and (left.meaning.role or left.meaning.part) else None
            upper = replace(meaning, field=NAME, several=False) if meaning else None
            # 备注 or another lone head to the left heads nothing here.
            is_over = any(grid.at(lower, left.at) is not None for lower in rows if lower > row)
            again = any(one.at >= left.at and one.head.split("/")[-1] == below[-1].replace("\n", "") for one in found)
            if not is_over or again:
                # A second 姓名 may stand under a head that has gone missing.
                return column
            return replace(column, meaning=upper, day=left.day, day_row=left.day_row, weekday=left.weekday)
    return column


def _as_mapped(table: Table, mapped: Mapping[str, str]) -> Table:
    """By the clerk's word where there is one."""
    columns = []
    for number, column in enumerate(table.columns):
        code = mapped.get(f"{table.signature}#{number}")
        columns.append(column if code is None else replace(column, meaning=decoded(code)))
    return replace(table, columns=tuple(columns))
