"""The roster engine: `solve(problem, seed=…, effort=…) -> Plan` (docs/solver.md)."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rostering.engine.solving import solve

__all__ = ["solve"]


def __getattr__(name: str) -> Any:
    """Loads the solver when it is first asked for: OR-Tools takes a second that no page should wait for."""
    if name == "solve":
        from rostering.engine.solving import solve  # noqa: PLC0415 - see above

        return solve
    raise AttributeError(name)
