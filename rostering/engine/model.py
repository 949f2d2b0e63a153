"""A pool as a CP-SAT model: the network of its counts, and the day rules that no flow knows.

Who sits where are the flow's own arcs of seats; how many duties of a class somebody has lies between what the narrowed
arcs let. Every auxiliary variable knows its value in a given plan, so that hints are complete.
"""

from collections.abc import Callable, Iterable, Sequence

from ortools.sat.python import cp_model

from rostering.engine.compiling import Compiled
from rostering.engine.eligibility import WEEK
from rostering.engine.groups import Group, most_of
from rostering.engine.network import Network
from rostering.engine.problem import PairKind, Strength
from rostering.engine.scoring import paired
from rostering.engine.state import POINTS

Value = Callable[[dict[tuple[int, int], int]], int]
"""The value of an auxiliary variable, given 0/1 per (group, person)."""


class Model:
    """The rules as constraints; tiers are added as objectives."""

    def __init__(self, made: Compiled, groups: Sequence[Group], network: Network) -> None:
        self.made, self.groups, self.network = made, groups, network
        self.cp = cp_model.CpModel()
        self.group_of = {slot: g for g, group in enumerate(groups) for slot in group.slots}
        self.of_person: list[list[int]] = [[] for _ in made.people]
        self.seat: dict[tuple[int, int], cp_model.IntVar] = {}
        self.aux: list[tuple[cp_model.IntVar, Value]] = []
        self._add_seats()
        self._add_counts()
        self._add_clashes()
        self._add_maxima()
        self._add_pairs()

    # --- the network ---

    def _add_seats(self) -> None:
        least, most = self.network.least.tolist(), self.network.most.tolist()
        inside: list[list[cp_model.IntVar]] = [[] for _ in self.groups]
        for (g, person), arc in sorted(self.network.seat.items()):
            if most[arc]:
                variable = self.cp.new_int_var(least[arc], 1, "")
                self.seat[g, person] = variable
                self.of_person[person].append(g)
                inside[g].append(variable)
        for g, (group, arc) in enumerate(zip(self.groups, self.network.vacant, strict=True)):
            places = len(group.slots)
            fewest, fullest = (places - most[arc], places - least[arc]) if arc >= 0 else (places, places)
            if (fewest, fullest) == (1, 1):
                self.cp.add_exactly_one(inside[g])
            elif (fewest, fullest) == (0, 1):
                self.cp.add_at_most_one(inside[g])
            elif fewest or len(inside[g]) > fullest:
                self.cp.add_linear_constraint(cp_model.LinearExpr.sum(inside[g]), fewest, fullest)

    def _add_counts(self) -> None:
        for (person, klass), arcs in self.network.duties.items():
            seats = self.seats_of(person, klass)
            low, high = self.network.range_of(arcs)
            if seats and (low or high < len(seats)):
                self.cp.add_linear_constraint(cp_model.LinearExpr.sum([self.seat[key] for key in seats]), low, high)

    def seats_of(self, person: int, klass: int) -> list[tuple[int, int]]:
        """The person's seats that count in a class, POINTS = all."""
        made = self.made
        return [
            (g, person) for g in self.of_person[person] if klass == POINTS or made.klass[self.groups[g].first] == klass
        ]

    # --- hard rules ---

    def _add_clashes(self) -> None:
        cliques = self.cliques(self.made.clashing)
        for person, groups in enumerate(self.of_person):
            mine, seen = set(groups), set()
            for clique in cliques:
                members = tuple(g for g in clique if g in mine)
                if len(members) > 1 and members not in seen:
                    seen.add(members)
                    self.cp.add_at_most_one(self.seat[g, person] for g in members)

    def cliques(self, clashing: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
        """Sets of groups of which a person has at most one, covering every clash."""
        near = [
            {self.group_of[t] for t in clashing[group.first] if t in self.group_of} - {g}
            for g, group in enumerate(self.groups)
        ]
        found: list[tuple[int, ...]] = []
        covered: set[tuple[int, int]] = set()
        for g in range(len(self.groups)):
            for other in [h for h in sorted(near[g], reverse=True) if h < g]:
                if (other, g) in covered:
                    continue
                clique = [g, other]
                for h in sorted(near[g] & near[other], reverse=True):
                    if h < g and all(h in near[member] for member in clique):
                        clique.append(h)
                covered.update((min(a, b), max(a, b)) for a in clique for b in clique if a != b)
                found.append(tuple(sorted(clique)))
        return found

    def _add_maxima(self) -> None:
        rules = self.made.problem.rules
        for person, groups in enumerate(self.of_person):
            most = self.made.most_in_period
            if most is not None and len(groups) + self.made.used[person] > most:
                left = max(most - self.made.used[person], self._facts(groups))
                self.cp.add(sum(self.seat[g, person] for g in groups) <= left)
            if rules.week == Strength.HARD:
                exclusive = [g for g in groups if self.made.slots[self.groups[g].first].exclusive]
                for inside, standing in self.windows(exclusive, self.made.week_days[person], WEEK):
                    if self.most(inside) + standing > rules.max_in_week:
                        left = max(rules.max_in_week - standing, self._facts(inside))
                        self.cp.add(sum(self.seat[g, person] for g in inside) <= left)

    def _facts(self, groups: Sequence[int]) -> int:
        """How many of them are taken anyway."""
        return sum(1 for g in groups if self.groups[g].first in self.made.fixed)

    def most(self, groups: Sequence[int]) -> int:
        """At most so many of the groups can one person have."""
        return most_of(self.made, [self.groups[g].first for g in groups])

    def windows(self, groups: Sequence[int], standing: Sequence[int], span: int) -> Iterable[tuple[list[int], int]]:
        """(groups inside, standing duties inside) for each window of `span` days that holds a group."""
        day = {g: self.made.day[self.groups[g].first] for g in groups}
        begins = sorted({day[g] - back for g in groups for back in range(span)})
        for begin in begins:
            inside = [g for g in groups if begin <= day[g] < begin + span]
            yield inside, sum(1 for d in standing if begin <= d < begin + span)

    def _add_pairs(self) -> None:
        rules = self.made.problem.rules
        for first, second, g, h, kind in self.pairs():
            strength = rules.pair_together if kind == PairKind.TOGETHER else rules.pair_both_away
            both_facts = {self.groups[g].first, self.groups[h].first} <= self.made.fixed.keys()
            if strength == Strength.HARD and not both_facts:
                self.cp.add_at_most_one(self.seat[g, first], self.seat[h, second])

    def pairs(self) -> Iterable[tuple[int, int, int, int, PairKind]]:
        """Each two seats that the two of a pair can't both have."""
        for first, partners in enumerate(self.made.partners):
            for second, kind, unit_id in partners:
                if first > second:
                    continue
                for g in self.of_person[first]:
                    for h in self.of_person[second]:
                        if paired(self.made, self.groups[g].first, self.groups[h].first, kind, unit_id):
                            yield first, second, g, h, kind

    # --- plans in and out ---

    def hint(self, holder: Sequence[int]) -> None:
        """Tells the solver a whole plan, auxiliary variables too."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools leaves it untyped
        taken = {(self.group_of[slot], person) for slot, person in enumerate(holder) if person >= 0}
        seats = {key: int(key in taken) for key in self.seat}
        for key, variable in self.seat.items():
            self.cp.add_hint(variable, seats[key])
        for variable, value in self.aux:
            self.cp.add_hint(variable, value(seats))


SECONDS = 120.0
"""A net under the deterministic limit, which doesn't count everything the solver does; ordinary problems stay far away."""


def solve_model(
    model: cp_model.CpModel, *, seed: int, limit: float, simplified: bool = True
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """The solver after solving `model`, and how it ended. What the narrowed network leaves needn't be `simplified` first."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_deterministic_time = limit
    solver.parameters.max_time_in_seconds = SECONDS
    # All constraints in the linear relaxation: sums of squares are proven three times as fast.
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_presolve = simplified
    return solver, solver.solve(model)
