"""The bound of a model whose variables may be fractions: quick for models too large to be solved whole."""

from collections.abc import Iterable, Sequence
from math import floor

from ortools.linear_solver.python import model_builder
from ortools.sat.python import cp_model

# The simplex works in floating point: what it says is lowered by this part before it counts as proven.
MARGIN = 1e-7
# What a variable of the simplex reaches at most.
LARGE = 1e6
# Bounds of "no limit" in the exact solver's models.
ENDLESS = 2**62


def fractional_bound(model: cp_model.CpModel, terms: Sequence[tuple[cp_model.IntVar, int]]) -> float:
    """No solution of `model` has a smaller sum of `terms`. Minus infinity when the simplex gives up.

    Takes in linear constraints and those of one among many, over variables themselves (never their negations).
    """
    builder = model_builder.Model()  # type: ignore[no-untyped-call]  # OR-Tools leaves it untyped
    units = [_unit(variable.domain) for variable in model.proto.variables]
    variables = [
        builder.new_num_var(*_range(variable.domain, unit), f"x{index}")
        for index, (variable, unit) in enumerate(zip(model.proto.variables, units, strict=True))
    ]
    for constraint in model.proto.constraints:
        if len(constraint.enforcement_literal):
            continue
        # Asked which kind it is before a kind is looked at: looking makes it that kind.
        if constraint.has_linear():
            linear = constraint.linear
            factors = [float(factor) * units[i] for i, factor in zip(linear.vars, linear.coeffs, strict=True)]
            largest = max(map(abs, factors), default=1.0)
            total = model_builder.LinearExpr.weighted_sum(
                [variables[i] for i in linear.vars], [factor / largest for factor in factors]
            )
            builder.add_linear_constraint(total, *_range(linear.domain, largest))
        elif constraint.has_exactly_one():
            _one_of(builder, [variables[i] for i in constraint.exactly_one.literals], least=1)
        elif constraint.has_at_most_one():
            _one_of(builder, [variables[i] for i in constraint.at_most_one.literals], least=0)
    prices = [float(factor) * units[variable.index] for variable, factor in terms]
    largest = max(map(abs, prices), default=1.0)
    goal = model_builder.LinearExpr.weighted_sum([variables[v.index] for v, _ in terms], [p / largest for p in prices])
    builder.minimize(goal)
    solver = model_builder.Solver("GLOP")
    if solver.solve(builder) != model_builder.SolveStatus.OPTIMAL:
        return -float("inf")
    value = solver.objective_value * largest
    return floor(value - abs(value) * MARGIN)


def _unit(domain: Iterable[int]) -> float:
    """Squares of points are a million times the numbers of duties beside them; the simplex loses its way among such."""
    low, high = _range(domain, 1.0)
    reach = max(abs(low), abs(high))
    return max(1.0, reach / LARGE) if reach < float("inf") else 1.0


def _one_of(builder: model_builder.Model, variables: Sequence[model_builder.Variable], least: int) -> None:
    builder.add_linear_constraint(sum(variables), least, 1)


def _range(domain: Iterable[int], unit: float) -> tuple[float, float]:
    """The ends of a domain of the exact solver, in units."""
    # As a list: its own containers don't count from the end.
    ends = list(domain)
    return _finite(ends[0]) / unit, _finite(ends[-1]) / unit


def _finite(bound: int) -> float:
    if abs(bound) >= ENDLESS:
        return float("inf") if bound > 0 else -float("inf")
    return float(bound)
