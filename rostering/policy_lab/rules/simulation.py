"""What a policy would have asked for over recorded duty days, beside another and the uniform watch (domain §6).

The units, their tiers and the days are as they were; only the policy is another. Nobody knows who would have sat where:
a seat stands for the people of its unit who may take its post, its way to work is their mean.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import ceil
from statistics import fmean
from zoneinfo import ZoneInfo

from rostering.enums import PlaceLimit, Posture, SeatScope
from rostering.policies.rules.effects import (
    WATCH_TIER,
    DutyDay,
    FirstOnPost,
    Happening,
    Seat,
    Share,
    Spread,
    Tally,
    duty_day,
    first_on_post,
    spread,
    tally,
)
from rostering.policies.rules.policy import Obligation, Phase, PhaseRule, Policy, PostRule, cut_phases
from rostering.policies.rules.raising import Raise, with_raises
from rostering.policy_lab.rules.drafts import Staffed, tiers_of

WATCH = Obligation(posture=Posture.ON_SITE, place_limit=PlaceLimit.POST, response_minutes=0)


@dataclass(frozen=True, slots=True)
class UnitDay:
    """A recorded duty day of a unit, with the tier it was rostered by."""

    unit: str
    tier: str
    day: date
    period: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Somebody who may be rostered. `minutes` from home to post, None when unknown."""

    person: str
    unit: str
    posts: frozenset[str]
    rank: int
    minutes: int | None
    valid_from: date
    valid_to: date | None = None

    def may_take(self, rule: PostRule, day: date) -> bool:
        is_there = self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
        return is_there and rule.post in self.posts and self.rank >= rule.min_rank


@dataclass(frozen=True, slots=True)
class Ordered:
    """A posture order of the time: what it raises, for the named units and every unit of `tier` ("" = none)."""

    raised: Raise
    tier: str = ""
    units: frozenset[str] = frozenset()

    def covers(self, one: UnitDay) -> bool:
        return one.unit in self.units or (bool(self.tier) and one.tier == self.tier)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What really was, whatever the policy. `happenings` are those that fell into a recorded duty day."""

    unit_days: tuple[UnitDay, ...]
    happenings: tuple[Happening, ...]
    people: tuple[Reach, ...]
    zone: ZoneInfo
    lead_office: str = ""
    orders: tuple[Ordered, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A policy with the numbers of seats that units have of their own: (unit, post) → seats."""

    policy: Policy
    staffing: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Late:
    """Somebody who may be put on a standby post and lives further than its response time allows."""

    person: str
    unit: str
    post: str
    minutes: int
    limit: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scheme would have come to. `first` on post, by happening; None = unknown."""

    total: Tally
    tiers: Mapping[str, Tally]
    periods: Mapping[str, Tally]
    first: tuple[FirstOnPost | None, ...]
    late: tuple[Late, ...]

    @property
    def minutes(self) -> tuple[int | None, ...]:
        return tuple(None if one is None else one.minutes for one in self.first)

    @property
    def met(self) -> int:
        """How many happenings met somebody on site."""
        return sum(1 for value in self.minutes if value == 0)

    @property
    def arrival(self) -> Spread:
        """Of the happenings whose first arrival can be told."""
        known = [value for value in self.minutes if value is not None]
        return spread(known, Share(self.in_time, len(known)))

    @property
    def in_time(self) -> int:
        """Of how many the first came within the response time of their own seat."""
        return sum(1 for one in self.first if one is not None and one.is_kept)


Step = Callable[[int, int], None]


def uniform_watch_of(policy: Policy) -> Scheme:
    """Every unit keeps the emergency tier's posts of `policy` on site around the clock (domain §7)."""
    watch = [rule for rule in policy.posts if rule.tier == WATCH_TIER and rule.scope == SeatScope.UNIT]
    phases = (PhaseRule(policy.day_start, WATCH),)
    posts = tuple(replace(rule, tier=tier, phases=phases) for tier in tiers_of(policy) for rule in watch)
    return Scheme(replace(policy, posts=posts))


def simulate(scheme: Scheme, recorded: Recorded, step: Step = lambda done, total: None) -> Outcome:
    """The figures of `scheme` over `recorded`. `step` is told after each duty day how many of them are done."""
    layer = _Layer(scheme, recorded)
    by_day = _by_day(recorded.unit_days)
    totals: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for done, (day, unit_days) in enumerate(sorted(by_day.items()), start=1):
        for key, figures in _tallies(layer, layer.day(day), unit_days):
            totals[key] += figures
        step(done, len(by_day))
    return Outcome(
        total=sum(totals.values(), Tally()),
        tiers=_summed(totals, 0),
        periods=_summed(totals, 1),
        first=tuple(_first(layer, by_day, one) for one in recorded.happenings),
        late=tuple(_late(scheme, recorded)),
    )


def lay_out(scheme: Scheme, recorded: Recorded) -> Iterator[Seat]:
    """Every seat of every recorded duty day, one by one, with the mean way to work of those who may take it."""
    layer = _Layer(scheme, recorded)
    for one in recorded.unit_days:
        yield from layer.seats(one)


def duty_day_of(scheme: Scheme, day: date, zone: ZoneInfo) -> DutyDay:
    """A duty day by the scheme's own clock."""
    return duty_day(day, scheme.policy, scheme.policy, zone)


