"""Problems of the roster engine as JSON files (docs/solver-instance.md), so that others can try them."""

from rostering.domain.instances.errors import InvalidInstance
from rostering.domain.instances.reading import parse, problem_from
from rostering.domain.instances.schema import schema
from rostering.domain.instances.writing import problem_to, write

__all__ = ["InvalidInstance", "parse", "problem_from", "problem_to", "schema", "write"]
