"""The periods that somebody may read."""

from django.db.models import QuerySet

from rostering.rosters.models.period import DutyPeriod
from units.models import User


def readable_periods(user: User) -> QuerySet[DutyPeriod]:
    """Those whose page `user` may open: a duty person's only once they are published."""
    periods = DutyPeriod.objects.visible_to(user)
    return periods.in_force() if user.is_duty_person else periods
