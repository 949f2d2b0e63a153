"""One duty at a time: what becomes of a day that two periods lay seats on.

A period that overlaps another's seats is refused until the office says which one carries on. Then it either leaves the other's
days out, or takes them over: its seats are laid out beside the other's, which hold until it is published. A duty that has begun
is served to its end by whoever began it.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Max, Min
from django.utils.translation import gettext as _now

from rostering.calendar.queries.days import span_text
from rostering.enums import Overlap, PeriodState
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RosterRevision
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Shift, ShiftPhase
from rostering.seats.services.revisions import write_revision
from rostering.signals import roster_amended, seats_moved
from units.errors import RuleViolation
from units.models import County, User

Taken = frozenset[tuple[UUID, date]]
"""Days of units on which another period keeps its seats."""


def days_of(county_id: UUID) -> str:
    """The lock under which it is decided which period has which days of the county."""
    return f"duty-days:{county_id}"


def overlapped(county: County, first_day: date, last_day: date, but: DutyPeriod | None = None) -> list[DutyPeriod]:
    """Other periods with seats on the days, annotated `from_day` and `to_day`. One query."""
    others = DutyPeriod.objects.filter(
        county=county, shifts__day__range=(first_day, last_day), shifts__is_released=False
    )
    if but is not None:
        others = others.exclude(pk=but.pk)
    spans = others.annotate(from_day=Min("shifts__day"), to_day=Max("shifts__day"))
    return list(spans.order_by("first_day", "created_at"))


def refuse_overlap(
    county: County, first_day: date, last_day: date, overlap: str, but: DutyPeriod | None = None
) -> list[DutyPeriod]:
    """The periods overlapped, when the office has said which carries on. Raises RuleViolation `days_taken` naming them."""
    found = overlapped(county, first_day, last_day, but)
    if found and not overlap:
        others = "、".join(_named(other) for other in found)
        raise RuleViolation(
            "days_taken",
            _now("%(periods)s 已有值班表；一个单位同一时间只有一份值班表，请先说明以哪个为准") % {"periods": others},
            {"periods": [{"id": str(other.pk), "name": other.name, "state": other.state} for other in found]},
        )
    return found


def give_way(period: DutyPeriod, others: Collection[DutyPeriod], rosters: Iterable[Roster], now: datetime) -> Taken:
    """Called while `period` is being opened: the days its units leave to `others`.

    When it takes over, those are only the duties that have begun; the coming ones are marked, and keep nobody from its seats.
    """
    if not others:
        return frozenset()
    shifts = Shift.objects.filter(
        period__in=others,
        is_released=False,
        unit__in=[roster.unit_id for roster in rosters],
        day__range=(period.first_day, period.last_day),
    )
    if period.overlap == Overlap.KEEP:
        return frozenset(shifts.values_list("unit_id", "day").distinct())
    coming = shifts.filter(start__gt=now)
    Assignment.objects.active().filter(shift__in=coming).update(is_exclusive=False)
    coming.update(replaced_by=period)
    return frozenset(shifts.filter(start__lte=now).values_list("unit_id", "day").distinct())


def give_back(period: DutyPeriod) -> None:
    """`period` takes nothing over any more: what it would have replaced stands as before."""
    _restore(Shift.objects.filter(replaced_by=period, is_released=False))


def replaced_rows(period: DutyPeriod) -> list[DutyPeriod | Roster]:
    """Rows to lock before `take_over`: the periods whose duties it ends, and their rosters."""
    held = Shift.objects.filter(replaced_by=period, is_released=False)
    periods = held.values_list("period_id", flat=True).distinct()
    rosters = held.values_list("roster_id", flat=True).distinct()
    return [*(DutyPeriod(pk=pk) for pk in periods), *(Roster(pk=pk) for pk in rosters)]


def take_over(period: DutyPeriod, by: User, now: datetime) -> None:
    """Called while `period` is being published: releases the duties it replaces, and leaves those that have begun."""
    held = Shift.objects.filter(replaced_by=period, is_released=False)
    begun = held.filter(start__lte=now)
    for unit_id, day in list(begun.values_list("unit_id", "day").distinct()):
        _drop(period.shifts.filter(unit_id=unit_id, day=day))
    _restore(begun)
    reason = _now("由“%(name)s”值班表代替") % {"name": period.name}
    for other in DutyPeriod.objects.filter(shifts__in=held.filter(start__gt=now)).distinct():
        release(other, held.filter(period=other, start__gt=now), reason=reason, by=by, now=now)


def release(
    period: DutyPeriod, shifts: Iterable[Shift], *, reason: str, by: User | None, now: datetime, by_order: bool = False
) -> None:
    """Nobody is on duty on `shifts` of `period` any more; of a published period as a revision, and everybody is told.
    `by_order`: an order that had added them ends.

    Within the caller's transaction, under the locks of the period and its rosters.
    """
    shifts = list(shifts)
    rows = list(
        Assignment.objects.active()
        .filter(shift__in=shifts)
        .select_related("shift__unit", "shift__period", "person")
        .order_by("start")
    )
    Shift.objects.filter(pk__in=[shift.pk for shift in shifts]).update(is_released=True)
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(
        is_active=False, version=F("version") + 1, updated_at=now
    )
    seats_moved.send(sender=Assignment, assignment_ids=[row.pk for row in rows], by=by, now=now)
    if period.state == PeriodState.PUBLISHED and shifts:
        revision = write_revision(period=period, shifts=shifts, reason=reason, by=by, now=now)
        _announce(period, revision, rows, now, by_order)


def _announce(
    period: DutyPeriod, revision: RosterRevision, rows: Iterable[Assignment], now: datetime, by_order: bool
) -> None:
    changes = []
    for row in rows:
        previous, row.person = row.person, None
        changes.append((row, previous))
    roster_amended.send(
        sender=DutyPeriod, period=period, revision=revision, changes=changes, now=now, by_order=by_order
    )


def _restore(shifts: "Iterable[Shift]") -> None:
    ids = {shift.pk: shift.is_exclusive for shift in shifts}
    exclusive = [pk for pk, is_exclusive in ids.items() if is_exclusive]
    Assignment.objects.active().filter(shift__in=exclusive).update(is_exclusive=True)
    Shift.objects.filter(pk__in=ids).update(replaced_by=None)


def _drop(shifts: "Iterable[Shift]") -> None:
    """Takes seats of an open period away. Nobody has been told of them yet."""
    ids = [shift.pk for shift in shifts]
    Assignment.objects.filter(shift__in=ids).delete()
    ShiftPhase.objects.filter(shift__in=ids).delete()
    Shift.objects.filter(pk__in=ids).delete()


def _named(other: DutyPeriod) -> str:
    days = span_text(other.from_day, other.to_day)  # type: ignore[attr-defined]  # annotated by overlapped
    return _now("%(days)s“%(name)s”") % {"days": days, "name": other.name}
