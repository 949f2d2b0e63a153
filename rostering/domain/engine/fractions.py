"""The bound of a model whose variables may be fractions: quick for models too large to be solved whole."""

from collections.abc import Iterable, Sequence
from math import floor

from ortools.linear_solver.python import model_builder
from ortools.sat.python import cp_model

# The simplex works in floating point: what it says is lowered by this part before it counts as proven.
MARGIN = 1e-7
# Bounds of "no limit" in the exact solver's models.
ENDLESS = 2**62


def fractional_bound(model: cp_model.CpModel, terms: Sequence[tuple[cp_model.IntVar, int]]) -> float:
    """No solution of `model` has a smaller sum of `terms`. Minus infinity when the simplex gives up.

    Takes in linear constraints and those of one among many, over variables themselves (never their negations).
    """
    builder = model_builder.Model()  # type: ignore[no-untyped-call]  # OR-Tools leaves it untyped
    variables = [
        builder.new_num_var(*_range(variable.domain), f"x{index}")
        for index, variable in enumerate(model.proto.variables)
    ]
    for constraint in model.proto.constraints:
        if len(constraint.enforcement_literal):
            continue
        # Asked which kind it is before a kind is looked at: looking makes it that kind.
        if constraint.has_linear():
            linear = constraint.linear
            total = model_builder.LinearExpr.weighted_sum(
                [variables[i] for i in linear.vars], [float(c) for c in linear.coeffs]
            )
            builder.add_linear_constraint(total, *_range(linear.domain))
        elif constraint.has_exactly_one():
            _one_of(builder, [variables[i] for i in constraint.exactly_one.literals], least=1)
        elif constraint.has_at_most_one():
            _one_of(builder, [variables[i] for i in constraint.at_most_one.literals], least=0)
    factors = [float(factor) for _, factor in terms]
    builder.minimize(model_builder.LinearExpr.weighted_sum([variables[v.index] for v, _ in terms], factors))
    solver = model_builder.Solver("GLOP")
    if solver.solve(builder) != model_builder.SolveStatus.OPTIMAL:
        return -float("inf")
    value = solver.objective_value
    return floor(value - abs(value) * MARGIN)


def _one_of(builder: model_builder.Model, variables: Sequence[model_builder.Variable], least: int) -> None:
    builder.add_linear_constraint(sum(variables), least, 1)


def _range(domain: Iterable[int]) -> tuple[float, float]:
    """The ends of a domain of the exact solver."""
    # As a list: its own containers don't count from the end.
    ends = list(domain)
    return _finite(ends[0]), _finite(ends[-1])


def _finite(bound: int) -> float:
    if abs(bound) >= ENDLESS:
        return float("inf") if bound > 0 else -float("inf")
    return float(bound)
