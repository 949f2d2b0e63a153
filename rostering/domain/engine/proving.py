"""Tier by tier to the proven optimum: each value is kept before the next is looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from rostering.domain.engine.bounds import floor_of
from rostering.domain.engine.compiling import Compiled
from rostering.domain.engine.modelling import Model
from rostering.domain.engine.objectives import Objective, objective
from rostering.domain.engine.scoring import tier_values
from rostering.domain.problem import Tier, TierValue, Work

Watch = Callable[[Tier], None]


@dataclass(slots=True)
class Proof:
    """The best plan found, what is proven of it, and what that took."""

    holder: list[int]
    objective: list[TierValue] = field(default_factory=list)
    work: Work = field(default_factory=Work)


def prove(
    made: Compiled, holder: Sequence[int], *, order: Sequence[Tier], seed: int, limit: float, watch: Watch
) -> Proof:
    """Improves `holder` until each tier of `order` is proven, or its deterministic `limit` is used up."""
    model = Model(made)
    proof = Proof(list(holder))
    for tier in order:
        watch(tier)
        value = tier_values(made, proof.holder)[tier]
        floor = floor_of(made, proof.holder, tier)
        goal = objective(model, tier, value)
        if value > floor:
            floor = max(floor, _minimise(model, goal, proof, seed=seed, limit=limit))
            value = tier_values(made, proof.holder)[tier]
        proof.objective.append(TierValue(tier, value, min(floor, value), proven=value <= floor))
        _keep(model, goal, value)
    return proof


def _keep(model: Model, goal: Objective, value: int) -> None:
    if goal.terms:
        model.cp.add(goal.expression <= (value - goal.constant) // goal.unit)


def _minimise(model: Model, goal: Objective, proof: Proof, *, seed: int, limit: float) -> int:
    """Solves for one tier; takes over a better plan. Returns the proven lower bound."""
    model.cp.minimize(goal.expression)
    model.hint(proof.holder)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_deterministic_time = limit
    status = solver.solve(model.cp)
    done = proof.work
    proof.work = Work(
        solves=done.solves + 1,
        branches=done.branches + solver.num_branches,
        conflicts=done.conflicts + solver.num_conflicts,
        exact=done.exact + round(solver.response_proto.deterministic_time * 1e6),
    )
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        proof.holder = model.holder(lambda key: solver.boolean_value(model.seat[key]))
    if status == cp_model.INFEASIBLE:
        raise AssertionError("the model contradicts the plan it was given")
    return goal.constant + goal.unit * round(solver.best_objective_bound)
