"""Calling people in by an order, and letting them go when it ends: each a revision of the periods it reaches."""

import importlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from rostering.enums import PeriodState
from rostering.extras.queries import Ask, ExtraSeat, extra_seats, regular_shifts
from rostering.policies.rules.raising import Overlay
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Shift, ShiftPhase
from rostering.seats.services.obligations import phase_rows
from rostering.seats.services.overlaps import release
from rostering.seats.services.revisions import write_revision
from rostering.signals import roster_amended, seats_moved
from units.db import lock
from units.models import Person, User


def called_in(ask: Ask, beside: Sequence[Shift], more: Iterable[Overlay] = ()) -> list[ExtraSeat]:
    """The seats with whom the engine proposes for each; its vacancies say what keeps everybody off. Reads only."""
    seats = extra_seats(ask, beside, more)
    if not seats:
        return []
    # The engine brings OR-Tools: a web process that never solves never loads it.
    proposing = importlib.import_module("rostering.extras.services.proposing")
    called = proposing.propose(seats)
    people = Person.objects.in_bulk([one.person_id for one in called.values() if one.person_id])
    for one in seats:
        found = called[one.vacancy.pk]
        one.vacancy.person = people.get(found.person_id)
        causes = [{"code": cause.code, "params": dict(cause.params)} for cause in found.causes]
        one.vacancy.vacancy_causes = [] if found.person_id else causes
    return seats


def seat_extras(
    ask: Ask, *, reason: str, by: User | None, now: datetime, period: DutyPeriod | None = None
) -> list[Assignment]:
    """Adds the seats to the published rosters, or to `period`'s, and calls in whom the engine proposes; they are told as of any
    amendment.

    Within the transaction that issues the order, once the order itself stands, or that publishes the period.
    """
    beside = regular_shifts(ask, period)
    lock(*{one.period for one in beside}, *{one.roster for one in beside})
    seats = called_in(ask, regular_shifts(ask, period))
    by_period: dict[DutyPeriod, list[ExtraSeat]] = defaultdict(list)
    for one in seats:
        by_period[one.shift.period].append(one)
    for reached, own in by_period.items():
        Shift.objects.bulk_create([one.shift for one in own])
        ShiftPhase.objects.bulk_create([row for one in own for row in phase_rows(one.shift, one.phases)])
        Assignment.objects.bulk_create([one.vacancy for one in own])
        changes: list[tuple[Assignment, Person | None]] = [(one.vacancy, None) for one in own]
        _amend(reached, [one.shift for one in own], changes, reason, by, now)
    return [one.vacancy for one in seats]


def release_extras(order_id: UUID, *, reason: str, by: User | None, now: datetime) -> int:
    """Takes back what one order added and isn't served yet: what runs ends now, what has been served stays. Whoever need not
    come, or stay, is told. Returns how many seats. Within the transaction that ends the order."""
    places = Shift.objects.filter(ordered_by=order_id, is_released=False, end__gt=now)
    lock(
        *(DutyPeriod(pk=pk) for pk in places.values_list("period_id", flat=True)),
        *(Roster(pk=pk) for pk in places.values_list("roster_id", flat=True)),
    )
    by_period: dict[DutyPeriod, list[Shift]] = defaultdict(list)
    for shift in places.select_related("period", "unit").prefetch_related("phases").order_by("start"):
        by_period[shift.period].append(shift)
    for period, shifts in by_period.items():
        coming = [shift for shift in shifts if shift.start >= now]
        if coming:
            release(period, coming, reason=reason, by=by, now=now, by_order=True)
        running = [shift for shift in shifts if shift.start < now]
        if running:
            # The revision of what was released has moved the period's version.
            period.refresh_from_db()
            _cut_short(period, running, reason, by, now)
    return sum(map(len, by_period.values()))


def _cut_short(period: DutyPeriod, shifts: Sequence[Shift], reason: str, by: User | None, now: datetime) -> None:
    """The caller states anew what is owed until now."""
    held = Assignment.objects.active().filter(shift__in=shifts, end__gt=now)
    rows = list(held.select_related("shift__unit", "shift__period", "person").order_by("start"))
    changes: list[tuple[Assignment, Person | None]] = [(_rest(row, now), row.person) for row in rows]
    ids = [row.pk for row in rows]
    Assignment.objects.filter(pk__in=ids, start__gte=now).update(
        is_active=False, version=F("version") + 1, updated_at=now
    )
    Assignment.objects.filter(pk__in=ids, start__lt=now).update(end=now, version=F("version") + 1, updated_at=now)
    for shift in shifts:
        _shorten(shift, now)
    seats_moved.send(sender=Assignment, assignment_ids=ids, by=by, now=now)
    if period.state == PeriodState.PUBLISHED:
        _amend(period, shifts, changes, reason, by, now)


def _shorten(shift: Shift, now: datetime) -> None:
    """Its phases end with it; a deferred trigger compares them at the end of the transaction."""
    shift.phases.filter(start__gte=now).delete()
    shift.phases.filter(end__gt=now).update(end=now)
    Shift.objects.filter(pk=shift.pk).update(end=now)


def _rest(row: Assignment, now: datetime) -> Assignment:
    """What is left of a duty, which nobody holds any more: not stored, only told of."""
    return Assignment(pk=row.pk, shift=row.shift, person=None, start=max(row.start, now), end=row.end)


def _amend(
    period: DutyPeriod,
    shifts: Iterable[Shift],
    changes: Iterable[tuple[Assignment, Person | None]],
    reason: str,
    by: User | None,
    now: datetime,
) -> None:
    revision = write_revision(period=period, shifts=shifts, reason=reason, by=by, now=now)
    roster_amended.send(sender=DutyPeriod, period=period, revision=revision, changes=changes, now=now, by_order=True)
