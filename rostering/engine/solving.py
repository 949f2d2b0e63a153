"""The engine's face: one problem in, one plan out."""

from collections.abc import Callable, Sequence
from random import Random

from rostering.engine.checks import check
from rostering.engine.compiling import Compiled, compiled
from rostering.engine.components import components
from rostering.engine.long import is_long, solve_long
from rostering.engine.plan import Plan, WorkDone, added
from rostering.engine.problem import Effort, Placement, Problem
from rostering.engine.proving import Proof, floor_of, prove
from rostering.engine.scoring import tier_values
from rostering.engine.searching import construct, construct_as_shown, fill_vacancies, improve
from rostering.engine.state import NOBODY, State
from rostering.engine.tiers import IN_ORDER, Tier, TierValue
from rostering.engine.vacancies import vacancies

Watch = Callable[[Tier], None]
"""Told which tier is being looked at, once per component; may raise to give up."""


def solve(problem: Problem, *, seed: int, effort: Effort | None = None, watch: Watch | None = None) -> Plan:
    """Fills the slots of `problem`. The same problem and seed give the same plan, whatever the order of the input.

    Raises ProblemRefused for a problem that contradicts itself, PinsContradict for pins that break a hard rule.
    """
    return solve_in_order(problem, order=IN_ORDER, seed=seed, effort=effort or Effort(), watch=watch)


def solve_in_order(
    problem: Problem, *, order: Sequence[Tier], seed: int, effort: Effort, watch: Watch | None = None
) -> Plan:
    """As `solve`, the tiers in another order."""
    check(problem)
    parts = []
    for part in components(problem):
        made = compiled(part)
        parts.append((made, _solved(made, order, seed, effort, watch or _unwatched)))
    return _plan(problem, parts, order)


def _unwatched(tier: Tier) -> None:
    del tier


def _solved(made: Compiled, order: Sequence[Tier], seed: int, effort: Effort, watch: Watch) -> Proof:
    if is_long(made.problem, effort):
        return solve_long(made, order=order, seed=seed, effort=effort, watch=watch)
    state = _begun(made, order)
    moves = min(effort.moves, MOVES_PER_SLOT * len(made.slots))
    work = improve(state, rng=Random(seed), moves=moves)  # noqa: S311 - a repeatable draw
    if not effort.exact:
        return Proof(state.holder, _unproven(made, state.holder, order), work)
    proof = prove(made, state.holder, order=order, seed=seed, limit=effort.exact, watch=watch)
    proof.work = added(proof.work, work)
    return proof


MOVES_PER_SLOT = 6


def _begun(made: Compiled, order: Sequence[Tier]) -> State:
    """Built anew, or where people have already seen them when that is better: solving again makes nothing worse."""
    states = []
    for begin in (construct, construct_as_shown) if made.shown else (construct,):
        state = State(made, order)
        begin(state)
        fill_vacancies(state)
        states.append(state)
    return min(states, key=lambda state: state.cost)


def _unproven(made: Compiled, holder: Sequence[int], order: Sequence[Tier]) -> list[TierValue]:
    values = tier_values(made, holder)
    floors = {tier: min(floor_of(made, tier), values[tier]) for tier in order}
    return [TierValue(tier, values[tier], floors[tier], proven=values[tier] == floors[tier]) for tier in order]


def _plan(problem: Problem, parts: Sequence[tuple[Compiled, Proof]], order: Sequence[Tier]) -> Plan:
    """The parts put together, in the order of slot ids."""
    kinds = {placement.slot_id: placement for placement in problem.fixed}
    placed, empty = [], []
    for made, proof in parts:
        for slot, person in zip(made.slots, proof.holder, strict=True):
            if person == NOBODY:
                empty.append(slot)
            else:
                placed.append(kinds.get(slot.id) or Placement(slot.id, made.people[person].id))
    placed.sort(key=lambda placement: placement.slot_id)
    empty.sort(key=lambda slot: slot.id)
    work = added(WorkDone(components=sum(1 for made, _ in parts if made.slots)), *(proof.work for _, proof in parts))
    return Plan(
        tuple(placed), tuple(vacancies(problem, placed, empty)), tuple(_summed(tier, parts) for tier in order), work
    )


def _summed(tier: Tier, parts: Sequence[tuple[Compiled, Proof]]) -> TierValue:
    found = [value for _, proof in parts for value in proof.objective if value.name == tier]
    value, bound = sum(part.value for part in found), sum(part.bound for part in found)
    return TierValue(tier, value, bound, proven=value == bound)
