"""What of others' checks the unit's allowance has to know, and which days are quiet."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from alerts.enums import InspectionState
from alerts.inspections.models import Inspection, InspectionVisit, QuietDay
from rostering.models import DutyPeriod
from units.models import User

LONGEST_PERIOD = timedelta(days=100)


def plan_of(user: User, year: int) -> QuerySet[Inspection]:
    """What waits for approval first, then in the order of days; `visited`: units that have been checked."""
    waits = Q(state=InspectionState.PROPOSED)
    rows = Inspection.objects.visible_to(user).filter(year=year).annotate(visited=Count("visits"), waits=waits)
    return rows.select_related("asked_by", "decided_by").order_by("-waits", "first_day", "department", "pk")


def waiting_for_approval(user: User) -> QuerySet[Inspection]:
    return Inspection.objects.visible_to(user).filter(state=InspectionState.PROPOSED).order_by("asked_at")


def visits_in(pairs: Collection[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], int]:
    """How often others have checked each unit within the days of each period, of (unit, period). One query, two where
    there were any."""
    # Whoever is on duty now is so in a period that began within the longest one.
    since = timezone.localdate() - LONGEST_PERIOD
    rows = InspectionVisit.objects.filter(unit__in={unit for unit, _period in pairs}, day__gte=since)
    days = list(rows.values_list("unit_id", "day"))
    if not days:
        return {}
    periods = {one.pk: one for one in DutyPeriod.objects.filter(pk__in={period for _unit, period in pairs})}
    found: Counter[tuple[UUID, UUID]] = Counter()
    for unit, pk in pairs:
        period = periods[pk]
        found[unit, pk] = sum(one == unit and period.first_day <= day <= period.last_day for one, day in days)
    return found


def is_quiet_day(county_id: UUID, day: date) -> bool:
    """One query."""
    return QuietDay.objects.filter(county_id=county_id, day=day).exists()
