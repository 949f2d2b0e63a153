"""What the link of a message does about somebody's duty. Using the link up and the act are one transaction; the act's own
service decides as it does for a login."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from alerts.answers.queries.duties import asked_duties, own_duty, seal_of
from alerts.duty_log.models import Handover, LeavePostReport
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import LinkPurpose
from alerts.outbox.models import AnswerLink
from alerts.outbox.services.links import make_link, use_link
from rostering.changes.services import swaps
from rostering.models import Assignment, Swap
from rostering.seats.services import assignments
from units.db import lock, write
from units.errors import RuleViolation
from units.models import CountySettings


@write
def acknowledge(*, link: AnswerLink, seen: str, now: datetime) -> None:
    """收到 of exactly the duties that the page has shown (`seen`, their seal).

    Raises RuleViolation `link_used`, `link_expired`, `duties_changed`.
    """
    use_link(link, now=now)
    duties = asked_duties(link, now)
    if seal_of(duties) != seen:
        raise RuleViolation("duties_changed", _("值班安排刚有变动，请核对后再点“收到”"))
    lock(*(duty.shift.roster for duty in duties))
    for duty in duties:
        assignments.acknowledge(assignment=duty, by=None)


@write
def agree_to_swap(*, link: AnswerLink, agreed: str, now: datetime) -> None:
    """同意, knowing the conflicts whose seal is `agreed`. Raises what `swaps.accept_swap` raises."""
    use_link(link, now=now)
    swaps.accept_swap(swap=_swap(link), by=None, agreed=[agreed])


@write
def decline_swap(*, link: AnswerLink, reason: str, now: datetime) -> None:
    """不同意, with or without a reason."""
    use_link(link, now=now)
    swaps.decline_swap(swap=_swap(link), by=None, reason=reason)


@write
def take_over(*, link: AnswerLink, now: datetime) -> str | None:
    """接班. The key of a link for the log of the duty that begins, None when none does."""
    use_link(link, now=now)
    handover = Handover.objects.select_related("incoming", "outgoing").get(pk=link.object_id, incoming=link.person_id)
    handovers.accept_handover(handover=handover, by=None)
    duty = own_duty(
        link.person, handover.unit_id, now=now, within=CountySettings.of(handover.county_id).hand_over_within
    )
    return _log_key(duty) if duty else None


@write
def come_back(*, link: AnswerLink, now: datetime) -> None:
    """销假."""
    use_link(link, now=now)
    report = LeavePostReport.objects.select_related("person").get(pk=link.object_id, person=link.person_id)
    duty_log.report_return(report=report, by=None)


@write
def write_line(*, link: AnswerLink, matter: str, is_done: bool, now: datetime) -> str:
    """One line of the log of one's running duty. The key of a further link, for the next line."""
    duty = _running(link, now)
    use_link(link, now=now)
    duty_log.write_entry(unit=duty.shift.unit, by=None, person=link.person, matter=matter, is_done=is_done)
    return _log_key(duty)


@write
def nothing_to_report(*, link: AnswerLink, now: datetime) -> str:
    """无情况; the key as of `write_line`."""
    duty = _running(link, now)
    use_link(link, now=now)
    duty_log.nothing_to_report(unit=duty.shift.unit, by=None, person=link.person)
    return _log_key(duty)


def _swap(link: AnswerLink) -> Swap:
    return Swap.objects.get(pk=link.object_id, counterpart=link.person_id)


def _running(link: AnswerLink, now: datetime) -> Assignment:
    """Raises RuleViolation `not_on_duty` once the duty is over or somebody else's."""
    duty = own_duty(link.person, None, now=now, within=timedelta(0), pk=link.object_id)
    if duty is None:
        raise RuleViolation("not_on_duty", _("此刻不在值班时间"))
    return duty


def _log_key(duty: Assignment) -> str:
    if duty.person_id is None:
        raise AssertionError("found by its holder")
    return make_link(purpose=LinkPurpose.DUTY_LOG, object_id=duty.pk, person_id=duty.person_id, expires_at=duty.end)
