"""Opening a period and laying it out: every unit's roster with its seats, all vacant, by tier and policy; and taking it away again."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.calendar.models import CalendarDay
from rostering.calendar.queries.days import days_between
from rostering.enums import SeatScope
from rostering.permissions import check_manage_periods
from rostering.policies.models import PolicyVersion, UnitStaffing
from rostering.policies.queries.published import zone
from rostering.policies.rules.burden import burden_points
from rostering.policies.rules.policy import (
    NoPolicy,
    Phase,
    Policy,
    PostRule,
    cut_phases,
    duty_span,
    local_instant,
    version_for,
)
from rostering.policies.rules.raising import overlays
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Shift, ShiftPhase
from rostering.rosters.rules import duty_class, festival
from rostering.seats.queries.obligations import raised
from rostering.seats.services.overlaps import Taken, days_of, give_back, give_way, refuse_overlap
from rostering.seats.services.seat_rows import NewSeats
from rostering.states import advance
from units.audit import services as audit
from units.db import analyze, lock, write
from units.errors import RuleViolation
from units.models import Unit, User


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


# From so many new rows on the planner's old figures would mislead the queries that follow in the same transaction.
WORTH_ANALYZING = 1000


def lay_out(period: DutyPeriod, now: datetime) -> int:
    """Writes the rosters of a period that has none, with their seats. Returns how many units.

    Called within the caller's transaction, under the lock of the county's days. Raises RuleViolation `no_policy`,
    `unit_without_tier`, `no_units`, `days_taken`.
    """
    rosters = Roster.objects.bulk_create(
        Roster(period=period, unit=unit, tier=unit.tier)  # type: ignore[attr-defined]  # annotated by with_tier_on
        for unit in _units_for(period)
    )
    lay_out_rosters(period, rosters, now)
    return len(rosters)


def lay_out_rosters(period: DutyPeriod, rosters: Sequence[Roster], now: datetime) -> None:
    """Writes the seats of rosters that have none, by the rules of the period's first day. Errors as of `lay_out`."""
    others = refuse_overlap(period.county, period.first_day, period.last_day, period.overlap, but=period)
    version, following = _versions_for(period)
    staffing = {(row.unit_id, row.post): row.seats for row in UnitStaffing.objects.filter(version=version)}
    taken = give_way(period, others, rosters, now)
    calendar = {day.date: day for day in days_between(period.county, period.first_day, period.last_day)}
    laid_out = lay_out_shifts(period, rosters, version.as_rules(), following, staffing, calendar, taken)
    if not laid_out:
        raise RuleViolation("days_taken", _("这些日期都已有值班表，没有可排的日子"))
    period.policy = version


def clear(period: DutyPeriod) -> None:
    """Takes rosters, seats, jobs and steps of a period away of which nobody has been told. The reverse of `lay_out`."""
    period.jobs.all().delete()
    period.steps.all().delete()
    take_away(list(period.rosters.values_list("pk", flat=True)))
    period.rosters.all().delete()
    give_back(period)


def take_away(roster_ids: Collection[UUID]) -> None:
    """Takes every seat of rosters away that have not been published."""
    Assignment.objects.filter(shift__roster__in=roster_ids).delete()
    ShiftPhase.objects.filter(shift__roster__in=roster_ids).delete()
    Shift.objects.filter(roster__in=roster_ids).delete()


def lay_out_shifts(
    period: DutyPeriod,
    rosters: Iterable[Roster],
    policy: Policy,
    following: Policy,
    staffing: Mapping[tuple[UUID, str], int],
    calendar: Mapping[date, CalendarDay],
    taken: Taken = frozenset(),
) -> int:
    """Writes shifts, their phases and one vacant assignment each, in bulk, but for what is `taken`. Returns how many."""
    rosters, new = list(rosters), NewSeats()
    orders = overlays(period.county_id, *_span(period))
    # Most seats of a day owe the same: their burden is reckoned once.
    burden = cache(lambda cut: burden_points(cut, policy, zone()))
    for day in period.days:
        # The last duty day ends when the next one begins by the version in force then.
        start, end = duty_span(day, policy, following if day == period.last_day else policy, zone())
        of_day = {"start": start, "end": end, **_counted_as(calendar[day])}
        for order, rule in enumerate(policy.posts):
            of_post = {**of_day, **_ruled(rule), "post_order": order}
            by_policy = cut_phases(rule, day, start, end, zone())
            patterns: dict[tuple[Phase, ...], int] = {}
            for roster, seat in _seats(rosters, rule, period.county.lead_office_id, staffing):
                if (roster.unit_id, day) in taken:
                    continue
                cut = raised(by_policy, roster.unit_id, roster.tier, orders)
                if cut not in patterns:
                    patterns[cut] = new.pattern(cut, points=burden(cut), **of_post)
                new.add(roster.pk, patterns[cut], seat)
    new.write(period, timezone.now())
    if len(new.ids) >= WORTH_ANALYZING:
        analyze(Shift, ShiftPhase, Assignment)
    return len(new.ids)


def _counted_as(day: CalendarDay) -> dict[str, Any]:
    return {
        "day": day.date,
        "day_kind": day.kind,
        "duty_class": duty_class(day.date, day.kind),
        "festival": festival(day.date, day.kind, day.name),
    }


def _ruled(rule: PostRule) -> dict[str, Any]:
    return {"post": rule.post, "min_rank": rule.min_rank, "is_exclusive": rule.exclusive}


def _span(period: DutyPeriod) -> tuple[datetime, datetime]:
    """From the first midnight to the one after the last duty day has ended."""
    after = period.last_day + timedelta(days=2)
    return local_instant(period.first_day, time.min, zone()), local_instant(after, time.min, zone())


def _seats(
    rosters: Iterable[Roster], rule: PostRule, lead_office_id: UUID | None, staffing: Mapping[tuple[UUID, str], int]
) -> Iterator[tuple[Roster, int]]:
    for roster in rosters:
        if roster.tier != rule.tier or (rule.scope == SeatScope.COUNTY and roster.unit_id != lead_office_id):
            continue
        for seat in range(1, staffing.get((roster.unit_id, rule.post), rule.seats) + 1):
            yield roster, seat


def _versions_for(period: DutyPeriod) -> tuple[PolicyVersion, Policy]:
    """The version that rules the whole period, and the one that sets when its last duty day ends."""
    versions = {v.number: v for v in PolicyVersion.objects.filter(county=period.county).published().with_rules()}
    rules = [version.as_rules() for version in versions.values()]
    try:
        ruling = version_for(period.first_day, rules)
    except NoPolicy as error:
        raise RuleViolation("no_policy", _("该时段没有生效的值守制度")) from error
    return versions[ruling.version], version_for(period.last_day + timedelta(days=1), rules)


def _units_for(period: DutyPeriod) -> list[Unit]:
    units = list(
        Unit.objects.filter(county=period.county)
        .serving_on(period.first_day)
        .with_tier_on(period.first_day)
        .in_protocol_order()
    )
    untiered = [unit.name for unit in units if unit.tier is None]  # type: ignore[attr-defined]
    if untiered:
        raise RuleViolation(
            "unit_without_tier", _("以下单位在首日没有值守类别：%(units)s") % {"units": "、".join(untiered)}
        )
    if not units:
        raise RuleViolation("no_units", _("本县尚未录入单位"))
    return units
