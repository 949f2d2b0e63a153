"""From which days on a change of tier can reach the rosters: registered in `ready()` with units/periods.py."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max

from rostering.domain.enums import PeriodState
from rostering.models import DutyPeriod
from units.periods import Start, Starts


def later_starts(county_id: UUID, after: date) -> Starts:
    """Draft periods that begin after `after`, and the day behind the last period of any state. Two queries.

    An opened period has laid out its seats by the tiers of its first day and keeps them (domain §2).
    """
    periods = DutyPeriod.objects.filter(county_id=county_id)
    drafts = periods.filter(state=PeriodState.DRAFT, first_day__gt=after).order_by("first_day", "kind")
    known = tuple(Start(day, name) for day, name in drafts.values_list("first_day", "name"))
    last = periods.aggregate(last=Max("last_day"))["last"]
    return Starts(known, max(last or after, after) + timedelta(days=1))
