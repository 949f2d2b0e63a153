"""Days whose kind has changed in the calendar, taken over by the rosters laid out before."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from rostering.calendar.models import CalendarDay
from rostering.enums import PeriodState
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Shift
from rostering.rosters.permissions import check_file
from rostering.rosters.rules import duty_class, festival
from units.audit import services as audit
from units.db import lock, write
from units.models import User


@write
def follow_calendar(*, roster: Roster, by: User) -> int:
    """The unit has looked: its days count as the calendar has them now. Returns how many seats changed."""
    check_file(by, roster)
    lock(roster)
    changed = take_over_days(Shift.objects.filter(roster=roster), timezone.now())
    if changed:
        audit.record(
            by=by, action="roster.calendar_followed", row=roster, unit=roster.unit_id, after={"seats": changed}
        )
    return changed


def take_over_days(shifts: QuerySet[Shift], now: datetime) -> int:
    """Of duties of open periods, and of published ones that aren't over: what was served stays as it was."""
    rows = Shift.objects.filter(Q(period__state=PeriodState.OPEN) | Q(period__state=PeriodState.PUBLISHED, end__gt=now))
    rows = rows.filter(pk__in=shifts.values("pk"))
    first = rows.select_related("period").first()
    if first is None:
        return 0
    changed = 0
    for day in CalendarDay.objects.filter(county_id=first.period.county_id, date__in=rows.values("day")):
        other = list(rows.filter(day=day.date).exclude(day_kind=day.kind).values_list("pk", flat=True))
        counted = {"duty_class": duty_class(day.date, day.kind), "festival": festival(day.date, day.kind, day.name)}
        changed += Shift.objects.filter(pk__in=other).update(day_kind=day.kind, **counted)
        Assignment.objects.active().filter(shift__in=other).update(updated_at=now)
    return changed