class _Layer:
    """Lays out seats and remembers what is the same for many: phases per rule and day, ways to work per unit and post."""

    def __init__(self, scheme: Scheme, recorded: Recorded) -> None:
        self.scheme, self.recorded = scheme, recorded
        self._days: dict[date, DutyDay] = {}
        self._phases: dict[tuple[int, date], tuple[Phase, ...]] = {}
        self._ways: dict[tuple[str, int, date], int | None] = {}
        self._people: dict[str, list[Reach]] = defaultdict(list)
        for reach in recorded.people:
            self._people[reach.unit].append(reach)
        self._own: dict[str, dict[str, int]] = defaultdict(dict)
        for (unit, post), seats in scheme.staffing.items():
            self._own[unit][post] = seats

    def day(self, day: date) -> DutyDay:
        if day not in self._days:
            self._days[day] = duty_day_of(self.scheme, day, self.recorded.zone)
        return self._days[day]

    def rules(self, one: UnitDay) -> Iterator[tuple[int, PostRule, int]]:
        """(place in the table, rule, seats) of the posts the unit staffs."""
        staffed = Staffed(one.unit, "", one.tier, one.unit == self.recorded.lead_office, self._own.get(one.unit, {}))
        for index, rule in enumerate(self.scheme.policy.posts):
            seats = staffed.seats_of(rule)
            if seats:
                yield index, rule, seats

    def phases(self, index: int, rule: PostRule, one: UnitDay) -> tuple[Phase, ...]:
        key = index, one.day
        if key not in self._phases:
            duty = self.day(one.day)
            self._phases[key] = cut_phases(rule, one.day, duty.start, duty.end, self.recorded.zone)
        orders = [order.raised for order in self.recorded.orders if order.covers(one)]
        return with_raises(self._phases[key], orders) if orders else self._phases[key]

    def seats(self, one: UnitDay) -> Iterator[Seat]:
        for index, rule, seats in self.rules(one):
            phases, way = self.phases(index, rule, one), self.way(index, rule, one)
            for _ in range(seats):
                yield Seat(one.unit, one.tier, one.day, phases, travel_minutes=way)

    def way(self, index: int, rule: PostRule, one: UnitDay) -> int | None:
        """Mean minutes of those who may take the post that day, rounded up; None when nobody's way is known."""
        key = one.unit, index, one.day
        if key not in self._ways:
            able = [reach.minutes for reach in self._people[one.unit] if reach.may_take(rule, one.day)]
            known = [minutes for minutes in able if minutes is not None]
            self._ways[key] = ceil(fmean(known)) if known else None
        return self._ways[key]


def _by_day(unit_days: Iterable[UnitDay]) -> dict[date, list[UnitDay]]:
    by_day: dict[date, list[UnitDay]] = defaultdict(list)
    for one in unit_days:
        by_day[one.day].append(one)
    return by_day


def _tallies(layer: _Layer, duty: DutyDay, unit_days: Sequence[UnitDay]) -> Iterator[tuple[tuple[str, str], Tally]]:
    """((tier, period), figures); seats that owe the same are counted once and multiplied."""
    counts: Counter[tuple[str, str, int]] = Counter()
    owed: dict[int, tuple[Phase, ...]] = {}
    for one in unit_days:
        for index, rule, seats in layer.rules(one):
            phases = layer.phases(index, rule, one)
            # Raised phases are new objects each time: kept in `owed`, their identity stays their own.
            owed[id(phases)] = phases
            counts[one.tier, one.period, id(phases)] += seats
    for (tier, period, key), count in counts.items():
        figures = tally([Seat("", tier, duty.day, owed[key])], {duty.day: duty})
        yield (tier, period), figures.times(count)


def _summed(totals: Mapping[tuple[str, str], Tally], place: int) -> dict[str, Tally]:
    summed: dict[str, Tally] = defaultdict(Tally)
    for key, figures in totals.items():
        summed[key[place]] += figures
    return dict(summed)


def _first(layer: _Layer, by_day: Mapping[date, Sequence[UnitDay]], happening: Happening) -> FirstOnPost | None:
    """The duty day by this scheme's own clock may be the one before the calendar's."""
    local = happening.at.astimezone(layer.recorded.zone).date()
    for day in (local, date.fromordinal(local.toordinal() - 1)):
        duty = layer.day(day)
        if duty.start <= happening.at < duty.end:
            on_duty = [one for one in by_day.get(day, ()) if not happening.units or one.unit in happening.units]
            return first_on_post(happening, [seat for one in on_duty for seat in layer.seats(one)])
    return None


def _late(scheme: Scheme, recorded: Recorded) -> Iterator[Late]:
    """Each person once per post, by the tightest response time they can't keep in a tier their unit had."""
    tiers: dict[str, set[str]] = defaultdict(set)
    last: dict[str, date] = {}
    for one in recorded.unit_days:
        tiers[one.unit].add(one.tier)
        last[one.unit] = max(one.day, last.get(one.unit, one.day))
    for reach in recorded.people:
        for rule in scheme.policy.posts:
            if rule.tier not in tiers[reach.unit] or not reach.may_take(rule, last[reach.unit]):
                continue
            limit = tightest_limit(rule)
            if limit is not None and reach.minutes is not None and reach.minutes > limit:
                yield Late(reach.person, reach.unit, rule.post, reach.minutes, limit)


def tightest_limit(rule: PostRule) -> int | None:
    """The shortest time allowed from home to post among the phases away from it; None when there is none."""
    limits = (
        phase.obligation.response_minutes
        for phase in rule.phases
        if phase.obligation.posture != Posture.ON_SITE and phase.obligation.response_minutes
    )
    return min(limits, default=None)


def hours_by(figures: Tally) -> dict[tuple[str, str], Fraction]:
    """Person-hours by (posture, part of the day)."""
    return {cell: Fraction(seconds, 3600) for cell, seconds in figures.seconds.items()}
