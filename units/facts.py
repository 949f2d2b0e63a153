"""Dated figures about units, pushed down by registration: whoever compiles asks here and knows no floor above.

A source names the kinds of facts it brings and loads them for many units at once, in a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from units.hooks import Hook
from units.labels import Label


class Summary(StrEnum):
    """How a range of facts of one kind becomes a figure."""

    COUNT = "count"
    SUM = "sum"
    # Median, worst and number of values.
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a fact measures: `code` is stable, `measure` its unit of measure ("" for a bare count).

    `is_shared`: one row is a fact of every unit involved; over several units it counts once, by its path.
    """

    code: str
    label: Label
    summary: Summary
    measure: Label = ""
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated figure of a unit; `path` is the page of the row it comes from, "" when there is none.

    `is_kept`: of minutes, whether they were within the clock that held then; None where there was none.
    """

    unit_id: UUID
    at: datetime
    kind: str
    value: float = 1.0
    path: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    is_kept: bool | None = None


Load = Callable[[Collection[UUID], datetime, datetime], Iterable[Fact]]


@dataclass(frozen=True, slots=True)
class Source:
    """`load` takes unit ids and a half-open range of aware instants."""

    name: str
    kinds: tuple[Kind, ...]
    load: Load


# By their names, the ground floor first.
SOURCES: Hook[Source] = Hook("sources of facts")


def kinds() -> dict[str, Kind]:
    """Every kind of fact anybody brings, by its code."""
    return {kind.code: kind for source in SOURCES for kind in source.kinds}


def collect(unit_ids: Collection[UUID], start: datetime, end: datetime) -> dict[UUID, list[Fact]]:
    """Every registered fact of the units within `[start, end)`, in order of time; a unit without facts is absent."""
    found: dict[UUID, list[Fact]] = defaultdict(list)
    for source in SOURCES:
        for fact in source.load(unit_ids, start, end):
            found[fact.unit_id].append(fact)
    for facts in found.values():
        facts.sort(key=lambda fact: (fact.at, fact.kind))
    return dict(found)
