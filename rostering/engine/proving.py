"""Tier by tier to the proven optimum: the flow's bound first, the exact solver only where no plan reaches it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from rostering.engine.compiling import Compiled
from rostering.engine.goals import Goals
from rostering.engine.groups import groups_of, holder_of
from rostering.engine.model import Model, solve_model
from rostering.engine.network import Network
from rostering.engine.plan import WorkDone
from rostering.engine.problem import Effort
from rostering.engine.scoring import tier_values
from rostering.engine.searching import polished
from rostering.engine.tiers import Tier, TierValue
from rostering.engine.uneven import points_bound

Watch = Callable[[Tier], None]
POLISHING, FINISHING = 2, 8
"""Moves of the local search per seat: after each tier that became better, and at the end if one is unproven."""
MOST_MOVES = 1000
LARGE = 200
"""Groups of seats from which on it pays to simplify a model first; what the narrowed network leaves of fewer is small already."""
LATE_PART = 0.03
"""Of the limit, for tiers after fairness: good long before they are proven, and nobody is wronged by what is left."""
NICE = (Tier.REPEATS, Tier.SPACING, Tier.PREFERENCES)
"""As much, wherever in the order they stand."""
LATE = (*NICE, Tier.STABILITY)
"""Those after fairness in the usual order."""


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


def late_limit(effort: Effort) -> float:
    """Deterministic time that all tiers after fairness may take together, of one stretch of one component."""
    return LATE_PART * effort.exact * len(LATE)


def floor_of(made: Compiled, tier: Tier) -> int:
    """No plan can cost less in `tier`; costs nothing to know."""
    if tier == Tier.VACANCIES:
        return sum(weight for slot, weight in enumerate(made.weight) if not made.allowed[slot])
    if tier == Tier.PREFERENCES:
        return sum(min((0, *(made.wished.get((s, p), 0) for p in people))) for s, people in enumerate(made.allowed))
    return 0


class _Prover:
    """The model is built when the first tier needs it, on the network as narrowed by those before."""

    def __init__(
        self, made: Compiled, holder: Sequence[int], order: Sequence[Tier], *, seed: int, limit: float
    ) -> None:
        self.made, self.order = made, order
        self.seed, self.limit = seed, limit
        self.proof = Proof(list(holder))
        self.values = tier_values(made, holder)
        self.groups = groups_of(made)
        self.network = Network(made, self.groups)
        self.goals: Goals | None = None
        self.held: list[tuple[Tier, int]] = []
        """What the network's arcs alone don't keep: for the model, when there is one."""

    def prove(self, watch: Watch) -> Proof:
        floors = {}
        for place, tier in enumerate(self.order):
            watch(tier)
            bound = self.network.bound(tier)
            floors[tier] = self._floor(tier) if bound is None else bound
            if self.values[tier] > floors[tier]:
                floors[tier] = max(floors[tier], self._minimise(tier, floors[tier], late=self._is_late(place)))
            self._keep(tier, bound)
        if any(self.values[tier] > floor for tier, floor in floors.items()):
            self._polish(self.proof.holder, FINISHING)
        # A later tier may have bettered one that was given up unproven.
        for tier, floor in floors.items():
            value = self.values[tier]
            self.proof.objective.append(TierValue(tier, value, min(floor, value), proven=value <= floor))
        return self.proof

    def _floor(self, tier: Tier) -> int:
        return points_bound(self.network) if tier == Tier.POINTS else floor_of(self.made, tier)

    def _is_late(self, place: int) -> bool:
        return self.order[place] in NICE or Tier.POINTS in self.order[:place]

    def _keep(self, tier: Tier, bound: int | None) -> None:
        value = self.values[tier]
        if bound is not None:
            self.network.keep(value)
        if self.goals is not None:
            self.goals.hold(tier, value)
        elif value != bound or (tier == Tier.WARNINGS and self.made.warns_together):
            self.held.append((tier, value))

    def _minimise(self, tier: Tier, floor: int, *, late: bool) -> int:
        """Solves for one tier; takes over a better plan. Returns the proven lower bound."""
        if self.goals is None:
            self.goals = Goals(Model(self.made, self.groups, self.network))
            for name, kept in self.held:
                self.goals.hold(name, kept)
        model = self.goals.model
        wanted = self.goals.demand(tier, self.values[tier], floor)
        model.hint(self.proof.holder)
        limit = self.limit * (LATE_PART if late else 1)
        simplified = len(self.groups) > LARGE or (tier == Tier.POINTS and not self.network.even)
        solver, status = solve_model(model.cp, seed=self.seed, limit=limit, simplified=simplified)
        self._count(solver)
        known = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        if known:
            self._take(holder_of(self.made, self.groups, lambda key: _is_taken(model, solver, key)))
        if status == cp_model.INFEASIBLE:
            raise AssertionError("the model contradicts the plan it was given")
        # Stopped before it had a plan or a bound, the solver tells none: nothing is known but the floor.
        return wanted.constant + wanted.unit * round(solver.best_objective_bound) if known else floor

    def _take(self, holder: Sequence[int]) -> None:
        """Takes over a plan that is better, polished for the tiers that the solver was careless of."""
        if self._rank(tier_values(self.made, holder)) < self._rank(self.values):
            self._polish(holder, POLISHING)

    def _polish(self, holder: Sequence[int], moves: int) -> None:
        count = min(MOST_MOVES, moves * len(self.made.slots))
        self.proof.holder = polished(self.made, holder, self.order, seed=self.seed, moves=count).holder
        self.values = tier_values(self.made, self.proof.holder)

    def _rank(self, values: dict[Tier, int]) -> tuple[int, ...]:
        return tuple(values[tier] for tier in self.order)

    def _count(self, solver: cp_model.CpSolver) -> None:
        done = self.proof.work
        self.proof.work = WorkDone(
            solves=done.solves + 1,
            branches=done.branches + solver.num_branches,
            conflicts=done.conflicts + solver.num_conflicts,
            exact=done.exact + round(solver.response_proto.deterministic_time * 1e6),
        )


def _is_taken(model: Model, solver: cp_model.CpSolver, key: tuple[int, int]) -> bool:
    return key in model.seat and solver.boolean_value(model.seat[key])
