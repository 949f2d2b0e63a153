"""The 此刻 board: who is on duty at an instant, arranged as the page shows it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from alerts.board.queries.live import NOTHING_LIVE, Live
from alerts.board.queries.timeline import Tick, Timeline, timeline
from alerts.board.queries.unit_states import Away, States, UnitState, with_vacancies
from rostering.calendar.queries.days import DayName
from rostering.enums import Posture
from rostering.labels import is_county_wide, is_leading
from rostering.models import Roster, ShiftPhase
from rostering.on_duty.queries.resolver import PRESENT, OnDuty, on_duty_at
from rostering.policies.queries.published import zone
from rostering.rosters.queries import day_name
from units.counties.models.unit import UnitQuerySet
from units.enums import Tier
from units.models import Unit, User
from units.rows.keeping import read_as

# In per cent of the timeline.
HALF_A_LABEL = 5.0
STRICTNESS = {posture: index for index, posture in enumerate(Posture)}


@dataclass(frozen=True, slots=True)
class Later:
    """What the same shift turns into."""

    posture: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """One person (or vacancy) of the board with what the duty turns into later; `later` None = stays as it is."""

    duty: OnDuty
    later: Later | None
    states: States = ()
    away: Away | None = None

    @property
    def is_supervising(self) -> bool:
        """On a round: 督导中 stands in place of 在岗, which is owed except then (domain §2)."""
        return UnitState.SUPERVISING in self.states


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit at the instant: its strictest posture (none without duty), the other one where its people differ, who is on
    duty, whoever leads first, and everything else that is true of it."""

    code: str
    label: str
    name: str
    posture: str = ""
    other_posture: str = ""
    states: States = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TierTiles:
    tier: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Board:
    """Everything the page shows."""

    at: datetime
    day: DayName
    duty_day: date | None
    rows: tuple[OnDuty, ...]
    leads: tuple[Holder, ...]
    tiers: tuple[TierTiles, ...]
    uncovered: tuple[str, ...]
    unstaffed: tuple[Tile, ...]
    timeline: Timeline | None

    @cached_property
    def postures(self) -> dict[str, int]:
        """How many people owe which posture, strictest first; postures nobody owes are left out."""
        counts = Counter(row.posture for row in self.rows if row.person_id)
        return {posture: counts[posture] for posture in Posture if counts[posture]}

    @property
    def vacancies(self) -> int:
        return sum(1 for row in self.rows if row.person_id is None)

    @property
    def people(self) -> int:
        return sum(self.postures.values())

    @property
    def units(self) -> int:
        return sum(len(group.tiles) for group in self.tiers)

    @property
    def now_share(self) -> float | None:
        """Where the now line stands, in per cent of the timeline; None without one."""
        return self.timeline.share(self.at) if self.timeline else None

    @property
    def hours(self) -> list[Tick]:
        """The hours that the label of the now line leaves room for."""
        now = self.now_share or 0.0
        return [tick for tick in self.timeline.ticks if abs(tick.left - now) > HALF_A_LABEL] if self.timeline else []


def board_at(
    at: datetime,
    *,
    user: User,
    live: Live = NOTHING_LIVE,
    now: datetime | None = None,
    with_numbers: bool = True,
) -> Board:
    """Five queries whatever the size of the county; `user` has a county. `live`: what runs beside duty. `now`: when it is
    asked, for whoever asks what an earlier reader was shown. Without numbers it is the same for all of the directory."""
    if user.county is None:
        raise AssertionError("permissions refuse a user without a county")
    now = now or timezone.now()
    rows = on_duty_at(at, user=user, now=now, with_numbers=with_numbers)
    hub = [row for row in rows if row.tier == Tier.HUB]
    later = later_postures(hub, at)
    states = with_vacancies(live.units, rows)
    uncovered = _uncovered(rows, user, at, now)
    return Board(
        at=at,
        day=day_name(user.county, at.astimezone(zone()).date()),
        duty_day=rows[0].day if rows else None,
        rows=tuple(rows),
        leads=_holders(_county_leader_first(hub), later, live),
        tiers=tuple(_tiers(rows, states)),
        uncovered=tuple(unit.label for unit in uncovered),
        unstaffed=tuple(_unstaffed(uncovered, states)),
        timeline=timeline(rows, user),
    )


def with_numbers(board: Board, *, user: User) -> Board:
    """The board with the numbers of those who lead, as far as this reader may see them. A query for each of their units, most
    often one."""
    codes = sorted({holder.duty.unit_code for holder in board.leads})
    found = (row for code in codes for row in on_duty_at(board.at, user=user, unit_code=code))
    phones = {row.assignment_id: row.phone for row in found}
    leads = (replace(one, duty=replace(one.duty, phone=phones.get(one.duty.assignment_id))) for one in board.leads)
    return replace(board, leads=tuple(leads))


