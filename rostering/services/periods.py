"""Duty periods: creating, opening with every seat laid out, closing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from json import dumps
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.domain import transitions
from rostering.domain.burden import burden_points
from rostering.domain.duty_class import duty_class, festival
from rostering.domain.enums import PeriodKind, PeriodState, SeatScope
from rostering.domain.policy import NoPolicy, Policy, PostRule, cut_phases, duty_span, local_instant, version_for
from rostering.models import Assignment, CalendarDay, DutyPeriod, PolicyVersion, Roster, Shift, ShiftPhase, UnitStaffing
from rostering.overlays import overlays
from rostering.permissions import check_approve, check_manage_periods
from rostering.selectors.calendar import days_between
from rostering.selectors.policy import zone
from rostering.services.obligations import phase_rows, raised
from rostering.services.states import advance
from rostering.services.swap_endings import expire_of_period
from rostering.signals import deadline_moved, period_closed
from units.copying import copy_in
from units.db import analyze, lock, write
from units.errors import InvalidInput, RuleViolation, Stale
from units.models import County, Unit, User
from units.services import audit

LONGEST_PERIOD_DAYS = 400
# Local setting (domain §3.2): filing closes at noon two days before the first duty day.
FILING_LEAD = timedelta(days=2)
FILING_TIME = time(12, 0)
WORTH_ANALYZING = 1000
NOT_GENERATED = [{"code": "not_generated"}]
AUDITED = ("name", "kind", "first_day", "last_day", "filing_deadline", "state")


@write
def create_period(
    *,
    county: County,
    name: str,
    kind: PeriodKind,
    first_day: date,
    last_day: date,
    by: User,
    filing_deadline: datetime | None = None,
) -> DutyPeriod:
    """A draft period over `[first_day, last_day]`.

    Raises InvalidInput for days out of order or too many, RuleViolation `calendar_unconfirmed` for a holiday on days
    whose official notice isn't known, `period_overlap` when one of the same kind has any of the days.
    """
    check_manage_periods(by)
    _validate_days(first_day, last_day)
    if kind == PeriodKind.HOLIDAY:
        _refuse_unconfirmed(county, first_day, last_day)
    period = DutyPeriod.objects.create(
        county=county,
        name=name,
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        filing_deadline=filing_deadline or default_deadline(first_day),
    )
    audit.record(by=by, action="period.created", row=period, county=county, after=audit.snapshot(period, AUDITED))
    return period


@write
def update_period(
    *,
    period: DutyPeriod,
    by: User,
    name: str | None = None,
    filing_deadline: datetime | None = None,
    expected_version: int | None = None,
) -> DutyPeriod:
    """Another name or deadline, until the period is published; None leaves it as it is.

    Raises Stale when it has changed since `expected_version`, RuleViolation `period_published`.
    """
    check_manage_periods(by)
    lock(period)
    period.refresh_from_db()
    if expected_version is not None and period.version != expected_version:
        raise Stale("stale_version", _("该周期刚被他人修改，请刷新后再办理"), {"version": period.version})
    if period.state not in (PeriodState.DRAFT, PeriodState.OPEN):
        raise RuleViolation("period_published", _("已发布的周期不能修改"))
    before = audit.snapshot(period, AUDITED)
    is_moved = filing_deadline not in (None, period.filing_deadline)
    period.name = period.name if name is None else name
    period.filing_deadline = filing_deadline or period.filing_deadline
    period.version += 1
    period.save(update_fields=["name", "filing_deadline", "version", "updated_at"])
    audit.record(
        by=by,
        action="period.updated",
        row=period,
        county=period.county_id,
        before=before,
        after=audit.snapshot(period, AUDITED),
    )
    if is_moved and period.state == PeriodState.OPEN:
        deadline_moved.send(sender=DutyPeriod, period=period, now=timezone.now())
    return period


def default_deadline(first_day: date) -> datetime:
    """Noon, two days before the first duty day."""
    return local_instant(first_day - FILING_LEAD, FILING_TIME, zone())


@write
def open_period(*, period: DutyPeriod, by: User) -> DutyPeriod:
    """Lays out every unit's roster with its seats, all vacant yet, by tier and policy as of the first day.

    Raises RuleViolation `wrong_state`, `no_policy`, `unit_without_tier`.
    """
    check_manage_periods(by)
    lock(period)
    period.refresh_from_db()
    state = advance(transitions.PERIOD, period.state, "open")
    version, following = _versions_for(period)
    units = _units_for(period)
    staffing = {(row.unit_id, row.post): row.seats for row in UnitStaffing.objects.filter(version=version)}
    rosters = Roster.objects.bulk_create(
        Roster(period=period, unit=unit, tier=unit.tier)  # type: ignore[attr-defined]  # annotated by with_tier_on
        for unit in units
    )
    calendar = {day.date: day for day in days_between(period.county, period.first_day, period.last_day)}
    lay_out_shifts(period, rosters, version.as_rules(), following, staffing, calendar)
    period.policy = version
    period.state = state
    period.version += 1
    period.save(update_fields=["policy", "state", "version", "updated_at"])
    audit.record(by=by, action="period.opened", row=period, county=period.county_id, after={"units": len(rosters)})
    return period


@write
def close_period(*, period: DutyPeriod, by: User) -> DutyPeriod:
    """After the last duty day: no amendment any more; swaps and checks still open end with it.

    Raises RuleViolation `wrong_state` or `period_not_over`.
    """
    check_approve(by)
    lock(period)
    period.refresh_from_db()
    state = advance(transitions.PERIOD, period.state, "close")
    now = timezone.now()
    if period.shifts.filter(end__gt=now).exists():
        raise RuleViolation("period_not_over", _("值班尚未全部结束，不能结束周期"))
    period.state = state
    period.version += 1
    period.save(update_fields=["state", "version", "updated_at"])
    audit.record(by=by, action="period.closed", row=period, county=period.county_id)
    expire_of_period(period, by=by, now=now)
    period_closed.send(sender=DutyPeriod, period=period, by=by, now=now)
    return period


def lay_out_shifts(
    period: DutyPeriod,
    rosters: Iterable[Roster],
    policy: Policy,
    following: Policy,
    staffing: Mapping[tuple[UUID, str], int],
    calendar: Mapping[date, CalendarDay],
) -> None:
    """Writes shifts, their phases and one vacant assignment each, in bulk."""
    rosters = list(rosters)
    shifts: list[Shift] = []
    phases: list[ShiftPhase] = []
    orders = overlays(period.county_id, *_span(period))
    # Most seats of a day owe the same: their burden is reckoned once.
    burden = cache(lambda cut: burden_points(cut, policy, zone()))
    for day in period.days:
        start, end = duty_span(day, policy, following if day == period.last_day else policy, zone())
        kind = calendar[day].kind
        counted_as, holiday = duty_class(day, kind), festival(day, kind, calendar[day].name)
        for order, rule in enumerate(policy.posts):
            by_policy = cut_phases(rule, day, start, end, zone())
            for roster, seat in _seats(rosters, rule, period.county.lead_office_id, staffing):
                cut = raised(by_policy, roster.unit_id, roster.tier, orders)
                shift = Shift(
                    period=period,
                    roster=roster,
                    unit_id=roster.unit_id,
                    tier=roster.tier,
                    post=rule.post,
                    post_order=order,
                    min_rank=rule.min_rank,
                    seat=seat,
                    day=day,
                    day_kind=kind,
                    duty_class=counted_as,
                    festival=holiday,
                    start=start,
                    end=end,
                    points=burden(cut),
                    is_exclusive=rule.exclusive,
                )
                shifts.append(shift)
                phases += phase_rows(shift, cut)
    copy_in(shifts)
    copy_in(phases)
    _leave_vacant(period)
    if len(shifts) >= WORTH_ANALYZING:
        analyze(Shift, ShiftPhase, Assignment)


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


VACANT = """
    INSERT INTO rostering_assignment
        (id, shift_id, start, "end", is_active, is_pinned, is_exclusive, points, vacancy_causes, version, updated_at)
    SELECT gen_random_uuid(), id, start, "end", true, false, is_exclusive, points, %s::jsonb, 1, %s
    FROM rostering_shift WHERE period_id = %s
