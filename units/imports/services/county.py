"""Importing a county's units and people from the form: read, compare, and only when all is right, write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import IO, Any
from uuid import UUID

from units.consequences import Scope, watched
from units.counties.models.county import County
from units.counties.models.unit import Unit, UnitTier
from units.counties.models.user import User
from units.counties.rules import PostOption
from units.db import lock, write
from units.enums import Rank
from units.imports.rules import differences
from units.imports.rules.differences import Plan, Stored, StoredUnit, UnitStep, plan_import
from units.imports.rules.identity import StoredPerson
from units.imports.rules.reading import Reading, reading_of
from units.imports.rules.sheets import (
    PERSON_SHEET,
    TIERS,
    UNIT_COLUMNS,
    UNIT_SHEET,
    Column,
    Problem,
    Record,
    Sheet,
    person_columns,
)
from units.imports.services.workbook import read_workbook
from units.labels import TIER_LABELS
from units.people.models import Person
from units.people.rules import PERSON_FIELDS
from units.people.services.people import add_people, change_people
from units.permissions import check_manage_county
from units.spelling import cells
from units.spelling.cells import NO_GRADES
from units.units.services.tiers import set_tier
from units.units.services.units import create_unit, set_lead_office, update_unit

# What follows from a missing or unread row of 单位; not worth a second line.
CONSEQUENCES = {"no_lead_office", "lead_office_not_hub", "county_leader_elsewhere"}


@dataclass(slots=True)
class Form:
    """The filled-in form as records, with what is wrong in its cells."""

    units: list[Record] = field(default_factory=list)
    people: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    # Form's sheet → what it is called in the file, where that differs.
    titles: Mapping[str, str] = field(default_factory=dict)


def titled(problems: Iterable[Problem], titles: Mapping[str, str]) -> list[Problem]:
    """With the sheets as they are called in the file."""
    return [replace(problem, sheet=titles.get(problem.sheet, problem.sheet)) for problem in problems]


def form_columns(posts: Sequence[PostOption], grades: Mapping[str, Rank] = NO_GRADES) -> dict[str, tuple[Column, ...]]:
    """The columns of each sheet; posts are accepted by name and by code, the name first."""
    by_name = {post.name: post.code for post in posts}
    by_code = {post.code: post.code for post in posts}
    units = tuple(_with_added_tiers(column) if column.field == "tier" else column for column in UNIT_COLUMNS)
    return {UNIT_SHEET: units, PERSON_SHEET: person_columns(by_name | by_code, grades)}


def added_tiers() -> dict[str, str]:
    """Name → code of the tiers that a policy has added to those that ship."""
    return {str(name): code for code, name in TIER_LABELS.items() if code not in TIER_LABELS.shipped}


def _with_added_tiers(column: Column) -> Column:
    added = added_tiers()
    known = {**TIERS, **added, **{code: code for code in added.values()}}
    return replace(column, parse=cells.choice(known), note="、".join((column.note, *added)))


def read_form(file: IO[bytes], posts: Sequence[PostOption], grades: Mapping[str, Rank] = NO_GRADES) -> Form:
    """Raises InvalidInput when the file as a whole can't be read; everything else is in `problems`."""
    columns = form_columns(posts, grades)
    sheets = read_workbook(file, columns)
    units, people = (_read(name, sheets, columns[name]) for name in (UNIT_SHEET, PERSON_SHEET))
    titles = {name: sheet.title for name, sheet in sheets.items() if sheet.title}
    return Form(
        units.records,
        people.records,
        units.problems + people.problems,
        titled(units.remarks + people.remarks, titles),
        titles,
    )


def _read(name: str, sheets: Mapping[str, Sheet], columns: Sequence[Column]) -> Reading:
    """A csv holds one sheet; the other is then left alone."""
    if name in sheets:
        return reading_of(name, sheets[name], columns)
    if any(sheet.is_whole_file for sheet in sheets.values()):
        return Reading()
    return Reading(problems=[Problem(name, 0, "", "missing_sheet")])


def plan_for(county: County | None, form: Form, posts: Sequence[PostOption], today: date) -> Plan:
    """What the form would change in `county` (None = one that doesn't exist yet), with all problems in sheet order."""
    bad = {(problem.sheet, problem.row) for problem in form.problems}
    doubtful = [r for r in form.units if (r.sheet, r.row) in bad]
    units = [r for r in form.units if (r.sheet, r.row) not in bad]
    people = [r for r in form.people if (r.sheet, r.row) not in bad]
    unread = any(sheet == UNIT_SHEET for sheet, _ in bad)
    codes = [r.values["code"] for r in doubtful if "code" in r.values]
    if unread and not form.units:
        # No row of the sheet could be read: what people refer to can't be judged.
        codes += [r.values["unit_code"] for r in people]
    plan = plan_import(units, people, stored_county(county), posts, today, codes)
    consequences = CONSEQUENCES if unread else set()
    plan.remarks = form.remarks
    found = [*form.problems, *(p for p in plan.problems if p.code not in consequences)]
    plan.problems = titled(sorted(found, key=_reading_order), form.titles)
    return plan


