"""What this floor knows of units over the years: duty served and its burden, holidays, vacancies, filing punctuality.

Registered in `ready()`. Every load is batched: three queries for any number of units and years.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, DateTimeField, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rostering.enums import PeriodKind, PeriodState
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.roster import Roster
from units.facts import Fact, Kind, Source, Summary
from units.models import AuditEvent

HOLIDAY = "holiday_served"
SHIFTS = "duty_shifts"
BURDEN = "duty_burden"
VACANT = "vacant_shifts"
ON_TIME = "filed_on_time"
LATE = "filed_late"
NOT_FILED = "not_filed"

KINDS = (
    Kind(HOLIDAY, _("值守节假日"), Summary.COUNT, _("次")),
    Kind(SHIFTS, _("值班班次"), Summary.SUM, _("班次")),
    Kind(BURDEN, _("值班负担分"), Summary.SUM, _("分")),
    Kind(VACANT, _("空岗班次"), Summary.SUM, _("班次")),
    Kind(ON_TIME, _("按时报送"), Summary.COUNT, _("次")),
    Kind(LATE, _("逾期报送"), Summary.COUNT, _("次")),
    Kind(NOT_FILED, _("未报送"), Summary.COUNT, _("次")),
)
# Duty days of a range begin in it; a period is asked for by its days, which lie at most this far from its shifts.
LONGEST_PERIOD = timedelta(days=400)
IN_FORCE = (PeriodState.PUBLISHED, PeriodState.CLOSED)


def load(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """Facts of the units in `[start, end)`: duty by the start of its duty day, filing by its deadline."""
    yield from _duty(unit_ids, start, end)
    yield from _holidays(unit_ids, start, end)
    yield from filing(unit_ids, start, end)


SOURCE = Source("rostering", KINDS, load)


def _duty(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """Per unit and duty day; a shift shared by two people counts once, its points are theirs together."""
    rows = (
        Assignment.objects.in_force()
        .filter(shift__unit_id__in=unit_ids, shift__start__gte=start, shift__start__lt=end)
        .order_by()
        .values("shift__unit_id", "shift__start", "shift__period_id")
        .annotate(
            shifts=Count("shift_id", distinct=True, filter=Q(person__isnull=False)),
            points=Sum("points", filter=Q(person__isnull=False)),
            vacant=Count("shift_id", distinct=True, filter=Q(person__isnull=True)),
        )
    )
    for row in rows.iterator():
        path = _path(row["shift__period_id"])
        for kind, value in ((SHIFTS, row["shifts"]), (BURDEN, row["points"]), (VACANT, row["vacant"])):
            if value:
                yield Fact(row["shift__unit_id"], row["shift__start"], kind, float(value), path)


def _holidays(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """One fact per unit and holiday period, at the start of its first duty."""
    rows = (
        Roster.objects.filter(
            unit_id__in=unit_ids,
            period__kind=PeriodKind.HOLIDAY,
            period__state__in=IN_FORCE,
            period__first_day__range=((start - LONGEST_PERIOD).date(), (end + timedelta(days=1)).date()),
        )
        .values("unit_id", "period_id", "period__name")
        .annotate(begins=Min("shifts__start", filter=Q(shifts__is_released=False)))
        .filter(begins__gte=start, begins__lt=end)
    )
    for row in rows:
        details = {"period": row["period__name"]}
        yield Fact(row["unit_id"], row["begins"], HOLIDAY, 1.0, _path(row["period_id"]), details)


def filing(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """At the deadline. What counts is the first filing: sent back and filed anew is not late.

    A filing by the office on the unit's behalf doesn't count as the unit's; ask for deadlines that have passed.
    """
    for row in _filings(unit_ids, start, end):
        filed = [at for at in (row["first_filed"], None if row["on_behalf"] else row["submitted_at"]) if at]
        deadline = row["period__filing_deadline"]
        kind = NOT_FILED if not filed else ON_TIME if min(filed) <= deadline else LATE
        details = {"period": row["period__name"]} | ({"filed_at": min(filed).isoformat()} if filed else {})
        yield Fact(row["unit_id"], deadline, kind, 1.0, _path(row["period_id"]), details)


def _filings(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterable[Mapping[str, Any]]:
    first = (
        AuditEvent.objects.filter(
            object_type=Roster._meta.label_lower,
            object_id=Cast(OuterRef("pk"), CharField()),
            action="roster.confirmed",
            on_behalf_of="",
        )
        .order_by("at")
        .values("at")[:1]
    )
    return (
        Roster.objects.filter(unit_id__in=unit_ids, period__filing_deadline__gte=start, period__filing_deadline__lt=end)
        .exclude(period__state=PeriodState.DRAFT)
        # Opened by mistake and closed before anything was published: nothing was owed.
        .exclude(period__state=PeriodState.CLOSED, period__revisions__isnull=True)
        .annotate(first_filed=Subquery(first, output_field=DateTimeField()))
        .values(
            "unit_id",
            "period_id",
            "period__name",
            "on_behalf",
            "submitted_at",
            "first_filed",
            "period__filing_deadline",
        )
    )


@lru_cache(maxsize=1024)
def _path(period_id: object) -> str:
    return reverse("rostering:period", args=[period_id])
