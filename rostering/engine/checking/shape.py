"""Whether a plan answers its problem at all: every slot once, known names, fixed placements where they were."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rostering.engine.plan import Plan
from rostering.engine.problem import PlacementKind, Problem


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach: the code of the rule (`Rule`, or a code of shape.py), the slots and people in it, how often it counts."""

    code: str
    slot_ids: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = ()
    times: int = 1

    def __str__(self) -> str:
        return f"{self.code}: slots {', '.join(self.slot_ids) or '-'}; people {', '.join(self.person_ids) or '-'}"


SLOT_MISSING = "slot_missing"
SLOT_TWICE = "slot_twice"
SLOT_UNKNOWN = "slot_unknown"
PERSON_UNKNOWN = "person_unknown"
FIXED_MOVED = "fixed_moved"
NOT_FIXED = "not_fixed"


def shape_breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    yield from _slots(problem, plan)
    yield from _people(problem, plan)
    yield from _fixed(problem, plan)


def _slots(problem: Problem, plan: Plan) -> Iterator[Breach]:
    answers = Counter([one.slot_id for one in plan.assignments] + [one.slot_id for one in plan.vacancies])
    known = {slot.id for slot in problem.slots}
    yield from (Breach(SLOT_UNKNOWN, (slot_id,)) for slot_id in sorted(set(answers) - known))
    yield from (Breach(SLOT_MISSING, (slot_id,)) for slot_id in sorted(known - set(answers)))
    yield from (Breach(SLOT_TWICE, (slot_id,)) for slot_id, times in sorted(answers.items()) if times > 1)


def _people(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """A published placement may name somebody who has left since."""
    known = {person.id for person in problem.people} | {one.person_id for one in problem.fixed}
    for one in plan.assignments:
        if one.person_id not in known:
            yield Breach(PERSON_UNKNOWN, (one.slot_id,), (one.person_id,))


def _fixed(problem: Problem, plan: Plan) -> Iterator[Breach]:
    placed = {one.slot_id: one for one in plan.assignments}
    fixed = {one.slot_id: one for one in problem.fixed}
    for slot_id, one in fixed.items():
        if placed.get(slot_id) != one:
            yield Breach(FIXED_MOVED, (slot_id,), (one.person_id,))
    for one in plan.assignments:
        if one.kind != PlacementKind.FREE and one.slot_id not in fixed:
            yield Breach(NOT_FIXED, (one.slot_id,), (one.person_id,))
