"""The optimum of a tiny problem by trying every plan, with nothing but the checker."""

from collections.abc import Iterator, Sequence
from itertools import product

from rostering.engine.checking import recompute, violations
from rostering.engine.plan import Plan
from rostering.engine.problem import Problem
from rostering.engine.tiers import Tier
from tests.rostering.engine.cast import planned


def every_plan(problem: Problem) -> Iterator[Plan]:
    """Each way to seat somebody or nobody that breaks no hard rule."""
    fixed = {placement.slot_id: placement.person_id for placement in problem.fixed}
    everybody = [None, *(person.id for person in problem.people)]
    choices = [[fixed[slot.id]] if slot.id in fixed else _able(problem, slot.id, everybody) for slot in problem.slots]
    for seated in product(*choices):
        who = {slot.id: name for slot, name in zip(problem.slots, seated, strict=True) if name is not None}
        plan = planned(problem, who)
        if not violations(problem, plan):
            yield plan


def _able(problem: Problem, slot_id: str, everybody: Sequence[str | None]) -> list[str | None]:
    """Those whom no hard rule keeps off the slot even if nobody else sits anywhere: a shorter way to the same plans."""
    found = []
    for name in everybody:
        alone = planned(problem, {slot_id: name} if name else {})
        if not any(
            slot_id in breach.slot_ids
            for breach in violations(problem, alone)
            if len(breach.slot_ids) == 1 and breach.code != "fixed_moved"
        ):
            found.append(name)
    return found


def optimum(problem: Problem, order: Sequence[Tier] = tuple(Tier)) -> tuple[int, ...]:
    """The values of the best plan, tier by tier in `order`."""
    return min(tuple(recompute(problem, plan)[tier] for tier in order) for plan in every_plan(problem))
