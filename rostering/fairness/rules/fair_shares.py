"""Fair shares of recorded duty: each duty is owed in equal parts by those who could have been on it.

Who could: of the unit, eligible for the post, of the rank it asks for, in service that day and not on an excused absence.
So whoever comes, goes or is away long owes and is owed nothing of that time. Amounts are hundredths of a duty or a point.

The engine credits the same parts to whoever is missing from a period that is being planned (rostering/engine/fair_shares.py); a test
holds the two together. They stay two functions: this one sums years by stretches between comings and goings, that one
asks every rule about every slot of one period.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import accumulate, pairwise

from rostering.engine.fair_shares import in_proportion
from rostering.engine.problem import DutyClass

Span = tuple[date, date]
Key = tuple[str, DutyClass]


@dataclass(frozen=True, slots=True)
class Done:
    """What was carried on one duty day on one post: `load` of its class and `points`, by whomever."""

    unit_id: str
    post: str
    min_rank: int
    duty_class: DutyClass
    day: date
    load: float
    points: float


@dataclass(frozen=True, slots=True)
class Member:
    """`serves`: the half-open spans of days in which the person could have been on duty, per unit."""

    id: str
    rank: int
    eligible_posts: frozenset[str]
    serves: Mapping[str, Sequence[Span]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody brought along from `[since, as_of)`, by class."""

    person_id: str
    pool: tuple[object, ...]
    since: date
    as_of: date
    load: Mapping[DutyClass, float]


def fair_shares(done: Iterable[Done], members: Collection[Member]) -> dict[Key, float]:
    """Per person and class what would have been fair. A duty that nobody could have had is nobody's."""
    shares: dict[Key, float] = defaultdict(float)
    for (unit_id, post, min_rank), days in sorted(_by_post(done).items()):
        able = [m for m in members if unit_id in m.serves and post in m.eligible_posts and m.rank >= min_rank]
        for duty_class, amounts in sorted(days.items()):
            _split(shares, duty_class, amounts, unit_id, able)
    return dict(shares)


def opening_shares(openings: Iterable[Opening]) -> dict[Key, float]:
    """What people brought along, split within each pool by the time it covers. Who brought nothing is left out."""
    pools: dict[tuple[object, ...], list[Opening]] = defaultdict(list)
    for opening in openings:
        pools[opening.pool].append(opening)
    shares: dict[Key, float] = {}
    for pool in pools.values():
        days = [(opening.as_of - opening.since).days for opening in pool]
        for duty_class in {duty_class for opening in pool for duty_class in opening.load}:
            load = Fraction(sum(one.load.get(duty_class, 0.0) for one in pool))
            for opening, share in zip(pool, in_proportion(load, days), strict=True):
                if duty_class in opening.load:
                    shares[opening.person_id, duty_class] = float(share)
    return shares


def without(span: Span, away: Iterable[Span]) -> list[Span]:
    """What is left of a span of days."""
    left = []
    first, last = span
    for gone, back in sorted(away):
        if gone > first:
            left.append((first, min(gone, last)))
        first = max(first, back)
        if first >= last:
            break
    if first < last:
        left.append((first, last))
    return [(begins, ends) for begins, ends in left if begins < ends]


def days_within(days: Sequence[date], spans: Iterable[Span]) -> int:
    """How many of the sorted `days` lie in one of the spans."""
    return sum(bisect_left(days, ends) - bisect_left(days, begins) for begins, ends in spans)


Amounts = list[tuple[date, float, float]]


def _by_post(done: Iterable[Done]) -> dict[tuple[str, str, int], dict[DutyClass, Amounts]]:
    found: dict[tuple[str, str, int], dict[DutyClass, Amounts]] = defaultdict(lambda: defaultdict(list))
    for one in done:
        found[one.unit_id, one.post, one.min_rank][one.duty_class].append((one.day, one.load, one.points))
    return found


def _split(
    shares: dict[Key, float], duty_class: DutyClass, amounts: Amounts, unit_id: str, able: Sequence[Member]
) -> None:
    """Between two days on which somebody comes or goes the same people owe: one sum per stretch, not per day."""
    amounts = sorted(amounts)
    days = [day for day, _load, _points in amounts]
    loads = [0.0, *accumulate(load for _day, load, _points in amounts)]
    points = [0.0, *accumulate(value for _day, _load, value in amounts)]
    cuts = sorted({edge for member in able for span in member.serves[unit_id] for edge in span})
    for begins, ends in pairwise(cuts):
        low, high = bisect_left(days, begins), bisect_left(days, ends)
        if low == high:
            continue
        owing = [m for m in able if any(first <= begins and ends <= last for first, last in m.serves[unit_id])]
        for member in owing:
            shares[member.id, duty_class] += (loads[high] - loads[low]) / len(owing)
            shares[member.id, DutyClass.POINTS] += (points[high] - points[low]) / len(owing)
