"""Reading what somebody else wrote: objects with exactly the names they should have, everything that is wrong named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MISSING, UNKNOWN, WRONG = "missing", "unknown", "wrong"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """`place` is the way to the field: `rules/posts/0/name`, "" for the whole."""

    code: str
    place: str


# Reads a value at a place and notes what is wrong with it; what it returns is worth nothing if it noted something.
Reader = Callable[[Any, str, list[FieldProblem]], Any]


def of_value(convert: Callable[[Any], Any]) -> Reader:
    """`convert` raises ValueError for what can't be taken."""

    def read(value: Any, place: str, problems: list[FieldProblem]) -> Any:
        try:
            return convert(value)
        except ValueError:
            problems.append(FieldProblem(WRONG, place))
            return None

    return read


def of_object(members: Mapping[str, Reader]) -> Reader:
    """An object that has each of `members` and nothing else."""

    def read(value: Any, place: str, problems: list[FieldProblem]) -> Any:
        if not isinstance(value, Mapping):
            problems.append(FieldProblem(WRONG, place))
            return {}
        problems += [FieldProblem(MISSING, _within(place, name)) for name in members if name not in value]
        problems += [FieldProblem(UNKNOWN, _within(place, name)) for name in value if name not in members]
        return {
            name: reader(value[name], _within(place, name), problems)
            for name, reader in members.items()
            if name in value
        }

    return read


def of_list(item: Reader, most: int) -> Reader:
    """At most so many of the same kind."""

    def read(value: Any, place: str, problems: list[FieldProblem]) -> Any:
        if not isinstance(value, list) or len(value) > most:
            problems.append(FieldProblem(WRONG, place))
            return []
        return [item(one, f"{place}/{index}", problems) for index, one in enumerate(value)]

    return read


def _within(place: str, name: str) -> str:
    return f"{place}/{name}" if place else name
