"""Tables whose rows are days, or units of one day: a column says when, others who leads and who is on duty."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from units.imports.rules.layouts.beside import Row, beside_of, has_own, nobody_knows, owners, word_read
from units.imports.rules.layouts.day_texts import PART_OF, read_days
from units.imports.rules.layouts.duties import (
    Duty,
    Place,
    Understood,
    part_of_hours,
    person_read,
    role_marks,
    role_of,
    section_of,
)
from units.imports.rules.layouts.grids import DOUBT, WRONG, Mark, Read, raw_of, shown
from units.imports.rules.layouts.grids import NOTE as REMARK
from units.imports.rules.layouts.heads import (
    COUNTY_LEADER,
    DAY,
    LEADER,
    NAME,
    NOTE,
    PART_FIELD,
    PHONE,
    POSITION,
    POST,
    UNIT,
    Meaning,
    label_role,
)
from units.imports.rules.layouts.people_cells import NUMBER, Named, name_marks, read_people
from units.imports.rules.layouts.row_days import begins_anew, read_day
from units.imports.rules.layouts.table import Column, Table
from units.imports.rules.layouts.titles import is_note
from units.spelling.names import name_key, tidy_name
from units.spelling.no_names import TOTALS
from units.spelling.surnames import looks_like_name


def read(table: Table, place: Place, found: Understood, posts: Mapping[str, str] | None) -> None:
    of_names = owners(table)
    for number in table.rows:
        stray = stray_row(table, number, place, posts)
        if stray is None:
            _read_row(table, number, place, of_names, found, posts)
        elif stray.field != "blank":
            found.passed_over.append(stray)


def stray_row(table: Table, number: int, place: Place, posts: Mapping[str, str] | None) -> Read | None:
    """A row that is no row of people: blank, a note, a total, a section."""
    grid = table.grid
    left, right = table.columns[0].at, table.columns[-1].at
    areas = [area for area in grid.areas(number) if left <= area[0] <= right]
    if not areas:
        return Read(grid.name, number, left, "", "blank")
    first, last, value = areas[0]
    text = shown(value).replace("\n", " ")
    if is_note(text) and (len(areas) == 1 or ":" in text or (len(areas) == 2 and len(text) <= 3)):
        return Read(
            grid.name, number, first, text[:300], "note", marks=(Mark("skipped_note", REMARK, {"value": text[:40]}),)
        )
    if name_key(text) in TOTALS:
        return Read(grid.name, number, first, text[:300], "total", marks=(Mark("skipped_total", REMARK),))
    if len(areas) > 1:
        return None
    meaning = next((column.meaning for column in table.columns if column.at == first), None)
    is_wide = last - first + 1 >= max(2, (right - left + 1) // 2)
    is_day = meaning is None or (meaning.field != DAY and read_days(text).is_day)
    if not is_wide and not is_day and meaning and (meaning.is_person or meaning.field in (DAY, UNIT)):
        return None
    return section_of(text, place, grid, number, posts) or Read(
        grid.name, number, first, text[:300], "stray", marks=(Mark("stray_line", DOUBT, {"value": text[:40]}),)
    )


def _read_row(
    table: Table,
    number: int,
    place: Place,
    owners: Mapping[int, int],
    found: Understood,
    posts: Mapping[str, str] | None,
) -> None:
    row = Row(number)
    _read_unit(table, row, place)
    read_day(table, row, place)
    _read_words(table, row, posts)
    row.reads += nobody_knows(table, row)
    made: list[Duty] = []
    for column in table.with_meaning(NAME):
        made += _of_column(table, row, column, place, owners)
    found.duties += made


def _read_unit(table: Table, row: Row, place: Place) -> None:
    """A unit that is named holds for its row, and for the rows of its merged area; a blank one is asked back."""
    for column in table.with_meaning(UNIT):
        text = table.grid.text(row.number, column.at).replace("\n", "")
        if text:
            begins_anew(table, row, column, place)
            place.unit, place.unit_from = tidy_name(text), "row"
            odd = bool(NUMBER.search(text)) or (looks_like_name(place.unit) and not name_marks(place.unit))
            marks = (Mark("unit_odd", DOUBT, {"value": text[:40]}),) if odd else ()
            row.reads.append(replace(word_read(table, row, column, "unit", place.unit), marks=marks))
        elif place.unit_from == "row":
            mark = Mark("unit_blank", DOUBT, {"above": place.unit})
            row.reads.append(replace(word_read(table, row, column, "unit", place.unit), marks=(mark,)))


def _read_words(table: Table, row: Row, posts: Mapping[str, str] | None) -> None:
    """班次, 岗位 and 备注 of the row."""
    for column in table.with_meaning(PART_FIELD, POST, NOTE):
        text = table.grid.text(row.number, column.at).strip()
        if not text or column.meaning is None:
            continue
        if column.meaning.field == NOTE:
            row.note = text[:200]
            row.part = row.part or PART_OF.get(text, "")
            row.reads.append(_note(table, row, column, text))
            continue
        said = label_role(text, posts)
        hours = part_of_hours(read_days(f"1日{text}"))
        row.part = row.part or PART_OF.get(text, "") or (said.part if said else "") or hours
        row.meaning = row.meaning or (said if said and said.role else None)
        understood = bool(said or PART_OF.get(text) or hours)
        marks = () if understood else (Mark("word_unknown", DOUBT, {"value": text[:40]}),)
        row.reads.append(replace(word_read(table, row, column, column.meaning.field, text), marks=marks))


def _note(table: Table, row: Row, column: Column, text: str) -> Read:
    """A name or a number under 备注 has probably slipped there."""
    odd = (looks_like_name(tidy_name(text)) and text not in PART_OF) or bool(NUMBER.fullmatch(text))
    marks = (Mark("note_odd", DOUBT, {"value": text[:40]}),) if odd else ()
    return replace(word_read(table, row, column, "note", text), marks=marks)


def _of_column(table: Table, row: Row, column: Column, place: Place, owners: Mapping[int, int]) -> list[Duty]:
    """The duties of one cell, with the phones and positions that stand beside it. A merged cell speaks once per day."""
    grid = table.grid
    text = grid.text(row.number, column.at)
    said = read_people(text)
    beside = [one for one in table.with_meaning(PHONE, POSITION) if owners.get(one.at) == column.at]
    if said.is_same:
        return _same(table, row, column, place)
    origin = grid.origin(row.number, column.at)
    above = place.above.get(column.at, [])
    repeats = origin[0] < row.number and any(duty.day in place.day for duty in above)
    if repeats:
        return []
    if not text:
        if has_own(table, row, beside):
            return _nameless(table, row, column, beside, place)
        return _blank(table, row, column, place, above) if _may_go_on(table, column, place, above) else []
    row, whole_day = _of_whole_day(table, row, column)
    if said.is_vacant:
        made = duties_of(
            row, column, place, Named(), table, [person_read(grid, row.number, column.at, Named())], vacant=True
        )
    else:
        phones, positions, reads = beside_of(table, row, beside, len(said.people))
        made = []
        for number, named in enumerate(paired(said.people, column)):
            whole = completed(named, phones, positions, number)
            own = [person_read(grid, row.number, column.at, whole, whole_day), *reads]
            made += duties_of(row, column, place, whole, table, own)
    place.above[column.at] = made
    return made


def _may_go_on(table: Table, column: Column, place: Place, above: list[Duty]) -> bool:
    """A blank below a leader where nothing is merged, as in a .csv, may have been one cell with what stands above."""
    leads = column.meaning is not None and column.meaning.role in (LEADER, COUNTY_LEADER)
    is_other_day = bool(above) and bool(place.day) and above[-1].day not in place.day
    return leads and is_other_day and above[-1].unit == place.unit and not table.is_merged


def _blank(table: Table, row: Row, column: Column, place: Place, above: list[Duty]) -> list[Duty]:
    """Whoever stands above, asked about."""
    made = []
    for duty in [one for one in above if one.day == above[-1].day and not one.is_vacant]:
        read = word_read(table, row, column, "name", duty.name)
        marked_read = replace(read, marks=(Mark("name_blank", DOUBT, {"above": duty.name}),))
        made += duties_of(row, column, place, Named(duty.name, duty.phone, duty.position), table, [marked_read])
    place.above[column.at] = made or above
    return made


def paired(people: Sequence[Named], column: Column) -> Sequence[Named]:
    """Below 带班/值班: the first leads, the second is on duty; of another number nobody can say who does what."""
    roles = column.meaning.pair if column.meaning else ()
    if not roles or any(one.label for one in people):
        return people
    if len(people) != len(roles):
        return [replace(one, marks=(*one.marks, Mark("role_of_several"))) for one in people]
    return [replace(one, label=Meaning(NAME, role)) for one, role in zip(people, roles, strict=True)]


def _of_whole_day(table: Table, row: Row, column: Column) -> tuple[Row, tuple[Mark, ...]]:
    """The row for somebody who stands beside several shifts of the day: a merged cell says so, a blank below one who
    leads where nothing is merged probably does."""
    grid, below = table.grid, row.number + 1
    days = table.with_meaning(DAY)
    if not row.part or not days or below not in table.rows:
        return row, ()
    origin = grid.origin(row.number, days[0].at)
    is_same_day = grid.origin(below, days[0].at) == origin or grid.at(below, days[0].at) is None
    if not is_same_day or not grid.filled(below):
        return row, ()
    if grid.origin(below, column.at) == grid.origin(row.number, column.at):
        return replace(row, part=""), ()
    leads = column.meaning is not None and column.meaning.role in (LEADER, COUNTY_LEADER)
    if leads and grid.at(below, column.at) is None:
        return replace(row, part=""), (Mark("part_of_leader"),)
    return row, ()


def _nameless(table: Table, row: Row, column: Column, beside: list[Column], place: Place) -> list[Duty]:
    """A phone without a name."""
    first = beside[0]
    mark = Mark("name_missing", WRONG)
    reads = [replace(word_read(table, row, first, "name", ""), marks=(mark,))]
    return duties_of(row, column, place, Named(), table, reads)


def _same(table: Table, row: Row, column: Column, place: Place) -> list[Duty]:
    """同上 is everybody of the cell above, on this row's day."""
    grid = table.grid
    above = place.above.get(column.at, [])
    if not above:
        read = replace(person_read(grid, row.number, column.at, Named()), marks=(Mark("same_as_nobody", WRONG),))
        return duties_of(row, column, place, Named(), table, [read])
    last_day = above[-1].day
    if grid.origin(row.number, column.at)[0] < row.number and place.day and last_day == place.day[-1]:
        return []
    made = []
    for duty in [one for one in above if one.day == last_day]:
        named = Named(duty.name, duty.phone, duty.position)
        read = Read(grid.name, row.number, column.at, raw_of(grid.at(row.number, column.at)), "name", duty.name)
        made += duties_of(
            row,
            column,
            place,
            named,
            table,
            [replace(read, marks=marks_of_same(duty, column, place))],
            vacant=duty.is_vacant,
        )
    place.above[column.at] = made
    return made


