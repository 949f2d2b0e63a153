"""A lower bound of the points of a pool whose people have seats of different points.

There points are no matter of counts: they flow by themselves, a hundredth of a point a unit, over the arcs of the network as
narrowed so far, and a seat may be split between people. What a person comes to is priced by chords between every `STEP`
hundredths, which lie above the square by a quarter of `STEP`² at most.
"""

from collections import defaultdict

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from rostering.engine.network import Network
from rostering.engine.state import POINTS

STEP = 256
ABOVE = STEP * STEP // 4


def points_bound(network: Network) -> int:
    """No plan that the arcs let costs less in points."""
    return _Points(network).bound()


class _Points:
    """Arcs as (tail, head, capacity, price); what must flow is already in `supply`."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.arcs: list[tuple[int, int, int, int]] = []
        self.supply = [0] * network.nodes
        self.cost = 0
        self.least, self.most = network.least.tolist(), network.most.tolist()
        self.tails, self.heads = network.tails.tolist(), network.heads.tolist()

    def bound(self) -> int:
        network, made = self.network, self.network.made
        amount = [made.points[group.first] for group in network.groups]
        own: dict[tuple[int, int], list[int]] = defaultdict(list)
        for (g, person), arc in network.seat.items():
            self._carry(arc, amount[g], amount[g])
            for klass in (made.klass[network.groups[g].first], POINTS):
                own[person, klass].append(amount[g])
        self._add_groups(amount)
        for (person, klass), arcs in network.duties.items():
            if klass == POINTS:
                self._square(person, arcs, own[person, klass])
            elif arcs:
                self._carry_all(arcs, own[person, klass])
        idle = (row[POINTS] ** 2 for person, row in enumerate(made.deviation) if (person, POINTS) not in network.duties)
        return self.cost + sum(idle) + self._cheapest()

    def _add_groups(self, amount: list[int]) -> None:
        """Where points come from, and what of them stays vacant."""
        network = self.network
        for g, group in enumerate(network.groups):
            self.supply[g] += amount[g] * len(group.slots)
            self.supply[len(network.groups)] -= amount[g] * len(group.slots)
            if network.vacant[g] >= 0:
                self._carry(network.vacant[g], amount[g], amount[g])
        for end in (network.all_vacant, network.all_warned):
            self._carry(end, 0, max(amount, default=0))

    def _carry(self, arc: int, least: int, most: int) -> None:
        """So many points for each duty on an arc."""
        self._arc(self.tails[arc], self.heads[arc], self.least[arc] * least, self.most[arc] * most)

    def _carry_all(self, arcs: list[int], amounts: list[int]) -> None:
        low, high = self.network.range_of(arcs)
        self._arc(self.tails[arcs[0]], self.heads[arcs[0]], low * min(amounts), high * max(amounts))

    def _arc(self, tail: int, head: int, least: int, most: int) -> None:
        self.supply[tail] -= least
        self.supply[head] += least
        self.arcs.append((tail, head, most - least, 0))

    def _square(self, person: int, arcs: list[int], amounts: list[int]) -> None:
        before = self.network.made.deviation[person][POINTS]
        if not arcs:
            self.cost += before * before
            return
        low, high = self.network.range_of(arcs)
        tail, head = self.tails[arcs[0]], self.heads[arcs[0]]
        reached, top = low * min(amounts), high * max(amounts)
        self.supply[tail] -= reached
        self.supply[head] += reached
        self.cost += (before + reached) ** 2 - ABOVE
        while reached < top:
            further = min(reached + STEP, top)
            price = ((before + further) ** 2 - (before + reached) ** 2) // (further - reached)
            self.arcs.append((tail, head, further - reached, price))
            reached = further

    def _cheapest(self) -> int:
        arcs = np.array(self.arcs, np.int64).reshape(-1, 4)
        solver = SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(
            arcs[:, 0].astype(np.int32), arcs[:, 1].astype(np.int32), arcs[:, 2], arcs[:, 3]
        )
        solver.set_nodes_supplies(np.arange(self.network.nodes, dtype=np.int32), np.array(self.supply, np.int64))
        if solver.solve() != SimpleMinCostFlow.OPTIMAL:
            raise AssertionError("no flow of points, though the duties flow")
        return int(solver.optimal_cost())
