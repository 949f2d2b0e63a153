"""What keeps a draft from being published: each problem named with tier, post and cell."""

from dataclasses import replace
from datetime import time
from decimal import Decimal

import pytest

from rostering.enums import Posture
from rostering.policies.rules.policy import BurdenWeights, Obligation, PhaseRule, Policy, PostRule
from rostering.policy_lab.rules.drafts import PolicyProblem, Staffed, cell_names, problems_of_draft
from tests.rostering.policies.examples import dayu

HOME = Obligation(Posture.HOME_STANDBY, response_minutes=30)
UNITS = [
    Staffed("xwb", "县委办", "hub", leads_county=True),
    Staffed("zfb", "县政府办", "hub"),
    Staffed("yjj", "应急局", "emergency_response"),
]


def changed(tier: str, post: str, **fields: object) -> Policy:
    policy = dayu()
    posts = [replace(r, **fields) if (r.tier, r.post) == (tier, post) else r for r in policy.posts]  # type: ignore[arg-type]
    return replace(policy, posts=tuple(posts))


def at_night(rule: PostRule, obligation: Obligation) -> tuple[PhaseRule, ...]:
    return (rule.phases[0], PhaseRule(time(20), obligation))


def found(policy: Policy, units: list[Staffed] | None = None) -> list[tuple[str, str, str, str]]:
    problems: list[PolicyProblem] = problems_of_draft(policy, UNITS if units is None else units)
    return [(p.code, p.tier, p.post, p.field) for p in problems]


def test_the_shipped_policy_is_sound() -> None:
    assert found(dayu()) == []


def test_a_hub_that_is_empty_at_night_is_named_with_its_hours() -> None:
    policy = dayu()
    posts = [
        replace(rule, phases=at_night(rule, HOME)) if rule.tier == "hub" and rule.post != "county_leader" else rule
        for rule in policy.posts
    ]
    problems = problems_of_draft(replace(policy, posts=tuple(posts)), UNITS)
    assert [(p.code, p.params["unit"], p.params["from"], p.params["to"]) for p in problems] == [
        ("hub_empty", "县委办", "20:00", "08:30"),
        ("hub_empty", "县政府办", "20:00", "08:30"),
    ]
    assert {(p.tier, p.post, p.field) for p in problems} == {("hub", "dedicated_staff", "phases/1/posture")}


def test_one_hub_unit_without_anybody_is_a_gap_though_the_other_sits() -> None:
    units = [UNITS[0], replace(UNITS[1], seats={"leader": 0, "dedicated_staff": 0})]
    problems = problems_of_draft(dayu(), units)
    assert {(p.code, p.params["unit"]) for p in problems} == {
        ("unit_without_duty", "县政府办"),
        ("hub_empty", "县政府办"),
    }


def test_somebody_who_may_leave_for_the_field_does_not_keep_the_hub() -> None:
    policy = dayu()
    leaving = replace(policy.rule("hub", "leader").phases[0].obligation, exception="督导时除外")
    posts = [
        replace(rule, phases=(PhaseRule(time(8, 30), leaving),))
        if rule.tier == "hub" and rule.post == "leader"
        else rule
        for rule in policy.posts
        if (rule.tier, rule.post) != ("hub", "dedicated_staff")
    ]
    assert {code for code, *_ in found(replace(policy, posts=tuple(posts)))} == {"hub_empty"}


def test_a_gap_of_an_hour_is_found() -> None:
    policy = dayu()
    on_site = policy.rule("hub", "dedicated_staff").phases[0].obligation
    cut = (PhaseRule(time(8, 30), on_site), PhaseRule(time(2), HOME), PhaseRule(time(3), on_site))
    posts = [
        replace(rule, phases=cut) if rule.tier == "hub" and rule.post != "county_leader" else rule
        for rule in policy.posts
    ]
    problems = problems_of_draft(replace(policy, posts=tuple(posts)), UNITS[:1])
    assert [(p.params["from"], p.params["to"]) for p in problems] == [("02:00", "03:00")]


ON_SITE = Obligation(Posture.ON_SITE, response_minutes=0)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"seats": 0}, ("seats_out_of_range", "seats")),
        ({"seats": 21}, ("seats_out_of_range", "seats")),
        ({"phases": ()}, ("no_phases", "phases")),
        ({"phases": (PhaseRule(time(9), ON_SITE),)}, ("first_phase_not_at_day_start", "phases/0/starts_at")),
        (
            {"phases": (PhaseRule(time(8, 30), ON_SITE), PhaseRule(time(20), ON_SITE), PhaseRule(time(12), ON_SITE))},
            ("phases_out_of_order", "phases/2/starts_at"),
        ),
        (
            {"phases": (PhaseRule(time(8, 30), ON_SITE), PhaseRule(time(8, 30), ON_SITE))},
            ("phases_out_of_order", "phases/1/starts_at"),
        ),
        (
            {"phases": (PhaseRule(time(8, 30), Obligation(Posture.HOME_STANDBY)),)},
            ("standby_without_response", "phases/0/response_minutes"),
        ),
        (
            {"phases": (PhaseRule(time(8, 30), Obligation(Posture.ON_SITE, response_minutes=999)),)},
            ("response_out_of_range", "phases/0/response_minutes"),
        ),
        (
            {"phases": (PhaseRule(time(8, 30), replace(HOME, place_limit="post")),)},
            ("place_against_posture", "phases/0/place_limit"),
        ),
        ({"scope": "county"}, ("county_post_outside_hub", "scope")),
    ],
)
def test_each_problem_of_a_post_names_its_cell(fields: dict[str, object], expected: tuple[str, str]) -> None:
    code, cell = expected
    assert (code, "emergency_response", "leader", cell) in found(changed("emergency_response", "leader", **fields))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"night_start": time(8, 30)}, "night_is_whole_day"),
        ({"weights": BurdenWeights(on_site=Decimal("0.1"))}, "weights_out_of_order"),
        ({"weights": BurdenWeights(night_factor=Decimal("0.5"))}, "night_factor_out_of_range"),
        ({"weights": BurdenWeights(on_site=Decimal(11))}, "weight_out_of_range"),
    ],
)
def test_each_problem_of_the_version_is_named(fields: dict[str, object], code: str) -> None:
    assert code in {found_code for found_code, *_ in found(replace(dayu(), **fields))}  # type: ignore[arg-type]


def test_tiers_posts_and_staffing_fit_together() -> None:
    policy = dayu()
    without = replace(policy, posts=tuple(rule for rule in policy.posts if rule.tier != "routine_support"))
    assert ("tier_without_post", "routine_support", "", "") in found(without)
    twice = replace(policy, posts=(*policy.posts, policy.posts[-1]))
    assert ("post_twice", "routine_support", "duty_officer", "") in found(twice)
    stray = [*UNITS, Staffed("dag", "档案馆", "routine_support", seats={"leader": 1})]
    assert ("staffing_of_no_post", "routine_support", "leader", "staffing") in found(policy, stray)
    many = [*UNITS, Staffed("dag", "档案馆", "routine_support", seats={"duty_officer": 99})]
    assert ("staffing_out_of_range", "routine_support", "duty_officer", "staffing") in found(policy, many)


def test_every_problem_names_a_cell_that_can_be_commented_on() -> None:
    cells = set(cell_names(dayu()))
    assert ("hub", "dedicated_staff", "phases/1/posture") in cells
    assert ("", "", "night_factor") in cells
    assert len(cells) == 11 + 6 * 6 + 12 * 6
