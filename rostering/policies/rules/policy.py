"""The duty policy as frozen data, and the obligation it sets at an instant (domain §2).

What a county sets is declared here, once, as a cell at its attribute; `rostering/policies/rules/cells.py` says what follows.
Everything here takes a time zone explicitly: calendars are local, instants are absolute.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo

from rostering.enums import LeavingRule, PlaceLimit, Posture, SeatScope
from rostering.policies.rules.cells import (
    Choice,
    Clock,
    Count,
    Days,
    Flag,
    Minutes,
    Points,
    Text,
    cell,
    cells_of,
    gettext_noop,
)
from units.enums import Rank


@dataclass(frozen=True, slots=True)
class Obligation:
    """What a person on duty owes. `response_minutes` 0 = at once, None = no rule."""

    posture: str = field(metadata=cell(Choice(label=gettext_noop("值守方式"), codes=Posture, basis="posture_basis")))
    place_limit: str | None = field(
        default=None,
        metadata=cell(Choice(label=gettext_noop("不得离开"), codes=PlaceLimit, basis="place_basis")),
    )
    leaving_rule: str | None = field(
        default=None,
        metadata=cell(Choice(label=gettext_noop("离岗规定"), codes=LeavingRule, basis="leaving_basis")),
    )
    response_minutes: int | None = field(
        default=None,
        metadata=cell(
            Minutes(
                label=gettext_noop("响应时限"),
                entry_label=gettext_noop("响应时限（分钟）"),
                hint=gettext_noop("0 为立即"),
                basis="response_basis",
                problem="response_out_of_range",
            )
        ),
    )
    exception: str = field(default="", metadata=cell(Text(label=gettext_noop("例外"), longest=200)))

    @classmethod
    def stored(
        cls, posture: str, place_limit: str, leaving_rule: str, response_minutes: int | None, exception: str
    ) -> Self:
        """As columns hold it: an empty limit or rule is none."""
        return cls(posture, place_limit or None, leaving_rule or None, response_minutes, exception)


@dataclass(frozen=True, slots=True)
class PhaseRule:
    """From `starts_at` local time until the next rule of the same post begins."""

    starts_at: time = field(metadata=cell(Clock(label=gettext_noop("开始时刻"), basis="starts_basis")))
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class PostRule:
    """One row of the policy table. `phases` are in the order of the duty day and begin at its start."""

    tier: str
    post: str
    min_rank: int = field(metadata=cell(Choice(label=gettext_noop("最低职级"), codes=Rank)))
    seats: int = field(metadata=cell(Count(label=gettext_noop("每日人数"), basis="seats_basis")))
    phases: tuple[PhaseRule, ...]
    scope: str = field(default=SeatScope.UNIT, metadata=cell(Choice(label=gettext_noop("配置范围"), codes=SeatScope)))
    exclusive: bool = field(default=True, metadata=cell(Flag(label=gettext_noop("不得兼任"))))
    answer_minutes: int | None = field(
        default=None,
        metadata=cell(
            Minutes(
                label=gettext_noop("应答时限"),
                entry_label=gettext_noop("应答时限（分钟）"),
                hint=gettext_noop("查岗、召集多少分钟内应答；不填按县设置"),
                least=1,
                most=120,
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class BurdenWeights:
    """Points per hour by posture and the factor for night hours (local settings)."""

    on_site: Decimal = field(
        default=Decimal("1.0"),
        metadata=cell(Points(label=gettext_noop("在岗每小时分值"), column="on_site_weight")),
    )
    home_standby: Decimal = field(
        default=Decimal("0.4"),
        metadata=cell(Points(label=gettext_noop("居家带班每小时分值"), column="home_standby_weight")),
    )
    phone_standby: Decimal = field(
        default=Decimal("0.15"),
        metadata=cell(Points(label=gettext_noop("手机畅通每小时分值"), column="phone_standby_weight")),
    )
    night_factor: Decimal = field(
        default=Decimal("1.25"),
        metadata=cell(
            Points(
                label=gettext_noop("夜间系数"), least=Decimal(1), most=Decimal(5), problem="night_factor_out_of_range"
            )
        ),
    )

    def per_hour(self, posture: str) -> Decimal:
        return {
            Posture.ON_SITE: self.on_site,
            Posture.HOME_STANDBY: self.home_standby,
            Posture.PHONE_STANDBY: self.phone_standby,
        }[Posture(posture)]


def _clock_of_reports(label: str, entry_label: str, least: int) -> Minutes:
    return Minutes(label=label, entry_label=entry_label, hint=gettext_noop("不填按县设置"), least=least, most=24 * 60)


@dataclass(frozen=True, slots=True)
class Policy:
    """One published version; it governs duty days from `effective_from` until the next version does."""

    version: int
    effective_from: date
    day_start: time = field(
        metadata=cell(
            Clock(label=gettext_noop("值班日起点"), hint=gettext_noop("各岗位首段随之移动"), default=time(8, 30))
        )
    )
    posts: tuple[PostRule, ...]
    night_start: time = field(default=time(20, 0), metadata=cell(Clock(label=gettext_noop("夜间起点"))))
    weights: BurdenWeights = field(default_factory=BurdenWeights)
    report_phone_minutes: int | None = field(
        default=None,
        metadata=cell(_clock_of_reports(gettext_noop("电话首报时限"), gettext_noop("电话首报时限（分钟）"), 5)),
    )
    report_written_minutes: int | None = field(
        default=None,
        metadata=cell(_clock_of_reports(gettext_noop("书面首报时限"), gettext_noop("书面首报时限（分钟）"), 10)),
    )
    report_city_minutes: int | None = field(
        default=None, metadata=cell(_clock_of_reports(gettext_noop("报市时限"), gettext_noop("报市时限（分钟）"), 10))
    )
    filing_days: int | None = field(
        default=None,
        metadata=cell(
            Days(label=gettext_noop("报送截止提前天数"), hint=gettext_noop("首个值班日前几天；不填按县设置"))
        ),
    )
    filing_time: time | None = field(
        default=None,
        metadata=cell(Clock(label=gettext_noop("报送截止时刻"), hint=gettext_noop("不填按县设置"))),
    )

    def rule(self, tier: str, post: str) -> PostRule:
        """Raises UnknownPost when the policy has no such row."""
        for rule in self.posts:
            if rule.tier == tier and rule.post == post:
                return rule
        raise UnknownPost(tier, post)


# What the rules need no copy of: people tell posts apart by it.
POST_NAME = Text(label=gettext_noop("岗位名称"), longest=60, attribute="name")
WEIGHT_CELLS = cells_of(BurdenWeights)
GENERAL_CELLS = cells_of(Policy)
VERSION_CELLS = GENERAL_CELLS + WEIGHT_CELLS
POST_CELLS = (POST_NAME, *cells_of(PostRule))
PHASE_CELLS = cells_of(PhaseRule) + cells_of(Obligation)


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
