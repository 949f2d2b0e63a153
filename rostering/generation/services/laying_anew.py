"""Laying open rosters out anew when what they were laid out by has changed: the duty rules, or a unit's tier."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _now

from rostering import transitions
from rostering.enums import PeriodState, RosterState
from rostering.generation.services.start import start_generation
from rostering.permissions import can_manage_periods
from rostering.policies.models import PolicyVersion
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.seats.services.laying_out import lay_out_rosters, take_away
from rostering.seats.services.overlaps import days_of
from rostering.signals import roster_returned
from units.audit import services as audit
from units.db import lock
from units.models import Unit, User

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sat where, to be found again by what stays the same of a seat."""

    unit_id: UUID
    day: date
    post: str
    seat: int
    person_id: UUID
    is_pinned: bool


def reached_by(version: PolicyVersion, effective_from: date) -> list[DutyPeriod]:
    """Open periods that the version would rule, or whose last duty would end by another clock. One query."""
    periods = DutyPeriod.objects.filter(
        county_id=version.county_id, state=PeriodState.OPEN, last_day__gte=effective_from - ONE_DAY
    )
    return [
        period
        for period in periods.select_related("policy", "county").order_by("first_day")
        if period.first_day >= effective_from
        or (period.policy is not None and period.policy.day_start != version.day_start)
    ]


def lay_out_by_version(version: PolicyVersion, by: User) -> None:
    """Called within the transaction that publishes `version`."""
    if version.effective_from is None:
        raise AssertionError("a published version has its day")
    reason = _now("值守制度第 %(number)d 版自 %(day)s 起施行，席位已重新列出，请核对后重新报送") % {
        "number": version.number,
        "day": version.effective_from,
    }
    for period in reached_by(version, version.effective_from):
        lay_out_anew(period=period, rosters=period.rosters.all(), reason=reason, by=by)


def lay_out_by_tier(unit: Unit, effective_from: date, by: User | None) -> None:
    """Called within the transaction that enters a tier: rosters of open periods whose first day it reaches."""
    rosters = Roster.objects.filter(
        unit=unit, period__state=PeriodState.OPEN, period__first_day__gte=effective_from
    ).select_related("period__county")
    for roster in rosters.order_by("period__first_day"):
        tier = unit.tier_on(roster.period.first_day)
        if tier is None or tier == roster.tier:
            continue
        reason = _now("本单位值守类别自 %(day)s 起调整，席位已重新列出，请核对后重新报送") % {"day": effective_from}
        Roster.objects.filter(pk=roster.pk).update(tier=tier)
        lay_out_anew(period=roster.period, rosters=[roster], reason=reason, by=by)


def lay_out_anew(*, period: DutyPeriod, rosters: Iterable[Roster], reason: str, by: User | None) -> None:
    """Takes the seats of `rosters` away and writes them as they are now; whoever sat on a seat that stays sits there again.

    Units that had acted are asked to look again; what is empty is proposed. Called within the caller's transaction.
    """
    ids = [roster.pk for roster in rosters]
    lock(period, *(Roster(pk=pk) for pk in ids), days_of(period.county_id))
    now = timezone.now()
    rows = list(Roster.objects.filter(pk__in=ids).select_related("unit", "period"))
    sittings = _sittings(ids)
    period.steps.all().delete()
    take_away(ids)
    lay_out_rosters(period, rows, now)
    period.version += 1
    period.save(update_fields=["policy", "version", "updated_at"])
    _seat_again(ids, sittings, now)
    for roster in rows:
        _ask_again(roster, reason, now)
    audit.record(
        by=by,
        action="period.laid_out_anew",
        row=period,
        county=period.county_id,
        after={"units": len(rows)},
        reason=reason,
        now=now,
    )
    _propose(period, by)


def _sittings(roster_ids: Collection[UUID]) -> Sequence[Sitting]:
    rows = Roster.objects.filter(
        pk__in=roster_ids, shifts__assignments__is_active=True, shifts__assignments__person__isnull=False
    )
    seat = ("unit_id", "shifts__day", "shifts__post", "shifts__seat")
    held = ("shifts__assignments__person_id", "shifts__assignments__is_pinned")
    return [Sitting(*row) for row in rows.values_list(*seat, *held)]


SEAT_AGAIN = """
    UPDATE rostering_assignment a
    SET person_id = v.person, is_pinned = v.pinned, vacancy_causes = '[]'::jsonb, version = a.version + 1, updated_at = %s
    FROM unnest(%s::uuid[], %s::date[], %s::text[], %s::int[], %s::uuid[], %s::bool[])
        AS v(unit_id, day, post, seat, person, pinned)
    JOIN rostering_shift s ON s.unit_id = v.unit_id AND s.day = v.day AND s.post = v.post AND s.seat = v.seat
    WHERE a.shift_id = s.id AND a.is_active AND s.roster_id = ANY(%s)
"""


def _seat_again(roster_ids: Sequence[UUID], sittings: Sequence[Sitting], now: datetime) -> None:
    columns: list[list[Any]] = [
        [one.unit_id for one in sittings],
        [one.day for one in sittings],
        [one.post for one in sittings],
        [one.seat for one in sittings],
        [one.person_id for one in sittings],
        [one.is_pinned for one in sittings],
    ]
    with connection.cursor() as cursor:
        cursor.execute(SEAT_AGAIN, [now, *columns, list(roster_ids)])


def _ask_again(roster: Roster, reason: str, now: datetime) -> None:
    """A unit that had filed has to look again, and hears why; one that hadn't goes on as before."""
    filed = transitions.ROSTER.allows(roster.state, "return")
    roster.version += 1
    if filed:
        roster.state = RosterState.RETURNED
        roster.returned_reason = reason[:500]
        roster.accepted_at = roster.accepted_by = None
    roster.save()
    if filed:
        roster_returned.send(sender=Roster, roster=roster, now=now)


def _propose(period: DutyPeriod, by: User | None) -> None:
    """By who may; else the page says that there are seats not proposed yet."""
    drafts = period.rosters.filter(state=RosterState.DRAFT).exists()
    if by is not None and can_manage_periods(by) and drafts:
        start_generation(period=period, by=by)
