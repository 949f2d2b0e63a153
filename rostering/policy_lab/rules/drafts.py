"""What keeps a draft policy from being published, and which of its cells may be commented on (domain §2, §6).

A draft may be saved with any of these problems; it can't be published with one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as having
from datetime import time
from typing import Any

from rostering.enums import PlaceLimit, Posture, SeatScope
from rostering.policies.rules.cells import Cell, Clock, Count, Days, Minutes, Points, cell_named
from rostering.policies.rules.policy import (
    GENERAL_CELLS,
    PHASE_CELLS,
    POST_CELLS,
    VERSION_CELLS,
    WEIGHT_CELLS,
    Policy,
    PostRule,
)

MINUTES_A_DAY = 24 * 60
# The tiers that ship. A policy may add others; none of these may be left without a post.
TIERS = ("hub", "emergency_response", "routine_support")
HUB = "hub"
POST_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Local bounds of what a county can mean.
MOST_PHASES = 6
MOST_POSTS = 30
SEATS, RESPONSE = cell_named(POST_CELLS, "seats", Count), cell_named(PHASE_CELLS, "response_minutes", Minutes)
ANSWER = cell_named(POST_CELLS, "answer_minutes", Minutes)
# Places that only somebody who is there can be bound to.
PLACES_ON_SITE = (PlaceLimit.POST, PlaceLimit.OFFICE_COMPOUND)


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """`tier` and `post` "" = the version as a whole; `field` as in `cell_names`; `params` fill the sentence."""

    code: str
    tier: str = ""
    post: str = ""
    field: str = ""
    params: Mapping[str, object] = having(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Staffed:
    """A unit of the county as the draft would find it: `seats` by post where it differs from its tier."""

    unit: str
    name: str
    tier: str
    leads_county: bool = False
    seats: Mapping[str, int] = having(default_factory=dict)

    def seats_of(self, rule: PostRule) -> int:
        """How many seats of the post it staffs each day."""
        if rule.tier != self.tier or (rule.scope == SeatScope.COUNTY and not self.leads_county):
            return 0
        return self.seats.get(rule.post, rule.seats)


def problems_of_draft(policy: Policy, units: Sequence[Staffed]) -> list[PolicyProblem]:
    """Everything that is wrong, in the order of the table; empty = may be published."""
    problems = [*_of_own_cells(policy), *_of_tiers(policy, units)]
    for rule in policy.posts:
        problems += _of_post(rule, policy)
    problems += _of_staffing(policy, units)
    # Only whole phases say who is where: a gap in the hub is looked for once they partition the day.
    if not any(problem.field.startswith("phases") for problem in problems):
        problems += _gaps_in_hub(policy, units)
    return problems


def tiers_of(policy: Policy, units: Iterable[Staffed] = ()) -> tuple[str, ...]:
    """Those that ship, then those the policy has posts for or `units` are in, each once."""
    return tuple(dict.fromkeys([*TIERS, *(rule.tier for rule in policy.posts), *(unit.tier for unit in units)]))


def cell_names(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """(tier, post, field) of every cell: `seats`, `phases/0/posture`, and with tier and post "" the version's own."""
    for cell in VERSION_CELLS:
        yield "", "", cell.name
    for rule in policy.posts:
        for cell in POST_CELLS:
            yield rule.tier, rule.post, cell.name
        for index in range(len(rule.phases)):
            for cell in PHASE_CELLS:
                yield rule.tier, rule.post, f"phases/{index}/{cell.name}"


def minutes_into_day(at: time, day_start: time) -> int:
    """Minutes from the start of the duty day to `at`, 0..1439."""
    return ((at.hour - day_start.hour) * 60 + at.minute - day_start.minute) % MINUTES_A_DAY


def phase_minutes(rule: PostRule, day_start: time) -> list[tuple[int, int]]:
    """`[start, end)` of each phase in minutes into the duty day; of phases that partition it."""
    starts = [minutes_into_day(phase.starts_at, day_start) for phase in rule.phases]
    return list(zip(starts, [*starts[1:], MINUTES_A_DAY], strict=True))


