"""A roster from a sheet: read, written by the same rules as changes by hand, taken back."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.enums import PeriodState, RosterState
from rostering.fairness.models.past_duty import PastDuty
from rostering.imports.queries.differences import Payload, compare
from rostering.imports.queries.seats import periods_for, role_of_post
from rostering.imports.rules.placing import COUNTY_LEADER, LEADER
from rostering.labels import POST_LABELS
from rostering.periods.services.filing import confirm_roster
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.seats.services.assignments import Change, apply_changes
from units.enums import Rank
from units.errors import InvalidInput, RuleViolation
from units.imports.models import SheetImport
from units.imports.permissions import can_import
from units.imports.rules.changes import Line
from units.imports.rules.layouts import heads
from units.imports.rules.layouts.days import Setting
from units.imports.rules.layouts.grids import Grid
from units.imports.rules.layouts.rosters import understand
from units.imports.rules.layouts.stored import ID_SHEET, as_stored, ids_of, in_chinese
from units.imports.rules.sheets import Sheet
from units.imports.services.kinds import Asked, Kind
from units.models import Person, Unit, User
from units.people.services.people import add_people
from units.people.services.removals import delete_person

AS_FILED = "as_filed"
RANKS = {COUNTY_LEADER: Rank.COUNTY_LEADER, LEADER: Rank.SECTION_CHIEF}
MEANINGS = {
    "day::": _("日期"), "weekday::": _("星期"), "unit::": _("单位"), "part::": _("班次"), "post::": _("岗位"), "name::": _("姓名"),
    "name:county_leader:": _("带班县领导"), "name:leader:": _("带班领导"), "name:staff:": _("值班人员"),
    "name::day": _("白班人员"), "name::night": _("夜班人员"), "position::": _("职务"), "position:leader:": _("带班领导的职务"),
    "position:staff:": _("值班人员的职务"), "phone::": _("电话"), "phone:leader:": _("带班领导的电话"),
    "phone:staff:": _("值班人员的电话"), "unit_phone::": _("值班电话"), "note::": _("备注"), "ignored::": _("不读入"),
}  # fmt: skip


def read(sheet: SheetImport, sheets: dict[str, Sheet]) -> dict[str, Any]:
    """What the file says, by the posts of the county and the period that was chosen."""
    grids = [Grid(name, one) for name, one in in_chinese(sheets).items()]
    posts = {heads.bare(str(name)): role_of_post(code) for code, name in POST_LABELS.items()}
    found = understand(
        grids, today=timezone.localdate(), posts=posts, given=_setting(sheet), mapped=dict(sheet.columns)
    )
    if not found.tables:
        raise InvalidInput("no_table", _("没有认出值班表：须有日期、单位或姓名等表头"))
    return as_stored(found, ids_of(sheets.get(ID_SHEET)))


def _setting(sheet: SheetImport) -> Setting | None:
    chosen = sheet.options.get("period")
    period = DutyPeriod.objects.filter(pk=chosen, county=sheet.county).first() if chosen else None
    if period is None:
        return None
    years = tuple(range(period.first_day.year, period.last_day.year + 1))
    return Setting(years=years, first=period.first_day, last=period.last_day)


def accept(sheet: SheetImport, lines: list[Line], by: User, asked: Asked) -> dict[str, Any]:
    """All lines or none. Raises what changes by hand raise; with `as_filed` what filing raises."""
    people = _newcomers(lines, by, sheet)
    reason = _now("导入 %(file)s") % {"file": sheet.file_name}
    changed = _write_seats(lines, people, by, reason)
    past = _write_past(lines, by, sheet)
    filed = _file(changed, by) if asked.options.get(AS_FILED) else []
    return {"seats": changed, "people": [str(pk) for pk in set(people.values())], "past": past, "filed": filed}


def _newcomers(lines: list[Line], by: User, sheet: SheetImport) -> dict[str, UUID]:
    """Adds whom nobody knew, once each; by line key."""
    wanted: dict[tuple[UUID, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        payload: Payload = line.payload
        if payload.newcomer and payload.unit_id:
            wanted[payload.unit_id, payload.newcomer["name"], payload.newcomer["mobile"]].append(line)
    units = Unit.objects.select_related("county").in_bulk({unit for unit, _name, _mobile in wanted})
    newcomers = []
    for (unit_id, _name, _mobile), mine in wanted.items():
        values = {key: value for key, value in mine[0].payload.newcomer.items() if key != "role"}
        role = mine[0].payload.newcomer["role"]
        newcomers.append((units[unit_id], {**values, "rank": RANKS.get(role, Rank.STAFF)}))
    added = add_people(newcomers=newcomers, by=by, reason=sheet.file_name) if newcomers else []
    return {line.key: person.pk for person, mine in zip(added, wanted.values(), strict=True) for line in mine}


def _write_seats(lines: list[Line], people: Mapping[str, UUID], by: User, reason: str) -> list[dict[str, Any]]:
    """Whole seats first, then the second half of those that two share, which is a seat of its own by then."""
    seated = [line for line in lines if line.payload.held is not None]
    halves: dict[UUID, int] = defaultdict(int)
    first: list[Line] = []
    second: list[Line] = []
    for line in sorted(seated, key=lambda one: one.payload.placed.start or one.payload.held.assignment.start):
        held = line.payload.held.assignment
        halves[held.pk] += 1
        (first if halves[held.pk] == 1 else second).append(line)
    changed = _apply(first, people, by, reason, {})
    rest = {}
    for line in second:
        held, placed = line.payload.held.assignment, line.payload.placed
        row = (
            Assignment.objects.active()
            .filter(shift=held.shift_id, start__lte=placed.start, end__gte=placed.end)
            .first()
        )
        if row is None:
            raise RuleViolation("changed_since", _("席位有改动，请重新核对"))
        rest[line.key] = row
    return changed + _apply(second, people, by, reason, rest)


def _apply(
    lines: list[Line], people: Mapping[str, UUID], by: User, reason: str, instead: Mapping[str, Assignment]
) -> list[dict[str, Any]]:
    by_period: dict[UUID, list[tuple[Line, Assignment, UUID | None]]] = defaultdict(list)
    periods: dict[UUID, DutyPeriod] = {}
    for line in lines:
        seat = instead.get(line.key, line.payload.held.assignment)
        person_id = people.get(line.key, line.payload.person_id)
        if seat.person_id != person_id or line.payload.placed.start:
            by_period[line.payload.held.assignment.shift.period_id].append((line, seat, person_id))
            periods[line.payload.held.assignment.shift.period_id] = line.payload.held.assignment.shift.period
    found = []
    for pk, changes in by_period.items():
        given = [
            Change(seat.pk, person_id, seat.version, line.payload.placed.start, line.payload.placed.end)
            for line, seat, person_id in changes
        ]
        before = {seat.pk: seat.person_id for _line, seat, _person in changes}
        written = apply_changes(period=periods[pk], changes=given, reason=reason, by=by)
        found += [_as_written(row, before[row.pk]) for row in written]
    return found


def _as_written(row: Assignment, before: UUID | None) -> dict[str, Any]:
    return {
        "period": str(row.shift.period_id), "roster": str(row.shift.roster_id), "seat": str(row.pk),
        "before": str(before) if before else None, "now": str(row.person_id) if row.person_id else None, "version": row.version,
    }  # fmt: skip


def _write_past(lines: list[Line], by: User, sheet: SheetImport) -> int:
    """Duties of days without rosters, for the ledger."""
    rows = [
        PastDuty(
            unit_id=line.payload.unit_id, person_id=line.payload.person_id, day=line.payload.day, post=counted.post,
            min_rank=counted.min_rank, duty_class=counted.duty_class, share=counted.share, points=counted.points,
            at_night=counted.at_night, batch=sheet.pk, created_by=by,
        )
        for line in lines
        if (counted := line.payload.counted) is not None and line.payload.person_id
    ]  # fmt: skip
    # 白班 and 夜班 of one person are one duty; what is there already stays as it is.
    PastDuty.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return PastDuty.objects.filter(batch=sheet.pk).count()


def _file(changed: list[dict[str, Any]], by: User) -> list[str]:
    """报送 of every roster that was touched and waits for its unit."""
    ids = {one["roster"] for one in changed}
    waiting = Roster.objects.filter(
        pk__in=ids, period__state=PeriodState.OPEN, state__in=(RosterState.DRAFT, RosterState.RETURNED)
    )
    filed = []
    for roster in waiting.order_by("pk"):
        confirm_roster(roster=roster, by=by)
        filed.append(str(roster.pk))
    return filed


def undo(sheet: SheetImport, by: User) -> None:
    """Seats get back whom they had, newcomers go again. Raises RuleViolation `changed_since`, `import_filed`."""
    outcome = sheet.outcome
    filed = Roster.objects.filter(pk__in=outcome["filed"]).exclude(state__in=(RosterState.DRAFT, RosterState.RETURNED))
    if filed.exists():
        raise RuleViolation("import_filed", _("值班表已报送，须先退回再撤销导入"))
    wanted = {UUID(one["seat"]): one for one in outcome["seats"]}
    rows = {row.pk: row for row in Assignment.objects.active().filter(pk__in=wanted).select_related("shift__period")}
    for pk, one in wanted.items():
        row = rows.get(pk)
        now = UUID(one["now"]) if one["now"] else None
        if row is None or row.person_id != now or row.version != one["version"]:
            raise RuleViolation("changed_since", _("导入之后席位又有改动，不能撤销"))
    _put_back(wanted, rows, by, sheet)
    PastDuty.objects.filter(batch=sheet.pk).delete()
    _take_newcomers_out(outcome["people"], by)


def _put_back(
    wanted: Mapping[UUID, Mapping[str, Any]], rows: Mapping[UUID, Assignment], by: User, sheet: SheetImport
) -> None:
    by_period: dict[UUID, list[Change]] = defaultdict(list)
    for pk, one in wanted.items():
        before = UUID(one["before"]) if one["before"] else None
        if before != rows[pk].person_id:
            by_period[rows[pk].shift.period_id].append(Change(pk, before, rows[pk].version))
    reason = _now("撤销导入 %(file)s") % {"file": sheet.file_name}
    for period in DutyPeriod.objects.filter(pk__in=by_period).order_by("pk"):
        apply_changes(period=period, changes=by_period[period.pk], reason=reason, by=by)


def _take_newcomers_out(ids: list[str], by: User) -> None:
    """Whoever has something of their own by now stays: they are people of the unit, whatever became of the roster."""
    for person in Person.objects.filter(pk__in=ids).select_related("unit__county").order_by("pk"):
        try:
            delete_person(person=person, by=by)
        except RuleViolation as error:
            if error.code != "person_has_history":
                raise


KIND = Kind(
    code="roster",
    label=_("值班表"),
    hint=_("本单位或全县的值班表，往年的也可以：已过去且没有值班周期的日子只计入公平台账"),
    meanings=MEANINGS,
    understand=read,
    compare=compare,
    accept=accept,
    undo=undo,
    is_for=can_import,
    options={AS_FILED: _("写入后即报送")},
    periods=periods_for,
)
