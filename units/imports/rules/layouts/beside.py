"""What stands beside a name in its row: the phone and the position, in cells of their own."""

from dataclasses import dataclass, field, replace

from units.imports.rules.layouts.day_texts import read_days
from units.imports.rules.layouts.grids import DOUBT, Mark, Read, raw_of
from units.imports.rules.layouts.grids import NOTE as REMARK
from units.imports.rules.layouts.heads import NAME, PHONE, POSITION, Meaning
from units.imports.rules.layouts.people_cells import HEAD_TITLE, NUMBER, read_phone, says_nobody
from units.imports.rules.layouts.table import Column, Table
from units.spelling.names import tidy_name
from units.spelling.surnames import looks_like_name


@dataclass(slots=True)
class Row:
    """What a row says beside its people."""

    number: int
    part: str = ""
    meaning: Meaning | None = None
    note: str = ""
    reads: list[Read] = field(default_factory=list)


def word_read(table: Table, row: Row, column: Column, what: str, value: str) -> Read:
    return Read(table.grid.name, row.number, column.at, raw_of(table.grid.at(row.number, column.at)), what, value)


def owners(table: Table) -> dict[int, int]:
    """Column of a phone or a position → column of the name it belongs to."""
    names = table.with_meaning(NAME)
    owners = {}
    for column in table.with_meaning(PHONE, POSITION):
        meaning = column.meaning or Meaning(PHONE)
        mine = [one for one in names if _belongs(one.meaning, meaning)]
        before = [one for one in mine if one.at < column.at]
        # Names under a head that is missing stand before it, so it is none of the names after it.
        after = [] if _has_unknown(table, column.at) else [one for one in mine if one.at > column.at]
        chosen = before[-1] if before else after[0] if after else None
        if chosen is not None and not (before and _has_unknown(table, column.at, chosen.at)):
            owners[column.at] = chosen.at
    return owners


def nobody_knows(table: Table, row: Row) -> list[Read]:
    """Cells under no head that hold a day, a number or a name: what they belong to nobody can say."""
    found = []
    for column in table.columns:
        text = table.grid.text(row.number, column.at)
        if column.meaning is None and not column.day and text and _matters(text):
            marks = (Mark("head_missing", DOUBT, {"value": text[:40]}),)
            found.append(replace(word_read(table, row, column, "unknown", text), marks=marks))
    return found


def _matters(text: str) -> bool:
    said = read_days(text)
    is_day = said.is_day and (said.halves[0].month is not None or not text.isdigit())
    return is_day or bool(NUMBER.fullmatch(text)) or looks_like_name(tidy_name(text))


def _has_unknown(table: Table, before: int, after: int = 0) -> bool:
    """A column with cells between the two under no head that anybody knows."""
    return any(
        one.meaning is None and not one.day and any(table.grid.at(row, one.at) is not None for row in table.rows)
        for one in table.columns
        if after < one.at < before
    )


def _belongs(name: Meaning | None, other: Meaning) -> bool:
    if name is None:
        return False
    return (not other.role or name.role == other.role) and (not other.part or name.part == other.part)


def has_own(table: Table, row: Row, beside: list[Column]) -> bool:
    return any(
        table.grid.text(row.number, one.at) and table.grid.origin(row.number, one.at)[0] == row.number for one in beside
    )


def beside_of(table: Table, row: Row, beside: list[Column], people: int) -> tuple[list[str], list[str], list[Read]]:
    """Phones and positions of the cells that belong to a name: as many as there are people, or one."""
    phones: list[str] = []
    positions: list[str] = []
    reads: list[Read] = []
    for column in beside:
        text = table.grid.text(row.number, column.at)
        if not text or column.meaning is None:
            continue
        if column.meaning.field == PHONE:
            found, read = phones_read(table, row, column, text, people)
            phones = phones or found
        else:
            found, read = positions_read(table, row, column, text, people)
            positions = positions or found
        reads.append(read)
    return phones, positions, reads


def phones_read(table: Table, row: Row, column: Column, text: str, people: int) -> tuple[list[str], Read]:
    read = word_read(table, row, column, "phone", text)
    if says_nobody(text):
        return [], replace(read, value="", marks=(Mark("no_phone", REMARK),))
    numbers = [read_phone(found[0]) for found in NUMBER.finditer(text)]
    good = [number for number, _marks in numbers if number]
    mobiles = [number for number in good if len(number) == 11 and number.startswith("1")]
    flag = table.grid.flag(row.number, column.at)
    # One column of numbers for 带班领导 and 值班人员: whose the first one is nobody can say.
    is_shared = len(mobiles) > people and len(table.with_meaning(NAME)) > len(table.with_meaning(PHONE))
    if (people > 1 and len(mobiles or good) != people) or is_shared:
        return [], replace(read, marks=(Mark("phones_of_several", DOUBT, {"value": text[:60]}),))
    chosen = (mobiles or good)[:people]
    marks: tuple[Mark, ...] = () if chosen else (Mark("bad_phone", DOUBT, {"value": text[:40]}),)
    rest = NUMBER.sub("", text).strip(" /、,，;；()（）\n短号手机电话:：-")
    if (any(one.isdigit() for one in rest) and len(rest) > 4) or looks_like_name(tidy_name(rest)):
        marks = (*marks, Mark("phone_odd", DOUBT, {"value": text[:40]}))
    left_out = [number for number in good if number not in chosen]
    marks = (
        *marks,
        *(Mark("second_phone", REMARK, {"value": number}) for number in left_out),
        *((flag,) if flag else ()),
    )
    return chosen, replace(read, value="、".join(chosen), marks=marks)


def positions_read(table: Table, row: Row, column: Column, text: str, people: int) -> tuple[list[str], Read]:
    parts = [tidy_name(part) for part in text.replace("\n", "、").split("、") if part.strip()]
    found = parts if people > 1 and len(parts) == people else [tidy_name(text.replace("\n", ""))]
    read = word_read(table, row, column, "position", "、".join(found))
    if people > 1 and len(parts) != people:
        return [], replace(read, marks=(Mark("positions_of_several", REMARK),))
    bare = tidy_name(text)
    odd = bool(NUMBER.search(text)) or (looks_like_name(bare) and not HEAD_TITLE.search(bare))
    return found, replace(read, marks=(Mark("position_odd", DOUBT, {"value": bare[:40]}),) if odd else ())
