"""成效: seats and person-hours on site, beside a uniform 24-hour watch (domain §7).

Everything works on seats with their phases, whatever laid them out: a published roster, a draft policy, a test. A duty
day is cut in two by the clock: by day `[start, night)`, at night `[night, end)`. Counts of seats are seats × duty days.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

from rostering.enums import Posture, SeatScope
from rostering.policies.rules.policy import Phase, Policy, clip, duty_span, local_instant

HOURS = 24
HOUR = timedelta(hours=1)
# The tier whose posts every unit kept on site around the clock before units were sorted (domain §7).
WATCH_TIER = "emergency_response"

Span = tuple[datetime, datetime]


class Part(StrEnum):
    """Of a duty day."""

    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class DutyDay:
    """`[start, night)` is its day, `[night, end)` its night; instants are UTC."""

    day: date
    start: datetime
    night: datetime
    end: datetime

    @property
    def parts(self) -> tuple[tuple[Part, datetime, datetime], ...]:
        return ((Part.DAY, self.start, self.night), (Part.NIGHT, self.night, self.end))


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of a unit on a duty day. `held` None = somebody holds it throughout; () = a vacancy.

    `travel_minutes` from home to post of who holds it, None when unknown.
    """

    unit: str
    tier: str
    day: date
    phases: tuple[Phase, ...]
    held: tuple[Span, ...] | None = None
    travel_minutes: int | None = None

    def phase_at(self, at: datetime) -> Phase | None:
        return next((phase for phase in self.phases if phase.start <= at < phase.end), None)

    def is_on_site(self, at: datetime) -> bool:
        """What the seat asks for at `at`, held or not."""
        phase = self.phase_at(at)
        return phase is not None and phase.obligation.posture == Posture.ON_SITE

    def is_held(self, at: datetime) -> bool:
        return self.held is None or any(start <= at < end for start, end in self.held)


Cell = tuple[str, Part]


@dataclass(frozen=True, slots=True)
class Tally:
    """Additive. `on_site`: seats on site at some time of their duty day; `by_day`, `by_night`: of that part of it.

    `seconds` of people on duty by posture and part of the day.
    """

    seats: int = 0
    on_site: int = 0
    by_day: int = 0
    by_night: int = 0
    seconds: Mapping[Cell, int] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        seconds = defaultdict(int, self.seconds)
        for cell, value in other.seconds.items():
            seconds[cell] += value
        return Tally(
            self.seats + other.seats,
            self.on_site + other.on_site,
            self.by_day + other.by_day,
            self.by_night + other.by_night,
            dict(seconds),
        )

    def times(self, count: int) -> "Tally":
        return Tally(
            self.seats * count,
            self.on_site * count,
            self.by_day * count,
            self.by_night * count,
            {cell: value * count for cell, value in self.seconds.items()},
        )

    def hours(self, posture: str | None = None, part: Part | None = None) -> Fraction:
        """Person-hours, exact; None means all of them."""
        chosen = (
            value for (one, where), value in self.seconds.items() if posture in (None, one) and part in (None, where)
        )
        return Fraction(sum(chosen), 3600)


