"""Units and people from lists of any layout: the strict form, a contacts list, a register by unit."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import IO, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.counties.posts import OPTIONS
from units.errors import InvalidInput, RuleViolation
from units.imports.models import SheetImport
from units.imports.permissions import can_import
from units.imports.rules.changes import SAME, Column, Difference, Line, level_of
from units.imports.rules.differences import Plan, plan_import
from units.imports.rules.layouts.grids import NOTE, WRONG, Grid, Mark
from units.imports.rules.layouts.list_rows import Row
from units.imports.rules.layouts.lists import Form, Lists, read_lists
from units.imports.rules.layouts.stored import ID_SHEET, columns_of, ids_of
from units.imports.rules.people_lists import directory_forms
from units.imports.rules.sheets import PERSON_SHEET, UNIT_COLUMNS, UNIT_SHEET, Problem, Record, Sheet, person_columns
from units.imports.services.completing import completed
from units.imports.services.county import apply_plan, form_columns, lock_import, stored_county
from units.imports.services.kinds import Asked, Kind
from units.imports.services.refusing import refuse_blank, refuse_without_table
from units.imports.services.sentences import sentence
from units.imports.services.template import NOTES_SHEET, write_template
from units.imports.services.workbook import read_all
from units.people.models import Person
from units.people.services.grades import own_grades
from units.people.services.people import add_people, change_people
from units.people.services.removals import delete_person, delete_unit
from units.spelling.names import name_key
from units.units.requirements import lacking_for
from units.units.services.units import update_unit


def read(sheet: SheetImport, sheets: dict[str, Sheet]) -> dict[str, Any]:
    """Only that there is a table to read: rows are compared from the file itself."""
    refuse_blank(sheets)
    refuse_without_table(lists_of(sheet), forms_of(sheet))
    ids = ids_of(sheets.get(ID_SHEET))
    return {"ids": {f"{of}!{row}": [person, name] for (of, row, _at), (_seat, person, name) in ids.items()}}


def forms_of(sheet: SheetImport) -> list[Form]:
    posts = [option for options in OPTIONS for option in options(sheet.county)]
    columns = form_columns(posts, own_grades(sheet.county))
    return directory_forms(columns[UNIT_SHEET], columns[PERSON_SHEET])


def lists_of(sheet: SheetImport) -> Lists:
    grids = [
        Grid(name, one) for name, one in read_all(bytes(sheet.content)).items() if name not in (NOTES_SHEET, ID_SHEET)
    ]
    return read_lists(grids, forms_of(sheet), dict(sheet.columns))


def compare(sheet: SheetImport, user: User, _asked: Asked) -> Difference:
    found = lists_of(sheet)
    rows = completed(found.rows, sheet, user)
    plan = _plan(sheet, [row for row in rows if level_of(row.marks) != WRONG])
    problems: dict[tuple[str, int], list[Mark]] = defaultdict(list)
    for problem in plan.problems:
        problems[problem.sheet, problem.row].append(Mark(problem.code, WRONG, dict(problem.params)))
    for code, needs in _needs(sheet, plan).items():
        at = next((row.record.row for row in rows if row.form == UNIT_SHEET and row.record.values["code"] == code), 0)
        problems[UNIT_SHEET, at].append(Mark("tier_lacks", NOTE, {"needs": needs}))
    changes = _changes(plan)
    lines = [_line(number, row, problems, changes) for number, row in enumerate(rows)]
    lines += [_of_all(problem) for problem in plan.problems if problem.row == 0]
    columns = [
        Column(**{**one, "samples": tuple(one["samples"])}) for _form, t in found.columns for one in columns_of(t)
    ]
    return Difference(lines, columns, found.passed_over)


def _of_all(problem: Problem) -> Line:
    """What is wrong with the sheet as a whole."""
    mark = Mark(problem.code, WRONG, dict(problem.params))
    return Line(f"{problem.sheet}!{problem.code}", problem.sheet, 0, 0, problem.column, level=WRONG, marks=(mark,))


def _needs(sheet: SheetImport, plan: Plan) -> dict[str, str]:
    """What units that get another tier lack for its posts, by the people they have now."""
    tiers = {step.code: step for step in plan.units if step.tier and step.tier_from and not step.is_new}
    units = Unit.objects.filter(county=sheet.county, code__in=tiers).select_related("county")
    found = {
        unit.code: lacking_for(unit, str(tiers[unit.code].tier), tiers[unit.code].tier_from or date.min)
        for unit in units
    }
    return {code: "、".join(str(need.text) for need in needs) for code, needs in found.items() if needs}


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
    plan = plan_import(units, people, stored, posts, timezone.localdate(), ids=_ids(sheet, rows))
    if not units:
        plan.problems = [p for p in plan.problems if p.code not in ("no_lead_office", "lead_office_not_hub")]
    return plan


def _ids(sheet: SheetImport, rows: list[Row]) -> dict[int, str]:
    """Whom an export of ours says a row is. Under another name only while neither name stands elsewhere: rows may have been
    sorted."""
    known: Mapping[str, list[str]] = sheet.understood.get("ids", {})
    names = {row.record.row: name_key(row.record.values.get("name", "")) for row in rows}
    exported = {name_key(name) for _person, name in known.values()}
    found = {}
    for row in rows:
        place = next((f"{read.sheet}!{read.row}" for read in row.reads if read.row), "")
        person, name = known.get(place, ["", ""])
        is_renamed = name_key(name) not in names.values() and names[row.record.row] not in exported
        if person and (names[row.record.row] == name_key(name) or is_renamed):
            found[row.record.row] = person
    return found


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
        raise InvalidInput("line_wrong", sentence(plan.problems[0]), field="lines")
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
    units = {unit.code: unit for unit in Unit.objects.filter(county=sheet.county).select_related("parent")}
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
    if isinstance(value, Unit):
        return value.code
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
            changes = dict(one["before"])
            if "parent" in changes:
                changes["parent"] = units[changes["parent"]] if changes["parent"] else None
            update_unit(unit=units[one["code"]], changes=changes, by=by, reason=sheet.file_name)
    # A unit above another goes after it.
    new = [units[code] for code in set(outcome["new_units"]) & set(units)]
    for unit in sorted(new, key=lambda unit: unit.parent_id is None):
        delete_unit(unit=unit, by=by)


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


def _write_empty(file: IO[bytes], county: County) -> None:
    """With the posts of the county's policy."""
    write_template(file, [option for options in OPTIONS for option in options(county)])


KIND = Kind(
    code="people", label=_("单位和人员"), hint=_("单位名册、通讯录、人员花名册，有无单位代码都可以"), meanings=_meanings(),
    understand=read, compare=compare, accept=accept, undo=undo, is_for=can_import, form=_write_empty,
)  # fmt: skip
