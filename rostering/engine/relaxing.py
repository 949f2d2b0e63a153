"""Lower bounds of the fairness tiers from a model without days: who has how many duties of each kind.

Rest, weeks and pairs are left out but for how many duties a person's days can hold at most, so nothing a plan can reach
lies below. Its few variables make it quick for a month and possible for a year, and mostly the bound is what plans reach.
"""

from collections.abc import Collection, Mapping, Sequence

from ortools.sat.python import cp_model

from rostering.engine.compiling import Compiled
from rostering.engine.linear_bound import fractional_bound
from rostering.engine.modelling import Group, Model, most_of, solve_model
from rostering.engine.objectives import objective
from rostering.engine.scoring import deviation_of, held_by
from rostering.engine.tiers import Tier

QUICK, THOROUGH = 0.02, 0.1
"""Deterministic time for one bound: where the full model follows, and where it is all there is."""


class Relaxed(Model):
    """Groups are kinds of duty, and a person has a number of each.

    `holder` is a plan: squares are approached best around what people have in it. Vacancies and warnings are at most
    those given; None = warnings aren't looked at (they come after in the order).
    """

    coarse = True

    def __init__(self, made: Compiled, holder: Sequence[int], *, vacancies: int, warnings: int | None) -> None:
        self.made = made
        self.present = [
            [now - before for now, before in zip(deviation_of(made, p, slots), made.deviation[p], strict=True)]
            for p, slots in enumerate(held_by(made, holder))
        ]
        self.cp = cp_model.CpModel()
        self.groups = _kinds(made)
        self.seat = {}
        self.of_person = [[] for _ in made.people]
        self.aux = []
        self._cap: dict[tuple[int, int], int] = {}
        for k, kind in enumerate(self.groups):
            self._add_kind(k, kind)
            self.cp.add(sum(self.seat[k, person] for person in kind.people) <= len(kind.slots))
        self._add_days()
        closed = sum(weight for slot, weight in enumerate(made.weight) if not made.allowed[slot])
        self._limit(range(len(self.groups)), max(vacancies - closed, 0), warnings)

    def limit_rare(self, klasses: Collection[int], *, vacancies: int, warnings: int | None) -> None:
        """At most so many vacancies and warnings among the slots of these classes."""
        kinds = [k for k, kind in enumerate(self.groups) if self.made.klass[kind.first] in klasses]
        closed = sum(
            self.made.weight[slot]
            for slot, klass in enumerate(self.made.klass)
            if klass in klasses and not self.made.allowed[slot]
        )
        self._limit(kinds, max(vacancies - closed, 0), warnings)

    def _limit(self, kinds: Collection[int], vacancies: int, warnings: int | None) -> None:
        """`vacancies` by weight, those that nobody may fill left out."""
        weight = {k: self.made.weight[self.groups[k].first] for k in kinds}
        held = [self.seat[k, person] * weight[k] for k in kinds for person in self.groups[k].people]
        self.cp.add(sum(held) >= sum(weight[k] * len(self.groups[k].slots) for k in kinds) - vacancies)
        if warnings is not None:
            warned = [(self.seat[key], self._least_warned(*key)) for key in self.seat if key[0] in weight]
            self.cp.add(sum(variable * times for variable, times in warned if times) <= warnings)

    def _least_warned(self, kind: int, person: int) -> int:
        warned = self.made.warned
        if not warned:
            return 0
        open_slots = (slot for slot in self.groups[kind].slots if person in self.made.allowed[slot])
        return min(warned.get((slot, person), 0) for slot in open_slots)

    def _add_kind(self, k: int, kind: Group) -> None:
        open_slots: dict[int, list[int]] = {}
        for slot in kind.slots:
            for person in self.made.allowed[slot]:
                open_slots.setdefault(person, []).append(slot)
        kind.people = sorted(open_slots)
        for person, slots in open_slots.items():
            self._cap[k, person] = most_of(self.made, slots)
            self.seat[k, person] = self.cp.new_int_var(0, self._cap[k, person], "")
            self.of_person[person].append(k)

    def _add_days(self) -> None:
        mine: list[list[int]] = [[] for _ in self.made.people]
        for slot, people in enumerate(self.made.allowed):
            for person in people:
                mine[person].append(slot)
        for person, kinds in enumerate(self.of_person):
            if len(kinds) > 1:
                self.cp.add(sum(self.seat[k, person] for k in kinds) <= most_of(self.made, mine[person]))

    def most(self, groups: Sequence[int], person: int) -> int:
        return sum(self._cap[k, person] for k in groups)

    def seats_in(self, holder: Sequence[int]) -> dict[tuple[int, int], int]:
        return {(k, p): sum(holder[slot] == p for slot in self.groups[k].slots) for k, p in self.seat}

    def bound(self, tier: Tier, holder: Sequence[int], value: int, *, seed: int, limit: float) -> int:
        """No plan is below this in `tier`, what is kept kept. `value` is what the plan `holder` reaches."""
        goal = objective(self, tier, value)
        if not goal.terms:
            return min(goal.constant, value)
        self.cp.minimize(goal.expression)
        self.hint(holder)
        solver, status = solve_model(self.cp, seed=seed, limit=limit)
        bound = solver.best_objective_bound
        if status != cp_model.OPTIMAL:
            bound = max(bound, fractional_bound(self.cp, goal.terms))
        return min(goal.constant + goal.unit * round(bound), value)

    def keep(self, tier: Tier, value: int) -> None:
        """From now on only plans at most this bad in `tier`."""
        goal = objective(self, tier, value)
        if goal.terms:
            self.cp.add(goal.expression <= (value - goal.constant) // goal.unit)


def warnings_before_fairness(order: Sequence[Tier], kept: Mapping[Tier, int]) -> int | None:
    """What Relaxed may take for granted: the warnings kept, if their tier comes before those of fairness."""
    return kept.get(Tier.WARNINGS) if order.index(Tier.WARNINGS) < order.index(Tier.EVE) else None


def _kinds(made: Compiled) -> list[Group]:
    found: dict[tuple[object, ...], Group] = {}
    for slot, facts in enumerate(made.slots):
        if made.allowed[slot]:
            key = (facts.unit_id, facts.post, facts.min_rank, facts.response_minutes, facts.duty_class, facts.points)
            found.setdefault((*key, facts.weight), Group([], [], slot)).slots.append(slot)
    return list(found.values())
