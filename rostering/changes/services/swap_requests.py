"""Asking for 换班, 代班 or 紧急顶班 (domain §3.5): by the person, or on their behalf by leader and office."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.changes.models import Swap, SwapSeat
from rostering.changes.services.swaps import file_with_office, instead_of
from rostering.enums import PeriodState, SwapKind, SwapState
from rostering.on_duty.queries.own import answerable
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.permissions import check_ask_swap
from rostering.seats.queries.candidates import serving
from rostering.seats.queries.moves import Move
from rostering.seats.services.assignments import checked_reason
from rostering.seats.services.reseating import check_takers, lock_seats
from rostering.signals import swap_moved
from units.audit import services as audit
from units.db import write
from units.errors import InvalidInput, RuleViolation, Stale
from units.models import CountySettings, Person, User


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for. `counter_id` is the duty taken in exchange; `start`, `end` a part, None = all of it."""

    kind: SwapKind
    assignment_id: UUID
    counterpart_id: UUID | None = None
    counter_id: UUID | None = None
    start: datetime | None = None
    end: datetime | None = None


@write
def request_swap(*, wanted: Wanted, by: User, reason: str = "") -> Swap:
    """Asks for a swap or a substitution; an emergency cover is in effect at once.

    Raises InvalidInput for unknown people and seats or an impossible part, NotAllowed unless the duty is one's own, of
    one's unit for its leader, or any for the office; RuleViolation `person_refused` with the rules against it,
    `swap_already_open`, `not_published`, `duty_begun`, `duty_over`, `not_urgent`.
    """
    reason = checked_reason(reason)
    own, other = _seats(wanted, by)
    taker = _taker(wanted, own, other)
    now = timezone.now()
    moves = [_first_move(wanted, own, taker, now)]
    if other is not None:
        _refuse_begun(other, now)
        moves.append(Move(other, own.person, other.start, other.end))
    check_takers(moves, urgent=wanted.kind == SwapKind.EMERGENCY_COVER)
    swap = create_swap(wanted.kind, moves, reason, by, now)
    if swap.state == SwapState.IN_EFFECT:
        file_with_office(swap, moves, by=by, now=now)
    swap_moved.send(sender=Swap, swap=swap, by=by, now=now)
    return swap


def _seats(wanted: Wanted, by: User) -> tuple[Assignment, Assignment | None]:
    """The duty given up and the one taken for it, under the locks, of people this caller may act for."""
    ids = [pk for pk in (wanted.assignment_id, wanted.counter_id) if pk is not None]
    visible = dict(answerable(by).filter(pk__in=ids).values_list("pk", "person_id"))
    for pk, field in ((wanted.assignment_id, "assignment"), (wanted.counter_id, "counter_assignment")):
        if pk is not None and pk not in visible:
            raise InvalidInput("unknown_assignment", _("没有这个班次"), field=field)
    people = [pk for pk in (*visible.values(), wanted.counterpart_id) if pk is not None]
    locked = lock_seats(ids, people)
    if set(locked) != set(ids) or any(locked[pk].person_id != visible[pk] for pk in ids):
        raise Stale("stale_version", _("该班次刚被他人修改，请刷新后再办理"))
    own = locked[wanted.assignment_id]
    check_ask_swap(by, own)
    if own.person_id is None:
        raise RuleViolation("seat_vacant", _("该席位现为空岗，请直接调班"))
    if any(seat.shift.period.state != PeriodState.PUBLISHED for seat in locked.values()):
        raise RuleViolation("not_published", _("只有已发布且未结束的值班表可以换班"))
    return own, locked[wanted.counter_id] if wanted.counter_id else None


def _taker(wanted: Wanted, own: Assignment, other: Assignment | None) -> Person:
    """Who takes over. Raises InvalidInput for nobody, oneself, somebody who doesn't serve the unit or not the other duty's."""
    if (wanted.kind == SwapKind.SWAP) != (other is not None):
        raise InvalidInput("counter_assignment_for_swap", _("换班须选对方的班次，代班不选"), field="counter_assignment")
    if other is not None and other.person is None:
        raise InvalidInput("unknown_person", _("对方班次没有人"), field="counter_assignment")
    found = other.person if other else None
    if other is None and wanted.counterpart_id is not None:
        found = serving(own.shift.unit_id, own.shift.day).filter(pk=wanted.counterpart_id).first()
    if found is None:
        raise InvalidInput("unknown_person", _("没有这个人员"), field="person")
    if other is not None and wanted.counterpart_id not in (None, found.pk):
        raise InvalidInput("unknown_person", _("对方班次不是此人的"), field="person")
    if found.pk == own.person_id:
        raise InvalidInput("same_person", _("不能与本人换班"), field="person")
    return found