@dataclass(frozen=True)
class UnitNow:
    """One unit at an instant: who owes what, the next duty of each seat, and everything else that is true of it. Of a
    past instant `unit` says what it was called then."""

    unit: Unit
    now: tuple[Holder, ...]
    following: tuple[OnDuty, ...]
    states: States


def unit_at(unit: Unit, at: datetime, *, user: User, live: Live = NOTHING_LIVE) -> UnitNow:
    """Three queries, four of a past instant."""
    rows = on_duty_at(at, user=user, unit_code=unit.code, include_next=True)
    now = [row for row in rows if not row.is_next]
    return UnitNow(
        unit=_as_called(unit, now, at),
        now=_holders(now, later_postures(now, at), live),
        following=tuple(row for row in rows if row.is_next),
        states=with_vacancies(live.units, now).get(unit.code, ()),
    )


def _holders(rows: Iterable[OnDuty], later: Mapping[UUID, Later], live: Live) -> tuple[Holder, ...]:
    away = {report.assignment_id: report for report in live.away}
    return tuple(
        Holder(
            row,
            later.get(row.assignment_id),
            live.people.get(row.person_id, ()) if row.person_id else (),
            away.get(row.assignment_id),
        )
        for row in rows
    )


def _as_called(unit: Unit, rows: list[OnDuty], at: datetime) -> Unit:
    if not rows or at >= timezone.now() - PRESENT:
        return unit
    roster = Roster.objects.filter(unit=unit, period=rows[0].period_id).values_list("words__unit", flat=True).first()
    called: Unit = read_as(unit, roster, at)
    return called


def later_postures(rows: Iterable[OnDuty], at: datetime) -> dict[UUID, Later]:
    """Assignment → what it turns into after `at`, for those that change posture. One query."""
    ends = {row.assignment_id: row for row in rows}
    phases = ShiftPhase.objects.filter(shift__assignments__in=ends, start__gt=at).order_by("-start")
    found: dict[UUID, Later] = {}
    for assignment_id, posture, start in phases.values_list("shift__assignments", "posture", "start"):
        row = ends.get(assignment_id)
        if row is not None and row.posture != posture and row.until >= start:
            found[assignment_id] = Later(posture, start)
    return found


def _county_leader_first(hub: list[OnDuty]) -> list[OnDuty]:
    return sorted(hub, key=lambda row: not is_county_wide(row.post))


def _tiers(rows: list[OnDuty], states: Mapping[str, States]) -> Iterable[TierTiles]:
    """The county leader stands for the county, not for the office that seats them."""
    of_units = [row for row in rows if not is_county_wide(row.post)]
    for tier, in_tier in groupby(of_units, key=lambda row: row.tier):
        by_unit = groupby(in_tier, key=lambda row: row.unit_code)
        yield TierTiles(tier, tuple(_tile(list(unit_rows), states.get(code, ())) for code, unit_rows in by_unit))


def _tile(rows: list[OnDuty], states: States) -> Tile:
    first = rows[0]
    postures = sorted({row.posture for row in rows}, key=lambda posture: STRICTNESS[Posture(posture)])
    return Tile(
        code=first.unit_code,
        label=first.unit_label,
        name=first.unit_name,
        posture=postures[0],
        other_posture=postures[-1] if len(postures) > 1 else "",
        states=states,
        people=_leader_first(rows),
    )


def _leader_first(rows: Iterable[OnDuty]) -> tuple[str, ...]:
    """Names, each once; equals stay in the order of posts and seats."""
    held = sorted((row for row in rows if row.person_id), key=lambda row: not is_leading(row.post))
    return tuple(dict.fromkeys(row.person_name for row in held))


def _uncovered(rows: list[OnDuty], user: User, at: datetime, now: datetime) -> list[Unit]:
    """Units in use of which nobody is rostered at the instant."""
    units = _in_use(Unit.objects.in_directory_of(user), at, now).in_protocol_order()
    covered = {row.unit_id for row in rows}
    return [unit for unit in units.only("id", "code", "name", "short_name") if unit.pk not in covered]


def _unstaffed(units: list[Unit], states: Mapping[str, States]) -> Iterable[Tile]:
    """Nobody of them is on duty, but something runs there all the same."""
    for unit in units:
        if unit.code in states:
            yield Tile(unit.code, unit.label, unit.name, states=states[unit.code])


def _in_use(units: UnitQuerySet, at: datetime, now: datetime) -> UnitQuerySet:
    """Those in use at `at`: what has no tier yet didn't exist, what is rostered later had not been closed."""
    day = at.astimezone(zone()).date()
    if at >= now - PRESENT:
        return units.active()
    rostered = Roster.objects.filter(unit=OuterRef("pk"), period__last_day__gte=day)
    return units.filter(Q(is_active=True) | Exists(rostered), tiers__valid__contains=day)
