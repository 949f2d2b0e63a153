"""Publishing a period: coverage is checked, a numbered revision is frozen, what units filed is accepted."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.periods.services.filing import accept_on_publication
from rostering.permissions import check_approve
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RosterRevision
from rostering.rosters.services import forget_steps
from rostering.seats.queries.coverage import Coverage, coverage, gap_sentence
from rostering.seats.queries.revisions import names_of
from rostering.seats.services.overlaps import days_of, replaced_rows, take_over
from rostering.seats.services.revisions import write_revision
from rostering.signals import roster_published
from rostering.states import advance
from units.audit import services as audit
from units.db import lock, write
from units.enums import PublishUnfiled
from units.errors import InvalidInput, RuleViolation
from units.models import CountySettings, User
from units.when import moment

LONGEST_REASON = 500


@write
def publish_period(*, period: DutyPeriod, by: User, exception_reason: str = "") -> RosterRevision:
    """第 1 版. Gaps, and units that haven't confirmed while they still may, need `exception_reason`, signed by `by`.

    After the filing deadline what was proposed for silent units stands, flagged (domain §12), unless the county's settings
    want every unit to file. Raises RuleViolation `coverage_incomplete` listing the gaps, `units_unconfirmed` and
    `units_must_file` naming the units, `generation_running`, `wrong_state`.
    """
    check_approve(by)
    now = timezone.now()
    reason = _checked_reason(exception_reason)
    # Whoever files, reseats or publishes a neighbour at this moment waits: coverage must still hold when it is frozen.
    lock(period, *period.rosters.all(), *replaced_rows(period), days_of(period.county_id))
    period = DutyPeriod.objects.select_for_update().get(pk=period.pk)
    state = advance(transitions.PERIOD, period.state, "publish")
    if period.jobs.generations().running().exists():
        raise RuleViolation("generation_running", _("正在排班，完成后方可发布"))
    take_over(period, by, now)
    found = coverage(period)
    if found.waiting and must_file(period):
        raise RuleViolation("units_must_file", must_file_sentence(found), {"unconfirmed": _named(found)})
    reason = _signed(period, found, reason, early=needs_word(period, found, now))
    accepted = accept_on_publication(period, by, now)
    _mark_published(period, state, reason, by)
    # Undo ends with publication: from here on only an amendment moves a seat.
    forget_steps(period)
    revision = write_revision(
        period=period,
        shifts=period.shifts.all(),
        reason="",
        by=by,
        now=now,
        exception_reason=reason,
        unconfirmed=found.waiting,
    )
    roster_published.send(sender=DutyPeriod, period=period, revision=revision, now=now)
    after = {"revision": revision.number, "accepted": accepted, **_counted(found)}
    audit.record(by=by, action="period.published", row=period, county=period.county_id, after=after, reason=reason)
    return revision


def _counted(found: Coverage) -> dict[str, int | str]:
    return {
        "seats": found.seats,
        "gaps": len(found.gaps),
        "unconfirmed": "、".join(found.unconfirmed),
        "unreached": len(found.unreached),
    }


def _mark_published(period: DutyPeriod, state: str, reason: str, by: User) -> None:
    period.state = state
    period.exception_reason = reason
    period.exception_by = by if reason else None
    period.save(update_fields=["state", "exception_reason", "exception_by", "updated_at"])
    # What a copy shows of its rosters and seats as their state has changed for all of them.
    period.rosters.update(updated_at=period.updated_at)
    Assignment.objects.active().filter(shift__period=period).update(updated_at=period.updated_at)


def needs_word(period: DutyPeriod, found: Coverage, now: datetime) -> bool:
    """Whether units that haven't confirmed may still do so: publishing over them takes a signed reason."""
    return bool(found.waiting) and not period.is_past_deadline(now)


def must_file(period: DutyPeriod) -> bool:
    """Whether the county publishes nothing before every unit has filed."""
    return CountySettings.of(period.county_id).publish_unfiled == PublishUnfiled.NEVER


def must_file_sentence(found: Coverage) -> str:
    """Every unit that hasn't confirmed, by name, and what the office can do."""
    words = {"count": len(found.waiting), "units": names_of(_named(found))}
    return _now("本县规定全部报送后方可发布，%(count)d 个单位尚未确认：%(units)s；可催报，或由两办代为报送") % words


def _named(found: Coverage) -> list[dict[str, Any]]:
    return [asdict(unit) for unit in found.waiting]


def _signed(period: DutyPeriod, found: Coverage, reason: str, *, early: bool) -> str:
    """The reason that is kept: "" where none is needed. Raises RuleViolation where one is and it is empty."""
    if not found.gaps and not early:
        return ""
    if not reason:
        raise _refused(period, found, early=early)
    return reason


def _refused(period: DutyPeriod, found: Coverage, *, early: bool) -> RuleViolation:
    texts = []
    if found.gaps:
        texts.append(_now("还有 %(count)d 项缺口待处理，或签署缺口说明后发布") % {"count": len(found.gaps)})
    if early:
        texts.append(unconfirmed_sentence(period, found))
    return RuleViolation(
        "coverage_incomplete" if found.gaps else "units_unconfirmed",
        "；".join(texts),
        {
            "gaps": [
                {"kind": gap.kind, "assignment": gap.assignment_id, "text": gap_sentence(gap)} for gap in found.gaps
            ],
            "unconfirmed": _named(found) if early else [],
        },
    )


def unconfirmed_sentence(period: DutyPeriod, found: Coverage) -> str:
    """Every unit that hasn't confirmed, by name, and what publishing over them takes."""
    return _now("报送截止 %(deadline)s 前，%(count)d 个单位尚未确认：%(units)s；提前发布须签署说明") % {
        "deadline": moment(period.filing_deadline),
        "count": len(found.waiting),
        "units": names_of(_named(found)),
    }


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("reason_too_long", _("发布说明不超过 500 字"), field="exception_reason")
    return reason
