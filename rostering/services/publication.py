"""Publishing a period: coverage is checked, a numbered revision is frozen, what units filed is accepted."""

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.domain import transitions
from rostering.labels import POST_LABELS
from rostering.models import Assignment, DutyPeriod, RosterRevision
from rostering.permissions import check_approve
from rostering.selectors.coverage import Coverage, Gap, coverage
from rostering.services.revisions import write_revision
from rostering.services.rosters import accept_on_publication
from rostering.services.states import advance
from rostering.services.steps import forget_steps
from rostering.signals import roster_published
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import User
from units.services import audit

LONGEST_REASON = 500


@write
def publish_period(*, period: DutyPeriod, by: User, exception_reason: str = "") -> RosterRevision:
    """第 1 版. Gaps need `exception_reason`, which `by` signs with their name.

    Raises RuleViolation `coverage_incomplete` listing the gaps, `generation_running`, `wrong_state`.
    """
    check_approve(by)
    now = timezone.now()
    reason = _checked_reason(exception_reason)
    lock(period, *period.rosters.all())
    period = DutyPeriod.objects.select_for_update().get(pk=period.pk)
    state = advance(transitions.PERIOD, period.state, "publish")
    if period.jobs.generations().running().exists():
        raise RuleViolation("generation_running", _("正在排班，完成后方可发布"))
    found = coverage(period)
    if found.gaps and not reason:
        raise _incomplete(found)
    accepted = accept_on_publication(period, by, now)
    _mark_published(period, state, reason if found.gaps else "", by)
    forget_steps(period)
    revision = write_revision(period=period, shifts=period.shifts.all(), reason="", by=by, now=now)
    roster_published.send(sender=DutyPeriod, period=period, revision=revision, now=now)
    audit.record(
        by=by,
        action="period.published",
        row=period,
        county=period.county_id,
        after={"revision": revision.number, "seats": found.seats, "gaps": len(found.gaps), "accepted": accepted},
        reason=reason,
    )
    return revision


def _mark_published(period: DutyPeriod, state: str, reason: str, by: User) -> None:
    period.state = state
    period.exception_reason = reason
    period.exception_by = by if reason else None
    period.save(update_fields=["state", "exception_reason", "exception_by", "updated_at"])
    # What a copy of the seats shows as their state has changed for all of them.
    Assignment.objects.active().filter(shift__period=period).update(updated_at=period.updated_at)


def _incomplete(found: Coverage) -> RuleViolation:
    message = _now("还有 %(count)d 项缺口待处理，或签署缺口说明后发布") % {"count": len(found.gaps)}
    return RuleViolation(
        "coverage_incomplete",
        message,
        {
            "gaps": [
                {"kind": gap.kind, "assignment": gap.assignment_id, "text": gap_sentence(gap)} for gap in found.gaps
            ]
        },
    )


def gap_sentence(gap: Gap) -> str:
    """Unit, day, post and what is wrong, in one line."""
    return _now("%(unit)s %(day)s %(post)s：%(text)s") % {
        "unit": gap.unit_name,
        "day": f"{gap.day.month}/{gap.day.day}",
        "post": POST_LABELS.get(gap.post, gap.post),
        "text": " ".join(filter(None, (gap.person_name, gap.text))),
    }


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("reason_too_long", _("缺口说明不超过 500 字"), field="exception_reason")
    return reason
