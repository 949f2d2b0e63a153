"""Leave, wishes, pairs and opening balances from a filled-in form: every row goes the way of a single entry, all or nothing."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _now
from openpyxl import Workbook
from openpyxl.styles import Font

from rostering.engine.problem import PairKind
from rostering.enums import WishKind
from rostering.fairness.models.absence import Absence
from rostering.fairness.models.ledger import OpeningBalance
from rostering.fairness.models.preference import HEAVIEST, PairRule, Preference
from rostering.fairness.queries.leave import kinds_of
from rostering.fairness.rules.leave_kinds import kind_named
from rostering.fairness.services.absences import record_absence
from rostering.fairness.services.balances import COUNTS, record_balance
from rostering.fairness.services.leave_import import COLUMNS as LEAVE_COLUMNS
from rostering.fairness.services.leave_import import UNIT, LeaveCellError, span_in
from rostering.fairness.services.preferences import record_pair_rule, record_preference
from rostering.labels import POST_LABELS
from units.audit import services as audit
from units.consequences import Consequence, Scope, collected, seal, watched
from units.db import lock, write
from units.errors import DomainError, InvalidInput
from units.imports.rules.reading import reading_of
from units.imports.rules.sheets import Column, Problem, Record
from units.imports.services.county import titled
from units.imports.services.workbook import read_workbook
from units.models import Person, Unit, User
from units.spelling import cells
from units.spelling.names import name_key

ABSENCES, WISHES, PAIRS, BALANCES = "请假", "意愿", "搭班", "期初负担"
MOST_ROWS = 3000
SHORTEST_NAME = 3
# The form is Chinese in every language: heads and choices are the form itself.
WISH_KINDS = {"尽量不排": WishKind.RATHER_NOT, "愿意值班": WishKind.GLADLY, "指定值班": WishKind.PINNED}
PAIR_KINDS = {"不同时值班": PairKind.TOGETHER, "不同时外出": PairKind.BOTH_AWAY}


def _post(cell: cells.Cell) -> str:
    """By the name a policy gives it: those that ship and those a county has added, in Chinese as all of the form."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(cells.choice({str(name): code for code, name in POST_LABELS.items()})(cell))


WHO = (
    UNIT,
    Column("姓名", "name", cells.name(60), "", required=True),
    Column("手机", "mobile", cells.mobile, "同名时填写"),
)
NOTE = Column("备注", "note", cells.text(200), "")


AMOUNT = re.compile(r"\d{1,7}(\.\d{1,2})?", re.ASCII)


def _amount(cell: cells.Cell) -> Decimal:
    """Not negative, to two places."""
    value = cells.plain(cell)
    if not AMOUNT.fullmatch(value):
        raise cells.CellError("not_a_number")
    return Decimal(value)


COLUMNS: Mapping[str, Sequence[Column]] = {
    ABSENCES: LEAVE_COLUMNS,
    WISHES: (
        *WHO,
        Column("类型", "kind", cells.choice(WISH_KINDS), "、".join(WISH_KINDS), required=True),
        Column("首日", "first", cells.day, "", required=True),
        Column("末日", "last", cells.day, "不填即一天"),
        Column("岗位", "post", _post, "仅指定值班"),
        Column("分量", "weight", cells.whole_number(1, HEAVIEST), "1 至 9，不填即 1"),
        NOTE,
    ),
    PAIRS: (
        UNIT,
        Column("甲", "name", cells.name(60), "", required=True),
        Column("乙", "other", cells.name(60), "", required=True),
        Column("类型", "kind", cells.choice(PAIR_KINDS), "、".join(PAIR_KINDS), required=True),
        NOTE,
    ),
    BALANCES: (
        *WHO,
        Column("起始日期", "since", cells.day, "从哪天起的累计", required=True),
        Column("截止日期", "as_of", cells.day, "到哪天为止（不含），其后由系统记录", required=True),
        Column("除夕", "eve", _amount, "次"),
        Column("节日当天", "festival", _amount, "次"),
        Column("法定假日", "statutory", _amount, "次"),
        Column("周末和调休", "weekend", _amount, "次"),
        Column("负担分", "points", _amount, "在岗每小时 1 分，居家 0.4，手机 0.15，夜间 1.25 倍"),
        Column("依据", "source", cells.text(200), ""),
    ),
}


@dataclass(slots=True)
class Outcome:
    """How many rows are new per sheet, how many stand already, what was passed over, what is wrong; `written` only when
    nothing is."""

    added: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    written: bool = False
    # Duties that don't hold any more once it is written.
    affected: list[Consequence] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.added.values())


