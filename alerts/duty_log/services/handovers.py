"""交接班: open items carried on, taken over near the change of duty, undone within minutes (domain §3.6)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.duty_log.models import Handover
from alerts.duty_log.queries import next_person, open_entries
from alerts.duty_log.services.leave_endings import end_with_duty
from alerts.enums import HandoverState
from alerts.permissions import check_act_for_unit, check_answer_for
from alerts.transitions import HANDOVER
from rostering.models import Assignment
from units.audit import services as audit
from units.db import held, lock, write
from units.errors import RuleViolation
from units.models import CountySettings, User


@write
def offer_handover(*, assignment: Assignment, note: str, by: User) -> Handover:
    """交班: carries every open item of the unit's log to whoever comes next on the same seat. After a withdrawal the same
    row is offered anew.

    Raises RuleViolation `already_offered`, `not_on_duty` for a duty that hasn't begun.
    """
    if assignment.person is None:
        raise RuleViolation("vacant", _("空岗无法交班"))
    check_answer_for(by, assignment.person)
    # One row per duty: of two who hand it over at once, the second is told so.
    lock(assignment)
    now = timezone.now()
    if now < assignment.start:
        raise RuleViolation("not_on_duty", _("值班尚未开始"))
    handover = Handover.objects.filter(outgoing=assignment).first() or Handover(
        county_id=assignment.shift.period.county_id, unit_id=assignment.shift.unit_id, outgoing=assignment
    )
    if not handover._state.adding and not HANDOVER.allows(handover.state, "offer"):
        raise RuleViolation("already_offered", _("本班已交班"))
    handover.state, handover.incoming, handover.note = (
        HandoverState.OFFERED,
        next_person(assignment),
        note.strip()[:1000],
    )
    handover.offered_at, handover.offered_by = now, by
    handover.save()
    handover.open_items.set(open_entries(assignment.shift.unit_id))
    audit.record(by=by, action="handover.offered", row=handover, county=handover.county_id, unit=handover.unit_id)
    return handover


@write
def withdraw_handover(*, handover: Handover, by: User) -> Handover:
    """撤回交班: by whoever may hand this duty over, until it is taken over. Twice is once.

    Raises RuleViolation `wrong_state` once it has been taken over.
    """
    outgoing = handover.outgoing.person
    if outgoing is not None:
        check_answer_for(by, outgoing)
    else:
        check_act_for_unit(by, handover.unit_id)
    # Taking over, withdrawing and undoing come one after the other.
    handover = held(handover, related=("incoming", "outgoing__person", "unit"))
    if handover.state == HandoverState.WITHDRAWN:
        return handover
    taken_over = RuleViolation("wrong_state", _("已接班，不能撤回交班"))
    handover.state = HANDOVER.advance(handover.state, "withdraw", taken_over)
    handover.save(update_fields=["state"])
    audit.record(by=by, action="handover.withdrawn", row=handover, county=handover.county_id, unit=handover.unit_id)
    return handover


@write
def accept_handover(*, handover: Handover, by: User | None) -> Handover:
    """接班: by the incoming person (without `by` by the link of a message), by leader or office on their behalf, or by
    anybody of the unit when the next seat isn't known. What has been opened since goes with it. Twice is once.

    Raises RuleViolation `too_early` before the county lets a duty be taken over, `wrong_state` once the offer is withdrawn.
    """
    if by is not None:
        _check_accept(handover, by)
    # Taking over, withdrawing and undoing come one after the other.
    handover = held(handover, related=("incoming", "outgoing__person", "unit"))
    if handover.state == HandoverState.ACCEPTED:
        return handover
    state = HANDOVER.advance(handover.state, "accept", RuleViolation("wrong_state", _("交班已撤回")))
    now = timezone.now()
    rules = CountySettings.of(handover.county_id)
    if now < handover.outgoing.end - rules.hand_over_within:
        raise RuleViolation(
            "too_early", _("交接班应在下班前%(minutes)d分钟内办理") % {"minutes": rules.hand_over_minutes}
        )
    handover.open_items.set(open_entries(handover.unit_id))
    handover.state, handover.accepted_at, handover.accepted_by = state, now, by
    handover.save(update_fields=["state", "accepted_at", "accepted_by"])
    end_with_duty(handover.outgoing, by=by, now=now)
    audit.record(
        by=by,
        action="handover.accepted",
        row=handover,
        county=handover.county_id,
        unit=handover.unit_id,
        on_behalf_of=_in_place_of(handover, by),
    )
    return handover


@write
def undo_acceptance(*, handover: Handover, by: User) -> Handover:
    """It waits again. Raises RuleViolation `wrong_state` unless it has been taken over, `too_late` once
    the county's minutes for it are over."""
    _check_accept(handover, by)
    # Taking over, withdrawing and undoing come one after the other.
    handover = held(handover, related=("incoming", "outgoing__person", "unit"))
    state = HANDOVER.advance(handover.state, "undo", RuleViolation("wrong_state", _("尚未接班，无须撤回")))
    rules = CountySettings.of(handover.county_id)
    if handover.accepted_at is not None and timezone.now() > handover.accepted_at + rules.undo_handover_within:
        words = {"minutes": rules.undo_handover_minutes}
        raise RuleViolation("too_late", _("接班已超过 %(minutes)d 分钟，不能撤回") % words)
    handover.state, handover.accepted_at, handover.accepted_by = state, None, None
    handover.save(update_fields=["state", "accepted_at", "accepted_by"])
    audit.record(
        by=by,
        action="handover.undone",
        row=handover,
        county=handover.county_id,
        unit=handover.unit_id,
        on_behalf_of=_in_place_of(handover, by),
    )
    return handover


def _check_accept(handover: Handover, by: User) -> None:
    if handover.incoming is not None:
        check_answer_for(by, handover.incoming)
    else:
        check_act_for_unit(by, handover.unit_id)


def _in_place_of(handover: Handover, by: User | None) -> str:
    """The successor's name when no login of theirs has done it."""
    incoming = handover.incoming
    return incoming.name if incoming is not None and (by is None or by.person_id != incoming.pk) else ""
