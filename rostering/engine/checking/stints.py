"""A plan laid over its problem: who is on duty when, each duty once, wherever it comes from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rostering.engine.plan import Plan
from rostering.engine.problem import Placement, PlacementKind, Problem


@dataclass(frozen=True, slots=True)
class Stint:
    """One duty of one person. `slot_id` "" = outside the problem. `decided`: the plan answers for it."""

    person_id: str
    unit_id: str
    day: date
    start: datetime
    end: datetime
    exclusive: bool
    on_site_all_day: bool
    festival: str
    slot_id: str = ""
    decided: bool = False

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


Timelines = dict[str, list[Stint]]


def timelines(problem: Problem, plan: Plan, *, published: bool) -> Timelines:
    """Every person's duties in order of time. `published`: does the plan answer for published placements too?"""
    facts: frozenset[tuple[str, str]] = frozenset() if published else _published(problem)
    lines: Timelines = defaultdict(list)
    for stint in (*_outside(problem), *_planned(problem, plan.assignments, facts)):
        lines[stint.person_id].append(stint)
    for line in lines.values():
        line.sort(key=lambda stint: (stint.start, stint.slot_id))
    return lines


def _outside(problem: Problem) -> Iterable[Stint]:
    for duty in problem.duties:
        yield Stint(
            person_id=duty.person_id,
            unit_id=duty.unit_id,
            day=duty.day,
            start=duty.start,
            end=duty.end,
            exclusive=duty.exclusive,
            on_site_all_day=duty.on_site_all_day,
            festival=duty.festival,
        )


def _published(problem: Problem) -> frozenset[tuple[str, str]]:
    """The placements that are facts; who sits on such a seat now may be somebody else."""
    return frozenset((one.slot_id, one.person_id) for one in problem.fixed if one.kind == PlacementKind.PUBLISHED)


def _planned(problem: Problem, assignments: Iterable[Placement], facts: frozenset[tuple[str, str]]) -> Iterable[Stint]:
    slots = {slot.id: slot for slot in problem.slots}
    for placement in assignments:
        slot = slots.get(placement.slot_id)
        if slot is None:
            continue
        yield Stint(
            person_id=placement.person_id,
            unit_id=slot.unit_id,
            day=slot.day,
            start=slot.start,
            end=slot.end,
            exclusive=slot.exclusive,
            on_site_all_day=slot.on_site_all_day,
            festival=slot.festival,
            slot_id=slot.id,
            decided=(placement.slot_id, placement.person_id) not in facts,
        )