class _NotWritten(Exception):
    """Takes everything back."""


def import_wishes(*, file: IO[bytes], by: User, apply: bool, source: str = "", agreed: str | None = None) -> Outcome:
    """Reads the form and, with `apply` and without problems, writes it. Sheets that are missing are left alone.

    `agreed` is the seal of the duties that the reader has seen touched: with others nothing is written; None asks nobody.
    Who may enter a row by hand may import it. Raises InvalidInput when the file can't be read or holds no known sheet.
    """
    outcome = Outcome()
    try:
        with collected() as outcome.affected:
            _import(file, by, outcome, source, apply=apply, agreed=agreed)
    except _NotWritten:
        return outcome
    outcome.written = True
    return outcome


def write_form(file: IO[bytes]) -> None:
    """The empty form, with its columns explained."""
    workbook = Workbook()
    for name, columns in COLUMNS.items():
        sheet = workbook.create_sheet(name)
        for number, column in enumerate(columns, start=1):
            sheet.cell(1, number, column.head).font = Font(bold=column.required)
            sheet.column_dimensions[sheet.cell(1, number).column_letter].width = max(12, 3 * len(column.head))
        sheet.freeze_panes = "A2"
    notes = workbook.create_sheet("说明")
    notes.append(["工作表", "列", "是否必填", "说明"])
    for name, columns in COLUMNS.items():
        for column in columns:
            notes.append([name, column.head, "必填" if column.required else "", column.note])
    del workbook["Sheet"]
    workbook.save(file)


@write
def _import(file: IO[bytes], by: User, outcome: Outcome, source: str, *, apply: bool, agreed: str | None) -> None:
    lock(f"import:{by.county_id}")
    records, titles = _records(file, outcome)
    people = People(by)
    with watched(Scope(by.county_id, person_ids=people.named_in(records)), by=by):
        for record in records:
            enter(record, people, by, outcome)
    outcome.problems, outcome.remarks = titled(outcome.problems, titles), titled(outcome.remarks, titles)
    unseen = agreed is not None and bool(outcome.affected) and seal(outcome.affected) != agreed
    if outcome.problems or not apply or unseen:
        raise _NotWritten
    if outcome.total and by.county is not None:
        names = {ABSENCES: "absences", WISHES: "wishes", PAIRS: "pairs", BALANCES: "balances"}
        after = {names[sheet]: count for sheet, count in outcome.added.items()}
        audit.record(by=by, action="wishes.imported", row=by.county, county=by.county, after=after, reason=source[:200])


def _records(file: IO[bytes], outcome: Outcome) -> tuple[list[Record], Mapping[str, str]]:
    """The rows without a problem of their own, and what sheets are called in the file where that differs."""
    sheets = read_workbook(file, COLUMNS)
    if not sheets:
        sentence = _now("文件里没有认得出的表；请按空表把工作表命名为%(names)s，表头也照空表填写")
        raise InvalidInput("no_sheet", sentence % {"names": "、".join(COLUMNS)})
    records: list[Record] = []
    for name, sheet in sheets.items():
        if not sheet.rows:
            continue
        reading = reading_of(name, sheet, COLUMNS[name])
        bad = {problem.row for problem in reading.problems}
        outcome.problems += reading.problems
        outcome.remarks += reading.remarks
        records += [record for record in reading.records if record.row not in bad]
    if len(records) > MOST_ROWS:
        raise InvalidInput("too_many_rows", _now("一次最多导入 %(most)d 行，请分几次") % {"most": MOST_ROWS})
    return records, {name: sheet.title for name, sheet in sheets.items() if sheet.title}


