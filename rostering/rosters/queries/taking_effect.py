"""From which days on a change of tier can reach the rosters: registered in `ready()` with units/taking_effect.py."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max

from rostering.enums import PeriodState
from rostering.rosters.models.period import DutyPeriod
from units.taking_effect import Start, Starts


def later_starts(county_id: UUID, after: date) -> Starts:
    """Periods not yet published that begin after `after`, and the day behind what is published or planned. Two queries.

    Only published duty keeps the tiers of its first day (domain §2). A period that is merely open binds nothing: it is laid
    out anew by a tier that begins with it.
    """
    periods = DutyPeriod.objects.filter(county_id=county_id)
    coming = periods.filter(state__in=(PeriodState.DRAFT, PeriodState.OPEN), first_day__gt=after)
    starts = coming.order_by("first_day", "kind").values_list("first_day", "name")
    known = tuple(Start(day, name) for day, name in starts)
    binding = periods.filter(close_reason="").exclude(state=PeriodState.OPEN)
    last = binding.aggregate(last=Max("last_day"))["last"]
    return Starts(known, max(last or after, after) + timedelta(days=1))
