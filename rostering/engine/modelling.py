"""One component as a CP-SAT model: who sits where, the hard rules, and each tier as something to minimise.

Seats that differ in nothing but their number are one group with several places, or every permutation of two equal seats
would have to be ruled out. Every auxiliary variable knows its value in a given plan, so that hints are complete.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from rostering.engine.compiling import Compiled
from rostering.engine.eligibility import WEEK, rest_after
from rostering.engine.problem import PairKind, Strength
from rostering.engine.scoring import paired
from rostering.engine.state import NOBODY

Value = Callable[[dict[tuple[int, int], int]], int]
"""The value of an auxiliary variable, given 0/1 per (group, person)."""


@dataclass(slots=True)
class Group:
    """Equal seats. `shown` are the people whom the public knows on them."""

    slots: list[int]
    people: list[int]
    first: int
    shown: list[int] = field(default_factory=list)


class Model:
    """The rules as constraints; tiers are added as objectives."""

    coarse = False
    """May squares with many values be approached from below, best around `present`?"""
    present: Sequence[Sequence[int]] = ()
    """Per person and ledger class what a plan gives them."""

    def __init__(self, made: Compiled) -> None:
        self.made = made
        self.cp = cp_model.CpModel()
        self.groups = _groups(made)
        self.group_of = {slot: g for g, group in enumerate(self.groups) for slot in group.slots}
        self.seat: dict[tuple[int, int], cp_model.IntVar] = {}
        self.of_person: list[list[int]] = [[] for _ in made.people]
        self.aux: list[tuple[cp_model.IntVar, Value]] = []
        self._add_seats()
        self._add_clashes()
        self._add_maxima()
        self._add_pairs()

    # --- hard rules ---

    def _add_seats(self) -> None:
        for g, group in enumerate(self.groups):
            for person in group.people:
                self.seat[g, person] = self.cp.new_bool_var("")
                self.of_person[person].append(g)
            inside = [self.seat[g, person] for person in group.people]
            if group.first in self.made.fixed:
                self.cp.add(inside[0] == 1)
            elif len(group.slots) == 1:
                self.cp.add_at_most_one(inside)
            elif len(inside) > len(group.slots):
                self.cp.add(sum(inside) <= len(group.slots))

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
            open_pairs = [h for h in sorted(near[g], reverse=True) if h < g and (h, g) not in covered]
            for other in open_pairs:
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
                for inside, standing in self.windows(person, exclusive, self.made.week_days[person], WEEK):
                    if self.most(inside, person) + standing > rules.max_in_week:
                        most = max(rules.max_in_week - standing, self._facts(inside))
                        self.cp.add(sum(self.seat[g, person] for g in inside) <= most)

    def _facts(self, groups: Sequence[int]) -> int:
        """How many of them are taken anyway."""
        return sum(1 for g in groups if self.groups[g].first in self.made.fixed)

    def most(self, groups: Sequence[int], person: int) -> int:
        """At most so many of the groups can `person` have."""
        del person
        return most_of(self.made, [self.groups[g].first for g in groups])

    def windows(
        self, person: int, groups: Sequence[int], standing: Sequence[int], span: int
    ) -> Iterable[tuple[list[int], int]]:
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

    def seats_in(self, holder: Sequence[int]) -> dict[tuple[int, int], int]:
        """0/1 per (group, person) for a plan."""
        return {(g, p): int(any(holder[s] == p for s in self.groups[g].slots)) for g, p in self.seat}

    def hint(self, holder: Sequence[int]) -> None:
        """Tells the solver a whole plan, auxiliary variables too."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools leaves it untyped
        seats = self.seats_in(holder)
        for key, variable in self.seat.items():
            self.cp.add_hint(variable, seats[key])
        for variable, value in self.aux:
            self.cp.add_hint(variable, value(seats))

    def holder(self, chosen: Callable[[tuple[int, int]], bool]) -> list[int]:
        """The plan of chosen (group, person): who is known on a seat of the group stays on it."""
        holder = [NOBODY] * len(self.made.slots)
        for g, group in enumerate(self.groups):
            people = [p for p in group.people if chosen((g, p))]
            empty = []
            for slot in group.slots:
                known = self.made.shown.get(slot)
                if known in people:
                    people.remove(known)
                    holder[slot] = known
                else:
                    empty.append(slot)
            for slot, person in zip(empty, people, strict=False):
                holder[slot] = person
        return holder


def most_of(made: Compiled, slots: Sequence[int]) -> int:
    """At most so many of `slots`, in order of day, can one person have, by the shortest rest among them."""
    rules = made.problem.rules
    if rules.rest != Strength.HARD:
        return len(slots)
    rest = min((rest_after(made.slots[slot], rules) for slot in slots), default=0)
    facts = [slot for slot in slots if slot in made.fixed]
    if _spaced(made, facts, rest) < len(facts):
        # What is published may break the rule by now: it counts in full.
        return len(facts) + _spaced(made, [slot for slot in slots if slot not in made.fixed], rest)
    return _spaced(made, slots, rest)


def _spaced(made: Compiled, slots: Sequence[int], rest: int) -> int:
    count, free_from = 0, 0
    for slot in slots:
        if not made.clashing[slot]:
            count += 1
        elif made.day[slot] >= free_from:
            count, free_from = count + 1, made.day[slot] + rest + 1
    return count


def _groups(made: Compiled) -> list[Group]:
    """Equal exclusive seats together; a fixed one by itself."""
    found: dict[tuple[object, ...], Group] = {}
    for slot, facts in enumerate(made.slots):
        if not made.allowed[slot]:
            continue
        alone = slot if slot in made.fixed or not facts.exclusive else -1
        kind = (
            facts.start,
            facts.end,
            facts.points,
            facts.on_site_all_day,
            facts.duty_class,
            facts.festival,
            facts.weight,
        )
        key = (facts.day, facts.unit_id, facts.post, facts.min_rank, facts.response_minutes, alone, *kind)
        group = found.setdefault(key, Group([], made.allowed[slot], slot))
        group.slots.append(slot)
        if slot in made.shown:
            group.shown.append(made.shown[slot])
    return list(found.values())


SECONDS = 120.0
"""A net under the deterministic limit, which doesn't count everything the solver does; ordinary problems stay far away."""


def solve_model(
    model: cp_model.CpModel, *, seed: int, limit: float, small: bool = False
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """The solver after solving `model`, and how it ended. `small` models are hardly simplified first."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_deterministic_time = limit
    solver.parameters.max_time_in_seconds = SECONDS
    # All constraints in the linear relaxation: sums of squares are proven three times as fast.
    solver.parameters.linearization_level = 2
    if small:
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
    return solver, solver.solve(model)
