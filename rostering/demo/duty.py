"""Duty of the demo county as rows: laid out like any period, then filled and published in bulk."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection

from rostering.demo.days import Span
from rostering.enums import PeriodKind, PeriodState, RosterState
from rostering.fairness.models.absence import Absence
from rostering.periods.services.periods import create_period
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.shift import Shift
from rostering.seats.services.laying_out import open_period
from rostering.seats.services.revisions import write_revision
from units.audit import services as audit
from units.models import County, Person, User

PUBLISHED_AFTER_DEADLINE = timedelta(hours=4)
# How many of the past and the coming shifts nobody answered with 收到.
UNANSWERED_PAST, UNANSWERED_COMING = 0.02, 0.06


@dataclass(slots=True)
class Book:
    """Who has been on duty when: fills seats by turns, unevenly on purpose."""

    rng: Random
    people: Mapping[UUID, list[Person]]
    # (unit, day) → who must be on duty then.
    wanted: Mapping[tuple[UUID, date], Person] = field(default_factory=dict)
    load: dict[UUID, float] = field(default_factory=dict)
    days: dict[UUID, set[date]] = field(default_factory=lambda: defaultdict(set))
    away: dict[UUID, list[Absence]] = field(default_factory=lambda: defaultdict(list))

    def know(self, absences: Iterable[Absence], standing: Iterable[tuple[UUID, date]]) -> None:
        """`standing` are the (person, duty day) pairs that are taken already."""
        for absence in absences:
            self.away[absence.person_id].append(absence)
        for person_id, day in standing:
            self.days[person_id].add(day)

    def pick(self, shift: Shift) -> Person | None:
        """Who takes the shift; None when nobody of the unit may."""
        able = [person for person in self.people[shift.unit_id] if self._may(person, shift)]
        if not able:
            return None
        wanted = self.wanted.get((shift.unit_id, shift.day))
        chosen = wanted if wanted in able else min(able, key=lambda person: self._order(person, shift.day))
        self.days[chosen.pk].add(shift.day)
        self.load[chosen.pk] += float(shift.points)
        return chosen

    def _may(self, person: Person, shift: Shift) -> bool:
        return (
            shift.post in person.eligible_posts
            and person.rank >= shift.min_rank
            and person.valid_from <= shift.day
            and (person.valid_to is None or shift.day < person.valid_to)
            and shift.day not in self.days[person.pk]
            and not any(away.start < shift.end and away.end > shift.start for away in self.away[person.pk])
        )

    def _order(self, person: Person, day: date) -> tuple[bool, float]:
        near = {day - timedelta(days=1), day + timedelta(days=1)} & self.days[person.pk]
        # Some are asked more often than others: the ledger of a real county is uneven too.
        load = self.load.setdefault(person.pk, self.rng.uniform(0, 60))
        return bool(near), load + self.rng.uniform(0, 15)


def publish_span(
    *,
    county: County,
    span: Span,
    kind: PeriodKind,
    book: Book,
    office: User,
    leaders: Mapping[UUID, User],
    now: datetime,
) -> DutyPeriod:
    """A period over `span`, filled from `book`, filed by its units and published in time; closed when it is over."""
    with audit.untold():
        period = create_period(
            county=county, name=span.name, kind=kind, first_day=span.first, last_day=span.last, by=office
        )
        period = open_period(period=period, by=office)
    published_at = min(period.filing_deadline + PUBLISHED_AFTER_DEADLINE, now)
    _file_rosters(period, leaders, office, published_at, book.rng)
    _fill(period, book, leaders, published_at, now)
    _publish(period, office, published_at, now)
    return period


# Set-based: a case per row, as bulk_update writes it, would take most of the seeding's time.
FILE_ROSTERS = """
    UPDATE rostering_roster SET state = %s, submitted_by_id = v.leader, submitted_at = v.submitted_at,
        accepted_by_id = %s, accepted_at = v.accepted_at
    FROM unnest(%s::uuid[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
        AS v(id, leader, submitted_at, accepted_at)
    WHERE rostering_roster.id = v.id
"""
FILL_SEATS = """
    UPDATE rostering_assignment SET person_id = v.person, vacancy_causes = '[]', acknowledged_at = v.acknowledged_at,
        acknowledged_by_id = v.acknowledged_by
    FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::bigint[])
        AS v(id, person, acknowledged_at, acknowledged_by)
    WHERE rostering_assignment.id = v.id
"""


def _file_rosters(
    period: DutyPeriod, leaders: Mapping[UUID, User], office: User, published_at: datetime, rng: Random
) -> None:
    rows = [
        (
            roster_id,
            leaders[unit_id].pk,
            published_at - timedelta(minutes=rng.randint(240, 2880)),
            published_at - timedelta(minutes=rng.randint(5, 200)),
        )
        for roster_id, unit_id in period.rosters.order_by("unit__protocol_order").values_list("pk", "unit_id")
    ]
    with connection.cursor() as cursor:
        cursor.execute(FILE_ROSTERS, [RosterState.ACCEPTED, office.pk, *_columns(rows)])


def _fill(period: DutyPeriod, book: Book, leaders: Mapping[UUID, User], published_at: datetime, now: datetime) -> None:
    """Seats nobody may take stay vacant."""
    waiting = {person.pk for person in book.wanted.values()}
    rows = []
    for assignment in _seats(period):
        person = book.pick(assignment.shift)
        if person is None:
            continue
        coming = assignment.start > now
        unanswered = UNANSWERED_COMING if coming else UNANSWERED_PAST
        # Those who sign in to the demo find something to answer.
        silent = (coming and person.pk in waiting) or book.rng.random() < unanswered
        answered_at = min(published_at + timedelta(minutes=book.rng.randint(3, 1200)), now)
        leader = leaders[assignment.shift.unit_id].pk
        rows.append((assignment.pk, person.pk, None if silent else answered_at, None if silent else leader))
    with connection.cursor() as cursor:
        cursor.execute(FILL_SEATS, _columns(rows))


def _seats(period: DutyPeriod) -> Iterable[Assignment]:
    seats = Assignment.objects.active().filter(shift__period=period).select_related("shift")
    return seats.order_by("shift__day", "shift__post_order", "shift__unit__protocol_order", "shift__seat")


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _publish(period: DutyPeriod, office: User, published_at: datetime, now: datetime) -> None:
    revision = write_revision(period=period, shifts=period.shifts.all(), reason="", by=office, now=published_at)
    is_over = not period.shifts.filter(end__gt=now).exists()
    DutyPeriod.objects.filter(pk=period.pk).update(state=PeriodState.CLOSED if is_over else PeriodState.PUBLISHED)
    audit.record(
        by=office,
        action="period.published",
        row=period,
        county=period.county_id,
        after={"revision": revision.number},
        now=published_at.astimezone(UTC),
    )
