"""The best set of rings that share nobody: as many people served as can be, then as near to their fair shares as can be.

Brings OR-Tools with it: import it only where rings are looked for.
"""

from collections import defaultdict

from ortools.sat.python import cp_model

from rostering.rings.rules.board import Ring

# A unit's board is solved in milliseconds; whoever waits longer gets the best found.
SECONDS = 5.0


def best_rings(rings: list[Ring]) -> list[Ring]:
    """The same set for the same rings, in their order. Nobody is in two of them: the rules were asked of each person with
    one duty given and one taken."""
    if not rings:
        return []
    model = cp_model.CpModel()
    taken = [model.new_bool_var(f"ring {number}") for number in range(len(rings))]
    of_person: dict[str, list[cp_model.IntVar]] = defaultdict(list)
    for ring, chosen in zip(rings, taken, strict=True):
        for person in ring.people:
            of_person[person].append(chosen)
    for chosen_ones in of_person.values():
        model.add_at_most_one(chosen_ones)
    # One person more outweighs whatever may be gained or lost in fairness.
    person_weight = 1 + 2 * sum(abs(ring.apart) for ring in rings)
    model.maximize(
        sum((person_weight * len(ring.people) - ring.apart) * one for ring, one in zip(rings, taken, strict=True))
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = SECONDS
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    return [ring for ring, one in zip(rings, taken, strict=True) if solver.boolean_value(one)]
