"""Opening a period: its seats are laid out."""

from django.utils import timezone

from rostering import transitions
from rostering.permissions import check_manage_periods
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.services.laying_out import lay_out
from rostering.seats.services.overlaps import days_of
from rostering.states import advance
from units.audit import services as audit
from units.db import lock, write
from units.models import User


@write
def open_period(*, period: DutyPeriod, by: User) -> DutyPeriod:
    """Lays out every unit's roster with its seats, all vacant yet, by tier and policy as of the first day.

    Raises RuleViolation `wrong_state`, `no_policy`, `unit_without_tier`, `days_taken` where another period has seats and
    nobody has said which one carries on.
    """
    check_manage_periods(by)
    lock(period, days_of(period.county_id))
    period.refresh_from_db()
    state = advance(transitions.PERIOD, period.state, "open")
    units = lay_out(period, timezone.now())
    period.state = state
    period.version += 1
    period.save(update_fields=["policy", "state", "version", "updated_at"])
    audit.record(by=by, action="period.opened", row=period, county=period.county_id, after={"units": units})
    return period
