"""What a list of the directory leaves out, worked out and marked: codes of units, the unit of a person, the rank by position."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from units.counties.models.user import User
from units.enums import Rank
from units.imports.models import SheetImport
from units.imports.queries import known_units
from units.imports.rules.directory import KnownUnit, Units
from units.imports.rules.layouts.grids import DOUBT, WRONG, Mark
from units.imports.rules.layouts.list_rows import Row
from units.imports.rules.layouts.titles import BARE_UNIT
from units.imports.rules.sheets import UNIT_SHEET, Record
from units.labels import RANK_LABELS
from units.spelling.grades import rank_of
from units.spelling.names import name_key
from units.spelling.pinyin import initials

LEADING = (
    "局长",
    "主任",
    "书记",
    "镇长",
    "乡长",
    "县长",
    "部长",
    "主席",
    "检察长",
    "院长",
    "政委",
    "党组成员",
    "纪检组长",
)


def completed(rows: list[Row], sheet: SheetImport, user: User) -> list[Row]:
    """Row numbers made unique over all sheets of a form, codes and units and ranks filled in, what was worked out marked.

    Units first, wherever they stand: people may be of one that the same file brings."""
    units = known_units(sheet.county)
    new: dict[str, str] = {}
    taken = {unit.code for unit in units.units}
    done: dict[int, Row] = {}
    for number, row in sorted(enumerate(rows), key=lambda one: one[1].form != UNIT_SHEET):
        values = dict(row.record.values)
        marks = list(row.marks)
        if row.form == UNIT_SHEET:
            _complete_unit(values, marks, units, new, taken, user)
        else:
            _choose_unit(values, marks, row.around, units, new)
            _complete_person(values, marks, units, new, sheet, user)
        # Two sheets of a file may both have a row 5: the plan tells rows apart by their number.
        done[number] = replace(row, record=Record(row.form, number + 1, values), marks=tuple(marks))
    return [done[number] for number in range(len(rows))]


def _complete_unit(
    values: dict[str, Any], marks: list[Mark], units: Units, new: dict[str, str], taken: set[str], user: User
) -> None:
    if not user.sees_whole_county:
        marks.append(Mark("refused", WRONG, {"reason": _("单位由两办登记")}))
    name = values.get("name", "")
    known = next((unit for unit in units.units if name_key(unit.name) == name_key(name)), None)
    if "code" not in values and name:
        values["code"] = known.code if known else _code_for(name, taken)
        if known is None:
            marks.append(Mark("code_made", DOUBT, {"value": values["code"]}))
    taken.add(values.get("code", ""))
    code = values.get("code", "")
    new |= {name_key(word): code for word in (code, name, values.get("short_name", "")) if word}


def _code_for(name: str, taken: set[str]) -> str:
    """应急管理局 → yjglj, with a number where another unit has it."""
    base = (initials(name) or "dw")[:20]
    return next(code for number in range(1, 1000) if (code := base if number == 1 else f"{base}{number}") not in taken)


def _choose_unit(
    values: dict[str, Any], marks: list[Mark], around: tuple[str, ...], units: Units, new: Mapping[str, str]
) -> None:
    """Of several lines around a row the nearest that is a unit's name; one that only looks like it is asked about."""
    known = [text for text in around if name_key(text) in new or units.named(text)]
    if known and known[0] != around[0]:
        values["unit_code"] = known[0]
        if BARE_UNIT.fullmatch(around[0]) and around[0] != units.county:
            marks.append(Mark("unit_not_known", DOUBT, {"value": around[0], "unit": known[0]}))


def _complete_person(
    values: dict[str, Any], marks: list[Mark], units: Units, new: Mapping[str, str], sheet: SheetImport, user: User
) -> None:
    text = values.get("unit_code", "")
    own = next((unit for unit in units.units if unit.key == sheet.unit_id), None)
    known: KnownUnit | None = units.named(text) if text else own
    if text and name_key(text) in new:
        values["unit_code"] = new[name_key(text)]
    elif known is not None:
        values["unit_code"] = known.code
    elif own is not None:
        values["unit_code"] = own.code
        marks.append(Mark("unit_not_known", DOUBT, {"value": text, "unit": own.name}))
    else:
        marks.append(Mark("unknown_unit_text" if text else "unit_missing", WRONG, {"value": text}))
    allowed = user.unit_ids
    if allowed is not None and known is not None and known.key not in allowed:
        marks.append(Mark("other_unit", WRONG, {"value": known.name}))
    if "rank" not in values and "name" in values:
        values["rank"], code = _rank_by(values.get("position", ""))
        marks.append(Mark(code, DOUBT, {"value": str(RANK_LABELS[values["rank"]])}))


def _rank_by(position: str) -> tuple[Rank, str]:
    """局长 and 副局长 of a county are 科级以上; of an office or a section nobody can say."""
    found = rank_of(position) if position else None
    if found is not None:
        return found, "rank_by_position"
    within = any(word in position for word in ("股", "科长", "办公室", "所长", "站长", "队长", "中心"))
    if position and not within and any(word in position for word in LEADING):
        return Rank.SECTION_CHIEF, "rank_by_position"
    return Rank.STAFF, "rank_by_position" if position else "rank_unknown"