class People:
    """Those whom the reader may see, by unit and name."""

    def __init__(self, user: User) -> None:
        self.named: dict[tuple[str, str], list[Person]] = {}
        self.units: dict[str, Unit] = {}
        for person in Person.objects.visible_to(user).select_related("unit__county").order_by("pk"):
            self.units[person.unit.code] = person.unit
            self.named.setdefault((person.unit.code, person.name_key), []).append(person)

    def unit_code(self, text: str) -> str | None:
        """By code, name or short name; else by what only one unit's name ends in (应急管理局 of 大余县应急管理局) or is
        shortened to (卫健委 of 卫生健康委员会)."""
        key = name_key(text)
        for same in (lambda word: word == key, lambda word: word.endswith(key), lambda word: _shortens(key, word)):
            codes = [unit.code for unit in self.units.values() if any(map(same, _words(unit)))]
            if len(codes) == 1:
                return codes[0]
        return None

    def named_in(self, records: Iterable[Record]) -> frozenset[UUID]:
        """Everybody whom a row may mean."""
        names = [(r.values["unit"], r.values[key]) for r in records for key in ("name", "other") if key in r.values]
        return frozenset(person.pk for name in names for person in self.named.get(name, ()))

    def find(self, record: Record, field: str = "name") -> Person | Problem:
        name = record.values[field]
        code = self.unit_code(record.values["unit"])
        if code is None:
            return record.problem("单位代码", "unknown_unit", value=record.values["unit"])
        found = self.named.get((code, name_key(name)), [])
        if "mobile" in record.values:
            found = [person for person in found if person.mobile == record.values["mobile"]]
        head = {"name": "姓名", "other": "乙"}[field] if record.sheet != PAIRS or field == "other" else "甲"
        if not found:
            return _nobody(record, head, name)
        return found[0] if len(found) == 1 else record.problem(head, "ambiguous_person", value=name)


def _shortens(key: str, word: str) -> bool:
    """Every character of `key`, at least three, in its order."""
    rest = iter(word)
    return len(key) >= SHORTEST_NAME and all(character in rest for character in key)


def _words(unit: Unit) -> list[str]:
    return [name_key(word) for word in (unit.code, unit.name, unit.short_name) if word]


def _nobody(record: Record, head: str, name: str) -> Problem:
    try:
        cells.real_name(name)
    except cells.CellError as error:
        return record.problem(head, error.code, **error.params)
    return record.problem(head, "unknown_person", value=name, unit=record.values["unit"])


def enter(record: Record, people: People, by: User, outcome: Outcome) -> None:
    """One row, in a savepoint of its own: what a rule refuses is reported beside all the others."""
    found = [people.find(record)] + ([people.find(record, "other")] if record.sheet == PAIRS else [])
    problems = [one for one in found if isinstance(one, Problem)]
    if problems:
        outcome.problems += problems
        return
    try:
        with transaction.atomic():
            is_new = ENTER[record.sheet]([one for one in found if isinstance(one, Person)], dict(record.values), by)
    except LeaveCellError as error:
        outcome.problems.append(record.problem(error.head, error.code))
        return
    except DomainError as error:
        head = "类型" if error.code == "unknown_kind" else ""
        outcome.problems.append(record.problem(head, "refused", reason=str(error)))
        return
    if is_new:
        outcome.added[record.sheet] += 1
    else:
        outcome.unchanged += 1


def _enter_absence(people: Sequence[Person], values: dict[str, Any], by: User) -> bool:
    start, end = span_in(values)
    named = kind_named(values["kind"], kinds_of(people[0].unit.county))
    same: dict[str, Any] = {"person": people[0], "start": start, "end": end}
    if named and Absence.objects.standing().filter(**same, kind=named.code).exists():
        return False
    record_absence(**same, kind=values["kind"], note=values.get("note", ""), by=by)
    return True


def _enter_wish(people: Sequence[Person], values: dict[str, Any], by: User) -> bool:
    first = values["first"]
    days = {"first_day": first, "last_day": values.get("last", first), "post": values.get("post", "")}
    given = {"person": people[0], "kind": values["kind"], "weight": values.get("weight", 1), **days}
    if Preference.objects.filter(**given).exists():
        return False
    record_preference(**given, note=values.get("note", ""), by=by)
    return True


def _enter_pair(people: Sequence[Person], values: dict[str, Any], by: User) -> bool:
    first, second = sorted(people, key=lambda person: person.pk)
    if PairRule.objects.filter(first=first, second=second, kind=values["kind"]).exists():
        return False
    record_pair_rule(first=first, second=second, kind=values["kind"], note=values.get("note", ""), by=by)
    return True


def _enter_balance(people: Sequence[Person], values: dict[str, Any], by: User) -> bool:
    counts = {name: values.get(name, Decimal(0)) for name in COUNTS}
    days = {"since": values["since"], "as_of": values["as_of"]}
    if OpeningBalance.objects.filter(person=people[0], **days, **counts).exists():
        return False
    record_balance(person=people[0], **days, counts=counts, source=values.get("source", ""), by=by)
    return True


ENTER: Mapping[str, Callable[[Sequence[Person], dict[str, Any], User], bool]] = {
    ABSENCES: _enter_absence,
    WISHES: _enter_wish,
    PAIRS: _enter_pair,
    BALANCES: _enter_balance,
}
