"""The duty policy as frozen data, and the obligation it sets at an instant (domain §2).

Everything here takes a time zone explicitly: calendars are local, instants are absolute.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo

from rostering.enums import Posture, SeatScope


@dataclass(frozen=True, slots=True)
class Obligation:
    """What a person on duty owes. `response_minutes` 0 = at once, None = no rule."""

    posture: str
    place_limit: str | None = None
    leaving_rule: str | None = None
    response_minutes: int | None = None
    exception: str = ""

    @classmethod
    def stored(
        cls, posture: str, place_limit: str, leaving_rule: str, response_minutes: int | None, exception: str
    ) -> Self:
        """As columns hold it: an empty limit or rule is none."""
        return cls(posture, place_limit or None, leaving_rule or None, response_minutes, exception)


@dataclass(frozen=True, slots=True)
class PhaseRule:
    """From `starts_at` local time until the next rule of the same post begins."""

    starts_at: time
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class PostRule:
    """One row of the policy table. `phases` are in the order of the duty day and begin at its start."""

    tier: str
    post: str
    min_rank: int
    seats: int
    phases: tuple[PhaseRule, ...]
    scope: str = SeatScope.UNIT
    exclusive: bool = True


@dataclass(frozen=True, slots=True)
class BurdenWeights:
    """Points per hour by posture and the factor for night hours (local settings)."""

    on_site: Decimal = Decimal("1.0")
    home_standby: Decimal = Decimal("0.4")
    phone_standby: Decimal = Decimal("0.15")
    night_factor: Decimal = Decimal("1.25")

    def per_hour(self, posture: str) -> Decimal:
        return {
            Posture.ON_SITE: self.on_site,
            Posture.HOME_STANDBY: self.home_standby,
            Posture.PHONE_STANDBY: self.phone_standby,
        }[Posture(posture)]


@dataclass(frozen=True, slots=True)
class Policy:
    """One published version; it governs duty days from `effective_from` until the next version does."""

    version: int
    effective_from: date
    day_start: time
    posts: tuple[PostRule, ...]
    night_start: time = time(20, 0)
    weights: BurdenWeights = field(default_factory=BurdenWeights)

    def rule(self, tier: str, post: str) -> PostRule:
        """Raises UnknownPost when the policy has no such row."""
        for rule in self.posts:
            if rule.tier == tier and rule.post == post:
                return rule
        raise UnknownPost(tier, post)


class UnknownPost(LookupError):
    """The policy has no row for this tier and post."""

    def __init__(self, tier: str, post: str) -> None:
        super().__init__(tier, post)
        self.tier = tier
        self.post = post


class NoPolicy(LookupError):
    """No version of the policy is in force at that time."""


@dataclass(frozen=True, slots=True)
class Phase:
    """`[start, end)` with one obligation; instants are UTC."""

    start: datetime
    end: datetime
    obligation: Obligation


def local_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant at which the clock on the wall of `zone` shows `at` on `day`, in UTC."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def version_for(day: date, versions: Iterable[Policy]) -> Policy:
    """The version that governs the duty day `day`: the latest that is effective by then."""
    in_force = [version for version in versions if version.effective_from <= day]
    if not in_force:
        raise NoPolicy(day)
    return max(in_force, key=lambda version: (version.effective_from, version.version))


def duty_span(day: date, policy: Policy, following: Policy, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """`[start, end)` of a duty day: it ends when the next one begins, whichever version sets that."""
    return (
        local_instant(day, policy.day_start, zone),
        local_instant(day + timedelta(days=1), following.day_start, zone),
    )


def duty_day_at(at: datetime, versions: Sequence[Policy], zone: ZoneInfo) -> date:
    """The duty day an instant belongs to: the calendar day before its duty day has begun is still yesterday's."""
    day = at.astimezone(zone).date()
    today = version_for(day, versions)
    if at >= local_instant(day, today.day_start, zone):
        return day
    return day - timedelta(days=1)


def cut_phases(rule: PostRule, day: date, start: datetime, end: datetime, zone: ZoneInfo) -> tuple[Phase, ...]:
    """Cuts `[start, end)` of duty day `day` into its consecutive obligations.

    The result partitions the span exactly; neighbours with the same obligation are one phase.
    """
    phases: list[Phase] = []
    for begins, obligation in _boundaries(rule, day, start, zone):
        if begins >= end:
            break
        if phases and phases[-1].obligation == obligation:
            continue
        if phases:
            phases[-1] = Phase(phases[-1].start, begins, phases[-1].obligation)
        phases.append(Phase(begins, end, obligation))
    return tuple(phases)


def _boundaries(rule: PostRule, day: date, start: datetime, zone: ZoneInfo) -> Iterable[tuple[datetime, Obligation]]:
    first = rule.phases[0].starts_at
    for index, phase in enumerate(rule.phases):
        on = day if phase.starts_at >= first else day + timedelta(days=1)
        yield ((start if index == 0 else local_instant(on, phase.starts_at, zone)), phase.obligation)


def resolve(tier: str, post: str, at: datetime, versions: Sequence[Policy], zone: ZoneInfo) -> Phase:
    """The phase, and with it the obligation, that (tier, post) owes at `at`.

    Raises NoPolicy before the first version and UnknownPost when the version has no such row.
    """
    day = duty_day_at(at, versions, zone)
    policy = version_for(day, versions)
    following = version_for(day + timedelta(days=1), versions)
    start, end = duty_span(day, policy, following, zone)
    for phase in cut_phases(policy.rule(tier, post), day, start, end, zone):
        if phase.start <= at < phase.end:
            return phase
    raise AssertionError("phases partition the duty day")


def clip(phases: Iterable[Phase], start: datetime, end: datetime) -> tuple[Phase, ...]:
    """The parts of `phases` within `[start, end)`: what a person owes who holds a part of a shift."""
    return tuple(
        Phase(max(phase.start, start), min(phase.end, end), phase.obligation)
        for phase in phases
        if phase.start < end and phase.end > start
    )
