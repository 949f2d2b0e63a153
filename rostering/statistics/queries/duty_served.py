"""Seats and person-hours of published duty, added up by the database: four queries for any range and number of units."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from rostering.enums import PeriodState, PolicyState, Posture
from rostering.policies.models import PolicyVersion
from rostering.policies.queries.published import zone
from rostering.policies.rules.effects import (
    HOURS,
    Cell,
    Happening,
    Part,
    Tally,
    averaged,
    duty_day,
    uniform_watch,
    watch_seats,
)
from rostering.policies.rules.policy import NoPolicy, Policy, local_instant, version_for
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.shift import MAX_SHIFT
from rostering.rosters.queries import PERIOD_NAME
from rostering.statistics.queries.duty_sql import DAYS, MET, SEATS, STRETCHES, UNIT_DAYS
from units.errors import InvalidInput
from units.models import County

IN_FORCE = [PeriodState.PUBLISHED.value, PeriodState.CLOSED.value]
FIRST_DAY_START = time(8, 30)
DAY_SECONDS = 24 * 3600
PERIOD_FIELDS = ("pk", "published_as", "first_day", "last_day", "policy_id")


@dataclass(frozen=True, slots=True)
class Range:
    """Duty days that begin in `[start, end)` of these units; `tier` "" = all, as the unit was rostered then."""

    unit_ids: tuple[UUID, ...]
    start: datetime
    end: datetime
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One unit in one period: what was on duty beside what a uniform watch would have tied down.

    `days` are duty days of the unit, `vacant` seats that nobody held, `points` the burden of those held.
    """

    unit_id: UUID
    tier: str
    period_id: UUID
    days: int
    now: Tally
    uniform: Tally
    vacant: int
    points: float


@dataclass(frozen=True, slots=True)
class Duty:
    """`on_site` is seconds on site per tier and clock hour; `days` how many duty days they are spread over."""

    lines: tuple[Line, ...]
    on_site: Mapping[str, list[int]]
    days: int

    def coverage(self) -> dict[str, tuple[float, ...]]:
        """People on site per tier and clock hour, on average."""
        return {tier: tuple(map(float, row)) for tier, row in averaged(self.on_site, self.days).items()}


@dataclass(frozen=True, slots=True)
class Period:
    """`policy` is the version it was laid out by."""

    id: UUID
    name: str
    first_day: date
    last_day: date
    policy: Policy


@dataclass(frozen=True, slots=True)
class Ground:
    """What the figures of a county stand on: its published policies and its periods in force within a range."""

    published: tuple[Policy, ...]
    periods: Mapping[UUID, Period]
    start: datetime
    end: datetime


def ground(county: County, start: date | datetime, end: date | datetime) -> Ground:
    """A day stands for the instant at which its duty day begins. Four queries.

    Raises InvalidInput `span_inverted` when the range is empty.
    """
    versions = list(PolicyVersion.objects.filter(county=county).with_rules())
    rules = {version.pk: version.as_rules() for version in versions}
    published = tuple(rules[version.pk] for version in versions if version.state == PolicyState.PUBLISHED)
    begins, ends = _instant(start, published), _instant(end, published)
    if begins >= ends:
        raise InvalidInput("span_inverted", _("结束须晚于开始。"), field="to")
    first, last = duty_days(begins, ends, published)
    rows = DutyPeriod.objects.in_force().filter(
        county=county, first_day__lte=last, last_day__gte=first, policy__isnull=False
    )
    periods = {
        pk: Period(pk, name, first_day, last_day, rules[policy_id])
        for pk, name, first_day, last_day, policy_id in rows.annotate(published_as=PERIOD_NAME).values_list(
            *PERIOD_FIELDS
        )
        if policy_id is not None
    }
    return Ground(published, periods, begins, ends)


def duty_figures(wanted: Range, on: Ground) -> Duty:
    """Four queries."""
    first, last = duty_days(wanted.start, wanted.end, on.published)
    given = {
        "units": list(wanted.unit_ids),
        "start": wanted.start,
        "end": wanted.end,
        "first": first,
        "last": last,
        "tier": wanted.tier,
        "zone": settings.TIME_ZONE,
        "in_force": IN_FORCE,
    }
    stretches = [_Stretch(*row) for row in _rows(STRETCHES, given)]
    counts = {row[:3]: row[3:] for row in _rows(SEATS, given)}
    unit_days = {row[:3]: row[3] for row in _rows(UNIT_DAYS, given)}
    [(days,)] = _rows(DAYS, given)
    seconds = _seconds(stretches, on.periods)
    keys = [key for key in sorted({*counts, *unit_days}, key=str) if key[2] in on.periods]
    lines = [_line(key, counts.get(key), seconds[key], unit_days.get(key, 0), on.periods[key[2]]) for key in keys]
    return Duty(tuple(lines), _by_hour(stretches), days)


