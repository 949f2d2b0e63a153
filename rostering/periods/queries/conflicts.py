"""What keeps duties of open and published periods from being served as they stand: for whoever changes a fact, decides, or
has to put it right."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from rostering.enums import PeriodState
from rostering.fairness.models.preference import PairRule
from rostering.rosters.models.assignment import Assignment
from rostering.seats.queries.coverage import Gap, gap_sentence, gaps_of
from rostering.seats.queries.outdated import CODES
from rostering.seats.queries.present import with_present_facts
from units.consequences import Consequence, Scope
from units.models import User

# So many of a roster are named where others stand beside it.
NAMED = 5


def touched_in(scope: Scope, now: datetime) -> list[Consequence]:
    """Every conflict among the duties that a change within `scope` may touch. Two queries, and more only where somebody is away, lent or of a pair."""
    if scope.county_id is None:
        return []
    rows = _ahead(now).filter(shift__period__county_id=scope.county_id)
    if scope.person_ids is not None or scope.unit_ids is not None:
        people = _with_partners(scope.person_ids or ())
        rows = rows.filter(Q(person__in=people) | Q(shift__unit__in=scope.unit_ids or ()))
    if scope.days is not None:
        rows = rows.filter(shift__day__range=scope.days)
    return _conflicts(rows)


def conflicts_by_roster(roster_ids: Collection[UUID], now: datetime) -> dict[UUID, list[Consequence]]:
    """Of the rosters named, those that have any."""
    found: dict[UUID, list[Consequence]] = defaultdict(list)
    for one in _conflicts(_ahead(now).filter(shift__roster__in=roster_ids)):
        found[one.roster_id].append(one)
    return dict(found)


@dataclass(frozen=True, slots=True)
class ConflictingRoster:
    """A roster that somebody has to put right; `found` begins the list of `count`."""

    roster_id: UUID
    period_name: str
    unit_name: str
    count: int
    found: tuple[Consequence, ...]
    path: str

    @property
    def more(self) -> int:
        return self.count - len(self.found)


def conflicting_rosters(user: User, now: datetime) -> list[ConflictingRoster]:
    """What the leader's own rosters want of them, the nearest first; empty for everybody else."""
    if not user.leads_unit:
        return []
    found = _conflicts(
        _ahead(now).filter(shift__unit__in=user.led_unit_ids).order_by("start", "shift__post_order", "pk")
    )
    by_roster: dict[UUID, list[Consequence]] = defaultdict(list)
    for one in found:
        by_roster[one.roster_id].append(one)
    return [
        ConflictingRoster(pk, rows[0].period_name, rows[0].unit_name, len(rows), tuple(rows[:NAMED]), rows[0].path)
        for pk, rows in by_roster.items()
    ]


def _ahead(now: datetime) -> QuerySet[Assignment]:
    """Duties of published periods that aren't over, and of open ones, which are still being made."""
    is_made, is_ahead = Q(shift__period__state=PeriodState.PUBLISHED), Q(end__gt=now)
    rows = Assignment.objects.active().filter(Q(shift__period__state=PeriodState.OPEN) | (is_made & is_ahead))
    return (
        with_present_facts(rows)
        .select_related("shift__unit", "shift__roster", "shift__period", "person")
        .order_by("shift__unit__protocol_order", "shift__unit__code", "start", "shift__post_order", "shift__seat")
    )


def _conflicts(rows: Iterable[Assignment]) -> list[Consequence]:
    seats = list(rows)
    gaps = gaps_of(seats, {seat.shift.period_id: seat.shift.period for seat in seats})
    return [_consequence(gap) for gap in gaps if gap.row.person_id is not None or _is_outdated(gap)]


def _with_partners(person_ids: Collection[UUID]) -> set[UUID]:
    """And the others of their pair rules, whose duties hang on theirs."""
    pairs = PairRule.objects.filter(Q(first__in=person_ids) | Q(second__in=person_ids)) if person_ids else ()
    return {*person_ids, *(pk for rule in pairs for pk in (rule.first_id, rule.second_id))}


def _is_outdated(gap: Gap) -> bool:
    """An empty seat is somebody's work already, unless it should be another seat."""
    return any(reason.code in CODES for reason in gap.reasons)


def _consequence(gap: Gap) -> Consequence:
    seat, shift = gap.row, gap.row.shift
    return Consequence(
        assignment_id=seat.pk,
        roster_id=shift.roster_id,
        period_id=shift.period_id,
        period_name=shift.period.name,
        unit_id=shift.unit_id,
        unit_code=shift.unit.code,
        unit_name=shift.unit.name,
        person_id=seat.person_id,
        person_name=gap.person_name,
        day=shift.day,
        post=shift.post,
        is_published=shift.period.state == PeriodState.PUBLISHED,
        codes=tuple(reason.code for reason in gap.reasons),
        reason=gap.text,
        text=gap_sentence(gap),
        path=reverse("rostering:confirm", args=[shift.roster_id]),
    )
