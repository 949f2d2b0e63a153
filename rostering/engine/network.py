"""The levels that are counts as a min-cost flow: who has how many duties of which class, days unlooked at.

Seat group → (person, class) → person → sink, and straight to the sink what stays vacant. The k-th duty of a class is an arc
of its own with its own price, which rises with k: the cheapest flow takes them in order, so its cost is the sum of
squares. Nothing a plan can reach lies below, as every plan is such a flow; docs/decisions/0016 says why the levels may
be looked at one after another by narrowing arcs.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from rostering.engine.compiling import Compiled
from rostering.engine.groups import Group, most_of
from rostering.engine.problem import COUNTED_CLASSES, ONE_DUTY
from rostering.engine.state import POINTS
from rostering.engine.tiers import Tier

Amounts = NDArray[np.int64]
CLASS_OF = {Tier(klass.value): c for c, klass in enumerate(COUNTED_CLASSES)} | {Tier.POINTS: POINTS}


class Network:
    """Arcs with what must (`least`) and what may (`most`) flow over them; each level narrows the two to its cheapest flows.

    `vacant`: per group its arc of vacancies, -1 where somebody is fixed. `seat`: the arc per (group, person). `duties`: the
    arcs per (person, class), one per duty where duties are counted; all of a person's are in POINTS. `even`: has each
    person only seats of the same points? Else points are no matter of counts alone.
    """

    def __init__(self, made: Compiled, groups: Sequence[Group]) -> None:
        self.made, self.groups = made, groups
        # The sink, and before it what stays vacant and what people sit on whom each duty is a warning for.
        self.nodes = len(groups) + 3
        self.vacant: list[int] = []
        self.seat: dict[tuple[int, int], int] = {}
        self.duties: dict[tuple[int, int], list[int]] = {}
        self._arcs: list[tuple[int, int, int]] = []
        by_person = _by_person(made, groups)
        points = [{made.points[groups[g].first] for gs in kinds.values() for g in gs} for kinds in by_person]
        self.even = all(len(amounts) < 2 for amounts in points)
        self.points = [max(amounts, default=0) for amounts in points]
        self._build(by_person)
        arcs = np.array(self._arcs, np.int64).reshape(-1, 3)
        self.tails, self.heads = arcs[:, 0].astype(np.int32), arcs[:, 1].astype(np.int32)
        self._capacity = arcs[:, 2]
        self.widen()
        self.flow = self.least
        self.supply = np.zeros(self.nodes, np.int64)
        self.supply[: len(groups)] = [len(group.slots) for group in groups]
        self.supply[len(groups)] = -self.supply.sum()
        self._solve(np.zeros(len(arcs), np.int64))

    def widen(self) -> None:
        """Forgets what was kept."""
        self.least, self.most = np.zeros(len(self._arcs), np.int64), self._capacity.copy()

    def _build(self, by_person: Sequence[dict[int, list[int]]]) -> None:
        sink = len(self.groups)
        everything = sum(len(group.slots) for group in self.groups)
        for g, group in enumerate(self.groups):
            fixed = group.first in self.made.fixed
            self.vacant.append(-1 if fixed else self._arc(g, sink + 1, len(group.slots)))
        for person, kinds in enumerate(by_person):
            if kinds:
                self._add_person(person, kinds, sink + 2 if self._least_warned(person, kinds) else sink)
        self.all_vacant, self.all_warned = self._arc(sink + 1, sink, everything), self._arc(sink + 2, sink, everything)

    def _least_warned(self, person: int, kinds: dict[int, list[int]]) -> int:
        warned = self.made.warned
        firsts = (self.groups[g].first for groups in kinds.values() for g in groups)
        return min(warned.get((slot, person), 0) for slot in firsts) if warned else 0

    def _arc(self, tail: int, head: int, capacity: int) -> int:
        self._arcs.append((tail, head, capacity))
        return len(self._arcs) - 1

    def _node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def _add_person(self, person: int, kinds: dict[int, list[int]], end: int) -> None:
        own = self._node()
        for klass, groups in kinds.items():
            node = self._node()
            for g in groups:
                self.seat[g, person] = self._arc(g, node, 1)
            most = self._most(person, groups)
            steps = [1] * most if klass >= 0 else [most]
            self.duties[person, klass] = [self._arc(node, own, one) for one in steps]
        most = self._most(person, sorted(g for groups in kinds.values() for g in groups))
        steps = [1] * most if self.even else [most]
        self.duties[person, POINTS] = [self._arc(own, end, one) for one in steps]

    def _most(self, person: int, groups: Sequence[int]) -> int:
        """At most so many of the groups can the person have; what is fixed counts in full."""
        made, slots = self.made, [self.groups[g].first for g in groups]
        most, facts = most_of(made, slots), sum(slot in made.fixed for slot in slots)
        if made.most_in_period is not None:
            most = min(most, made.most_in_period - made.used[person])
        return max(most, facts, 0)

    # --- levels ---

    def prices(self, tier: Tier) -> Amounts | None:
        """What each arc costs in a tier; None = the tier is no matter of counts."""
        if tier == Tier.SPACING or (tier == Tier.POINTS and not self.even):
            return None
        price = np.zeros(len(self._arcs), np.int64)
        if tier in CLASS_OF:
            self._price_class(price, CLASS_OF[tier])
        elif tier == Tier.VACANCIES:
            for group, arc in zip(self.groups, self.vacant, strict=True):
                if arc >= 0:
                    price[arc] = self.made.weight[group.first]
        else:
            self._price_seats(price, tier)
        return price

    def _price_seats(self, price: Amounts, tier: Tier) -> None:
        made = self.made
        if tier == Tier.STABILITY:
            for g, group in enumerate(self.groups):
                price[[self.seat[g, p] for p in set(group.shown) if (g, p) in self.seat]] = -1
            return
        asked: dict[Tier, Callable[[int, int], int]] = {
            Tier.WARNINGS: lambda slot, person: made.warned.get((slot, person), 0),
            Tier.REPEATS: lambda slot, person: (slot, person) in made.repeated,
            Tier.PREFERENCES: lambda slot, person: made.wished.get((slot, person), 0),
        }
        for (g, person), arc in self.seat.items():
            price[arc] = asked[tier](self.groups[g].first, person)

    def _price_class(self, price: Amounts, klass: int) -> None:
        for (person, other), arcs in self.duties.items():
            if other == klass and arcs:
                before = self.made.deviation[person][klass]
                each = self.points[person] if klass == POINTS else ONE_DUTY
                loads = before + each * np.arange(len(arcs) + 1, dtype=np.int64)
                price[arcs] = np.diff(loads * loads)

    def constant(self, tier: Tier) -> int:
        """What the tier costs before anything flows."""
        made = self.made
        if tier == Tier.VACANCIES:
            return sum(weight for slot, weight in enumerate(made.weight) if not made.allowed[slot])
        if tier == Tier.STABILITY:
            return len(made.shown)
        return sum(row[CLASS_OF[tier]] ** 2 for row in made.deviation) if tier in CLASS_OF else 0

    def bound(self, tier: Tier) -> int | None:
        """The least a tier can cost on the arcs as narrowed so far. None = no matter of counts."""
        self._tier, price = tier, self.prices(tier)
        self._price = price
        if price is None:
            return None
        if np.any(price[self.most > self.least]):
            self._solve(price)
        self._bound = self.constant(tier) + int(price @ self.flow)
        return self._bound

    def keep(self, value: int) -> None:
        """Narrows the arcs to what flows that cost at most `value` in the tier last asked for can carry.

        By any potentials of the nodes under which no detour is cheaper, each unit on an arc that is dear costs at least its
        reduced price above the bound, and each unit missing on one that is cheap. With `value` the bound itself, just the
        cheapest flows are left.
        """
        price = self._price
        self._keep_few(value)
        if price is None or not np.any(price[self.most > self.least]):
            return
        reduced = price + self._potential(price)
        spare = np.full(len(price), value - self._bound, np.int64) // np.maximum(np.abs(reduced), 1)
        low = np.where(reduced < 0, np.maximum(self.least, self.most - spare), self.least)
        self.most = np.where(reduced > 0, np.minimum(self.most, self.least + spare), self.most)
        self.least = low

    def _keep_few(self, value: int) -> None:
        """As many vacancies, or duties of people who are always warned of, as `value` pays for."""
        if self._tier == Tier.VACANCIES:
            cheapest = min((self.made.weight[group.first] for group in self.groups), default=1)
            arc, spare = self.all_vacant, (value - self.constant(Tier.VACANCIES)) // max(cheapest, 1)
        elif self._tier == Tier.WARNINGS:
            arc, spare = self.all_warned, value
        else:
            return
        self.most[arc] = max(min(self.most[arc], spare), self.flow[arc])

    def _potential(self, price: Amounts) -> Amounts:
        """Per arc the potential of its tail less that of its head: lengths of cheapest detours in what may still move."""
        potential = np.zeros(self.nodes, np.int64)
        more, less = self.flow < self.most, self.flow > self.least
        tails = np.concatenate((self.tails[more], self.heads[less]))
        heads = np.concatenate((self.heads[more], self.tails[less]))
        costs = np.concatenate((price[more], -price[less]))
        while True:
            before = potential.copy()
            np.minimum.at(potential, heads, potential[tails] + costs)
            if np.array_equal(before, potential):
                return np.asarray(potential[self.tails] - potential[self.heads], np.int64)

    def _solve(self, price: Amounts) -> None:
        free = np.flatnonzero(self.most > self.least)
        supply = self.supply.copy()
        np.subtract.at(supply, self.tails, self.least)
        np.add.at(supply, self.heads, self.least)
        solver = SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(
            self.tails[free], self.heads[free], (self.most - self.least)[free], price[free]
        )
        solver.set_nodes_supplies(np.arange(self.nodes, dtype=np.int32), supply)
        if solver.solve() != SimpleMinCostFlow.OPTIMAL:
            raise AssertionError("no flow, though nobody need be seated but who is fixed")
        self.flow = self.least.copy()
        self.flow[free] += solver.flows(np.arange(len(free), dtype=np.int32))

    def range_of(self, arcs: Sequence[int]) -> tuple[int, int]:
        """How much flows over some arcs together, at least and at most."""
        return int(self.least[arcs].sum()), int(self.most[arcs].sum())


def _by_person(made: Compiled, groups: Sequence[Group]) -> list[dict[int, list[int]]]:
    """Per person and class the groups they may be in."""
    found: list[dict[int, list[int]]] = [{} for _ in made.people]
    for g, group in enumerate(groups):
        for person in group.people:
            found[person].setdefault(made.klass[group.first], []).append(g)
    return found
