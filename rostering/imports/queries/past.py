"""Duties of days without any roster: what they counted as, by the policy in force then or the first there was."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from rostering.calendar.models import CalendarDay
from rostering.calendar.queries.days import days_between
from rostering.fairness.models.ledger import OpeningBalance
from rostering.fairness.models.past_duty import PastDuty
from rostering.imports.queries.seats import role_of_post
from rostering.policies.queries.published import published_policies, zone
from rostering.policies.rules.burden import burden_points
from rostering.policies.rules.policy import (
    NoPolicy,
    Policy,
    PostRule,
    clip,
    cut_phases,
    duty_span,
    local_instant,
    version_for,
)
from rostering.rosters.rules import duty_class
from units.models import County, UnitTier

WHOLE = Decimal(1)
LONGEST_SPAN = 366 * 15


@dataclass(frozen=True, slots=True)
class Counted:
    """What a duty of that day and post comes to."""

    post: str
    min_rank: int
    duty_class: str
    share: Decimal
    points: Decimal
    at_night: bool


class PastDays:
    """The rules of days gone by. Five queries."""

    def __init__(self, county: County, days: Collection[date]) -> None:
        self.policies = published_policies(county)
        first, last = min(days), max(days)
        span = (last - first).days <= LONGEST_SPAN
        self.calendar: Mapping[date, CalendarDay] = (
            {day.date: day for day in days_between(county, first, last)} if span else {}
        )
        self.tiers = list(UnitTier.objects.filter(unit__county=county).order_by("valid"))
        self.stored = set(
            PastDuty.objects.filter(unit__county=county, day__in=days).values_list(
                "person_id", "unit_id", "day", "post"
            )
        )
        self.balances = {
            balance.person_id: (balance.since, balance.as_of)
            for balance in OpeningBalance.objects.filter(person__unit__county=county)
        }

    def policy_on(self, day: date) -> Policy:
        try:
            return version_for(day, self.policies)
        except NoPolicy:
            return min(self.policies, key=lambda one: one.effective_from)

    def tier_on(self, unit_id: UUID, day: date) -> str | None:
        """Of before its history began, the first it had."""
        own = [tier for tier in self.tiers if tier.unit_id == unit_id]
        held = next(
            (
                tier.tier
                for tier in own
                if (tier.valid.lower or day) <= day and not (tier.valid.upper and tier.valid.upper <= day)
            ),
            None,
        )
        return held or (own[0].tier if own else None)

    def rules_for(self, unit_id: UUID, day: date) -> list[PostRule]:
        tier = self.tier_on(unit_id, day)
        return [rule for rule in self.policy_on(day).posts if rule.tier == tier]

    def post_for(self, unit_id: UUID, day: date, role: str) -> PostRule | None:
        """None where the unit has no such post, or several and the sheet doesn't say which."""
        rules = self.rules_for(unit_id, day)
        mine = [rule for rule in rules if role_of_post(rule.post) == role] if role else rules
        return mine[0] if mine and (role or len(mine) == 1) else None

    def counted(self, rule: PostRule, day: date, part: str) -> Counted | None:
        """None for a day of which the calendar knows nothing."""
        if day not in self.calendar:
            return None
        policy = self.policy_on(day)
        start, end = duty_span(day, policy, policy, zone())
        turns = local_instant(day, policy.night_start, zone())
        begins, ends = (start, turns) if part == "day" else (turns, end) if part == "night" else (start, end)
        cut = clip(cut_phases(rule, day, start, end, zone()), begins, ends)
        share = Decimal((ends - begins) / timedelta(hours=1)) / Decimal((end - start) / timedelta(hours=1))
        on_site = any(phase.obligation.posture == "on_site" and phase.end > turns for phase in cut)
        return Counted(
            rule.post, rule.min_rank, duty_class(day, self.calendar[day].kind), share.quantize(Decimal("0.001")),
            burden_points(cut, policy, zone()), on_site,
        )  # fmt: skip

    def is_stored(self, person_id: UUID, unit_id: UUID, day: date, post: str) -> bool:
        return (person_id, unit_id, day, post) in self.stored

    def is_in_balance(self, person_id: UUID, day: date) -> bool:
        span = self.balances.get(person_id)
        return span is not None and span[0] <= day < span[1]
