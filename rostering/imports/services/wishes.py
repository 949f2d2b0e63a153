"""Leave, wishes, pairs and opening balances from sheets of any layout; every row goes the way of a single entry."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rostering.fairness.models.absence import Absence
from rostering.fairness.models.ledger import OpeningBalance
from rostering.fairness.models.preference import PairRule, Preference
from rostering.fairness.services.absences import cancel_absence
from rostering.fairness.services.balances import remove_balance
from rostering.fairness.services.preferences import remove_pair_rule, remove_preference
from rostering.fairness.services.preferences_import import (
    ABSENCES,
    BALANCES,
    COLUMNS,
    PAIRS,
    WISHES,
    Outcome,
    People,
    enter,
)
from units.consequences import Scope, watched
from units.errors import InvalidInput, RuleViolation
from units.imports.models import SheetImport
from units.imports.permissions import can_import
from units.imports.rules.changes import SAME, Column, Difference, Line, level_of
from units.imports.rules.layouts.grids import WRONG, Grid, Mark
from units.imports.rules.layouts.list_rows import Row
from units.imports.rules.layouts.lists import Form, Lists, read_lists
from units.imports.rules.layouts.stored import columns_of
from units.imports.rules.sheets import Sheet
from units.imports.services.kinds import Asked, Kind
from units.imports.services.workbook import read_all
from units.models import User

MODELS = {ABSENCES: Absence, WISHES: Preference, PAIRS: PairRule, BALANCES: OpeningBalance}
REMOVE = {
    ABSENCES: lambda row, by: cancel_absence(absence=row, by=by),
    WISHES: lambda row, by: remove_preference(preference=row, by=by),
    PAIRS: lambda row, by: remove_pair_rule(rule=row, by=by),
    BALANCES: lambda row, by: remove_balance(balance=row, by=by),
}
FORMS = {"leave": (ABSENCES,), "preferences": (WISHES, PAIRS, BALANCES)}


def read(_sheet: SheetImport, sheets: dict[str, Sheet]) -> dict[str, Any]:
    """Only that the file can be read: rows are compared from the file itself."""
    if not any(sheet.rows for sheet in sheets.values()):
        raise InvalidInput("no_sheet", _("文件里没有内容"))
    return {}


def lists_of(sheet: SheetImport) -> Lists:
    forms = [Form(name, COLUMNS[name], "unit") for name in FORMS[sheet.kind]]
    grids = [Grid(name, one) for name, one in read_all(bytes(sheet.content)).items()]
    found = read_lists(grids, forms, dict(sheet.columns))
    if sheet.unit is not None:
        found.rows = [_of_unit(row, sheet.unit.name) for row in found.rows]
    return found


def _of_unit(row: Row, unit: str) -> Row:
    """A leader's list needs no column of units."""
    values = row.record.values
    return row if "unit" in values else replace(row, record=replace(row.record, values={**values, "unit": unit}))


def _named(people: People, rows: Sequence[Row]) -> frozenset[UUID]:
    return people.named_in([row.record for row in rows if "unit" in row.record.values])


def compare(sheet: SheetImport, user: User, _asked: Asked) -> Difference:
    """Each row is entered and taken back, so that every rule has its say."""
    found = lists_of(sheet)
    lines: list[Line] = []
    with transaction.atomic():
        people = People(user)
        with watched(Scope(sheet.county_id, person_ids=_named(people, found.rows)), by=user):
            lines += [_line(number, row, people, user) for number, row in enumerate(found.rows)]
        transaction.set_rollback(True)
    return Difference(
        lines,
        [Column(**{**one, "samples": tuple(one["samples"])}) for _form, t in found.columns for one in columns_of(t)],
        found.passed_over,
    )


def _line(number: int, row: Row, people: People, user: User) -> Line:
    marks = list(row.marks)
    outcome = Outcome()
    if level_of(marks) != WRONG and "unit" in row.record.values:
        enter(row.record, people, user, outcome)
    elif "unit" not in row.record.values:
        marks.append(Mark("unit_missing", WRONG))
    marks += [Mark(one.code, WRONG, dict(one.params)) for one in outcome.problems]
    level = SAME if outcome.unchanged else level_of(marks)
    values = row.record.values
    what = " ".join(str(values[name]) for name in ("unit", "name", "other") if name in values)
    sheet_name = next((read.sheet for read in row.reads), row.form)
    after = "；".join(read.raw for read in row.reads if read.field not in ("unit", "name", "other", "mobile"))
    return Line(
        f"{sheet_name}!{row.record.row}:{number}", sheet_name, row.record.row, row.column, what, "", after, level,
        tuple(marks), row.reads, payload=row,
    )  # fmt: skip


def accept(sheet: SheetImport, lines: list[Line], by: User, _asked: Asked) -> dict[str, Any]:
    people = People(by)
    rows: Sequence[Row] = [line.payload for line in lines]
    made: list[tuple[str, str]] = []
    with watched(Scope(sheet.county_id, person_ids=_named(people, rows)), by=by):
        for line, row in zip(lines, rows, strict=True):
            before = set(MODELS[row.form].objects.values_list("pk", flat=True))  # type: ignore[attr-defined]
            outcome = Outcome()
            enter(row.record, people, by, outcome)
            if outcome.problems:
                raise InvalidInput(
                    "line_wrong", _("“%(cell)s”现在不能写入，请重新核对") % {"cell": line.address}, field="lines"
                )
            after = MODELS[row.form].objects.exclude(pk__in=before)  # type: ignore[attr-defined]
            made += [(row.form, str(pk)) for pk in after.values_list("pk", flat=True)]
    return {"made": made}


def undo(sheet: SheetImport, by: User) -> None:
    """Raises RuleViolation `changed_since` for what is gone by now, and what taking a single one back raises."""
    for form, pk in reversed(sheet.outcome["made"]):
        row = MODELS[form].objects.filter(pk=UUID(pk)).first()  # type: ignore[attr-defined]
        if row is None:
            raise RuleViolation("changed_since", _("导入的内容已有改动，不能撤销"))
        REMOVE[form](row, by)


def meanings(*names: str) -> dict[str, Any]:
    return {f"{column.field}::": column.head for name in names for column in COLUMNS[name]} | {"ignored::": _("不读入")}


LEAVE = Kind(
    code="leave", label=_("请假"), hint=_("请假名单，写法不限：6月19日上午、6.19—6.21、0.5 天"), meanings=meanings(ABSENCES),
    understand=read, compare=compare, accept=accept, undo=undo, is_for=can_import,
)  # fmt: skip
PREFERENCES = Kind(
    code="preferences", label=_("意愿、搭班和期初负担"), hint=_("表头照“导入请假与意愿”的空表"), meanings=meanings(WISHES, PAIRS, BALANCES),
    understand=read, compare=compare, accept=accept, undo=undo, is_for=can_import,
)  # fmt: skip
