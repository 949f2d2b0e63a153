"""Reading a row as it was written: the words it has kept of the rows it names stand for what those say today."""

from collections.abc import Iterable, Mapping
from typing import Any

WORDS = "words"
# A shift and an assignment name the unit and the period of their roster; the roster keeps the words for all of them.
KEEPER = "roster__"


def as_kept(row: Mapping[str, Any]) -> dict[str, Any]:
    """A values() row with `words` (or `…__words`) in it: every column of a named row reads as kept.

    Columns the words say nothing of stay as they are, so that a row which has kept nothing reads as things are now.
    """
    found = dict(row)
    for column in [name for name in row if name == WORDS or name.endswith(f"__{WORDS}")]:
        for prefix in prefixes(column):
            _overlay(found, prefix, row[column])
    return found


def prefixes(column: str) -> tuple[str, ...]:
    """Where the words of a column apply: to the row that has them, and to the shift whose roster has them."""
    prefix = column.removesuffix(WORDS)
    return (prefix, prefix.removesuffix(KEEPER)) if prefix.endswith(KEEPER) else (prefix,)


def _overlay(row: dict[str, Any], prefix: str, words: Mapping[str, Any] | None) -> None:
    for relation, kept in (words or {}).items():
        if not isinstance(kept, dict) or str(row.get(f"{prefix}{relation}_id", kept.get("id"))) != kept.get("id"):
            continue
        for name, value in kept.items():
            column = f"{prefix}{relation}__{name}"
            if column in row:
                row[column] = value


def kept_units(words: Mapping[str, Any], relation: str, units: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Many units named at once (values() rows with id, code, name, protocol_order), as kept and in the order of then."""
    kept = words.get(relation, {})
    read = [dict(unit) | kept.get(str(unit["id"]), {}) for unit in units]
    return sorted(read, key=lambda unit: (unit["protocol_order"], unit["code"]))
