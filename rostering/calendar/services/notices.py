"""A pasted notice becomes the calendar: all its days at once, the rest of its year confirmed, consequences once for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.calendar.models import CalendarDay
from rostering.calendar.queries.notice_words import finding_text
from rostering.calendar.queries.notices import Plan, plan_of
from rostering.calendar.rules.notices.findings import Finding
from rostering.calendar.rules.notices.notice import Notice, read_notice
from rostering.calendar.services.days import YEARS_AHEAD, YEARS_BACK, as_noted
from rostering.permissions import check_manage_calendar
from units.audit import services as audit
from units.consequences import Scope, watched
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, User
from units.plausible import check_day

LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Accepted:
    """`plan` is what was written; nothing where the calendar said all of it already."""

    notice: Notice
    plan: Plan


def read_checked(text: str, year: int | None) -> Notice:
    """Raises InvalidInput for an empty or endless text."""
    if not text.strip():
        raise InvalidInput("required", _("请粘贴通知全文"), field="text")
    if len(text) > LONGEST_TEXT:
        raise InvalidInput("too_long", _("文字太长，请只粘贴放假安排的通知"), field="text")
    return read_notice(text, year=year)


@write
def accept_notice(
    *,
    county: County,
    text: str,
    by: User,
    year: int | None = None,
    confirm: Iterable[str] = (),
    reason: str = "",
) -> Accepted:
    """Writes what `text` says. `confirm` are the keys of the doubts the reader has looked at, each by itself.

    Raises NotAllowed for anybody but the county office, InvalidInput for a text that is none, RuleViolation
    `notice_refused` where the text contradicts itself, the calendar or the law, and `confirmation_needed` while a
    doubt isn't confirmed; both name what they mean.
    """
    check_manage_calendar(by)
    notice = read_checked(text, year)
    _refuse(notice, frozenset(confirm))
    lock(f"calendar:{county.pk}")
    plan = plan_of(county, notice)
    if plan is None:
        raise RuleViolation("notice_refused", _("文中没有读到放假或上班的日期"))
    if plan.changes:
        _write(county, notice, plan, by, reason)
    return Accepted(notice, plan)


def _refuse(notice: Notice, confirmed: frozenset[str]) -> None:
    if notice.refused:
        raise RuleViolation("notice_refused", finding_text(notice.refused[0]), _details(notice.refused))
    today = timezone.localdate()
    check_day(date(notice.year or today.year, 1, 1), field="year", today=today, back=YEARS_BACK, ahead=YEARS_AHEAD)
    open_doubts = [one for one in notice.doubts if one.key not in confirmed]
    if open_doubts:
        raise RuleViolation("confirmation_needed", finding_text(open_doubts[0]), _details(open_doubts))


def _details(findings: Iterable[Finding]) -> dict[str, list[dict[str, str]]]:
    return {"findings": [{"code": one.code, "key": one.key, "text": finding_text(one)} for one in findings]}


def _write(county: County, notice: Notice, plan: Plan, by: User, reason: str) -> None:
    rows = [one.after for one in plan.changes]
    with watched(Scope(county.pk, days=(rows[0].date, rows[-1].date)), by=by):
        CalendarDay.objects.bulk_create(
            rows,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["county", "date"],
            update_fields=["kind", "name", "is_confirmed", "is_edited"],
        )
    others = plan.others
    audit.record(
        by=by,
        action="calendar.notice_accepted",
        row=county,
        county=county,
        before=as_noted([one.before for one in others]),
        after={**as_noted([one.after for one in others]), "years": [notice.year], "confirmed_days": plan.confirmed},
        reason=reason,
    )
