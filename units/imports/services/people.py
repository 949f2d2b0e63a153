"""Units and people from lists of any layout: the strict form, a contacts list, a register by unit."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.counties.posts import OPTIONS
from units.enums import Rank
from units.errors import InvalidInput, RuleViolation
from units.imports.models import SheetImport
from units.imports.permissions import can_import
from units.imports.queries import known_units
from units.imports.rules.changes import SAME, Column, Difference, Line, level_of
from units.imports.rules.differences import Plan, plan_import
from units.imports.rules.directory import KnownUnit, Units
from units.imports.rules.layouts.grids import DOUBT, NOTE, WRONG, Grid, Mark
from units.imports.rules.layouts.list_rows import Row
from units.imports.rules.layouts.lists import Form, Lists, read_lists
from units.imports.rules.layouts.stored import columns_of
from units.imports.rules.layouts.titles import BARE_UNIT
from units.imports.rules.people_lists import directory_forms
from units.imports.rules.sheets import PERSON_SHEET, UNIT_COLUMNS, UNIT_SHEET, Record, Sheet, person_columns
from units.imports.services.county import apply_plan, form_columns, lock_import, stored_county
from units.imports.services.kinds import Asked, Kind
from units.imports.services.workbook import read_all
from units.labels import RANK_LABELS
from units.people.models import Person
from units.people.services.grades import own_grades
from units.people.services.people import add_people, change_people
from units.people.services.removals import delete_person, delete_unit
from units.spelling.grades import rank_of
from units.spelling.names import name_key
from units.spelling.pinyin import initials
from units.units.services.units import update_unit

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


def read(_sheet: SheetImport, sheets: dict[str, Sheet]) -> dict[str, Any]:
    """Only that the file can be read: rows are compared from the file itself."""
    if not any(sheet.rows for sheet in sheets.values()):
        raise InvalidInput("no_sheet", _("文件里没有内容"))
    return {}


def forms_of(sheet: SheetImport) -> list[Form]:
    posts = [option for options in OPTIONS for option in options(sheet.county)]
    columns = form_columns(posts, own_grades(sheet.county))
    return directory_forms(columns[UNIT_SHEET], columns[PERSON_SHEET])


def lists_of(sheet: SheetImport) -> Lists:
    grids = [Grid(name, one) for name, one in read_all(bytes(sheet.content)).items() if name != "说明"]
    return read_lists(grids, forms_of(sheet), dict(sheet.columns))


def compare(sheet: SheetImport, user: User, _asked: Asked) -> Difference:
    found = lists_of(sheet)
    rows = _completed(found.rows, sheet, user)
    plan = _plan(sheet, [row for row in rows if level_of(row.marks) != WRONG])
    problems: dict[tuple[str, int], list[Mark]] = defaultdict(list)
    for problem in plan.problems:
        problems[problem.sheet, problem.row].append(Mark(problem.code, WRONG, dict(problem.params)))
    changes = _changes(plan)
    lines = [_line(number, row, problems, changes) for number, row in enumerate(rows)]
    columns = [
        Column(**{**one, "samples": tuple(one["samples"])}) for _form, t in found.columns for one in columns_of(t)
    ]
    return Difference(lines, columns, found.passed_over)


def _completed(rows: list[Row], sheet: SheetImport, user: User) -> list[Row]:
    """Row numbers made unique over all sheets of a form, codes and units and ranks filled in, what was worked out marked."""
    units = known_units(sheet.county)
    new: dict[str, str] = {}
    taken = {unit.code for unit in units.units}
    done = []
    for number, row in enumerate(rows):
        values = dict(row.record.values)
        marks = list(row.marks)
        if row.form == UNIT_SHEET:
            _complete_unit(values, marks, units, new, taken, user)
        else:
            _choose_unit(values, marks, row.around, units, new)
            _complete_person(values, marks, units, new, sheet, user)
        # Two sheets of a file may both have a row 5: the plan tells rows apart by their number.
        done.append(replace(row, record=Record(row.form, number + 1, values), marks=tuple(marks)))
    return done


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
    new[name_key(name)] = values.get("code", "")
    if values.get("short_name"):
        new[name_key(values["short_name"])] = values.get("code", "")


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


def _plan(sheet: SheetImport, rows: list[Row]) -> Plan:
    posts = [option for options in OPTIONS for option in options(sheet.county)]
    units = [row.record for row in rows if row.form == UNIT_SHEET]
    people = [row.record for row in rows if row.form == PERSON_SHEET]
    stored = stored_county(sheet.county)
    # Rank of somebody who is known is never worked out anew from a list that doesn't say it.
    known = {(person.unit_code, name_key(person.values["name"])) for person in stored.people}
    guessed = {row.record.row for row in rows if any(mark.code.startswith("rank_") for mark in row.marks)}
    people = [
        Record(one.sheet, one.row, {k: v for k, v in one.values.items() if k != "rank"})
        if one.row in guessed and (one.values.get("unit_code"), name_key(one.values["name"])) in known
        else one
        for one in people
    ]
    plan = plan_import(units, people, stored, posts, timezone.localdate())
    if not units:
        plan.problems = [p for p in plan.problems if p.code not in ("no_lead_office", "lead_office_not_hub")]
    return plan


def _changes(plan: Plan) -> dict[tuple[str, ...], tuple[bool, Mapping[str, Any]]]:
    """By code of a unit, by unit and name of a person: whether it is new, and what changes."""
    found: dict[tuple[str, ...], tuple[bool, Mapping[str, Any]]] = {}
    for step in plan.units:
        found[UNIT_SHEET, step.code] = (step.is_new, {**step.values, **({"tier": step.tier} if step.tier else {})})
    for person in plan.people:
        found[PERSON_SHEET, person.unit_code, name_key(person.name)] = (person.is_new, person.values)
    return found


def _line(
    number: int,
    row: Row,
    problems: Mapping[tuple[str, int], list[Mark]],
    changes: Mapping[tuple[str, ...], tuple[bool, Mapping[str, Any]]],
) -> Line:
    values = row.record.values
    marks = [*row.marks, *problems.get((row.form, row.record.row), [])]
    if row.form == UNIT_SHEET:
        key: tuple[str, ...] = (UNIT_SHEET, values.get("code", ""))
        what = values.get("name", "")
    else:
        key = (PERSON_SHEET, values.get("unit_code", ""), name_key(values.get("name", "")))
        what = f"{values.get('unit_code', '')} {values.get('name', '')}".strip()
    is_new, changed = changes.get(key, (False, {}))
    if not is_new:
        marks = [mark for mark in marks if not mark.code.startswith("rank_")]
    level = level_of(marks)
    if not changed and level != WRONG:
        level = SAME
    after = _("新增") if is_new else "；".join(read.value or read.raw for read in row.reads if read.field in changed)
    sheet_name = next((read.sheet for read in row.reads), row.form)
    at = next((read.row for read in row.reads if read.row), row.record.row)
    return Line(
        f"{sheet_name}!{at}:{number}", sheet_name, at, row.column, what, "", str(after), level,
        tuple(mark for mark in marks if mark.level != NOTE or level != SAME), row.reads, payload=row,
    )  # fmt: skip


def accept(sheet: SheetImport, lines: list[Line], by: User, _asked: Asked) -> dict[str, Any]:
    """The chosen rows as one plan, compared again under the lock of imports."""
    lock_import(sheet.county.code)
    plan = _plan(sheet, [line.payload for line in lines])
    if plan.problems:
        raise InvalidInput("line_wrong", _("所选各行放在一起有矛盾，请重新核对"), field="lines")
    before = _before(sheet, plan)
    if plan.units or by.sees_whole_county:
        apply_plan(county=sheet.county, plan=plan, by=by, reason=sheet.file_name)
    else:
        _write_people(plan, by, sheet)
    return before | _made(sheet, plan)


def _write_people(plan: Plan, by: User, sheet: SheetImport) -> None:
    """As a leader may: people of the own unit."""
    units = {unit.code: unit for unit in Unit.objects.filter(county=sheet.county).select_related("county")}
    add_people(
        newcomers=[(units[s.unit_code], s.values) for s in plan.people if s.is_new], by=by, reason=sheet.file_name
    )
    changed = {step.key: step.values for step in plan.people if not step.is_new}
    rows = Person.objects.filter(pk__in=changed).select_related("unit__county").order_by("pk")
    change_people(changes=[(person, changed[person.pk]) for person in rows], by=by, reason=sheet.file_name)


def _before(sheet: SheetImport, plan: Plan) -> dict[str, Any]:
    """What stood there, and who was there, for taking it back."""
    people = Person.objects.in_bulk([step.key for step in plan.people if step.key])
    units = {unit.code: unit for unit in Unit.objects.filter(county=sheet.county)}
    return {
        "people": [
            {"id": str(s.key), "before": _plain(people[s.key], s.values), "after": {k: _text(v) for k, v in s.values.items()}}
            for s in plan.people
            if s.key in people
        ],
        "units": [
            {"code": s.code, "before": _plain(units[s.code], s.values), "after": {k: _text(v) for k, v in s.values.items()}}
            for s in plan.units
            if not s.is_new
        ],
        "tiers": any(s.tier and not s.is_new for s in plan.units),
        "known": [],
    }  # fmt: skip


def _made(sheet: SheetImport, plan: Plan) -> dict[str, Any]:
    names = {(s.unit_code, s.values["name"]) for s in plan.people if s.is_new}
    rows = Person.objects.filter(unit__county=sheet.county, unit__code__in={unit for unit, _name in names})
    old = {one["id"] for one in _before(sheet, plan)["people"]}
    made = [str(p.pk) for p in rows.select_related("unit") if (p.unit.code, p.name) in names and str(p.pk) not in old]
    return {"new_people": made, "new_units": [s.code for s in plan.units if s.is_new]}


def _plain(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(getattr(row, name)) for name in values}


def _text(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str | list) else str(value)


def undo(sheet: SheetImport, by: User) -> None:
    """Raises RuleViolation `changed_since` when somebody has changed the same cells since, `tiers_stand` for tiers."""
    outcome = sheet.outcome
    if outcome["tiers"]:
        raise RuleViolation("tiers_stand", _("导入改变了单位类别，类别沿革不能撤销"))
    _people_back(outcome, by, sheet)
    units = {unit.code: unit for unit in Unit.objects.filter(county=sheet.county).select_related("county")}
    for one in outcome["units"]:
        if one["before"]:
            update_unit(unit=units[one["code"]], changes=one["before"], by=by, reason=sheet.file_name)
    for code in set(outcome["new_units"]) & set(units):
        delete_unit(unit=units[code], by=by)


def _people_back(outcome: Mapping[str, Any], by: User, sheet: SheetImport) -> None:
    people = Person.objects.select_related("unit__county").in_bulk([UUID(one["id"]) for one in outcome["people"]])
    changes = []
    for one in outcome["people"]:
        person = people.get(UUID(one["id"]))
        if person is None or _plain(person, one["after"]) != one["after"]:
            raise RuleViolation("changed_since", _("导入之后人员又有改动，不能撤销"))
        changes.append((person, one["before"]))
    for person in Person.objects.filter(pk__in=outcome["new_people"]).select_related("unit__county").order_by("pk"):
        delete_person(person=person, by=by)
    change_people(changes=changes, by=by, reason=sheet.file_name)


def _meanings() -> dict[str, Any]:
    found = {f"{column.field}::": column.head for column in (*UNIT_COLUMNS, *person_columns({}))}
    return found | {"ignored::": _("不读入")}


KIND = Kind(
    code="people", label=_("单位和人员"), hint=_("单位名册、通讯录、人员花名册，有无单位代码都可以"), meanings=_meanings(),
    understand=read, compare=compare, accept=accept, undo=undo, is_for=can_import,
)  # fmt: skip
