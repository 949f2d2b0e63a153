"""People down, days across, and a mark where somebody is on duty: √, 白, 夜, or what a legend says."""

import re
from collections.abc import Mapping
from dataclasses import replace

from units.imports.rules.layouts.beside import Row, phones_read, positions_read
from units.imports.rules.layouts.day_lists import duties_of, stray_row
from units.imports.rules.layouts.duties import Place, Understood, person_read
from units.imports.rules.layouts.grid_rows import Above, are_weekdays, read_heading
from units.imports.rules.layouts.grids import WRONG, Mark, Read, raw_of
from units.imports.rules.layouts.heads import LEADER, NAME, PHONE, POSITION, Meaning
from units.imports.rules.layouts.people_cells import Named, read_people
from units.imports.rules.layouts.table import Column, Table
from units.spelling.names import tidy_name

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


def legend_of(table: Table) -> dict[str, tuple[str, str, str]]:
    """注：△为带班，√为值班 below the table, or above it."""
    known = dict(MARKS)
    lines = [table.grid.text(row, column) for row in table.rows for column in range(1, 4)]
    for line in (*lines, *table.titles):
        for sign, word in LEGEND.findall(line):
            known[sign] = {**MARKS, "休": (OFF, "", "")}.get(word, (ON, "", ""))
    return known


def read_row(
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
    read_heading(table, row, place, keys, posts)
    if are_weekdays(table, number, above):
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
