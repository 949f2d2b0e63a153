"""Problems of the roster engine as JSON files (docs/solver-instance.md), so that others can try them."""

from rostering.engine.instances.reading import parse, problem_from
from rostering.engine.instances.schema import schema
from rostering.engine.instances.shape import InvalidInstance
from rostering.engine.instances.writing import problem_to, write

__all__ = ["InvalidInstance", "parse", "problem_from", "problem_to", "schema", "write"]