def stored_county(county: County | None) -> Stored:
    """What the county has now; three queries."""
    if county is None:
        return Stored()
    last = {tier.unit_id: tier for tier in UnitTier.objects.filter(unit__county=county).order_by("valid")}
    units = {}
    for unit in Unit.objects.filter(county=county).select_related("parent"):
        tier = last.get(unit.pk)
        values = {name: getattr(unit, name) for name in differences.UNIT_FIELDS}
        values["parent"] = unit.parent.code if unit.parent else ""
        units[unit.code] = StoredUnit(values, tier.tier if tier else None, tier.valid.lower if tier else None)
    people = [
        StoredPerson(person.pk, person.unit.code, {name: getattr(person, name) for name in PERSON_FIELDS})
        for person in Person.objects.filter(unit__county=county).select_related("unit").order_by("pk")
    ]
    return Stored(units, people, county.lead_office.code if county.lead_office else None)


@write
def apply_plan(*, county: County, plan: Plan, by: User | None, reason: str) -> None:
    """Writes every step of a plan without problems, in one transaction. The caller holds the import lock."""
    check_manage_county(by, county)
    if plan.problems:
        raise ValueError("a plan with problems must not be applied")
    units = {unit.code: unit for unit in Unit.objects.filter(county=county).select_related("county")}
    changed = {step.key: step.values for step in plan.people if step.key is not None}
    known = frozenset(units[step.code].pk for step in plan.units if step.code in units)
    with watched(Scope(county.pk, person_ids=frozenset(changed), unit_ids=known), by=by):
        _write_plan(county, plan, units, changed, by, reason)


def _write_plan(
    county: County,
    plan: Plan,
    units: dict[str, Unit],
    changed: Mapping[UUID, Mapping[str, Any]],
    by: User | None,
    reason: str,
) -> None:
    for step in plan.units:
        units[step.code] = _apply_unit(county, units.get(step.code), _without_parent(step), by, reason)
    _put_below(plan.units, units, by, reason)
    if plan.lead_office:
        set_lead_office(county=county, unit=units[plan.lead_office], by=by, reason=reason)
    add_people(
        newcomers=[(units[step.unit_code], step.values) for step in plan.people if step.key is None],
        by=by,
        reason=reason,
    )
    people = Person.objects.filter(pk__in=changed).select_related("unit__county").order_by("pk")
    change_people(changes=[(person, changed[person.pk]) for person in people], by=by, reason=reason)


def _without_parent(step: UnitStep) -> UnitStep:
    return replace(step, values={name: value for name, value in step.values.items() if name != "parent"})


def _put_below(steps: Iterable[UnitStep], units: Mapping[str, Unit], by: User | None, reason: str) -> None:
    """Once all are there, and nobody stays above who is to be below: first those that leave their unit above."""
    told = [step for step in steps if "parent" in step.values and (step.values["parent"] or not step.is_new)]
    for step in sorted(told, key=lambda step: bool(step.values["parent"])):
        above = units[step.values["parent"]] if step.values["parent"] else None
        update_unit(unit=units[step.code], changes={"parent": above}, by=by, reason=reason)


def lock_import(county_code: str) -> None:
    """One import of a county at a time: what was compared is what is written."""
    lock(f"import:{county_code}")


def _apply_unit(county: County, unit: Unit | None, step: UnitStep, by: User | None, reason: str) -> Unit:
    if unit is None and step.tier and step.tier_from:
        return create_unit(
            county=county,
            code=step.code,
            values=step.values,
            tier=step.tier,
            tier_from=step.tier_from,
            by=by,
            reason=reason,
        )
    if unit is None:
        raise ValueError("a new unit needs a tier")
    if step.values:
        update_unit(unit=unit, changes=step.values, by=by, reason=reason)
    if step.tier is not None and step.tier_from is not None:
        set_tier(unit=unit, tier=step.tier, effective_from=step.tier_from, by=by, reason=reason)
    return unit


def _reading_order(problem: Problem) -> tuple[int, int]:
    return [UNIT_SHEET, PERSON_SHEET].index(problem.sheet), problem.row
