"""The rules about one person on one seat, each by itself."""

from collections import defaultdict
from collections.abc import Iterator

from rostering.engine.checking.shape import Breach
from rostering.engine.plan import Plan
from rostering.engine.problem import Absence, Person, PlacementKind, Problem, Rule, Slot


def seat_breaches(problem: Problem, plan: Plan, *, published: bool) -> Iterator[Breach]:
    slots = {slot.id: slot for slot in problem.slots}
    people = {person.id: person for person in problem.people}
    absences = defaultdict(list)
    for absence in problem.absences:
        absences[absence.person_id].append(absence)
    for placement in plan.assignments:
        slot, person = slots.get(placement.slot_id), people.get(placement.person_id)
        fact = placement.kind == PlacementKind.PUBLISHED and placement in problem.fixed
        if slot is None or person is None or (fact and not published):
            continue
        for rule in broken_alone(slot, person, absences[person.id]):
            yield Breach(rule.value, (slot.id,), (person.id,))


def broken_alone(slot: Slot, person: Person, absences: list[Absence]) -> Iterator[Rule]:
    """The rules that keep `person` off `slot` whatever else happens."""
    if slot.unit_id not in person.unit_ids:
        yield Rule.OTHER_UNIT
    if slot.post not in person.eligible_posts:
        yield Rule.POST_NOT_ELIGIBLE
    if slot.min_rank > person.rank:
        yield Rule.RANK_TOO_LOW
    if slot.day < person.valid_from or (person.valid_to is not None and slot.day >= person.valid_to):
        yield Rule.NOT_IN_SERVICE
    if any(absence.start < slot.end and absence.end > slot.start for absence in absences):
        yield Rule.ABSENT
    if too_far(slot, person):
        yield Rule.TOO_FAR
    if not person.reachable:
        yield Rule.NO_PHONE


def too_far(slot: Slot, person: Person) -> bool:
    """A limit of None or 0 means that nobody comes from home; of an unknown way nothing is said."""
    if not slot.response_minutes or person.travel_minutes is None:
        return False
    return person.travel_minutes > slot.response_minutes