def _refuse_begun(other: Assignment, now: datetime) -> None:
    """Nobody can take a duty that somebody else has stood, or stands."""
    if other.end <= now:
        raise InvalidInput("duty_over", _("对方的班次已经结束，不能换班"), field="counter_assignment")
    if other.start <= now:
        raise InvalidInput("duty_begun", _("对方的班次已经开始，不能换班"), field="counter_assignment")


def _first_move(wanted: Wanted, own: Assignment, taker: Person, now: datetime) -> Move:
    """The duty given up, or the part of it that has not begun."""
    if wanted.kind == SwapKind.EMERGENCY_COVER:
        return _emergency_move(wanted, own, taker, now)
    start, end = checked_part(own, now, wanted.start, wanted.end)
    if wanted.kind == SwapKind.SWAP and (start, end) != (own.start, own.end):
        raise InvalidInput("part_of_swap", _("换班须整班对换，部分时段请办代班"), field="start")
    if start <= now:
        raise RuleViolation("duty_begun", _("值班已经开始，可代余下时段，或办理紧急顶班"))
    return Move(own, taker, start, end)


def checked_part(
    own: Assignment, now: datetime, start: datetime | None = None, end: datetime | None = None
) -> tuple[datetime, datetime]:
    """The part of a duty that is meant, all of it when none is named.

    Raises RuleViolation `duty_over`, InvalidInput `part_outside_duty`.
    """
    if own.end <= now:
        raise RuleViolation("duty_over", _("值班已经结束"))
    start, end = start or own.start, end or own.end
    if not own.start <= start < end <= own.end:
        raise InvalidInput("part_outside_duty", _("所选时段须在该班次之内"), field="start")
    return start, end


def _emergency_move(wanted: Wanted, own: Assignment, taker: Person, now: datetime) -> Move:
    """From now, or from the beginning of a duty that is near; `end` may bound it."""
    if wanted.start is not None:
        raise InvalidInput("emergency_starts_now", _("紧急顶班即时生效，不填开始时间"), field="start")
    if own.start > now + CountySettings.of(own.shift.period.county_id).emergency_within:
        raise RuleViolation("not_urgent", _("距值班开始还早，请办理换班或代班"))
    return Move(own, taker, *checked_part(own, now, max(own.start, now), wanted.end))


def create_swap(kind: SwapKind, moves: list[Move], reason: str, by: User, now: datetime) -> Swap:
    """The row with its seats and its trail; nobody is told yet. Under the locks of its seats and people, rules checked."""
    first = moves[0]
    holder, taker = first.seat.person, first.person
    if holder is None or taker is None:
        raise AssertionError("checked: both duties have a holder")
    swap = Swap.objects.create(
        kind=kind,
        state=SwapState.IN_EFFECT if kind == SwapKind.EMERGENCY_COVER else SwapState.REQUESTED,
        unit=first.seat.shift.unit,
        period=first.seat.shift.period,
        person=holder,
        counterpart=taker,
        reason=reason,
        requested_by=by,
        requested_at=now,
        expires_at=min(one.start for one in moves) if kind != SwapKind.EMERGENCY_COVER else first.end,
    )
    SwapSeat.objects.bulk_create(_swap_seat(swap, order, move) for order, move in enumerate(moves))
    audit.record(
        by=by,
        action=f"swap.{swap.state}",
        row=swap,
        county=swap.period.county_id,
        unit=swap.unit_id,
        after={"kind": kind, "day": str(first.seat.shift.day), "post": first.seat.shift.post},
        reason=reason,
        on_behalf_of=instead_of(by, holder),
        now=now,
    )
    return swap


def _swap_seat(swap: Swap, order: int, move: Move) -> SwapSeat:
    return SwapSeat(
        swap=swap,
        order=order,
        assignment=move.seat,
        giver=move.seat.person,
        taker=move.person,
        start=move.start,
        end=move.end,
        is_open=swap.is_open,
    )
