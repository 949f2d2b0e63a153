"""For each hard rule a problem in which breaking it, and it alone, would fill a seat that else stays vacant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rostering.engine.problem import Pair, PairKind, Problem, Rule, Rules, Strength
from tests.rostering.engine.cast import LAX, duty, leave, on, person, published, seat

BOTH = frozenset({"u", "v"})


@dataclass(frozen=True, slots=True)
class Temptation:
    """`greedy` fills every seat and breaks `rule`; `sound` breaks nothing and leaves one seat vacant."""

    name: str
    rule: Rule
    problem: Problem
    greedy: Mapping[str, str]
    sound: Mapping[str, str]


def _rules(**settings: Any) -> Rules:
    return replace(LAX, **settings)


def _alone(rule: Rule, slot_facts: Mapping[str, Any], **facts: Any) -> Temptation:
    """One seat, one person who may not have it."""
    problem = Problem(
        (seat(0, name="s", **slot_facts),),
        (person("a", **facts),),
        rules=_rules(distance=Strength.HARD, phone=Strength.HARD),
    )
    return Temptation(f"{rule}-{'-'.join([*slot_facts, *facts])}", rule, problem, {"s": "a"}, {})


REST = {"rest": Strength.HARD, "rest_days": 1, "rest_days_after_on_site": 2}

TEMPTATIONS = (
    _alone(Rule.OTHER_UNIT, {"unit_id": "v"}),
    _alone(Rule.POST_NOT_ELIGIBLE, {"post": "driver"}),
    _alone(Rule.RANK_TOO_LOW, {"min_rank": 3}),
    _alone(Rule.NOT_IN_SERVICE, {}, valid_to=on(0)),
    _alone(Rule.NOT_IN_SERVICE, {}, valid_from=on(1)),
    _alone(Rule.TOO_FAR, {"response_minutes": 30}, travel_minutes=31),
    _alone(Rule.NO_PHONE, {}, reachable=False),
    Temptation(
        "the neighbour of a unit whose deputy is away",
        Rule.OTHER_UNIT,
        Problem(
            (seat(0, name="s", unit_id="v"), seat(0, name="t")),
            (person("a", eligible_posts=frozenset({"leader"})), person("b", unit_ids=BOTH), person("c")),
            absences=(leave("b", 0),),
            rules=LAX,
        ),
        {"s": "a", "t": "c"},
        {"t": "c"},
    ),
    Temptation(
        "absent",
        Rule.ABSENT,
        Problem((seat(0, name="s"),), (person("a"),), absences=(leave("a", 0),), rules=LAX),
        {"s": "a"},
        {},
    ),
    Temptation(
        "absent for the last minutes",
        Rule.ABSENT,
        Problem(
            (seat(0, name="s"),),
            (person("a"),),
            absences=(replace(leave("a", 0), start=seat(0).end.replace(minute=29)),),
            rules=LAX,
        ),
        {"s": "a"},
        {},
    ),
    Temptation(
        "two seats at once",
        Rule.ALREADY_ON_DUTY,
        Problem((seat(0, name="s"), seat(0, "staff", name="t")), (person("a"),), rules=LAX),
        {"s": "a", "t": "a"},
        {"s": "a"},
    ),
    Temptation(
        "on duty for another unit",
        Rule.ALREADY_ON_DUTY,
        Problem((seat(0, name="s"),), (person("a"),), duties=(duty("a", 0),), rules=LAX),
        {"s": "a"},
        {},
    ),
    Temptation(
        "seats of two units at once",
        Rule.ALREADY_ON_DUTY,
        Problem((seat(0, name="s"), seat(0, name="t", unit_id="v")), (person("a", unit_ids=BOTH),), rules=LAX),
        {"s": "a", "t": "a"},
        {"t": "a"},
    ),
    Temptation(
        "consecutive days",
        Rule.REST_TOO_SHORT,
        Problem((seat(0, name="s"), seat(1, name="t")), (person("a"),), rules=_rules(**REST)),
        {"s": "a", "t": "a"},
        {"s": "a"},
    ),
    Temptation(
        "one day after a day and night on site",
        Rule.REST_TOO_SHORT,
        Problem((seat(0, name="s", on_site_all_day=True), seat(2, name="t")), (person("a"),), rules=_rules(**REST)),
        {"s": "a", "t": "a"},
        {"t": "a"},
    ),
    Temptation(
        "the day before a published duty elsewhere",
        Rule.REST_TOO_SHORT,
        Problem((seat(0, name="s"),), (person("a"),), duties=(duty("a", 1),), rules=_rules(**REST)),
        {"s": "a"},
        {},
    ),
    Temptation(
        "beside a published seat",
        Rule.REST_TOO_SHORT,
        Problem(
            (seat(0, name="s"), seat(1, name="t")), (person("a"),), fixed=(published("t", "a"),), rules=_rules(**REST)
        ),
        {"s": "a", "t": "a"},
        {"t": "a"},
    ),
    Temptation(
        "a third duty in seven days",
        Rule.TOO_MANY_IN_WEEK,
        Problem(
            tuple(seat(offset, name=f"s{offset}") for offset in (0, 3, 6)),
            (person("a"),),
            rules=_rules(week=Strength.HARD, max_in_week=2),
        ),
        {"s0": "a", "s3": "a", "s6": "a"},
        {"s0": "a", "s6": "a"},
    ),
    Temptation(
        "a third duty in seven days, one elsewhere",
        Rule.TOO_MANY_IN_WEEK,
        Problem(
            (seat(3, name="s"), seat(6, name="t")),
            (person("a"),),
            duties=(duty("a", 0),),
            rules=_rules(week=Strength.HARD, max_in_week=2),
        ),
        {"s": "a", "t": "a"},
        {"t": "a"},
    ),
    Temptation(
        "a second duty in the period",
        Rule.TOO_MANY_IN_PERIOD,
        Problem(
            (seat(0, name="s"), seat(20, name="t")), (person("a"),), rules=_rules(period=Strength.HARD, max_in_period=1)
        ),
        {"s": "a", "t": "a"},
        {"t": "a"},
    ),
    Temptation(
        "a pair at once",
        Rule.PAIR_TOGETHER,
        Problem(
            (seat(0, name="s"), seat(0, "staff", name="t")),
            (person("a"), person("b")),
            pairs=(Pair("a", "b"),),
            rules=_rules(pair_together=Strength.HARD),
        ),
        {"s": "a", "t": "b"},
        {"s": "b"},
    ),
    Temptation(
        "the other one of a pair on duty elsewhere",
        Rule.PAIR_TOGETHER,
        Problem(
            (seat(0, name="s"),),
            (person("a"), person("b", unit_ids=frozenset({"v"}))),
            duties=(duty("b", 0),),
            pairs=(Pair("b", "a"),),
            rules=_rules(pair_together=Strength.HARD),
        ),
        {"s": "a"},
        {},
    ),
    Temptation(
        "away while the other head is on leave",
        Rule.PAIR_BOTH_AWAY,
        Problem(
            (seat(0, name="s", unit_id="v"),),
            (person("a", unit_ids=BOTH), person("b")),
            absences=(leave("b", 0),),
            pairs=(Pair("a", "b", PairKind.BOTH_AWAY, "u"),),
            rules=_rules(pair_both_away=Strength.HARD),
        ),
        {"s": "a"},
        {},
    ),
    Temptation(
        "both heads serving another unit",
        Rule.PAIR_BOTH_AWAY,
        Problem(
            (seat(0, name="s", unit_id="v"), seat(0, "staff", name="t", unit_id="w")),
            (person("a", unit_ids=BOTH), person("b", unit_ids=frozenset({"u", "w"}))),
            pairs=(Pair("a", "b", PairKind.BOTH_AWAY, "u"),),
            rules=_rules(pair_both_away=Strength.HARD),
        ),
        {"s": "a", "t": "b"},
        {"t": "b"},
    ),
)