"""


def _leave_vacant(period: DutyPeriod) -> None:
    """A vacant assignment for each shift of a period that has none yet."""
    with connection.cursor() as cursor:
        cursor.execute(VACANT, [dumps(NOT_GENERATED), timezone.now(), period.pk])


def _validate_days(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise InvalidInput("days_inverted", _("末日不能早于首日"), field="last_day")
    if (last_day - first_day).days >= LONGEST_PERIOD_DAYS:
        raise InvalidInput("period_too_long", _("一个值班周期最长 400 天"), field="last_day")


def _refuse_unconfirmed(county: County, first_day: date, last_day: date) -> None:
    unconfirmed = [day.date for day in days_between(county, first_day, last_day) if not day.is_confirmed]
    if unconfirmed:
        raise RuleViolation(
            "calendar_unconfirmed",
            _("%(day)s 起的放假安排尚未公布，请先在日历中确认后再建立节假日周期") % {"day": unconfirmed[0]},
            {"days": [str(day) for day in unconfirmed]},
        )


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
    units = list(Unit.objects.filter(county=period.county).active().with_tier_on(period.first_day).in_protocol_order())
    untiered = [unit.name for unit in units if unit.tier is None]  # type: ignore[attr-defined]
    if untiered:
        raise RuleViolation(
            "unit_without_tier", _("以下单位在首日没有值守类别：%(units)s") % {"units": "、".join(untiered)}
        )
    if not units:
        raise RuleViolation("no_units", _("本县尚未录入单位"))
    return units
