"""成效 (domain §7): one answer for page, API, spreadsheet and circular. A constant number of queries for any range.

Duty is added up by the database; everything else comes from the registered fact sources and is summarised by what its
kind says, so that a new source appears here without an edit.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Sum

from rostering.enums import PeriodState
from rostering.policies.queries.published import zone
from rostering.policies.rules.effects import Saving, Seat, Share, Spread, Tally, duty_day, saving, spread, tally
from rostering.policies.rules.policy import Policy, clip, version_for
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.roster import Roster
from rostering.statistics.queries.duty_served import Duty, Ground, Line, Range, duty_figures, ground, met_on_site
from rostering.statistics.queries.registered_facts import FactFigure, facts_in_scope, happenings, summarised
from units.labels import TIER_LABELS
from units.models import County, Unit, User
from units.rows.keeping import read_as

A_YEAR = timedelta(days=364)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`[start, end)`: a day stands for the instant its duty day begins. `unit` None and `tier` "" = all in scope."""

    start: date | datetime
    end: date | datetime
    unit: Unit | None = None
    tier: str = ""

    @classmethod
    def of_days(cls, first_day: date, last_day: date, unit: Unit | None = None, tier: str = "") -> "Wanted":
        """Both days included."""
        return cls(first_day, last_day + timedelta(days=1), unit, tier)

    @property
    def last_day(self) -> date:
        """The last duty day of a range asked for by days."""
        return self.end - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of duty added up; `days` are duty days × units."""

    days: int
    now: Tally
    uniform: Tally
    vacant: int
    points: float

    @property
    def saving(self) -> Saving:
        return saving(self.now, self.uniform)


@dataclass(frozen=True, slots=True)
class Burden:
    """Points of the people who were on duty: how many, their middle and their highest; never who."""

    people: int
    median: float
    highest: float


@dataclass(frozen=True, slots=True)
class UnitGroup:
    unit: Unit
    tier: str
    group: Group
    burden: Burden


@dataclass(frozen=True, slots=True)
class PeriodGroup:
    id: UUID
    name: str
    first_day: date
    last_day: date
    group: Group


@dataclass(frozen=True, slots=True)
class Own:
    """A duty person's own share."""

    shifts: int
    now: Tally
    points: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """`coverage`: people on site per tier and clock hour, on average. `own` is set for a duty person, and nothing else."""

    wanted: Wanted
    start: datetime
    end: datetime
    days: int
    total: Group
    by_tier: Mapping[str, Group]
    by_unit: tuple[UnitGroup, ...]
    by_period: tuple[PeriodGroup, ...]
    coverage: Mapping[str, tuple[float, ...]]
    burden: Burden
    facts: Mapping[str, FactFigure]
    met: Share
    own: Own | None = None

    def count_of(self, kind: str) -> int:
        """0 for a kind that nobody registers."""
        found = self.facts.get(kind)
        return found.count if found else 0

    def spread_of(self, kind: str) -> Spread:
        found = self.facts.get(kind)
        return found.spread if found and found.spread else spread((), Share(0, 0))


def query_of(wanted: Wanted) -> dict[str, str]:
    """The parameters that ask for it again."""
    named = {
        "first_day": wanted.start.isoformat(),
        "last_day": wanted.last_day.isoformat(),
        "unit": wanted.unit.code if wanted.unit else "",
        "tier": wanted.tier,
    }
    return {name: value for name, value in named.items() if value}


def usual_span(today: date) -> tuple[date, date]:
    """The twelve months up to and with `today`: what somebody sees who names no range."""
    return today - A_YEAR, today + timedelta(days=1)


def statistics(user: User, county: County, wanted: Wanted) -> Statistics:
    """What `user` may see of it: the county for the office, the unit for its leader, oneself for a duty person."""
    on = ground(county, wanted.start, wanted.end)
    if user.is_duty_person:
        return _assembled(wanted, on, [], Duty((), {}, 0), {}, {}, Share(0, 0), own=own_figures(user, on))
    units = units_in_scope(user, wanted)
    ids = tuple(unit.pk for unit in units)
    duty = duty_figures(Range(ids, on.start, on.end, wanted.tier), on)
    found = list(facts_in_scope(user, ids, on, wanted.tier))
    met = met_on_site(happenings(found))
    return _assembled(
        wanted, on, units, duty, points_by_person(ids, on, wanted.tier), summarised(found), Share(sum(met), len(met))
    )


def units_in_scope(user: User, wanted: Wanted) -> list[Unit]:
    """In protocol order, each as it was called by its latest roster of the range. Two queries."""
    units = Unit.objects.read_by(user).in_protocol_order()
    found = list(units.filter(pk=wanted.unit.pk) if wanted.unit else units)
    called = _called(found, wanted)
    read: list[Unit] = [read_as(unit, called.get(unit.pk), wanted.start) for unit in found]
    return sorted(read, key=lambda unit: (unit.protocol_order, unit.code))