def marks_of_same(duty: Duty, column: Column, place: Place) -> tuple[Mark, ...]:
    """同上 below another unit may mean the cell to the left; what was doubtful about the name above stays so."""
    own = tuple(mark for read in duty.reads if read.field == "name" for mark in read.marks if mark.level != REMARK)
    other = duty.unit != (column.unit or place.unit)
    return (*own, Mark("same_of_other_unit", DOUBT, {"unit": duty.unit})) if other else own


def completed(named: Named, phones: list[str], positions: list[str], number: int) -> Named:
    """With what stands beside; a number in the cell itself goes before."""
    phone = named.phone or (phones[number] if number < len(phones) else "")
    position = named.position or (positions[number] if number < len(positions) else "")
    return replace(named, phone=phone, position=position)


def duties_of(
    row: Row, column: Column, place: Place, named: Named, table: Table, reads: list[Read], *, vacant: bool = False
) -> list[Duty]:
    """One for each day of the row."""
    days = [one.meaning for one in table.with_meaning(DAY)]
    role = role_of(named.label, column.meaning, row.meaning, *days) or place.title.role
    if row.meaning is not None and row.meaning.role == COUNTY_LEADER:
        # A line of county leaders says more than the column they stand in.
        role = COUNTY_LEADER
    part = (
        named.part
        or (named.label.part if named.label else "")
        or (column.meaning.part if column.meaning else "")
        or row.part
    )
    extra = role_marks(role)
    own = [replace(reads[0], marks=(*reads[0].marks, *extra)), *reads[1:]] if extra else reads
    return [
        Duty(
            sheet=table.grid.name,
            row=row.number,
            column=column.at,
            day=day,
            unit=column.unit or place.unit,
            role=role,
            part="" if part == "all" else part,
            name=named.name,
            phone=named.phone,
            position=named.position,
            is_vacant=vacant,
            note=named.note or row.note,
            reads=(*own, *row.reads),
            unit_from="row" if column.unit else place.unit_from,
        )
        for day in (place.day or (None,))
    ]
