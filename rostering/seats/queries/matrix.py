"""A period as one sheet: units as rows, days × posts as columns, what is missing first, and how far the units are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from rostering.enums import PeriodState, Posture, RosterState
from rostering.labels import is_county_wide, is_leading
from rostering.policies.queries.published import zone
from rostering.policies.rules.policy import Phase, clip
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RevisionEntry
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Shift
from rostering.seats.queries.coverage import Gap, gaps_among
from rostering.seats.queries.day_names import day_names
from rostering.seats.queries.present import with_present_facts
from rostering.seats.queries.sheet import Column, Figures, Grid, Row, Seat, SheetDay, ShiftSeats, TierRows, Week
from units.labels import TIER_LABELS
from units.models import User

DAYS_ON_A_PAGE = 7
# A long holiday is seen whole; only what is longer is cut into weeks.
DAYS_AT_ONCE = 10
# More days than this don't fit side by side at 1280 px: then a day is one column and its posts stand in it.
SIDE_BY_SIDE = 3
CONFIRMED_STATES = (RosterState.SUBMITTED, RosterState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rows behind a sheet, as far as `user` may see them."""

    period: DutyPeriod
    user: User
    rosters: list[Roster]
    assignments: list[Assignment]
    gaps: tuple[Gap, ...]


def load(period: DutyPeriod, user: User) -> Loaded:
    """Six queries whatever the size of the county and the length of the period."""
    rosters = list(Roster.objects.visible_to(user).filter(period=period).select_related("unit").order_by("unit__code"))
    rosters.sort(key=lambda roster: roster.unit.protocol_order)
    assignments = list(_drawable(user).filter(shift__period=period))
    return Loaded(period, user, rosters, assignments, tuple(gaps_among(period, assignments)))


def figures(loaded: Loaded, *, watch_seats: int) -> Figures:
    """`watch_seats` is how many people the emergency tier keeps on duty in one unit and day."""
    paths = [[phase.posture for phase in a.shift.phases.all()] for a in loaded.assignments]
    on_site = [path for path in paths if Posture.ON_SITE in path]
    standby = [path for path in paths if set(path) - {Posture.ON_SITE}]
    held = [a for a in loaded.assignments if a.person_id]
    return Figures(
        units=len(loaded.rosters),
        confirmed=sum(1 for roster in loaded.rosters if roster.state in CONFIRMED_STATES),
        accepted=sum(1 for roster in loaded.rosters if roster.state == RosterState.ACCEPTED),
        seats=len(loaded.assignments),
        vacancies=sum(1 for gap in loaded.gaps if gap.kind == "vacancy"),
        clashes=sum(1 for gap in loaded.gaps if gap.kind != "vacancy"),
        on_site=len(on_site),
        baseline=watch_seats * len(loaded.rosters) * len(loaded.period.days),
        standby=len(standby),
        turning=sum(1 for path in standby if Posture.ON_SITE in path),
        acknowledged=sum(1 for a in held if a.acknowledged_at),
        owed=len(held),
    )


def grid(loaded: Loaded, *, week: int | None, today: date) -> Grid:
    """The sheet of one week of the period (the one with `today` when `week` is None). One query."""
    weeks = weeks_of(loaded.period, week=week, today=today)
    here = next(week for week in weeks if week.is_here)
    return grid_of(loaded, [day for day in loaded.period.days if here.first <= day <= here.last], weeks)


def grid_of(loaded: Loaded, days: list[date], weeks: tuple[Week, ...] = (), *, stacked: bool = False) -> Grid:
    """The sheet of some days of the period; `stacked`: a day is one column, however few there are. One query."""
    shown = [a for a in loaded.assignments if days[0] <= a.shift.day <= days[-1]]
    stacked = stacked or len(days) > SIDE_BY_SIDE
    columns = _columns(days, set() if stacked else {_column_key(a.shift) for a in shown})
    return Grid(
        days=tuple(_sheet_days(loaded.period, days, shown, columns)),
        columns=columns,
        groups=tuple(_groups(loaded, shown, columns)),
        weeks=weeks,
    )


def weeks_of(period: DutyPeriod, *, week: int | None, today: date) -> tuple[Week, ...]:
    """The period in stretches from its first day: all of a holiday, else seven days. A number out of range shows the first."""
    days = period.days
    length = DAYS_AT_ONCE if len(days) <= DAYS_AT_ONCE else DAYS_ON_A_PAGE
    starts = days[::length]
    wanted = week if week is not None else (today - period.first_day).days // length + 1
    here = wanted if 1 <= wanted <= len(starts) else 1
    return tuple(
        Week(number, first, days[min(number * length, len(days)) - 1], number == here)
        for number, first in enumerate(starts, start=1)
    )


def shift_seats(shift_id: UUID, user: User) -> ShiftSeats:
    """One shift as the sheet shows it, for a cell that has changed. Six queries."""
    rows = list(_drawable(user).filter(shift_id=shift_id))
    period = rows[0].shift.period
    problems = _problems(gaps_among(period, rows))
    return ShiftSeats(rows[0].shift, tuple(_seat(row, period, user, problems) for row in rows))


def shifts_among(loaded: Loaded, shift_ids: Collection[UUID]) -> list[ShiftSeats]:
    """Some shifts of a sheet, for the cells that have changed. No query."""
    shown = [a for a in loaded.assignments if a.shift_id in shift_ids]
    return list(_by_shift(loaded, shown))


