"""The roster engine: `solve(problem, seed=…, effort=…) -> Plan` (solver.md). Import it only where rosters are solved."""

from rostering.domain.engine.solving import solve

__all__ = ["solve"]
