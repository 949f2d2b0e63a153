"""Refuses a problem that contradicts itself, with the rule and the placements that do."""

from collections import Counter
from collections.abc import Iterable

from rostering.engine.eligibility import at_once, clash
from rostering.engine.neighbours import Surroundings
from rostering.engine.plan import PinsContradict, ProblemRefused
from rostering.engine.problem import Placement, PlacementKind, Problem, Reason, Rule, Slot


def check(problem: Problem) -> None:
    """Raises ProblemRefused: `duplicate_id`, `unknown_slot`, `unknown_person`, `slot_fixed_twice`, or PinsContradict."""
    slots = {slot.id for slot in problem.slots}
    people = {person.id for person in problem.people}
    if len(slots) < len(problem.slots) or len(people) < len(problem.people):
        raise ProblemRefused("duplicate_id")
    fixed = sorted(problem.fixed, key=lambda p: (p.slot_id, p.person_id))
    for placement in fixed:
        if placement.slot_id not in slots:
            raise ProblemRefused("unknown_slot", placements=(placement,))
        if placement.person_id not in people:
            raise ProblemRefused("unknown_person", placements=(placement,))
    times = Counter(placement.slot_id for placement in fixed)
    twice = tuple(placement for placement in fixed if times[placement.slot_id] > 1)
    if twice:
        raise ProblemRefused("slot_fixed_twice", placements=twice)
    _check_pins(problem, fixed)


def _check_pins(problem: Problem, fixed: list[Placement]) -> None:
    """Raises PinsContradict for the first pinned placement that a hard rule speaks against."""
    around = Surroundings(problem, fixed)
    for placement in fixed:
        if placement.kind == PlacementKind.PUBLISHED:
            continue
        slot = around.slots[placement.slot_id]
        refused = around.refusals(around.people[placement.person_id], slot)
        if refused:
            raise PinsContradict(refused[0], (placement, *_against(refused[0], placement, slot, fixed, around)))


def _against(
    reason: Reason, placement: Placement, slot: Slot, fixed: Iterable[Placement], around: Surroundings
) -> list[Placement]:
    """The other fixed placements that have part in the contradiction."""
    partners = {other for other, _pair in around.pairs[placement.person_id]}
    found = []
    for other in fixed:
        if other.slot_id == slot.id:
            continue
        theirs, same = around.slots[other.slot_id], other.person_id == placement.person_id
        if reason.code in (Rule.ALREADY_ON_DUTY, Rule.REST_TOO_SHORT):
            involved = same and clash(slot, theirs, around.problem.rules) is not None
        elif reason.code == Rule.TOO_MANY_IN_WEEK:
            involved = same and abs((theirs.day - slot.day).days) < 7
        elif reason.code in (Rule.PAIR_TOGETHER, Rule.PAIR_BOTH_AWAY):
            involved = other.person_id in partners and at_once(slot, theirs)
        else:
            involved = same and reason.code == Rule.TOO_MANY_IN_PERIOD
        if involved:
            found.append(other)
    return found