def postures(assignment: Assignment) -> tuple[str, str, str]:
    """(posture at first, posture it turns into or "", clock time of the turn or ""). No query with phases loaded."""
    phases = clip(assignment.shift.as_phases(), assignment.start, assignment.end)
    first = phases[0].obligation.posture
    turn: Phase | None = next((phase for phase in phases if phase.obligation.posture != first), None)
    if turn is None:
        return first, "", ""
    return first, turn.obligation.posture, turn.start.astimezone(zone()).strftime("%H:%M")


def designated_reason(assignment: Assignment) -> str:
    """Why somebody sits there over a rule; empty for everybody else. Of a row `with_present_facts`."""
    found = assignment.designated  # type: ignore[attr-defined]  # annotated by with_present_facts
    return str(found["reason"]) if found else ""


def phone_tail(assignment: Assignment, user: User) -> str:
    """The last four digits, by which colleagues know a phone; empty without the right to see contacts."""
    if assignment.person is None or not user.may_see_contacts_of(assignment.shift.unit_id):
        return ""
    return assignment.sheet_mobile[-4:]


def _drawable(user: User) -> Any:
    changed = RevisionEntry.objects.filter(shift=OuterRef("shift"), revision__number__gt=1)
    return (
        with_present_facts(Assignment.objects.visible_to(user))
        .select_related("shift__unit", "shift__roster", "person")
        # Sealed, and drawn nowhere.
        .defer("person__office_phone")
        .prefetch_related("shift__phases")
        .annotate(is_changed=Exists(changed))
        .order_by("shift__day", "shift__post_order", "shift__seat", "start")
    )


def _problems(gaps: Iterable[Gap]) -> dict[str, str]:
    return {gap.assignment_id: gap.text for gap in gaps}


def _seat(assignment: Assignment, period: DutyPeriod, user: User, problems: dict[str, str]) -> Seat:
    posture, then, at = postures(assignment)
    return Seat(
        assignment=assignment,
        posture=posture,
        then=then,
        at=at,
        tail=phone_tail(assignment, user),
        problem=problems.get(str(assignment.pk), ""),
        is_changed=assignment.is_changed,  # type: ignore[attr-defined]  # annotated by _drawable
        is_own=assignment.person_id is not None and assignment.person_id == user.person_id,
        is_locked=assignment.is_pinned and assignment.person_id is not None and period.state == PeriodState.OPEN,
        designated=designated_reason(assignment),
    )


def _column_key(shift: Shift) -> str:
    return "lead" if is_leading(shift.post) else "duty"


def _columns(days: list[date], used: set[str]) -> tuple[Column, ...]:
    keys: list[str] = [key for key in ("lead", "duty") if key in used] or ["all"]
    return tuple(Column(day, key, key == keys[0]) for day in days for key in keys)


def _sheet_days(
    period: DutyPeriod, days: list[date], shown: list[Assignment], columns: tuple[Column, ...]
) -> Iterable[SheetDay]:
    kinds = {a.shift.day: a.shift.day_kind for a in shown}
    names = day_names(period, days)
    width = len(columns) // len(days)
    return [SheetDay(day, kinds.get(day, ""), names.get(day, ""), width) for day in days]


def _groups(loaded: Loaded, shown: list[Assignment], columns: tuple[Column, ...]) -> Iterable[TierRows]:
    cells = _cells(loaded, shown)
    held = _held(loaded.assignments)
    for tier in sorted({roster.tier for roster in loaded.rosters}, key=TIER_LABELS.position):
        rosters = [roster for roster in loaded.rosters if roster.tier == tier]
        rows = [row for roster in rosters for row in _rows(roster, cells, columns, held)]
        rows.sort(key=lambda row: not row.is_county)
        yield TierRows(tier, len(rosters), tuple(rows))


# (roster, county leaders' row?) → day → shifts in the order of posts; → everything held over the whole period
Cells = dict[tuple[Any, bool], dict[date, list[ShiftSeats]]]
Held = dict[tuple[Any, bool], list[Assignment]]


def _cells(loaded: Loaded, shown: list[Assignment]) -> Cells:
    cells: Cells = defaultdict(lambda: defaultdict(list))
    for found in _by_shift(loaded, shown):
        shift = found.shift
        cells[shift.roster_id, is_county_wide(shift.post)][shift.day].append(found)
    return cells


def _by_shift(loaded: Loaded, shown: Iterable[Assignment]) -> Iterable[ShiftSeats]:
    problems = _problems(loaded.gaps)
    by_shift: dict[Any, list[Assignment]] = defaultdict(list)
    for assignment in shown:
        by_shift[assignment.shift_id].append(assignment)
    for held in by_shift.values():
        seats = tuple(_seat(assignment, loaded.period, loaded.user, problems) for assignment in held)
        yield ShiftSeats(held[0].shift, seats)


def _held(assignments: Iterable[Assignment]) -> Held:
    held: Held = defaultdict(list)
    for assignment in assignments:
        if assignment.person_id:
            shift = assignment.shift
            held[shift.roster_id, is_county_wide(shift.post)].append(assignment)
    return held


def _rows(roster: Roster, cells: Cells, columns: tuple[Column, ...], held_by: Held) -> Iterable[Row]:
    for is_county in (True, False):
        by_day = cells.get((roster.pk, is_county))
        if by_day is None and is_county:
            continue
        held = held_by[roster.pk, is_county]
        yield Row(
            roster=roster,
            is_county=is_county,
            cells=tuple((column, _in_column((by_day or {}).get(column.day, ()), column)) for column in columns),
            acknowledged=sum(1 for a in held if a.acknowledged_at),
            owed=len(held),
        )


def _in_column(shifts: Iterable[ShiftSeats], column: Column) -> tuple[ShiftSeats, ...]:
    return tuple(found for found in shifts if column.key in ("all", _column_key(found.shift)))
