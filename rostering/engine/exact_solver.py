"""The exact solver as we ask it: one worker, a fixed seed and a deterministic limit, so that plans can be repeated."""

from ortools.sat.python import cp_model

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