def _called(units: Sequence[Unit], wanted: Wanted) -> dict[UUID, Any]:
    rosters = Roster.objects.filter(unit__in=units, period__state__in=(PeriodState.PUBLISHED, PeriodState.CLOSED))
    # An instant stands for its date here: of two rosters of one day either has the name.
    first, last = (bound.date() if isinstance(bound, datetime) else bound for bound in (wanted.start, wanted.end))
    of_range = rosters.filter(period__first_day__lte=last, period__last_day__gte=first)
    latest = of_range.order_by("unit_id", "-period__first_day").distinct("unit_id")
    return {unit_id: words.get("unit") for unit_id, words in latest.values_list("unit_id", "words")}


def points_by_person(unit_ids: Sequence[UUID], on: Ground, tier: str = "") -> dict[UUID, list[float]]:
    """Burden points per person, by unit. One query."""
    rows = Assignment.objects.in_force().filter(
        shift__unit_id__in=unit_ids, shift__start__gte=on.start, shift__start__lt=on.end, person__isnull=False
    )
    if tier:
        rows = rows.filter(shift__tier=tier)
    points: dict[UUID, list[float]] = defaultdict(list)
    totals = rows.order_by().values("shift__unit_id", "person_id").annotate(total=Sum("points"))
    for unit_id, total in totals.values_list("shift__unit_id", "total"):
        points[unit_id].append(float(total))
    return points


def own_figures(user: User, on: Ground) -> Own:
    """What the reader's person was on duty for. Two queries."""
    held = list(
        Assignment.objects.in_force()
        .filter(person__user=user.pk, shift__start__gte=on.start, shift__start__lt=on.end)
        .select_related("shift")
        .prefetch_related("shift__phases")
    )
    seats = [
        Seat(str(a.shift.unit_id), a.shift.tier, a.shift.day, clip(a.shift.as_phases(), a.start, a.end)) for a in held
    ]
    days = {seat.day: _duty_day(seat.day, on.published) for seat in seats}
    return Own(len({a.shift_id for a in held}), tally(seats, days), float(sum(a.points for a in held)))


def _assembled(
    wanted: Wanted,
    on: Ground,
    units: Sequence[Unit],
    duty: Duty,
    points: Mapping[UUID, Sequence[float]],
    found: Mapping[str, FactFigure],
    met: Share,
    own: Own | None = None,
) -> Statistics:
    by_tier = grouped(duty.lines, lambda line: line.tier)
    by_period = grouped(duty.lines, lambda line: line.period_id)
    periods = [
        PeriodGroup(p.id, p.name, p.first_day, p.last_day, by_period[p.id])
        for p in on.periods.values()
        if p.id in by_period
    ]
    return Statistics(
        wanted=wanted,
        start=on.start,
        end=on.end,
        days=duty.days,
        total=_group(duty.lines),
        by_tier={tier: by_tier[tier] for tier in sorted(by_tier, key=TIER_LABELS.position)},
        by_unit=tuple(_by_unit(units, duty.lines, points)),
        by_period=tuple(sorted(periods, key=lambda period: (period.first_day, period.name))),
        coverage=duty.coverage(),
        burden=_burden([value for values in points.values() for value in values]),
        facts=found,
        met=met,
        own=own,
    )


def grouped(lines: Iterable[Line], key: Callable[[Line], Any]) -> dict[Any, Group]:
    chosen: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        chosen[key(line)].append(line)
    return {name: _group(some) for name, some in chosen.items()}


def _group(lines: Sequence[Line]) -> Group:
    return Group(
        days=sum(line.days for line in lines),
        now=sum((line.now for line in lines), Tally()),
        uniform=sum((line.uniform for line in lines), Tally()),
        vacant=sum(line.vacant for line in lines),
        points=sum(line.points for line in lines),
    )


def _by_unit(
    units: Sequence[Unit], lines: Sequence[Line], points: Mapping[UUID, Sequence[float]]
) -> Iterator[UnitGroup]:
    """Units that were on duty; the tier is the latest they were rostered by."""
    by_unit = grouped(lines, lambda line: line.unit_id)
    tiers = {line.unit_id: line.tier for line in lines}
    for unit in units:
        if unit.pk in by_unit:
            yield UnitGroup(unit, tiers[unit.pk], by_unit[unit.pk], _burden(points.get(unit.pk, ())))


def _burden(points: Sequence[float]) -> Burden:
    return Burden(len(points), median(points) if points else 0.0, max(points, default=0.0))


def _duty_day(day: date, policies: Sequence[Policy]) -> Any:
    policy = version_for(day, policies)
    return duty_day(day, policy, policy, zone())
