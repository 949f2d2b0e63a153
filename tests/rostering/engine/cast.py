"""Small problems of the roster engine: one unit `u`, plain people, one seat per day unless told otherwise."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from rostering.engine.instances.reading import day_begins
from rostering.engine.plan import Plan, Vacancy
from rostering.engine.problem import Absence, Duty, Person, Placement, PlacementKind, Problem, Rules, Slot, Strength

MONDAY = date(2026, 3, 2)
LAX = Rules(
    rest=Strength.OFF, week=Strength.OFF, period=Strength.OFF, pair_together=Strength.OFF, pair_both_away=Strength.OFF
)
"""No rule that has a setting, but for distance as a warning."""


def on(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


def at(offset: int) -> datetime:
    """The start of the duty day."""
    return day_begins(on(offset))


def person(name: str, **facts: Any) -> Person:
    plain = Person(
        id=name,
        unit_ids=frozenset({"u"}),
        rank=2,
        eligible_posts=frozenset({"leader", "staff"}),
        valid_from=date(2020, 1, 1),
        travel_minutes=10,
    )
    return replace(plain, **facts)


def seat(offset: int, post: str = "leader", name: str = "", **facts: Any) -> Slot:
    """A seat on the day `offset` days after the Monday; its id is `<offset><post>` if not named."""
    plain = Slot(
        id=name or f"{offset}{post}",
        unit_id="u",
        tier="hub",
        post=post,
        seat=1,
        day=on(offset),
        start=at(offset),
        end=at(offset + 1),
        points=1000,
    )
    return replace(plain, **facts)


def leave(name: str, first: int, days: int = 1, *, excused: bool = False) -> Absence:
    return Absence(name, at(first), at(first + days), id=f"{name}/{first}", excused=excused)


def duty(name: str, offset: int, unit: str = "v", **facts: Any) -> Duty:
    return replace(Duty(name, unit, on(offset), at(offset), at(offset + 1)), **facts)


def pinned(slot_id: str, name: str) -> Placement:
    return Placement(slot_id, name, PlacementKind.PINNED)


def published(slot_id: str, name: str) -> Placement:
    return Placement(slot_id, name, PlacementKind.PUBLISHED)


def planned(problem: Problem, who: Mapping[str, str]) -> Plan:
    """A plan that seats `who` (slot id to person id), fixed ones with their kind; all else is vacant."""
    fixed = {one.slot_id: one for one in problem.fixed}
    placements = (Placement(slot_id, name) for slot_id, name in who.items())
    return Plan(
        assignments=tuple(
            fixed[p.slot_id] if fixed.get(p.slot_id, p).person_id == p.person_id and p.slot_id in fixed else p
            for p in placements
        ),
        vacancies=tuple(Vacancy(slot.id, ()) for slot in problem.slots if slot.id not in who),
    )


def who(plan: Plan) -> dict[str, str]:
    return {placement.slot_id: placement.person_id for placement in plan.assignments}


def values(plan: Plan) -> tuple[int, ...]:
    return tuple(tier.value for tier in plan.objective)
