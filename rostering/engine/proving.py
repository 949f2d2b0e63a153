"""Tier by tier to the proven optimum: each value is kept before the next is looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from rostering.engine.compiling import Compiled
from rostering.engine.modelling import Model, solve_model
from rostering.engine.objectives import Objective, objective
from rostering.engine.plan import WorkDone
from rostering.engine.relaxing import QUICK, Relaxed
from rostering.engine.scoring import tier_values
from rostering.engine.searching import polished
from rostering.engine.tiers import FAIRNESS, Tier, TierValue

Watch = Callable[[Tier], None]
POLISHING = 1000
"""Moves of the local search after each tier, at most."""
LATE_PART = 0.05
"""Of the limit, for tiers after fairness: good long before they are proven, and nobody is wronged by what is left."""
NICE = (Tier.REPEATS, Tier.SPACING, Tier.PREFERENCES)
"""As much, wherever in the order they stand."""


@dataclass(slots=True)
class Proof:
    """The best plan found, what is proven of it, and what that took."""

    holder: list[int]
    objective: list[TierValue] = field(default_factory=list)
    work: WorkDone = field(default_factory=WorkDone)


def prove(
    made: Compiled, holder: Sequence[int], *, order: Sequence[Tier], seed: int, limit: float, watch: Watch
) -> Proof:
    """Improves `holder` until each tier of `order` is proven, or its deterministic `limit` is used up."""
    return _Prover(made, holder, order, seed=seed, limit=limit).prove(watch)


def floor_of(made: Compiled, tier: Tier) -> int:
    """No plan can cost less in `tier`; costs nothing to know."""
    if tier == Tier.VACANCIES:
        return sum(weight for slot, weight in enumerate(made.weight) if not made.allowed[slot])
    if tier == Tier.PREFERENCES:
        return sum(min((0, *(made.wished.get((s, p), 0) for p in people))) for s, people in enumerate(made.allowed))
    return 0


class _Prover:
    """The full model is built when the first tier needs it."""

    def __init__(
        self, made: Compiled, holder: Sequence[int], order: Sequence[Tier], *, seed: int, limit: float
    ) -> None:
        self.made = made
        self.order = order
        self.seed = seed
        self.limit = limit
        self.proof = Proof(list(holder))
        self.model: Model | None = None
        self.relaxed: Relaxed | None = None
        self.kept: list[tuple[Tier, int]] = []

    def prove(self, watch: Watch) -> Proof:
        floors = {}
        for tier in self.order:
            watch(tier)
            value = self._value(tier)
            floor = self._floor(tier, value)
            if value > floor:
                floor = max(floor, self._minimise(tier, value, floor))
                value = self._value(tier)
            self._keep(tier, value)
            floors[tier] = floor
        # A later tier may have bettered one that was given up unproven.
        values = tier_values(self.made, self.proof.holder)
        for tier, floor in floors.items():
            told = TierValue(tier, values[tier], min(floor, values[tier]), proven=values[tier] <= floor)
            self.proof.objective.append(told)
        return self.proof

    def _value(self, tier: Tier) -> int:
        return tier_values(self.made, self.proof.holder)[tier]

    def _floor(self, tier: Tier, value: int) -> int:
        """What is known without the full model."""
        floor = floor_of(self.made, tier)
        if tier not in FAIRNESS or value <= floor:
            return floor
        if self.relaxed is None:
            done = dict(self.kept)
            self.relaxed = Relaxed(
                self.made, self.proof.holder, vacancies=done[Tier.VACANCIES], warnings=done.get(Tier.WARNINGS)
            )
            for name, kept in self.kept:
                if name in FAIRNESS:
                    self.relaxed.keep(name, kept)
        return self.relaxed.bound(tier, self.proof.holder, value, seed=self.seed, limit=QUICK)

    def _keep(self, tier: Tier, value: int) -> None:
        self.kept.append((tier, value))
        if self.model is not None:
            _keep(self.model, objective(self.model, tier, value), value)
        if self.relaxed is not None and tier in FAIRNESS:
            self.relaxed.keep(tier, value)

    def _minimise(self, tier: Tier, value: int, floor: int) -> int:
        """Solves for one tier; takes over a better plan. Returns the proven lower bound."""
        if self.model is None:
            self.model = Model(self.made)
            for name, kept in self.kept:
                _keep(self.model, objective(self.model, name, kept), kept)
        goal = objective(self.model, tier, value)
        if goal.terms:
            # The floor is rounded up: the expression counts in whole units.
            self.model.cp.add(goal.expression >= -((goal.constant - floor) // goal.unit))
        self.model.cp.minimize(goal.expression)
        self.model.hint(self.proof.holder)
        limit = self.limit * (LATE_PART if self._is_late(tier) else 1)
        solver, status = solve_model(self.model.cp, seed=self.seed, limit=limit)
        self._count(solver)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            model = self.model
            holder = model.holder(lambda key: solver.boolean_value(model.seat[key]))
            self.proof.holder = polished(self.made, holder, self.order, seed=self.seed, moves=self._moves()).holder
        if status == cp_model.INFEASIBLE:
            raise AssertionError("the model contradicts the plan it was given")
        return goal.constant + goal.unit * round(solver.best_objective_bound)

    def _moves(self) -> int:
        return min(POLISHING, 2 * len(self.made.slots))

    def _is_late(self, tier: Tier) -> bool:
        return tier in NICE or any(done == Tier.POINTS for done, _ in self.kept)

    def _count(self, solver: cp_model.CpSolver) -> None:
        done = self.proof.work
        self.proof.work = WorkDone(
            solves=done.solves + 1,
            branches=done.branches + solver.num_branches,
            conflicts=done.conflicts + solver.num_conflicts,
            exact=done.exact + round(solver.response_proto.deterministic_time * 1e6),
        )


def _keep(model: Model, goal: Objective, value: int) -> None:
    if goal.terms:
        model.cp.add(goal.expression <= (value - goal.constant) // goal.unit)
