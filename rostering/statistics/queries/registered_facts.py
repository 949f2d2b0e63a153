"""Facts of all floors over a range of duty, summarised by what their kind says: a new source appears by itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from rostering.policies.queries.published import zone
from rostering.policies.rules.effects import Happening, Share, Spread, spread
from rostering.statistics.queries.duty_served import Ground
from rostering.statistics.queries.unit_facts import LATE, NOT_FILED, ON_TIME, filing
from units import facts
from units.enums import Scope
from units.facts import Fact, Kind, Source, Summary
from units.models import UnitTier, User

# The app these queries belong to; what other floors know needs their own scope.
OWN_SOURCE = "rostering"
INCIDENT = "incident"
FILING = (ON_TIME, LATE, NOT_FILED)
# Further ahead than any deadline is set.
FILED_BEFORE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class FactFigure:
    """`value` by the kind's summary: a count, a sum; None where `spread` says it."""

    kind: Kind
    count: int
    value: float | None
    spread: Spread | None


def facts_in_scope(user: User, unit_ids: Sequence[UUID], on: Ground, tier: str) -> Iterator[Fact]:
    """Facts of all floors the reader's scopes reach; with `tier`, of units that were in it at the time."""
    tiers = _tiers(unit_ids) if tier else {}
    for source in facts.SOURCES:
        if source.name != OWN_SOURCE and not user.has_scope(Scope.ALERTS_READ):
            continue
        for fact in _facts_of(source, unit_ids, on):
            if not tier or _tier_at(tiers, fact) == tier:
                yield fact


def _facts_of(source: Source, unit_ids: Sequence[UUID], on: Ground) -> Iterator[Fact]:
    """A filing belongs to the duty it was for: of every period of the range, though its deadline lies before."""
    own = source.name == OWN_SOURCE
    yield from (one for one in source.load(unit_ids, on.start, on.end) if not own or one.kind not in FILING)
    if own:
        periods, now = {reverse("rostering:period", args=[pk]) for pk in on.periods}, timezone.now()
        for one in filing(unit_ids, on.start - FILED_BEFORE, on.end):
            if one.path in periods and (one.kind != NOT_FILED or one.at <= now):
                yield one


def happenings(found: Iterable[Fact]) -> list[Happening]:
    """The incidents among the facts, each once with every unit it involves."""
    units: dict[tuple[str, datetime], set[str]] = defaultdict(set)
    for fact in found:
        if fact.kind == INCIDENT:
            units[fact.path, fact.at].add(str(fact.unit_id))
    return [Happening(at, frozenset(involved)) for (_, at), involved in units.items()]


def summarised(found: Iterable[Fact]) -> dict[str, FactFigure]:
    """Every registered kind by its code, in the order of registration; without facts it counts 0."""
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in found:
        by_kind[fact.kind].append(fact)
    return {code: _figure(kind, by_kind[code]) for code, kind in facts.kinds().items()}


def _figure(kind: Kind, found: Sequence[Fact]) -> FactFigure:
    if kind.summary == Summary.SPREAD:
        judged = [fact.is_kept for fact in found if fact.is_kept is not None]
        return FactFigure(kind, len(found), None, spread([one.value for one in found], Share(sum(judged), len(judged))))
    count = len({(fact.path, fact.at) for fact in found}) if kind.is_shared else len(found)
    value = sum(fact.value for fact in found) if kind.summary == Summary.SUM else float(count)
    return FactFigure(kind, count, value, None)


Tiers = Mapping[UUID, Sequence[tuple[Any, str]]]


def _tiers(unit_ids: Sequence[UUID]) -> Tiers:
    """Tier histories. One query."""
    histories: dict[UUID, list[tuple[Any, str]]] = defaultdict(list)
    for unit_id, valid, tier in UnitTier.objects.filter(unit_id__in=unit_ids).values_list("unit_id", "valid", "tier"):
        histories[unit_id].append((valid, tier))
    return histories


def _tier_at(tiers: Tiers, fact: Fact) -> str:
    """ "" before the history begins."""
    day = fact.at.astimezone(zone()).date()
    return next((tier for valid, tier in tiers.get(fact.unit_id, ()) if day in valid), "")
