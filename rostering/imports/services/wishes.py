"""Leave, wishes, pairs and opening balances from sheets of any layout; every row goes the way of a single entry."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rostering.fairness.models.absence import Absence
from rostering.fairness.models.ledger import OpeningBalance
from rostering.fairness.models.preference import PairRule, Preference
from rostering.fairness.services.absences import cancel_absence
from rostering.fairness.services.balances import remove_balance
from rostering.fairness.services.preferences import remove_pair_rule, remove_preference
from rostering.imports.services.leave_columns import LeaveCellError
from rostering.imports.services.wish_forms import ABSENCES, BALANCES, COLUMNS, PAIRS, WISHES, write_form
from rostering.imports.services.wish_rows import People, Standing, enter, judged, standing_of
from units.consequences import Scope, watched
from units.errors import DomainError, InvalidInput, RuleViolation
from units.imports.models import SheetImport
from units.imports.permissions import can_import
from units.imports.rules.changes import SAME, Column, Difference, Line, level_of
from units.imports.rules.layouts.grids import WRONG, Grid, Mark
from units.imports.rules.layouts.list_rows import Row
from units.imports.rules.layouts.lists import Form, Lists, read_lists
from units.imports.rules.layouts.stored import columns_of
from units.imports.rules.sheets import Sheet
from units.imports.services.kinds import Asked, Kind
from units.imports.services.refusing import refuse_blank, refuse_without_table
from units.imports.services.workbook import read_all
from units.models import Person, User

MODELS = {ABSENCES: Absence, WISHES: Preference, PAIRS: PairRule, BALANCES: OpeningBalance}
REMOVE = {
    ABSENCES: lambda row, by: cancel_absence(absence=row, by=by),
    WISHES: lambda row, by: remove_preference(preference=row, by=by),
    PAIRS: lambda row, by: remove_pair_rule(rule=row, by=by),
    BALANCES: lambda row, by: remove_balance(balance=row, by=by),
}
FORMS = (ABSENCES, WISHES, PAIRS, BALANCES)
FORM_ROWS = [Form(name, COLUMNS[name], "unit") for name in FORMS]
NOTES_SHEET = "说明"


def read(sheet: SheetImport, sheets: dict[str, Sheet]) -> dict[str, Any]:
    """Only that there is a table to read: rows are compared from the file itself."""
    refuse_blank(sheets)
    refuse_without_table(lists_of(sheet), FORM_ROWS)
    return {}


def lists_of(sheet: SheetImport) -> Lists:
    grids = [Grid(name, one) for name, one in read_all(bytes(sheet.content)).items() if name != NOTES_SHEET]
    found = read_lists(grids, FORM_ROWS, dict(sheet.columns))
    if sheet.unit is not None:
        found.rows = [_of_unit(row, sheet.unit.name) for row in found.rows]
    return found


def _of_unit(row: Row, unit: str) -> Row:
    """A leader's list needs no column of units."""
    values = row.record.values
    return row if "unit" in values else replace(row, record=replace(row.record, values={**values, "unit": unit}))


def compare(sheet: SheetImport, user: User, _asked: Asked) -> Difference:
    """A dozen queries, and one for each balance."""
    found = lists_of(sheet)
    people = People(user)
    standing = standing_of(_meant(people, found.rows), user)
    return Difference(
        [_line(number, row, people, standing, user) for number, row in enumerate(found.rows)],
        [Column(**{**one, "samples": tuple(one["samples"])}) for _form, t in found.columns for one in columns_of(t)],
        found.passed_over,
    )


def _meant(people: People, rows: Sequence[Row]) -> list[Person]:
    """Everybody whom a row means."""
    named = [row.record for row in rows if {"unit", "name"} <= row.record.values.keys()]
    whole = [one for one in named if one.sheet != PAIRS or "other" in one.values]
    return [one for record in whole for one in people.of(record) if isinstance(one, Person)]


def _line(number: int, row: Row, people: People, standing: Standing, user: User) -> Line:
    marks, is_same = list(row.marks), False
    if "unit" not in row.record.values:
        marks.append(Mark("unit_missing", WRONG))
    elif level_of(marks) != WRONG:
        is_same, problems = judged(row.record, people, standing, user)
        marks += [Mark(one.code, WRONG, dict(one.params)) for one in problems]
    level = SAME if is_same else level_of(marks)
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
    ids = frozenset(person.pk for person in _meant(people, rows))
    with watched(Scope(sheet.county_id, person_ids=ids), by=by):
        for line, row in zip(lines, rows, strict=True):
            try:
                made.append((row.form, str(enter(row.record, people, by).pk)))
            except (DomainError, LeaveCellError, LookupError) as error:
                sentence = _("“%(cell)s”现在不能写入，请重新核对") % {"cell": line.address}
                raise InvalidInput("line_wrong", sentence, field="lines") from error
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
    understand=read, compare=compare, accept=accept, undo=undo, is_for=can_import, form=write_form,
)  # fmt: skip
PREFERENCES = Kind(
    code="preferences", label=_("意愿、搭班和期初负担"), hint=_("表头照空表，缺的工作表不处理"), meanings=meanings(*FORMS),
    understand=read, compare=compare, accept=accept, undo=undo, is_for=can_import, form=write_form,
)  # fmt: skip
