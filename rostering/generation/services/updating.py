"""The way out of what no longer holds: a roster follows the calendar, the tiers, the policy and the units as they are now."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.enums import PeriodState
from rostering.generation.services.laying_anew import lay_out_anew
from rostering.jobs.models import JobTask
from rostering.permissions import check_approve, check_manage_periods
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Shift
from rostering.rosters.services import forget_steps
from rostering.seats.queries.moves import Move
from rostering.seats.queries.outdated import newer_policy, tiers_now
from rostering.seats.services.following import take_over_days
from rostering.seats.services.laying_out import take_away
from rostering.seats.services.reseating import carry_out, lock_seats
from units.audit import services as audit
from units.db import lock, write
from units.errors import RuleViolation
from units.models import Unit, User


@write
def bring_up_to_date(*, period: DutyPeriod, by: User) -> int:
    """Seats follow what holds now. Returns how many changed, 0 for none.

    Open: another kind of day is noted; units of another tier, or all of them under a newer policy, are laid out anew and
    file again; a closed unit leaves the period. Published: kinds of days are noted, people of a closed unit are
    released, as an amendment. Raises RuleViolation `wrong_state` for any other period, `generation_running`.
    """
    check_manage_periods(by)
    lock(period, *period.rosters.all())
    period = DutyPeriod.objects.select_related("county", "policy").get(pk=period.pk)
    if period.state not in (PeriodState.OPEN, PeriodState.PUBLISHED):
        raise RuleViolation("wrong_state", _("只有填报中或已发布的周期可以更新"))
    if period.jobs.generations().running().exists():
        raise RuleViolation("generation_running", _("正在排班，完成后方可更新"))
    now = timezone.now()
    changed = _laid_out_anew(period, by) if period.state == PeriodState.OPEN else _released(period, by, now)
    changed += take_over_days(period.shifts.all(), now)
    if changed:
        audit.record(by=by, action="period.brought_up_to_date", row=period, county=period.county_id, now=now,
                     after={"seats": changed})  # fmt: skip
    return changed


def _laid_out_anew(period: DutyPeriod, by: User) -> int:
    """Of an open period. Its steps can't be taken back any more: their seats are gone."""
    rosters = list(period.rosters.select_related("unit"))
    closed = [one for one in rosters if not one.unit.serves_on(period.first_day)]
    policy = newer_policy(period)
    tiers = tiers_now(period, [one.unit_id for one in rosters])
    kept = [one for one in rosters if one not in closed]
    anew = [one for one in kept if policy is not None or tiers.get(one.unit_id, one.tier) != one.tier]
    changed = Shift.objects.filter(roster__in=[*closed, *anew]).count()
    if closed:
        forget_steps(period)
        take_away([one.pk for one in closed])
        JobTask.objects.filter(roster__in=closed).delete()
        Roster.objects.filter(pk__in=[one.pk for one in closed]).delete()
    for one in anew:
        Roster.objects.filter(pk=one.pk).update(tier=tiers.get(one.unit_id, one.tier))
    if anew:
        lay_out_anew(period=period, rosters=anew, reason=_now("席位已按现行规定重新列出，请核对后重新报送"), by=by)
    return changed


def _released(period: DutyPeriod, by: User, now: datetime) -> int:
    """People of closed units owe nothing more, and are told; the rest of a running duty is taken from them."""
    check_approve(by)
    closed = Unit.objects.filter(county_id=period.county_id, is_active=False)
    owed = Assignment.objects.active().filter(shift__period=period, shift__unit__in=closed, end__gt=now)
    seats = lock_seats(list(owed.values_list("pk", flat=True)), owed.values_list("person_id", flat=True)).values()
    moves = [Move(seat, None, max(seat.start, now), seat.end) for seat in seats if seat.person_id is not None]
    carry_out(moves, reason=_now("单位已停用"), by=by, now=now)
    # Nobody is wanted there any more: an empty seat would ask for somebody.
    Assignment.objects.filter(pk__in=[seat.pk for seat in seats]).update(is_active=False, updated_at=now)
    return len(seats)
