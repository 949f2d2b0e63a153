"""Published seats that have lost their holder."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from rostering.engine.problem import Reason
from rostering.enums import PeriodState
from rostering.fairness.models.absence import Absence
from rostering.rosters.models.assignment import Assignment, AssignmentQuerySet
from rostering.rosters.models.period import DutyPeriod
from units.models import User

# By whoever holds it: nothing but their word keeps them off it.
GIVEN_UP = Reason("given_up")
# More at once is no repair any more.
MOST_LOST = 60


@dataclass(frozen=True, slots=True)
class Lost:
    """A seat whose holder can't come, or that has none; `reason` says why."""

    assignment_id: UUID
    roster_id: UUID
    person_id: UUID | None
    assignment: Assignment
    reason: Reason


@dataclass(frozen=True, slots=True)
class PeriodToRepair:
    """A published period with seats that have lost their holder."""

    id: UUID
    name: str
    seats: int
    until: datetime
    """When the first of them is over, or its holder back."""


def lost_seats(
    period: DutyPeriod,
    user: User,
    now: datetime,
    *,
    unit_id: UUID | None = None,
    person_id: UUID | None = None,
    seat_id: UUID | None = None,
) -> list[Lost]:
    """Of the rosters this reader sees, soonest first. `seat_id`: that one alone, which its holder gives up. Two queries."""
    ahead = Assignment.objects.visible_to(user).filter(user.led("shift__unit"), shift__period=period, end__gt=now)
    ahead = ahead.filter(shift__unit=unit_id) if unit_id else ahead
    ahead = ahead.filter(person=person_id) if person_id else ahead
    rows = ahead.filter(pk=seat_id) if seat_id else _lost(ahead, now)
    rows = rows.select_related("shift__unit", "shift__roster", "shift__period", "person").order_by(
        "start", "shift__post_order", "pk"
    )
    found = list(rows[:MOST_LOST])
    kinds = _kinds(found, now)
    return [
        Lost(row.pk, row.shift.roster_id, row.person_id, row, GIVEN_UP if seat_id else _reason(row, kinds))
        for row in found
    ]


def periods_to_repair(user: User, now: datetime, *, person_id: UUID | None = None) -> list[PeriodToRepair]:
    """Published periods with lost seats of the leader's unit, the first on top, or of one person for the office too;
    empty for everybody else. One query."""
    if not (user.leads_unit or (person_id and user.sees_whole_county)):
        return []
    published = Assignment.objects.visible_to(user).filter(shift__period__state=PeriodState.PUBLISHED, end__gt=now)
    published = published.filter(user.led("shift__unit"))
    published = published.filter(person=person_id) if person_id else published
    back_at = Subquery(_away(now).order_by("end").values("end")[:1])
    rows = _lost(published, now).annotate(until=Least("end", back_at))
    counted = rows.order_by().values("shift__period_id", "shift__period__name")
    counted = counted.annotate(seats=Count("pk"), first=Min("start"), soonest=Min("until")).order_by("first")
    return [
        PeriodToRepair(row["shift__period_id"], row["shift__period__name"], row["seats"], row["soonest"])
        for row in counted
    ]


def _lost(rows: "QuerySet[Assignment]", now: datetime) -> "QuerySet[Assignment]":
    """Those with nobody, or with somebody who is away or not in service."""
    gone = Q(person__valid_to__lte=F("shift__day")) | Q(person__valid_from__gt=F("shift__day"))
    return rows.annotate(is_away=Exists(_away(now))).filter(Q(person__isnull=True) | Q(is_away=True) | gone)


def _away(now: datetime) -> "QuerySet[Absence]":
    """Binding leave of the holder in what is left of the duty."""
    ahead = Absence.objects.binding().filter(end__gt=now)
    return ahead.filter(person=OuterRef("person"), start__lt=OuterRef("end"), end__gt=OuterRef("start"))


def _kinds(rows: Iterable[Assignment], now: datetime) -> Mapping[UUID, Sequence[Absence]]:
    people: Collection[UUID] = {row.person_id for row in rows if row.person_id}
    found: dict[UUID, list[Absence]] = {}
    for absence in Absence.objects.binding().filter(person__in=people, end__gt=now).order_by("start"):
        found.setdefault(absence.person_id, []).append(absence)
    return found


def _reason(row: Assignment, kinds: Mapping[UUID, Sequence[Absence]]) -> Reason:
    if row.person_id is None:
        return Reason("withdrawn")
    for absence in kinds.get(row.person_id, ()):
        if absence.start < row.end and row.start < absence.end:
            return Reason("absent", {"label": absence.get_kind_display()})
    return Reason("not_in_service")


def with_holder_there(rows: AssignmentQuerySet, at: datetime) -> AssignmentQuerySet:
    """Leaves out holders who are on approved leave at the instant `at` or not in service on the duty day, and units
    that are closed."""
    leave = Absence.objects.binding().filter(person=OuterRef("person"), start__lte=at, end__gt=at)
    left = Q(person__valid_to__lte=F("shift__day")) | Q(person__valid_from__gt=F("shift__day"))
    return rows.filter(~Exists(leave), shift__unit__is_active=True).exclude(left)
