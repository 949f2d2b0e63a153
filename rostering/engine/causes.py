"""Why seats stay empty, counted: how many people each rule keeps off."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rostering.engine.neighbours import Surroundings
from rostering.engine.problem import Placement, Problem, Reason, Rule, Slot, Vacancy


def vacancies(problem: Problem, placements: Sequence[Placement], empty: Iterable[Slot]) -> list[Vacancy]:
    """The empty slots with their causes, given who sits elsewhere."""
    around = Surroundings(problem, placements)
    return [Vacancy(slot.id, _causes(slot, around)) for slot in empty]


def _causes(slot: Slot, around: Surroundings) -> tuple[Reason, ...]:
    """Per rule the people of the unit it keeps off first; who may but is needed elsewhere counts as on duty."""
    counts: Counter[str] = Counter()
    for person in around.problem.people:
        if slot.unit_id not in person.unit_ids:
            continue
        found = around.refusals(person, slot)
        counts[found[0].code if found else Rule.ALREADY_ON_DUTY.value] += 1
    return tuple(Reason(code, {"count": count}) for code, count in sorted(counts.items())) or (Reason("nobody"),)
