"""领导指定: somebody on a seat whom the rules keep off, by decision and with a reason; printed, kept by every later proposal."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.engine.eligibility import MAY_BE_SET_ASIDE
from rostering.engine.problem import Reason
from rostering.enums import PeriodState
from rostering.reasons import reason_text, reasons_text
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.designation import Designation
from rostering.rosters.permissions import check_designate
from rostering.seats.queries.moves import Move, takings
from rostering.seats.services.assignments import Change, check_seat, checked_reason, move_of
from rostering.seats.services.reseating import carry_out, lock_seats
from rostering.states import advance
from units.audit import services as audit
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import Person, User


@write
def designate(*, assignment: Assignment, person_id: UUID, reason: str, by: User, expected_version: int) -> Assignment:
    """Seats `person_id` over the rules that may be set aside. Of a published period it is an amendment.

    Raises NotAllowed, Stale, InvalidInput `reason_required`, RuleViolation `rules_allow` for whoever may sit there
    anyway, `cannot_be_set_aside` with every rule that nobody may set aside; else as `replace_person`.
    """
    reason = checked_reason(reason)
    if not reason:
        raise InvalidInput("reason_required", _("领导指定须写明事由"), field="reason")
    seat = lock_seats([assignment.pk], [person_id]).get(assignment.pk)
    change = Change(assignment.pk, person_id, expected_version)
    check_seat(seat, change, assignment.shift.period, by)
    if seat is None:
        raise AssertionError("a checked seat is there")
    check_designate(by, seat.shift.roster)
    if seat.shift.period.state != PeriodState.OPEN:
        advance(transitions.PERIOD, seat.shift.period.state, "amend")
    now = timezone.now()
    move = move_of(seat, change, now, by)
    rules = _set_aside(move)
    _remember(move, rules, reason, by, now)
    carry_out([move], reason=reason, by=by, now=now)
    return move.seat


def _set_aside(move: Move) -> list[str]:
    """Codes of the rules that keep the person off. Raises as `designate`."""
    (taking,) = takings([move])
    refused = taking.refusals()
    if not refused:
        raise RuleViolation("rules_allow", _("此人按规则可以安排，直接换人即可，无须指定"))
    impossible = [one for one in refused if one.code not in MAY_BE_SET_ASIDE]
    if impossible:
        raise _impossible(taking.person, impossible)
    return sorted({one.code for one in refused})


def _impossible(person: Person, found: Collection[Reason]) -> RuleViolation:
    return RuleViolation(
        "cannot_be_set_aside",
        _now("%(person)s不能指定：%(reasons)s") % {"person": person.name, "reasons": reasons_text(found)},
        {"reasons": [{"code": reason.code, "text": reason_text(reason)} for reason in found]},
    )


def _remember(move: Move, rules: list[str], reason: str, by: User, now: datetime) -> None:
    seat, shift = move.seat, move.seat.shift
    if move.person is None:
        raise AssertionError("somebody is designated")
    Designation.objects.update_or_create(
        period_id=shift.period_id,
        unit_id=shift.unit_id,
        day=shift.day,
        post=shift.post,
        seat=shift.seat,
        person=move.person,
        defaults={"rules": rules, "reason": reason, "made_by": by, "made_by_name": by.display_name, "made_at": now},
    )
    audit.record(
        by=by,
        action="assignment.designated",
        row=seat,
        county=shift.period.county_id,
        unit=shift.unit_id,
        after={"person": str(move.person), "day": str(shift.day), "post": shift.post, "set_aside": rules},
        reason=reason,
    )
