"""Blocks of columns side by side in one table: where each begins, and which of the lines above are its own."""

from collections.abc import Iterator, Sequence

from units.imports.rules.layouts.grids import Grid, shown
from units.imports.rules.layouts.heads import DAY, IGNORED, NAME, UNIT, bare
from units.imports.rules.layouts.table import Column
from units.imports.rules.layouts.titles import BARE_UNIT


def blocks_of(grid: Grid, rows: range, columns: Sequence[Column]) -> list[tuple[Column, ...]]:
    """Blocks side by side begin where the first head comes again, as 日期 or 序号 do; one block otherwise."""
    used = [column for column in columns if column.head]
    if not used or any(column.day for column in used):
        return [tuple(columns)]
    starts = _starts(used, columns)
    if len(starts) < 2:
        return [tuple(columns)]
    shared = tuple(columns[: starts[0] - 1])
    ends = [*starts[1:], columns[-1].at + 1]
    return [shared + tuple(columns[start - 1 : end - 1]) for start, end in zip(starts, ends, strict=True)]


def lines_of(grid: Grid, rows: range, block: Sequence[Column], blocks: Sequence[Sequence[Column]]) -> Iterator[str]:
    """The lines above a block, without what stands over another one alone."""
    starts = [_own_start(one, blocks) for one in blocks]
    mine = _own_start(block, blocks)
    for row in rows:
        filled = grid.filled(row)
        # A single line from the left is everybody's; one that begins over a later block is its own.
        is_unit = row == rows.stop - 1 and len(filled) == 1 and bool(BARE_UNIT.fullmatch(shown(filled[0][1]).strip()))
        is_wide = len(blocks) > 1 and grid.origin(row, starts[1]) == grid.origin(row, starts[0])
        is_shared = len(blocks) == 1 or (len(filled) == 1 and filled[0][0] < starts[1] and (is_wide or not is_unit))
        here = [value for at, value in filled if is_shared or max((s for s in starts if s <= at), default=mine) == mine]
        if line := " ".join(shown(value) for value in here).replace("\n", " "):
            yield line


def _own_start(block: Sequence[Column], blocks: Sequence[Sequence[Column]]) -> int:
    """Its first column that no other block has."""
    shared = {one.at for other in blocks if other is not block for one in other}
    return next((one.at for one in block if one.at not in shared), block[0].at)


def _starts(used: Sequence[Column], columns: Sequence[Column]) -> list[int]:
    for wanted in (IGNORED, DAY, UNIT, NAME):
        first = next((one for one in used if one.meaning and one.meaning.field == wanted), None)
        if first is None or (wanted == NAME and first.meaning and first.meaning.role):
            continue
        same = [one.at for one in used if bare(one.head) == bare(first.head) and one.meaning == first.meaning]
        if len(same) > 1 and (wanted != NAME or not any(one.meaning and one.meaning.field == DAY for one in columns)):
            return same
    return []