def _of_own_cells(policy: Policy) -> Iterator[PolicyProblem]:
    """Of the version's own: whole minutes, a day and a night, numbers within their limits, weights in their order."""
    if policy.day_start == policy.night_start:
        yield PolicyProblem("night_is_whole_day", field="night_start")
    for cell in GENERAL_CELLS:
        yield from _of_cell(cell, getattr(policy, cell.attribute))
    phone, written = policy.report_phone_minutes, policy.report_written_minutes
    if phone is not None and written is not None and written < phone:
        yield PolicyProblem("written_before_phone", field="report_written_minutes")
    weights = policy.weights
    for cell in WEIGHT_CELLS:
        yield from _of_cell(cell, getattr(weights, cell.attribute))
    if not weights.on_site >= weights.home_standby >= weights.phone_standby:
        yield PolicyProblem("weights_out_of_order", field="on_site_weight")


def _of_cell(cell: Cell, value: Any) -> Iterator[PolicyProblem]:
    """`value` None is an empty cell: nothing is wrong with it."""
    match cell:
        case Clock() if value is not None and (value.second or value.microsecond):
            yield PolicyProblem("not_whole_minutes", field=cell.name)
        case Points() | Minutes() | Days() if value is not None and not cell.least <= value <= cell.most:
            yield PolicyProblem(cell.problem, field=cell.name, params={"least": cell.least, "most": str(cell.most)})


def _of_tiers(policy: Policy, units: Iterable[Staffed]) -> Iterator[PolicyProblem]:
    """Every tier has a post of its own in each unit, and no post twice."""
    for tier in tiers_of(policy, units):
        if not any(rule.tier == tier and rule.scope == SeatScope.UNIT for rule in policy.posts):
            yield PolicyProblem("tier_without_post", tier=tier)
    seen: set[tuple[str, str]] = set()
    for rule in policy.posts:
        if (rule.tier, rule.post) in seen:
            yield PolicyProblem("post_twice", rule.tier, rule.post)
        seen.add((rule.tier, rule.post))


def _of_post(rule: PostRule, policy: Policy) -> Iterator[PolicyProblem]:
    if not SEATS.least <= rule.seats <= SEATS.most:
        yield PolicyProblem("seats_out_of_range", rule.tier, rule.post, "seats", {"most": SEATS.most})
    if rule.answer_minutes is not None and not ANSWER.least <= rule.answer_minutes <= ANSWER.most:
        limits = {"least": ANSWER.least, "most": ANSWER.most}
        yield PolicyProblem(ANSWER.problem, rule.tier, rule.post, ANSWER.name, limits)
    if rule.scope == SeatScope.COUNTY and rule.tier != HUB:
        yield PolicyProblem("county_post_outside_hub", rule.tier, rule.post, "scope")
    yield from _of_cuts(rule, policy)
    for index, phase in enumerate(rule.phases):
        owed, where = phase.obligation, f"phases/{index}"
        minutes, stays = owed.response_minutes, owed.posture == Posture.ON_SITE
        if minutes is not None and not 0 <= minutes <= RESPONSE.most:
            yield PolicyProblem(
                "response_out_of_range",
                rule.tier,
                rule.post,
                f"{where}/response_minutes",
                {"most": RESPONSE.most, "at": f"{phase.starts_at:%H:%M}"},
            )
        elif not stays and not minutes:
            yield PolicyProblem(
                "standby_without_response",
                rule.tier,
                rule.post,
                f"{where}/response_minutes",
                {"at": f"{phase.starts_at:%H:%M}"},
            )
        if not stays and owed.place_limit in PLACES_ON_SITE:
            yield PolicyProblem(
                "place_against_posture",
                rule.tier,
                rule.post,
                f"{where}/place_limit",
                {"at": f"{phase.starts_at:%H:%M}"},
            )


