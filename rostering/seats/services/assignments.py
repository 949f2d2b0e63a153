"""Who holds a seat: replacing a person before publication, amending after it, acknowledging."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.enums import PeriodState, RosterState
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.permissions import check_acknowledge, check_file
from rostering.rosters.services import remember_locks
from rostering.seats.queries.candidates import serving
from rostering.seats.queries.moves import Move
from rostering.seats.services.reseating import carry_out, check_takers, lock_seats
from rostering.states import advance
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation, Stale
from units.models import Person, User

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Change:
    """Put `person_id` (None = nobody) on the seat; `expected_version` is the version the caller looked at.

    `start` and `end` name a part of it; without them it is all that is left of the duty.
    """

    assignment_id: UUID
    person_id: UUID | None
    expected_version: int
    start: datetime | None = None
    end: datetime | None = None


@write
def replace_person(
    *, assignment: Assignment, person_id: UUID | None, by: User, expected_version: int, reason: str = ""
) -> Assignment:
    """Seats somebody else. In an open period the roster changes; in a published one it becomes an amendment.

    Raises Stale when the seat has changed since `expected_version`; InvalidInput for an unknown person or a missing
    reason; RuleViolation `person_refused` with every rule that speaks against it, `roster_filed` when the unit has
    filed and the office hasn't returned it.
    """
    change = Change(assignment.pk, person_id, expected_version)
    return apply_changes(period=assignment.shift.period, changes=[change], reason=reason, by=by)[0]


@write
def amend_period(*, period: DutyPeriod, changes: Iterable[Change], reason: str, by: User) -> list[Assignment]:
    """Amends a published period. Raises RuleViolation `wrong_state` for another; else as `apply_changes`."""
    advance(transitions.PERIOD, period.state, "amend")
    return apply_changes(period=period, changes=changes, reason=reason, by=by)


@write
def apply_changes(*, period: DutyPeriod, changes: Iterable[Change], reason: str, by: User) -> list[Assignment]:
    """All changes or none, one revision for all of them when the period is published. Errors as `replace_person`,
    and InvalidInput `part_outside_duty`."""
    changes = list(changes)
    now = timezone.now()
    reason = checked_reason(reason)
    ids = [change.assignment_id for change in changes]
    seats = lock_seats(ids, [change.person_id for change in changes if change.person_id])
    for change in changes:
        check_seat(seats.get(change.assignment_id), change, period, by)
    period = DutyPeriod.objects.get(pk=period.pk)
    if period.state != PeriodState.OPEN:
        advance(transitions.PERIOD, period.state, "amend")
        require_reason(reason)
    moves = [move_of(seats[change.assignment_id], change, now, by) for change in changes]
    check_takers(moves)
    carry_out(moves, reason=reason, by=by, now=now)
    return [move.seat for move in moves]


@write
def lock_seat(*, assignment: Assignment, locked: bool, by: User, expected_version: int) -> Assignment:
    """锁定: whoever sits there stays when the rest is proposed anew; False lets proposals move them again.

    Raises Stale, RuleViolation `roster_filed`, `wrong_state` unless the period is open, `seat_vacant` for nobody to lock.
    """
    seat = lock_seats([assignment.pk], []).get(assignment.pk)
    change = Change(assignment.pk, None, expected_version)
    check_seat(seat, change, assignment.shift.period, by)
    if seat is None:
        raise AssertionError("a checked seat is there")
    advance(transitions.PERIOD, seat.shift.period.state, "publish")
    if seat.person_id is None:
        raise RuleViolation("seat_vacant", _("空岗不能锁定"))
    if seat.is_pinned == locked:
        return seat
    remember_locks([seat], locked=locked, by=by)
    seat.is_pinned = locked
    seat.version += 1
    seat.save(update_fields=["is_pinned", "version", "updated_at"])
    audit.record(
        by=by,
        action="assignment.locked" if locked else "assignment.unlocked",
        row=seat,
        county=seat.shift.period.county_id,
        unit=seat.shift.unit_id,
        after={"day": str(seat.shift.day), "post": seat.shift.post},
    )
    return seat


@write
def acknowledge(*, assignment: Assignment, by: User | None) -> Assignment:
    """收到; without `by` it is the holder, by the link of a message. Answering twice is answering once.

    Raises RuleViolation `not_published`, NotAllowed for others' duties."""
    lock(assignment.shift.roster)
    fresh = Assignment.objects.select_for_update(of=("self",)).select_related(
        "shift__period", "shift__unit", "shift__roster", "person"
    )
    row = fresh.get(pk=assignment.pk)
    if by is not None:
        check_acknowledge(by, row)
    if not row.shift.period.is_in_force:
        raise RuleViolation("not_published", _("值班表尚未发布"))
    if row.acknowledged_at is None:
        row.acknowledged_at = timezone.now()
        row.acknowledged_by = by
        row.save(update_fields=["acknowledged_at", "acknowledged_by", "updated_at"])
        audit.record(
            by=by,
            action="assignment.acknowledged",
            row=row,
            county=row.shift.period.county_id,
            unit=row.shift.unit_id,
            after={"day": str(row.shift.day), "post": row.shift.post},
            on_behalf_of=row.person.name if row.person and (by is None or by.person_id != row.person_id) else "",
        )
    return row


def check_seat(seat: Assignment | None, change: Change, period: DutyPeriod, by: User) -> None:
    if seat is None or seat.shift.period_id != period.pk or seat.version != change.expected_version:
        raise Stale("stale_version", _("该席位刚被他人修改，请刷新后再办理"))
    roster = seat.shift.roster
    check_file(by, roster)
    filed = roster.state in (RosterState.SUBMITTED, RosterState.ACCEPTED)
    if seat.shift.period.state == PeriodState.OPEN and filed and not by.sees_whole_county:
        raise RuleViolation("roster_filed", _("本单位值班表已报送，需两办退回后方可修改"))


def move_of(seat: Assignment, change: Change, now: datetime, by: User) -> Move:
    """The change with its person and its span."""
    if seat.person_id == change.person_id:
        raise RuleViolation("person_unchanged", _("该席位已是此人"))
    start, end = _span(seat, change, now, by)
    person = None
    if change.person_id is not None:
        known = Q(pk__in=Person.objects.visible_to(by)) | Q(pk__in=serving(seat.shift.unit_id, seat.shift.day))
        person = Person.objects.filter(known, pk=change.person_id).first()
        if person is None:
            raise InvalidInput("unknown_person", _("没有这个人员"), field="person")
    return Move(seat, person, start, end)


def _span(seat: Assignment, change: Change, now: datetime, by: User) -> tuple[datetime, datetime]:
    """What changes hands: by default all that is left of the duty. Only the office corrects what has been served."""
    published = seat.shift.period.state != PeriodState.OPEN
    left_from = max(seat.start, now) if published and now < seat.end else seat.start
    start, end = change.start or left_from, change.end or seat.end
    if not seat.start <= start < end <= seat.end:
        raise InvalidInput("part_outside_duty", _("所选时段须在该班次之内"), field="start")
    served = start < now if change.start else seat.end <= now
    if published and served and not by.sees_whole_county:
        raise RuleViolation("duty_over", _("值班已经结束，更正须由两办办理"))
    return start, end


def checked_reason(reason: str) -> str:
    """Trimmed. Raises InvalidInput `reason_too_long`."""
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("reason_too_long", _("事由不超过 500 字"), field="reason")
    return reason


def require_reason(reason: str) -> None:
    if not reason:
        raise InvalidInput("reason_required", _("已发布的值班表调班须填写事由"), field="reason")
