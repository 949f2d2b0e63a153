"""Answers to a ring. Every one of its people agrees, then the leader approves and all duties change hands in one amendment;
one no, and nothing has happened."""

from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.rings.models import Ring, RingSeat
from rostering.rings.permissions import check_answer_ring, check_decide_ring
from rostering.rings.services.moving import keep, locked, move, refuse_passings
from rostering.seats.queries.moves import Move
from rostering.seats.services.assignments import checked_reason
from rostering.seats.services.reseating import carry_out, check_takers, lock_seats
from rostering.states import advance
from units.audit import services as audit
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import Person, User

LANGUAGE = "zh-hans"


@write
def agree_ring(*, ring: Ring, person: Person, by: User | None) -> Ring:
    """同意 by one of its people; `by` None by the link sent to them. Agreeing twice is agreeing once; the last one's word
    makes it whole.

    Raises InvalidInput `not_in_ring`, RuleViolation `wrong_state`, `ring_expired`, `seat_changed`, `person_refused`.
    """
    ring, now = locked(ring), timezone.now()
    seat = _own_seat(ring, person, by)
    advance(transitions.RING, ring.state, "agree")
    if seat.agreed_at is not None:
        return ring
    checked_moves(ring, now)
    seat.agreed_at, seat.answered_by = now, by
    seat.save(update_fields=["agreed_at", "answered_by"])
    if RingSeat.objects.filter(ring=ring, agreed_at__isnull=True).exists():
        keep(ring, now)
        _record(ring, "ring.consented", person, by, now)
    else:
        move(ring, "agree", by=by, now=now, on_behalf_of=_instead_of(by, person))
    return ring


@write
def decline_ring(*, ring: Ring, person: Person, by: User | None) -> Ring:
    """不同意 by one of its people, also after they had agreed: nothing happens, and nobody is asked for the same again."""
    return _end(ring, person, "decline", by)


@write
def cancel_ring(*, ring: Ring, person: Person, by: User | None) -> Ring:
    """撤回 by one of its people after all had agreed: as `decline_ring`."""
    return _end(ring, person, "cancel", by)


def _end(ring: Ring, person: Person, action: str, by: User | None) -> Ring:
    ring, now = locked(ring), timezone.now()
    _own_seat(ring, person, by)
    advance(transitions.RING, ring.state, action)
    refuse_passings(ring, now, giver_id=person.pk)
    move(ring, action, by=by, now=now, on_behalf_of=_instead_of(by, person))
    return ring


@write
def approve_ring(*, ring: Ring, by: User) -> Ring:
    """批准: every duty changes hands, all or none. Errors as `agree_ring`."""
    ring, now = locked(ring), timezone.now()
    check_decide_ring(by, ring)
    advance(transitions.RING, ring.state, "approve")
    moves = checked_moves(ring, now)
    ring.decided_at, ring.decided_by = now, by
    # Closed before the seats change, or it would count as one of those that the change has made void.
    move(ring, "approve", by=by, now=now)
    revisions = carry_out(moves, reason=_revision_reason(moves), by=by, now=now)
    for one in moves:
        RingSeat.objects.filter(ring=ring, assignment=one.seat).update(revision=revisions[one.seat.shift.period_id])
    return ring


@write
def reject_ring(*, ring: Ring, reason: str, by: User) -> Ring:
    """不予批准, with a reason; the same ring is not proposed again."""
    ring, now = locked(ring), timezone.now()
    check_decide_ring(by, ring)
    note = checked_reason(reason)
    if not note:
        raise InvalidInput("reason_required", _("请填写不予批准的原因"), field="reason")
    advance(transitions.RING, ring.state, "reject")
    ring.decided_at, ring.decided_by = now, by
    refuse_passings(ring, now)
    move(ring, "reject", by=by, now=now, note=note)
    return ring


def checked_moves(ring: Ring, now: datetime) -> list[Move]:
    """What is to change hands, against the rows and rules as they are now."""
    if ring.expires_at <= now:
        raise RuleViolation("ring_expired", _("值班已经开始，该换班已过期"))
    rows = list(RingSeat.objects.filter(ring=ring).select_related("taker"))
    seats = lock_seats([row.assignment_id for row in rows], ())
    moves = []
    for row in rows:
        seat = seats.get(row.assignment_id)
        if seat is None or seat.person_id != row.giver_id:
            raise RuleViolation("seat_changed", _("班次已变动，该换班不能再办理"))
        moves.append(Move(seat, row.taker, seat.start, seat.end))
    check_takers(moves)
    return moves


def _own_seat(ring: Ring, person: Person, by: User | None) -> RingSeat:
    seat = RingSeat.objects.filter(ring=ring, giver=person).first()
    if seat is None:
        raise InvalidInput("not_in_ring", _("此人不在该换班之内"), field="person")
    if by is not None:
        check_answer_ring(by, ring, person.pk)
    return seat


def _record(ring: Ring, action: str, person: Person, by: User | None, now: datetime) -> None:
    audit.record(
        by=by, action=action, row=ring, county=ring.unit.county_id, unit=ring.unit_id, now=now,
        on_behalf_of=_instead_of(by, person),
    )  # fmt: skip


def _instead_of(by: User | None, person: Person) -> str:
    return "" if by is not None and by.person_id == person.pk else person.name


def _revision_reason(moves: list[Move]) -> str:
    """In the county's language; every unit reads revisions."""
    with translation.override(LANGUAGE):
        names = _now("、").join(move.person.name for move in moves if move.person)
        return (_now("多人换班：%(names)s") % {"names": names})[:500]