def _of_cuts(rule: PostRule, policy: Policy) -> Iterator[PolicyProblem]:
    """Phases partition the duty day: the first at its start, each later than the one before."""
    if not rule.phases:
        yield PolicyProblem("no_phases", rule.tier, rule.post, "phases")
        return
    if len(rule.phases) > MOST_PHASES:
        yield PolicyProblem("too_many_phases", rule.tier, rule.post, "phases", {"most": MOST_PHASES})
    if rule.phases[0].starts_at != policy.day_start:
        yield PolicyProblem(
            "first_phase_not_at_day_start",
            rule.tier,
            rule.post,
            "phases/0/starts_at",
            {"at": f"{rule.phases[0].starts_at:%H:%M}", "day_start": f"{policy.day_start:%H:%M}"},
        )
    before = -1
    for index, phase in enumerate(rule.phases):
        begins = minutes_into_day(phase.starts_at, policy.day_start)
        if index and begins <= before:
            yield PolicyProblem(
                "phases_out_of_order",
                rule.tier,
                rule.post,
                f"phases/{index}/starts_at",
                {"at": f"{phase.starts_at:%H:%M}", "before": f"{rule.phases[index - 1].starts_at:%H:%M}"},
            )
        before = max(before, begins)


def _of_staffing(policy: Policy, units: Iterable[Staffed]) -> Iterator[PolicyProblem]:
    """A unit's own number is about a post its tier has, and leaves the unit somebody on duty."""
    for unit in units:
        own = {rule.post: rule for rule in policy.posts if rule.tier == unit.tier}
        for post, seats in unit.seats.items():
            if post not in own:
                yield PolicyProblem("staffing_of_no_post", unit.tier, post, "staffing", {"unit": unit.name})
            elif not 0 <= seats <= SEATS.most:
                params = {"unit": unit.name, "most": SEATS.most}
                yield PolicyProblem("staffing_out_of_range", unit.tier, post, "staffing", params)
        per_unit = [rule for rule in own.values() if rule.scope == SeatScope.UNIT]
        if per_unit and unit.seats and not any(unit.seats_of(rule) for rule in per_unit):
            yield PolicyProblem("unit_without_duty", unit.tier, field="staffing", params={"unit": unit.name})


def _gaps_in_hub(policy: Policy, units: Sequence[Staffed]) -> Iterator[PolicyProblem]:
    """Each hub unit has somebody on site at every instant; an on-site duty with an exception is no guarantee.

    A county without hub units is asked about the hub as such.
    """
    hubs = [unit for unit in units if unit.tier == HUB] or [Staffed("", "", HUB, leads_county=True)]
    for unit in hubs:
        for start, end in _uncovered(_on_site_minutes(policy, unit)):
            params = {"unit": unit.name, "from": _clock(policy, start), "to": _clock(policy, end)}
            yield PolicyProblem("hub_empty", HUB, _first_post(policy), _hub_field(policy, start), params)


def _on_site_minutes(policy: Policy, unit: Staffed) -> list[tuple[int, int]]:
    return sorted(
        span
        for rule in policy.posts
        if unit.seats_of(rule) > 0
        for span, phase in zip(phase_minutes(rule, policy.day_start), rule.phases, strict=True)
        if phase.obligation.posture == Posture.ON_SITE and not phase.obligation.exception
    )


def _uncovered(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    reached = 0
    for start, end in spans:
        if start > reached:
            yield reached, start
        reached = max(reached, end)
    if reached < MINUTES_A_DAY:
        yield reached, MINUTES_A_DAY


def _first_post(policy: Policy) -> str:
    """The hub post at which the gap is shown: the last of its table, its staff."""
    posts = [rule.post for rule in policy.posts if rule.tier == HUB]
    return posts[-1] if posts else ""


def _hub_field(policy: Policy, minute: int) -> str:
    """The posture cell of that post which holds at the minute the gap begins."""
    rules = [rule for rule in policy.posts if rule.tier == HUB]
    if not rules:
        return ""
    spans = phase_minutes(rules[-1], policy.day_start)
    index = next((index for index, (start, end) in enumerate(spans) if start <= minute < end), 0)
    return f"phases/{index}/posture"


def _clock(policy: Policy, minute: int) -> str:
    at = (policy.day_start.hour * 60 + policy.day_start.minute + minute) % MINUTES_A_DAY
    return f"{at // 60:02}:{at % 60:02}"
