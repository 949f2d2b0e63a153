"""检查计划: planned once a year and body, extras approved with a reason, visits entered, days kept quiet."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import InspectionState
from alerts.inspections.models import Inspection, InspectionVisit, QuietDay
from alerts.inspections.queries import is_quiet_day
from alerts.permissions import check_act_for_unit, check_command, check_keeper
from alerts.texts import required_text
from alerts.transitions import INSPECTION
from units.audit import services as audit
from units.db import held, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, Unit, User
from units.repeats.services.duplicates import one_a_minute


@write
@one_a_minute(InspectionState.APPROVED, InspectionState.PROPOSED)
def plan_inspection(
    *,
    county: County,
    department: str,
    subject: str,
    first_day: date,
    last_day: date,
    by: User,
    is_extra: bool = False,
    reason: str = "",
) -> Inspection:
    """The office plans the year; a unit's leader may ask for an extra, which waits for the office, as the office's own does.

    Raises InvalidInput, RuleViolation `already_planned` for a body that has its check of the year.
    """
    check_keeper(by)
    if not is_extra:
        check_command(by)
    if last_day < first_day or last_day.year != first_day.year:
        raise InvalidInput("days_not_in_order", _("结束日期不能早于开始日期，且须在同一年"), field="last_day")
    row = Inspection.objects.create(
        county=county, year=first_day.year, department=required_text(department, "department", 100), first_day=first_day,
        subject=required_text(subject, "subject"), last_day=last_day, is_extra=is_extra,
        reason=required_text(reason, "reason") if is_extra else "", asked_by=by, asked_at=timezone.now(),
        state=InspectionState.PROPOSED if is_extra else InspectionState.APPROVED,
    )  # fmt: skip
    audit.record(by=by, action="inspection.planned", row=row, county=county, reason=row.reason)
    return row


@write
def decide(*, inspection: Inspection, is_approved: bool, decision: str, by: User) -> Inspection:
    """An extra is approved or refused, with the reason. Raises RuleViolation `wrong_state`."""
    check_command(by)
    row = _moved(inspection, "approve" if is_approved else "refuse")
    row.decision, row.decided_by, row.decided_at = required_text(decision, "decision"), by, timezone.now()
    row.save()
    audit.record(by=by, action="inspection.decided", row=row, county=row.county_id, reason=row.decision)
    return row


@write
def cancel(*, inspection: Inspection, by: User) -> Inspection:
    """It doesn't take place. Raises RuleViolation `wrong_state`, `visits_entered`."""
    check_command(by)
    row = _moved(inspection, "cancel")
    if row.visits.exists():
        raise RuleViolation("visits_entered", _("已有受检记录，不能取消"))
    row.save()
    audit.record(by=by, action="inspection.cancelled", row=row, county=row.county_id)
    return row


@write
def enter_visit(*, inspection: Inspection, unit: Unit, day: date, by: User, result: str = "") -> InspectionVisit:
    """By the unit that was checked, or the office. Raises RuleViolation `not_approved`, `quiet_day`, `entered_already`,
    InvalidInput for a day to come."""
    check_act_for_unit(by, unit.pk)
    row = held(inspection)
    if row.state != InspectionState.APPROVED:
        raise RuleViolation("not_approved", _("该项检查未经批准，单位可以拒绝"))
    if day > timezone.localdate():
        raise InvalidInput("day_in_future", _("检查日期不能晚于今天"), field="day")
    if is_quiet_day(row.county_id, day):
        raise RuleViolation("quiet_day", _("当日是宁静日，不得检查"))
    made = InspectionVisit.objects.create(
        county_id=row.county_id, inspection=row, unit=unit, day=day, result=result.strip()[:300], entered_by=by,
        entered_at=timezone.now(),
    )  # fmt: skip
    audit.record(by=by, action="inspection.entered", row=row, county=row.county_id, unit=unit)
    return made


@write
def declare_quiet_day(*, county: County, day: date, by: User, reason: str = "") -> QuietDay:
    """Twice is once. Checks planned for it lapse when they would be due."""
    check_command(by)
    row, is_new = QuietDay.objects.get_or_create(
        county=county, day=day, defaults={"reason": reason.strip()[:100], "declared_by": by}
    )
    if is_new:
        audit.record(by=by, action="quiet_day.declared", row=county, county=county, after={"quiet_day": str(day)})
    return row


@write
def withdraw_quiet_day(*, quiet_day: QuietDay, by: User) -> None:
    check_command(by)
    after = {"quiet_day": str(quiet_day.day)}
    audit.record(by=by, action="quiet_day.withdrawn", row=quiet_day.county, county=quiet_day.county_id, before=after)
    quiet_day.delete()


def _moved(inspection: Inspection, action: str) -> Inspection:
    row = held(inspection)
    row.state = INSPECTION.advance(row.state, action, RuleViolation("wrong_state", _("当前状态不能办理此事")))
    row.version += 1
    return row
