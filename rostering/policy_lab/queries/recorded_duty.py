"""What really was on duty and what happened then, for the policy lab: whatever the range, a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet

from rostering.policies.models import PolicyVersion
from rostering.policies.queries.published import zone
from rostering.policies.rules.effects import Happening
from rostering.policies.rules.policy import NoPolicy, Policy, duty_day_at, local_instant
from rostering.policies.rules.raising import overlays
from rostering.policy_lab.rules.simulation import Ordered, Reach, Recorded, UnitDay
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from units import facts
from units.models import County, Person

INCIDENT = "incident"
DAY = timedelta(days=1)


class PeriodName(NamedTuple):
    """A period with how many of its days fell into the range."""

    id: str
    name: str
    days: int


@dataclass(frozen=True, slots=True)
class IncidentNote:
    """An incident as people know it; `units` are ids as text. In the order of `Recorded.happenings`."""

    at: datetime
    title: str
    path: str
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Record:
    """`outside`: incidents of the range that fell on no recorded duty of the units involved."""

    recorded: Recorded
    periods: tuple[PeriodName, ...]
    incidents: tuple[IncidentNote, ...]
    outside: int


def recorded_range(county: County) -> tuple[date, date] | None:
    """First and last recorded duty day, None when there is none. One query."""
    found = _periods(county).aggregate(first=Min("first_day"), last=Max("last_day"))
    return (found["first"], found["last"]) if found["first"] else None


def recorded_duty(county: County, first: date, last: date) -> Record:
    """Published duty of the days `[first, last]`: units with the tier they were rostered by, people, orders, incidents."""
    rosters = list(
        Roster.objects.filter(period__in=_periods(county), period__first_day__lte=last, period__last_day__gte=first)
        .order_by("period__first_day", "period_id", "unit__protocol_order")
        .values_list("unit_id", "tier", "period_id", "period__name", "period__first_day", "period__last_day")
    )
    unit_days = tuple(_unit_days(rosters, first, last))
    unit_ids = {row[0] for row in rosters}
    incidents, outside = _incidents(county, unit_ids, first, last, unit_days)
    recorded = Recorded(
        unit_days=unit_days,
        happenings=tuple(Happening(one.at, one.units) for one in incidents),
        people=tuple(_people(unit_ids, first, last)),
        zone=zone(),
        lead_office=str(county.lead_office_id or ""),
        orders=tuple(_orders(county, *_span(first, last))),
    )
    return Record(recorded, tuple(_names(rosters, unit_days)), tuple(incidents), outside)


RosterRow = tuple[UUID, str, UUID, str, date, date]


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first midnight to the one after the last duty day has ended."""
    return local_instant(first, time.min, zone()), local_instant(last + 2 * DAY, time.min, zone())


def _periods(county: County) -> "QuerySet[DutyPeriod]":
    return DutyPeriod.objects.filter(county=county).in_force()


def _unit_days(rosters: Iterable[RosterRow], first: date, last: date) -> Iterator[UnitDay]:
    """A day that two periods share counts once, for the one that began first."""
    seen: set[tuple[UUID, date]] = set()
    for unit_id, tier, period_id, _name, begins, ends in rosters:
        day = max(begins, first)
        while day <= min(ends, last):
            if (unit_id, day) not in seen:
                seen.add((unit_id, day))
                yield UnitDay(str(unit_id), tier, day, str(period_id))
            day += DAY


def _names(rosters: Iterable[RosterRow], unit_days: Iterable[UnitDay]) -> Iterator[PeriodName]:
    days: dict[str, set[date]] = defaultdict(set)
    for one in unit_days:
        days[one.period].add(one.day)
    names = {str(period_id): name for _unit, _tier, period_id, name, _begins, _ends in rosters}
    for period, name in names.items():
        if days[period]:
            yield PeriodName(period, name, len(days[period]))


def _people(unit_ids: Collection[UUID], first: date, last: date) -> Iterator[Reach]:
    """Everybody who was there at some time of the range."""
    people = Person.objects.filter(unit_id__in=unit_ids, valid_from__lte=last)
    rows = people.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first)).values_list(
        "pk", "unit_id", "eligible_posts", "rank", "travel_minutes", "valid_from", "valid_to"
    )
    for pk, unit_id, posts, rank, minutes, valid_from, valid_to in rows:
        yield Reach(str(pk), str(unit_id), frozenset(posts), rank, minutes, valid_from, valid_to)


def _orders(county: County, start: datetime, end: datetime) -> Iterator[Ordered]:
    for order in overlays(county.pk, start, end):
        yield Ordered(order.raised, order.tier, frozenset(map(str, order.unit_ids)))


def _incidents(
    county: County, unit_ids: Collection[UUID], first: date, last: date, unit_days: Iterable[UnitDay]
) -> tuple[list[IncidentNote], int]:
    """(those that fell on recorded duty of a unit involved, how many didn't); one of several units is one incident."""
    policies = [version.as_rules() for version in PolicyVersion.objects.filter(county=county).published().with_rules()]
    start, end = _span(first, last)
    units: dict[tuple[datetime, str, str], set[str]] = defaultdict(set)
    for source in facts.SOURCES:
        if not any(kind.code == INCIDENT for kind in source.kinds):
            continue
        for fact in source.load(unit_ids, start, end):
            if fact.kind == INCIDENT:
                units[fact.at, fact.path, fact.details.get("title", "")].add(str(fact.unit_id))
    days = {(one.unit, one.day) for one in unit_days}
    notes = [IncidentNote(at, title, path, frozenset(of)) for (at, path, title), of in sorted(units.items())]
    dated = [(note, day) for note in notes if (day := _duty_day(note.at, policies)) and first <= day <= last]
    within = [note for note, day in dated if any((unit, day) in days for unit in note.units)]
    return within, len(dated) - len(within)


def _duty_day(at: datetime, policies: Sequence[Policy]) -> date | None:
    """None before the county's first policy."""
    try:
        return duty_day_at(at, policies, zone())
    except NoPolicy:
        return None
