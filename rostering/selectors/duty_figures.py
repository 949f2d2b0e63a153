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

from rostering.domain.effects import HOURS, Cell, Happening, Part, Tally, averaged, duty_day, uniform_watch, watch_seats
from rostering.domain.enums import PeriodState, PolicyState, Posture
from rostering.domain.policy import NoPolicy, Policy, local_instant, version_for
from rostering.models import DutyPeriod, PolicyVersion
from rostering.models.shift import MAX_SHIFT
from rostering.selectors.policy import zone
from units.errors import InvalidInput
from units.models import County

IN_FORCE = [PeriodState.PUBLISHED.value, PeriodState.CLOSED.value]
FIRST_DAY_START = time(8, 30)
DAY_SECONDS = 24 * 3600
PERIOD_FIELDS = ("pk", "name", "first_day", "last_day", "policy_id")


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


# Phases of equal place in the duty day are one row: a year of a county is a few hundred rows.
STRETCHES = """
    SELECT s.unit_id, s.tier, s.period_id, p.posture,
        EXTRACT(EPOCH FROM (p.start AT TIME ZONE %(zone)s) - s.day)::int,
        EXTRACT(EPOCH FROM p."end" - p.start)::int,
        count(*)
    FROM rostering_shift s
    JOIN rostering_dutyperiod d ON d.id = s.period_id
    JOIN rostering_shiftphase p ON p.shift_id = s.id
    WHERE s.unit_id = ANY(%(units)s) AND s.start >= %(start)s AND s.start < %(end)s
        AND d.state = ANY(%(in_force)s) AND (%(tier)s = '' OR s.tier = %(tier)s)
    GROUP BY 1, 2, 3, 4, 5, 6
"""

# A seat is on site by day when one of its phases is, anywhere in that part of its duty day.
SEATS = """
    SELECT unit_id, tier, period_id, count(*), count(*) FILTER (WHERE by_day OR by_night),
        count(*) FILTER (WHERE by_day), count(*) FILTER (WHERE by_night), count(*) FILTER (WHERE vacant),
        COALESCE(sum(points), 0)::float
    FROM (
        SELECT s.unit_id, s.tier, s.period_id, held.vacant, held.points,
            EXISTS (SELECT FROM rostering_shiftphase p
                WHERE p.shift_id = s.id AND p.posture = 'on_site' AND p.start < night.begins) AS by_day,
            EXISTS (SELECT FROM rostering_shiftphase p
                WHERE p.shift_id = s.id AND p.posture = 'on_site' AND p."end" > night.begins) AS by_night
        FROM rostering_shift s
        JOIN rostering_dutyperiod d ON d.id = s.period_id
        JOIN rostering_policyversion v ON v.id = d.policy_id
        CROSS JOIN LATERAL (SELECT
            (s.day + CASE WHEN v.night_start > v.day_start THEN 0 ELSE 1 END + v.night_start) AT TIME ZONE %(zone)s
                AS begins) night
        CROSS JOIN LATERAL (SELECT COALESCE(bool_or(a.person_id IS NULL), TRUE) AS vacant,
                sum(a.points) FILTER (WHERE a.person_id IS NOT NULL) AS points
            FROM rostering_assignment a WHERE a.shift_id = s.id AND a.is_active) held
        WHERE s.unit_id = ANY(%(units)s) AND s.start >= %(start)s AND s.start < %(end)s
            AND d.state = ANY(%(in_force)s) AND (%(tier)s = '' OR s.tier = %(tier)s)
    ) seat
    GROUP BY 1, 2, 3
"""

# A day that two periods share counts once, for the one that began first.
UNIT_DAYS = """
    SELECT unit_id, tier, period_id, count(*), min(day), max(day) FROM (
        SELECT DISTINCT ON (r.unit_id, series.day) r.unit_id, r.tier, r.period_id, series.day::date
        FROM rostering_roster r
        JOIN rostering_dutyperiod d ON d.id = r.period_id
        CROSS JOIN LATERAL generate_series(
            GREATEST(d.first_day, %(first)s), LEAST(d.last_day, %(last)s), interval '1 day') series(day)
        WHERE r.unit_id = ANY(%(units)s) AND d.first_day <= %(last)s AND d.last_day >= %(first)s
            AND d.state = ANY(%(in_force)s)
        ORDER BY r.unit_id, series.day, d.first_day, r.period_id
    ) unit_day
    WHERE (%(tier)s = '' OR tier = %(tier)s)
    GROUP BY 1, 2, 3
"""

DAYS = """
    SELECT count(DISTINCT s.day) FROM rostering_shift s JOIN rostering_dutyperiod d ON d.id = s.period_id
    WHERE s.unit_id = ANY(%(units)s) AND s.start >= %(start)s AND s.start < %(end)s AND d.state = ANY(%(in_force)s)
"""

MET = """
    SELECT DISTINCT asked.n
    FROM unnest(%(numbers)s::int[], %(units)s::uuid[], %(instants)s::timestamptz[]) AS asked(n, unit_id, at)
    JOIN rostering_shift s ON s.unit_id = asked.unit_id
        AND s.start <= asked.at AND s.start > asked.at - %(longest)s AND s."end" > asked.at
    JOIN rostering_dutyperiod d ON d.id = s.period_id AND d.state = ANY(%(in_force)s)
    JOIN rostering_shiftphase p ON p.shift_id = s.id AND p.start <= asked.at AND p."end" > asked.at
    JOIN rostering_assignment a ON a.shift_id = s.id AND a.start <= asked.at AND a."end" > asked.at
    WHERE p.posture = 'on_site' AND a.is_active AND a.person_id IS NOT NULL
"""


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
        for pk, name, first_day, last_day, policy_id in rows.values_list(*PERIOD_FIELDS)
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