@dataclass(frozen=True, slots=True)
class Saving:
    """What `now` ties down less than the uniform watch. Negative where it ties down more.

    `released`: people × duty days who are on site at no time of the duty day.
    """

    seats_by_day: int
    seats_by_night: int
    released: int
    hours: Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`; `rate` None when there is nothing to share."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Spread:
    """Minutes: `median` and `worst` are None when nothing was measured; `within`: of those that had a clock, how many kept it."""

    count: int
    median: float | None
    worst: float | None
    within: Share


@dataclass(frozen=True, slots=True)
class Happening:
    """An incident: `units` are those involved, none means that anybody's presence counts."""

    at: datetime
    units: frozenset[str] = frozenset()


def duty_day(day: date, policy: Policy, following: Policy, zone: ZoneInfo) -> DutyDay:
    """`following` governs the next day, whose start ends this one."""
    start, end = duty_span(day, policy, following, zone)
    night_on = day if policy.night_start > policy.day_start else day + timedelta(days=1)
    return DutyDay(day, start, local_instant(night_on, policy.night_start, zone), end)


def watch_seats(policy: Policy) -> int:
    """How many people the emergency tier keeps on duty in one unit and day."""
    return sum(rule.seats for rule in policy.posts if rule.tier == WATCH_TIER and rule.scope == SeatScope.UNIT)


def uniform_watch(duty: DutyDay, seats: int) -> Tally:
    """One unit's duty day under the uniform watch: `seats` people on site around the clock."""
    seconds = {(Posture.ON_SITE.value, part): _seconds(end - start) * seats for part, start, end in duty.parts}
    return Tally(seats, seats, seats, seats, seconds)


def tally(seats: Iterable[Seat], days: Mapping[date, DutyDay]) -> Tally:
    """`days` has every duty day of the seats. Raises KeyError for a day it lacks."""
    return sum((_tally_of(seat, days[seat.day]) for seat in seats), Tally())


def saving(now: Tally, uniform: Tally) -> Saving:
    """What the arrangement `now` spares beside the uniform watch over the same units and days."""
    return Saving(
        seats_by_day=uniform.by_day - now.by_day,
        seats_by_night=uniform.by_night - now.by_night,
        released=uniform.on_site - now.on_site,
        hours=uniform.hours(Posture.ON_SITE) - now.hours(Posture.ON_SITE),
    )


@dataclass(frozen=True, slots=True)
class FirstOnPost:
    """Expected `minutes` until the first person is on post; `is_kept`: no more than that seat's response time allows."""

    minutes: int
    is_kept: bool


def first_on_post(happening: Happening, seats: Iterable[Seat]) -> FirstOnPost | None:
    """Somebody on site is there at once, else the nearest who is on standby comes.

    None when nobody is on duty, or nobody's way from home is known.
    """
    at = happening.at
    on_duty = [seat for seat in _of_units(seats, happening.units) if seat.phase_at(at) and seat.is_held(at)]
    if any(seat.is_on_site(at) for seat in on_duty):
        return FirstOnPost(0, is_kept=True)
    return min((_coming(seat, at) for seat in on_duty if seat.travel_minutes is not None), key=_soonest, default=None)


def _coming(seat: Seat, at: datetime) -> FirstOnPost:
    phase, minutes = seat.phase_at(at), seat.travel_minutes or 0
    limit = phase.obligation.response_minutes if phase else None
    return FirstOnPost(minutes, limit is None or minutes <= limit)


def _soonest(one: FirstOnPost) -> tuple[int, bool]:
    """Of two who come at once, whoever keeps the time."""
    return one.minutes, not one.is_kept


def spread(minutes: Iterable[float], within: Share) -> Spread:
    """Median and worst of `minutes`, with the share that kept their clocks."""
    values = sorted(minutes)
    return Spread(
        count=len(values),
        median=float(median(values)) if values else None,
        worst=float(values[-1]) if values else None,
        within=within,
    )


def coverage(seats: Iterable[Seat], days: int, zone: ZoneInfo) -> dict[str, tuple[Fraction, ...]]:
    """People on site per tier and clock hour, averaged over `days` duty days: tier → 24 figures from 0:00 on."""
    seconds: dict[str, list[int]] = defaultdict(lambda: [0] * HOURS)
    for seat in seats:
        for phase in seat.phases:
            if phase.obligation.posture == Posture.ON_SITE:
                add_by_hour(seconds[seat.tier], phase.start, phase.end, zone)
    return averaged(seconds, days)


def averaged(seconds: Mapping[str, Sequence[int]], days: int) -> dict[str, tuple[Fraction, ...]]:
    """Seconds per tier and hour as people, averaged over `days`."""
    return {tier: tuple(Fraction(value, 3600 * max(days, 1)) for value in row) for tier, row in seconds.items()}


def add_by_hour(row: list[int], start: datetime, end: datetime, zone: ZoneInfo, *, count: int = 1) -> None:
    """Adds `count` times the seconds of `[start, end)` to the hours of the clock in `zone` they fall into."""
    at = start
    while at < end:
        local = at.astimezone(zone)
        begun = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        until = min(end, at + HOUR - begun)
        row[local.hour] += _seconds(until - at) * count
        at = until


def _tally_of(seat: Seat, duty: DutyDay) -> Tally:
    seconds: dict[Cell, int] = defaultdict(int)
    sat: dict[Part, bool] = {}
    for part, start, end in duty.parts:
        phases = clip(seat.phases, start, end)
        sat[part] = any(phase.obligation.posture == Posture.ON_SITE for phase in phases)
        for phase in phases:
            seconds[phase.obligation.posture, part] += _seconds(phase.end - phase.start)
    return Tally(1, int(any(sat.values())), int(sat[Part.DAY]), int(sat[Part.NIGHT]), dict(seconds))


def _of_units(seats: Iterable[Seat], units: frozenset[str]) -> Iterable[Seat]:
    return (seat for seat in seats if not units or seat.unit in units)


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
