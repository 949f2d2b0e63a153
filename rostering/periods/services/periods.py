"""Duty periods: created, put right or deleted while nobody has acted on them, opened, closed."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.calendar.queries.days import days_between
from rostering.enums import PeriodKind, PeriodState, RosterState
from rostering.periods.queries.doubts import doubts_about
from rostering.permissions import check_approve, check_manage_periods
from rostering.policies.queries.clocks import filing_deadline as usual_deadline
from rostering.policies.queries.clocks import version_on
from rostering.policies.queries.published import zone
from rostering.policies.rules.policy import local_instant
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.services.laying_out import clear, lay_out
from rostering.seats.services.overlaps import days_of, give_back, refuse_overlap, release
from rostering.signals import deadline_moved, period_closed
from rostering.states import advance
from units.audit import services as audit
from units.db import held, lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, User
from units.plausible import check_day
from units.when import local_minute

LONGEST_PERIOD_DAYS = 400
LONGEST_REASON = 500
USUAL_DAY_START = time(8, 30)
# A period may be entered for the record, or planned long ahead.
YEARS_BACK, YEARS_AHEAD = 10, 5
AUDITED = ("name", "kind", "first_day", "last_day", "filing_deadline", "overlap", "state")
LAID_OUT_BY = ("kind", "first_day", "last_day", "overlap")


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
    overlap: str = "",
    confirmed: bool = True,
) -> DutyPeriod:
    """A draft period over `[first_day, last_day]`; `overlap` says what holds where another period has seats on its days.

    Raises InvalidInput for days out of order or too many, RuleViolation `calendar_unconfirmed` for a holiday on days
    whose official notice isn't known, `period_overlap` when one of the same kind has any of the days, `days_taken` when
    another has seats on them, and unless `confirmed` `confirmation_needed` for what looks like a mistake.
    """
    check_manage_periods(by)
    period = DutyPeriod(
        county=county,
        name=name,
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        filing_deadline=filing_deadline or usual_deadline(county.pk, first_day),
        overlap=overlap,
    )
    # One lock for all days of the county: two periods made at once would not see that they overlap.
    lock(days_of(county.pk))
    _check(period, confirmed=confirmed)
    if filing_deadline is not None:
        _check_deadline(period)
    period.save(force_insert=True)
    audit.record(by=by, action="period.created", row=period, county=county, after=audit.snapshot(period, AUDITED))
    return period


@write
def update_period(
    *,
    period: DutyPeriod,
    by: User,
    expected_version: int | None = None,
    confirmed: bool = True,
    **changes: Any,
) -> DutyPeriod:
    """Another name, deadline, kind, day or say on overlaps, until the period is published; None leaves it as it is.

    Where seats stand already and other ones are due, they are laid out anew, as long as nobody has acted on them. Raises what
    `create_period` and `open_period` raise, Stale when it has changed since `expected_version`, RuleViolation
    `period_published`, `period_acted_on`.
    """
    check_manage_periods(by)
    beside = (*period.rosters.all(), days_of(period.county_id))
    period = held(period, *beside, expected_version=expected_version)
    if period.state not in (PeriodState.DRAFT, PeriodState.OPEN):
        raise RuleViolation("period_published", _("已发布的周期不能修改，可写明原因提前结束后另建"))
    before, deadline = audit.snapshot(period, AUDITED), period.filing_deadline
    wanted = {name: value for name, value in changes.items() if value is not None and value != getattr(period, name)}
    _apply(period, wanted, confirmed=confirmed)
    period.version += 1
    period.save()
    after = audit.snapshot(period, AUDITED)
    audit.record(by=by, action="period.updated", row=period, county=period.county_id, before=before, after=after)
    if period.filing_deadline != deadline and period.state == PeriodState.OPEN:
        deadline_moved.send(sender=DutyPeriod, period=period, now=timezone.now())
    return period


def _apply(period: DutyPeriod, wanted: dict[str, Any], *, confirmed: bool) -> None:
    """Sets what is wanted and lays the seats out anew where it takes other ones."""
    moves = set(wanted) & set(LAID_OUT_BY)
    usual = usual_deadline(period.county_id, period.first_day)
    was_default = period.filing_deadline == usual
    if moves and period.state == PeriodState.OPEN:
        refuse_acted_on(period)
        clear(period)
    for name, value in wanted.items():
        setattr(period, name, value)
    if "first_day" in wanted and "filing_deadline" not in wanted and was_default:
        period.filing_deadline = usual_deadline(period.county_id, period.first_day)
    if moves or "name" in wanted:
        _check(period, confirmed=confirmed)
    if "filing_deadline" in wanted:
        _check_deadline(period)
    if moves and period.state == PeriodState.OPEN:
        period.save()
        lay_out(period, timezone.now())


@write
def delete_period(*, period: DutyPeriod, by: User, expected_version: int | None = None) -> None:
    """Takes a period away that was entered by mistake, while nobody has acted on it; the trail keeps that it was there.

    Raises Stale, RuleViolation `period_published`, `period_acted_on`, `generation_running`.
    """
    check_manage_periods(by)
    beside = (*period.rosters.all(), days_of(period.county_id))
    period = held(period, *beside, expected_version=expected_version)
    if period.state not in (PeriodState.DRAFT, PeriodState.OPEN):
        raise RuleViolation("period_published", _("已发布的周期不能删除，可写明原因提前结束"))
    if period.state == PeriodState.OPEN:
        refuse_acted_on(period)
    audit.record(
        by=by, action="period.deleted", row=period, county=period.county_id, before=audit.snapshot(period, AUDITED)
    )
    clear(period)
    period.delete()


def refuse_acted_on(period: DutyPeriod) -> None:
    """Raises RuleViolation `period_acted_on` once a unit has filed or somebody has set a seat by hand."""
    acted = period.rosters.exclude(state=RosterState.DRAFT, submitted_at=None)
    units = list(acted.order_by("unit__protocol_order").values_list("unit__name", flat=True))
    if units:
        raise RuleViolation(
            "period_acted_on",
            _now("%(units)s 已办理报送，不能再删除或改期；可写明原因结束该周期") % {"units": "、".join(units)},
            {"units": units},
        )
    if period.shifts.filter(assignments__is_pinned=True).exists():
        raise RuleViolation("period_acted_on", _("已有席位由人工指定，不能再删除或改期；可写明原因结束该周期"))
    if period.jobs.running().exists():
        raise RuleViolation("generation_running", _("正在排班，请等待完成或先取消"))


def _check(period: DutyPeriod, *, confirmed: bool) -> None:
    """Everything that a new or changed period has to pass before it is saved."""
    for field in ("first_day", "last_day"):
        day = getattr(period, field)
        check_day(day, field=field, today=timezone.localdate(), back=YEARS_BACK, ahead=YEARS_AHEAD)
    _validate_days(period.first_day, period.last_day)
    if period.kind == PeriodKind.HOLIDAY:
        _refuse_unconfirmed(period.county, period.first_day, period.last_day)
    refuse_overlap(period.county, period.first_day, period.last_day, period.overlap, but=period)
    doubts = [] if confirmed else doubts_about(period, timezone.localdate())
    if doubts:
        raise RuleViolation(
            "confirmation_needed",
            _now("%(doubts)s。确认无误后再保存") % {"doubts": "；".join(doubt.text for doubt in doubts)},
            {"doubts": [{"code": doubt.code, "text": doubt.text} for doubt in doubts]},
        )


def _check_deadline(period: DutyPeriod) -> None:
    """Units file before their first duty begins, and nobody files yesterday. A period of the past, entered later, may have
    had any deadline before it. Raises InvalidInput `deadline_too_late`, `deadline_past`."""
    begins = _first_duty(period)
    latest = {"latest": local_minute(begins)}
    if period.filing_deadline > begins:
        raise InvalidInput(
            "deadline_too_late", _now("报送截止不能晚于首个值班日开始（%(latest)s）") % latest, field="filing_deadline"
        )
    if period.filing_deadline <= timezone.now() < begins:
        raise InvalidInput(
            "deadline_past",
            _now("报送截止已经过去，可填现在之后、%(latest)s之前") % latest,
            field="filing_deadline",
        )


def _first_duty(period: DutyPeriod) -> datetime:
    """When its first duty begins, by the policy that will hold then; at the usual hour before there is one."""
    newest = version_on(period.county_id, period.first_day)
    return local_instant(period.first_day, newest.day_start if newest else USUAL_DAY_START, zone())


def checked_text(text: str, longest: int, field: str) -> str:
    """Without blanks around it. Raises InvalidInput `reason_too_long`."""
    text = text.strip()
    if len(text) > longest:
        raise InvalidInput("reason_too_long", _("原因不超过 500 字"), field=field)
    return text


@write
def close_period(*, period: DutyPeriod, by: User, reason: str = "") -> DutyPeriod:
    """After the last duty day: no amendment any more; swaps and checks still open end with it.

    With a reason also before: a period that was opened or published by mistake. What has begun is served to its end, every
    duty to come is released and told. Raises InvalidInput `reason_too_long`, RuleViolation `wrong_state`, `period_not_over`,
    `reason_required`, `generation_running`.
    """
    check_approve(by)
    reason = checked_text(reason, LONGEST_REASON, "reason")
    lock(period, *period.rosters.all())
    period.refresh_from_db()
    now = timezone.now()
    state = advance(transitions.PERIOD, period.state, "close")
    ahead = period.shifts.filter(end__gt=now, is_released=False)
    if period.state == PeriodState.OPEN or ahead.exists():
        _end_early(period, reason, by, now)
    period.state = state
    period.version += 1
    period.save(update_fields=["state", "close_reason", "version", "updated_at"])
    Assignment.objects.active().filter(shift__period=period).update(updated_at=period.updated_at)
    audit.record(by=by, action="period.closed", row=period, county=period.county_id, reason=reason)
    period_closed.send(sender=DutyPeriod, period=period, by=by, now=now)
    return period


def _end_early(period: DutyPeriod, reason: str, by: User, now: datetime) -> None:
    if not reason and period.state == PeriodState.OPEN:
        raise RuleViolation("reason_required", _("该周期尚未发布，结束须写明原因"))
    if not reason:
        raise RuleViolation("period_not_over", _("值班尚未全部结束，提前结束须写明原因"))
    if period.jobs.generations().running().exists():
        raise RuleViolation("generation_running", _("正在排班，请等待完成或先取消"))
    give_back(period)
    unserved = period.shifts.filter(is_released=False)
    if period.state == PeriodState.PUBLISHED:
        unserved = unserved.filter(start__gt=now)
    release(period, unserved, reason=reason, by=by, now=now)
    period.close_reason = reason


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
