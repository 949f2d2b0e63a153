"""What heads the rows and columns of a grid of days: units, posts, weekdays down the side, the days above."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from units.imports.rules.layouts.beside import Row
from units.imports.rules.layouts.day_texts import PART_OF, WEEKDAYS, read_weekday
from units.imports.rules.layouts.duties import Place, day_read
from units.imports.rules.layouts.grids import DOUBT, Mark, Read, raw_of
from units.imports.rules.layouts.heads import (
    DAY,
    NAME,
    NOTE,
    PART_FIELD,
    PHONE,
    POSITION,
    POST,
    UNIT,
    UNIT_PHONE,
    WEEKDAY,
    Meaning,
    label_role,
    meaning_of,
)
from units.imports.rules.layouts.people_cells import name_marks
from units.imports.rules.layouts.table import Column, Table
from units.spelling.names import tidy_name
from units.spelling.surnames import looks_like_name


@dataclass(frozen=True, slots=True)
class Above:
    """A column with its day."""

    column: Column
    days: tuple[date, ...]
    read: Read


def above_of(table: Table, column: Column, place: Place) -> Above:
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


def keys_of(table: Table, posts: Mapping[str, str] | None) -> list[Column]:
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
    posts_said = sum(label_role(text, posts) is not None or text in PART_OF or _is_label(text) for text in texts)
    names = sum(looks_like_name(tidy_name(text)) and not name_marks(tidy_name(text)) for text in texts)
    if posts_said * 2 > len(texts):
        return POST
    if names * 2 > len(texts):
        return NAME
    return UNIT if not any(text.isdigit() for text in texts) else ""


def _is_label(text: str) -> bool:
    """星期, 职务 or 联系电话 at the head of a row."""
    meaning = meaning_of(text)
    return meaning is not None and meaning.field in (WEEKDAY, DAY, POSITION, PHONE, UNIT_PHONE, NOTE)


def read_heading(table: Table, row: Row, place: Place, keys: list[Column], posts: Mapping[str, str] | None) -> None:
    """Unit, post and part of the row, from what heads it."""
    grid = table.grid
    for key in keys:
        text = grid.text(row.number, key.at).replace("\n", "").strip()
        field = key.meaning.field if key.meaning else ""
        if not text and field in (UNIT, POST) and row.number > table.rows.start:
            # Not merged and blank: probably as above, but nobody has written so.
            code, above = ("unit_blank", place.unit) if field == UNIT else ("post_blank", "")
            row.reads.append(
                Read(grid.name, row.number, key.at, "", field, above, (Mark(code, DOUBT, {"above": above}),))
            )
        if not text or not field or _is_label(text):
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


def against_weekday(table: Table, number: int, one: Above) -> Above:
    """The day above a column, against the weekday that stands in this row."""
    weekday = read_weekday(table.grid.at(number, one.column.at))
    if weekday is None or len(one.days) != 1 or one.days[0].weekday() == weekday:
        return one
    params = {"day": str(one.days[0]), "is": WEEKDAYS[one.days[0].weekday()], "said": WEEKDAYS[weekday]}
    return replace(one, read=replace(one.read, marks=(*one.read.marks, Mark("weekday_differs", DOUBT, params))))


def are_weekdays(table: Table, number: int, above: list[Above]) -> bool:
    texts = [table.grid.text(number, one.column.at) for one in above]
    return all(re.fullmatch(r"[（(]?(?:星期|周)?[一二三四五六日天][)）]?", text) for text in texts if text) and any(
        texts
    )
