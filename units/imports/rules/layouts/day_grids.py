"""Tables whose columns are days: units, posts or people down the side, who is on duty or a mark in the cells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from units.imports.rules.layouts.beside import Row, phones_read, positions_read
from units.imports.rules.layouts.day_lists import duties_of, marks_of_same, stray_row
from units.imports.rules.layouts.day_texts import PART_OF
from units.imports.rules.layouts.duties import Place, Understood, day_read, person_read
from units.imports.rules.layouts.grids import WRONG, Mark, Read, raw_of
from units.imports.rules.layouts.heads import (
    LEADER,
    NAME,
    PART_FIELD,
    PHONE,
    POSITION,
    POST,
    UNIT,
    UNIT_PHONE,
    Meaning,
    label_role,
    meaning_of,
)
from units.imports.rules.layouts.people_cells import Named, name_marks, read_people
from units.imports.rules.layouts.tables import Column, Table
from units.spelling.names import tidy_name
from units.spelling.surnames import looks_like_name

ON, OFF = "on", "off"
MARKS: Mapping[str, tuple[str, str, str]] = {
    **dict.fromkeys(("√", "✓", "✔", "☑", "班", "值", "值班", "●", "在岗", "在班", "在", "√√"), (ON, "", "")),
    **dict.fromkeys(("带", "带班", "领"), (ON, LEADER, "")),
    **dict.fromkeys(("白", "白班", "日", "日班", "早", "早班", "昼"), (ON, "", "day")),
    **dict.fromkeys(("夜", "夜班", "晚", "晚班"), (ON, "", "night")),
    **dict.fromkeys(("上午",), (ON, "", "am")),
    **dict.fromkeys(("下午",), (ON, "", "pm")),
    **dict.fromkeys(("全", "全天", "24", "全日"), (ON, "", "")),
    **dict.fromkeys(
        ("休", "休息", "假", "请假", "-", "—", "——", "/", "×", "公休", "年休", "调休", "补休", "外出", "出差", "无"),
        (OFF, "", ""),
    ),
}
LEGEND = re.compile(
    r"[“\"]?([^\s\w，。；、：:]|[A-Za-z])[”\"]?\s*(?:为|表示|代表|[:：=＝])\s*(带班|值班|白班|夜班|日班|晚班|早班|休息|休|班|全天)"
)


@dataclass(frozen=True, slots=True)
class Above:
    """A column with its day."""

    column: Column
    days: tuple[date, ...]
    read: Read


def read(table: Table, place: Place, found: Understood, posts: Mapping[str, str] | None) -> None:
    above = [_above(table, column, place) for column in table.columns if column.day]
    keys = _keys(table, posts)
    if any(key.meaning and key.meaning.field == NAME for key in keys):
        legend = _legend(table)
        for number in table.rows:
            _row_of_marks(table, number, place, keys, above, legend, found, posts)
        return
    for number in table.rows:
        _row_of_people(table, number, place, keys, above, found, posts)


def _above(table: Table, column: Column, place: Place) -> Above:
    said = column.day
    if said is None:
        raise AssertionError("only columns with a day are asked")
    at = table.grid.origin(column.day_row, column.at)
    known = next((one for one in _seen(place) if (one.read.row, one.read.column) == at), None)
    if known is not None:
        return Above(column, known.days, known.read)
    days, read_ = day_read(table.grid, *at, said, place.line, column.weekday)
    made = Above(column, days, read_)
    _seen(place).append(made)
    return made


def _seen(place: Place) -> list[Above]:
    return place.aboves


def _keys(table: Table, posts: Mapping[str, str] | None) -> list[Column]:
    """The columns that head the rows, told by their cells where no head says so."""
    found = []
    for column in table.columns:
        if column.day:
            continue
        if column.meaning is not None and column.meaning.field != "day":
            found.append(column)
            continue
        texts = [text for row in table.rows if (text := table.grid.text(row, column.at))]
        if not texts:
            continue
        field = _field_of(texts, posts)
        found.append(replace(column, meaning=Meaning(field)) if field else column)
    return found


def _field_of(texts: list[str], posts: Mapping[str, str] | None) -> str:
    posts_said = sum(label_role(text, posts) is not None or text in PART_OF for text in texts)
    names = sum(looks_like_name(tidy_name(text)) and not name_marks(tidy_name(text)) for text in texts)
    if posts_said * 2 > len(texts):
        return POST
    if names * 2 > len(texts):
        return NAME
    return UNIT if not any(text.isdigit() for text in texts) else ""


def _legend(table: Table) -> dict[str, tuple[str, str, str]]:
    """注：△为带班，√为值班 below the table, or above it."""
    known = dict(MARKS)
    lines = [table.grid.text(row, column) for row in table.rows for column in range(1, 4)]
    for line in (*lines, *table.titles):
        for sign, word in LEGEND.findall(line):
            known[sign] = {**MARKS, "休": (OFF, "", "")}.get(word, (ON, "", ""))
    return known


def _heading(table: Table, row: Row, place: Place, keys: list[Column], posts: Mapping[str, str] | None) -> None:
    """Unit, post and part of the row, from what heads it."""
    grid = table.grid
    for key in keys:
        text = grid.text(row.number, key.at).replace("\n", "").strip()
        field = key.meaning.field if key.meaning else ""
        if not text or not field:
            continue
        if field == UNIT:
            said = label_role(text, posts)
            if said is not None:
                row.meaning, row.part = said, said.part
                continue
            place.unit, place.unit_from = tidy_name(text), "row"
            row.reads.append(Read(grid.name, row.number, key.at, raw_of(text), "unit", place.unit))
        elif field in (POST, PART_FIELD):
            _post(table, row, key, text, posts)


def _post(table: Table, row: Row, key: Column, text: str, posts: Mapping[str, str] | None) -> None:
    said = label_role(text, posts)
    row.part = row.part or PART_OF.get(text, "") or (said.part if said else "")
    if said is not None and (said.role or row.meaning is None):
        row.meaning = said
    marks = () if said or text in PART_OF else (Mark("word_unknown", "doubt", {"value": text[:40]}),)
    row.reads.append(Read(table.grid.name, row.number, key.at, raw_of(text), "post", text, marks))


def _row_of_people(
    table: Table,
    number: int,
    place: Place,
    keys: list[Column],
    above: list[Above],
    found: Understood,
    posts: Mapping[str, str] | None,
) -> None:
    stray = stray_row(table, number, place, posts)
    if stray is not None:
        if stray.field != "blank":
            found.passed_over.append(stray)
        return
    row = Row(number)
    _heading(table, row, place, keys, posts)
    if _is_weekdays(table, number, above):
        return
    beside = _beside_row(table, number, keys)
    if beside:
        if beside != UNIT_PHONE:
            _phones_of_above(table, number, above, found)
        return
    for one in above:
        _cell(table, row, one, place, found)


def _is_weekdays(table: Table, number: int, above: list[Above]) -> bool:
    texts = [table.grid.text(number, one.column.at) for one in above]
    return all(re.fullmatch(r"[（(]?(?:星期|周)?[一二三四五六日天][)）]?", text) for text in texts if text) and any(
        texts
    )


def _beside_row(table: Table, number: int, keys: list[Column]) -> str:
    """A row 联系电话 or 职务 below the row of the people it belongs to; "" for one of people."""
    texts = [table.grid.text(number, key.at) for key in keys]
    fields = [meaning.field for text in texts if (meaning := meaning_of(text))]
    return next((field for field in fields if field in (PHONE, POSITION, UNIT_PHONE)), "")


def _phones_of_above(table: Table, number: int, above: list[Above], found: Understood) -> None:
    for one in above:
        text = table.grid.text(number, one.column.at)
        mine = [
            at
            for at, duty in enumerate(found.duties)
            if duty.sheet == table.grid.name
            and duty.column == one.column.at
            and duty.row < number
            and duty.row in table.rows
        ]
        last = max((found.duties[at].row for at in mine), default=0)
        mine = [at for at in mine if found.duties[at].row == last]
        if not text or not mine:
            continue
        is_phone = any(char.isdigit() for char in text)
        values, read_ = (phones_read if is_phone else positions_read)(table, Row(number), one.column, text, len(mine))
        for at, value in zip(mine, values or [""] * len(mine), strict=False):
            duty = found.duties[at]
            changed = (
                replace(duty, phone=duty.phone or value) if is_phone else replace(duty, position=duty.position or value)
            )
            found.duties[at] = replace(changed, reads=(*duty.reads, read_))


def _cell(table: Table, row: Row, one: Above, place: Place, found: Understood) -> None:
    grid, column = table.grid, one.column
    text = grid.text(row.number, column.at)
    origin = grid.origin(row.number, column.at)
    if not text or (origin[0] < row.number and origin in {(d.row, d.column) for d in place.above.get(column.at, [])}):
        return
    place.day = one.days
    said = read_people(text)
    kept = replace(column, meaning=column.meaning)
    if said.is_same:
        above = place.above.get(column.at, [])
        named = [Named(duty.name, duty.phone, duty.position, marks=marks_of_same(duty, place)) for duty in above] or [
            Named(marks=(Mark("same_as_nobody", WRONG),))
        ]
    else:
        named = list(said.people) or [Named()]
    made = []
    if not one.days:
        place.day = ()
    for person in named:
        reads = [person_read(grid, row.number, column.at, person), one.read]
        made += duties_of(row, kept, place, person, table, reads, vacant=said.is_vacant)
    place.above[column.at] = made
    found.duties += made


def _row_of_marks(
    table: Table,
    number: int,
    place: Place,
    keys: list[Column],
    above: list[Above],
    legend: Mapping[str, tuple[str, str, str]],
    found: Understood,
    posts: Mapping[str, str] | None,
) -> None:
    grid = table.grid
    stray = stray_row(table, number, place, posts)
    if stray is not None:
        if stray.field != "blank":
            found.passed_over.append(stray)
        return
    row = Row(number)
    _heading(table, row, place, keys, posts)
    if _is_weekdays(table, number, above):
        return
    name_key_ = next(key for key in keys if key.meaning and key.meaning.field == NAME)
    said = read_people(grid.text(number, name_key_.at))
    named = (
        said.people[0]
        if len(said.people) == 1
        else Named(
            marks=(
                Mark(
                    "several_names" if said.people else "name_missing",
                    WRONG,
                    {"value": grid.text(number, name_key_.at)[:40], "suggestion": ""},
                ),
            )
        )
    )
    named = _with_keys(table, number, keys, named)
    for one in above:
        text = grid.text(number, one.column.at).strip()
        if text:
            _marked(table, row, one, place, named, name_key_, legend, text, found)


def _with_keys(table: Table, number: int, keys: list[Column], named: Named) -> Named:
    for key in keys:
        text = table.grid.text(number, key.at)
        field = key.meaning.field if key.meaning else ""
        if field == PHONE and text and not named.phone:
            phones, read_ = phones_read(table, Row(number), key, text, 1)
            named = replace(named, phone=phones[0] if phones else "", marks=(*named.marks, *read_.marks))
        elif field == POSITION and text and not named.position:
            positions, read_ = positions_read(table, Row(number), key, text, 1)
            named = replace(named, position=positions[0] if positions else "", marks=(*named.marks, *read_.marks))
    return named


def _marked(
    table: Table,
    row: Row,
    one: Above,
    place: Place,
    named: Named,
    name_key_: Column,
    legend: Mapping[str, tuple[str, str, str]],
    text: str,
    found: Understood,
) -> None:
    state, role, part = legend.get(tidy_name(text), ("", "", ""))
    if state == OFF:
        return
    grid = table.grid
    place.day = one.days
    marks = () if state else (Mark("mark_unknown", WRONG, {"value": text[:20]}),)
    own = Read(grid.name, row.number, one.column.at, raw_of(text), "mark", text, marks)
    person = replace(named, part=part, label=Meaning(NAME, role) if role else None)
    reads = [person_read(grid, row.number, name_key_.at, person), own, one.read]
    column = replace(one.column, meaning=Meaning(NAME))
    found.duties += duties_of(row, column, place, person, table, reads)