def met_on_site(happenings: Sequence[Happening]) -> list[bool]:
    """Which of them met somebody of the units involved (ids as text) on site. One query."""
    asked = [(number, unit, one.at) for number, one in enumerate(happenings) for unit in one.units]
    given = {
        "numbers": [number for number, _, _ in asked],
        "units": [unit for _, unit, _ in asked],
        "instants": [at for _, _, at in asked],
        "longest": MAX_SHIFT,
        "in_force": IN_FORCE,
    }
    met = {number for (number,) in _rows(MET, given)}
    return [number in met for number in range(len(happenings))]


def duty_days(start: datetime, end: datetime, policies: Sequence[Policy]) -> tuple[date, date]:
    """(first, last) of the duty days that begin in `[start, end)`; last before first when none does."""
    return _first_from(start, policies), _first_from(end, policies) - timedelta(days=1)


def start_of(day: date, policies: Sequence[Policy]) -> datetime:
    """When the duty day begins; at half past eight before the first policy (domain §2)."""
    try:
        at = version_for(day, policies).day_start
    except NoPolicy:
        at = FIRST_DAY_START
    return local_instant(day, at, zone())


Key = tuple[UUID, str, UUID]


class _Stretch(NamedTuple):
    """`phases` phases that begin `begins` seconds after local midnight of their duty day and last `lasts` seconds."""

    unit_id: UUID
    tier: str
    period_id: UUID
    posture: str
    begins: int
    lasts: int
    phases: int


def _rows(sql: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _instant(moment: date | datetime, policies: Sequence[Policy]) -> datetime:
    return moment if isinstance(moment, datetime) else start_of(moment, policies)


def _first_from(at: datetime, policies: Sequence[Policy]) -> date:
    """The first duty day that doesn't begin before `at`."""
    day = at.astimezone(zone()).date()
    return day if start_of(day, policies) >= at else day + timedelta(days=1)


def _seconds(stretches: Iterable[_Stretch], periods: Mapping[UUID, Period]) -> dict[Key, dict[Cell, int]]:
    found: dict[Key, dict[Cell, int]] = defaultdict(lambda: defaultdict(int))
    nights = {pk: _night_begins(period.policy) for pk, period in periods.items()}
    for one in stretches:
        if one.period_id not in nights:
            continue
        ends = one.begins + one.lasts
        by_day = max(min(ends, nights[one.period_id]) - one.begins, 0)
        cells = found[one.unit_id, one.tier, one.period_id]
        for part, seconds in ((Part.DAY, by_day), (Part.NIGHT, one.lasts - by_day)):
            if seconds:
                cells[one.posture, part] += seconds * one.phases
    return found


def _night_begins(policy: Policy) -> int:
    """Seconds after midnight of the duty day."""
    clock = policy.night_start
    next_day = 0 if policy.night_start > policy.day_start else DAY_SECONDS
    return clock.hour * 3600 + clock.minute * 60 + clock.second + next_day


def _line(key: Key, counts: tuple[Any, ...] | None, seconds: Mapping[Cell, int], days: int, period: Period) -> Line:
    unit_id, tier, period_id = key
    seats, on_site, by_day, by_night, vacant, points = counts or (0, 0, 0, 0, 0, 0.0)
    duty = duty_day(period.first_day, period.policy, period.policy, zone())
    return Line(
        unit_id=unit_id,
        tier=tier,
        period_id=period_id,
        days=days,
        now=Tally(seats, on_site, by_day, by_night, dict(seconds)),
        uniform=uniform_watch(duty, watch_seats(period.policy)).times(days),
        vacant=vacant,
        points=points,
    )


def _by_hour(stretches: Iterable[_Stretch]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0] * HOURS)
    for one in stretches:
        if one.posture == Posture.ON_SITE:
            _add(found[one.tier], one.begins, one.begins + one.lasts, one.phases)
    return dict(found)


def _add(row: list[int], at: int, end: int, count: int) -> None:
    """Clock seconds onto the hours of the clock."""
    while at < end:
        until = min(end, (at // 3600 + 1) * 3600)
        row[at // 3600 % HOURS] += (until - at) * count
        at = until
