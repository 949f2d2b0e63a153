"""换班, 代班, 紧急顶班 (domain §3.5) on their way: accepted by the other person, approved by the unit leader.

Filing with the county office is the amendment that approval makes. Leader and office may act for somebody who can't;
who did it for whom is on record. The rules are asked when it is asked for, when it is accepted, and again at approval.
"""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.changes.models import Swap, SwapSeat
from rostering.changes.permissions import check_answer_swap, check_decide_swap, check_review_cover, check_withdraw_swap
from rostering.changes.queries.repairs import conflicts_of
from rostering.changes.services.swap_endings import move
from rostering.enums import SwapKind
from rostering.seats.queries.moves import Move
from rostering.seats.services.assignments import checked_reason
from rostering.seats.services.reseating import carry_out, check_takers, lock_seats, refuse_unseen
from rostering.states import advance
from units.db import write
from units.errors import InvalidInput, RuleViolation, Stale
from units.machines import Machine
from units.models import Person, User

LANGUAGE = "zh-hans"


@write
def accept_swap(
    *, swap: Swap, by: User | None, expected_version: int | None = None, agreed: Collection[str] | None = None
) -> Swap:
    """同意 by the other person, who without `by` answers by the link of a message; `agreed` as `refuse_unseen`.

    Raises RuleViolation `wrong_state`, `swap_expired`, `seat_changed`, `person_refused`, `conflicts_unseen`.
    """
    swap, now = _locked(swap, expected_version), timezone.now()
    if by is not None:
        check_answer_swap(by, swap)
    advance(_table(swap), swap.state, "accept")
    _checked_moves(swap, now)
    refuse_unseen([conflicts_of(swap)], agreed)
    swap.answered_at, swap.answered_by = now, by
    move(swap, "accept", by=by, now=now, on_behalf_of=instead_of(by, swap.counterpart))
    return swap


@write
def decline_swap(*, swap: Swap, by: User | None, reason: str = "", expected_version: int | None = None) -> Swap:
    """不同意 by the other person, as `accept_swap`, with or without a reason. Raises RuleViolation `wrong_state`."""
    swap, now = _locked(swap, expected_version), timezone.now()
    if by is not None:
        check_answer_swap(by, swap)
    swap.answered_at, swap.answered_by = now, by
    note = checked_reason(reason)
    move(swap, "decline", by=by, now=now, note=note, on_behalf_of=instead_of(by, swap.counterpart))
    return swap


@write
def approve_swap(
    *, swap: Swap, by: User, expected_version: int | None = None, agreed: Collection[str] | None = None
) -> Swap:
    """批准: the seats change hands as an amendment of the published roster. Of an emergency cover: endorsed.

    Raises RuleViolation `wrong_state`, `swap_expired` once the duty has begun, `seat_changed`, `person_refused`, `conflicts_unseen`
    (`agreed` as `refuse_unseen`).
    """
    swap, now = _locked(swap, expected_version), timezone.now()
    _check_decide(by, swap)
    advance(_table(swap), swap.state, "approve")
    swap.decided_at, swap.decided_by = now, by
    is_cover = swap.kind == SwapKind.EMERGENCY_COVER
    moves = [] if is_cover else _checked_moves(swap, now)
    refuse_unseen([conflicts_of(swap)], agreed)
    if is_cover:
        move(swap, "approve", by=by, now=now)
        return swap
    # Closed before the seats change, or it would count as one of those that the change has made void.
    move(swap, "approve", by=by, now=now)
    file_with_office(swap, moves, by=by, now=now)
    return swap


@write
def reject_swap(*, swap: Swap, reason: str, by: User, expected_version: int | None = None) -> Swap:
    """不予批准, with a reason. An emergency cover stays as it was served; the roster is put right by an amendment."""
    swap, now = _locked(swap, expected_version), timezone.now()
    _check_decide(by, swap)
    note = checked_reason(reason)
    if not note:
        raise InvalidInput("reason_required", _("请填写不予批准的原因"), field="reason")
    advance(_table(swap), swap.state, "reject")
    swap.decided_at, swap.decided_by = now, by
    move(swap, "reject", by=by, now=now, note=note)
    return swap


@write
def cancel_swap(*, swap: Swap, by: User, reason: str = "", expected_version: int | None = None) -> Swap:
    """撤回 by whoever asked, and after 同意 by the other too. Raises RuleViolation `wrong_state`."""
    swap, now = _locked(swap, expected_version), timezone.now()
    check_withdraw_swap(by, swap)
    own = swap.counterpart if by.person_id == swap.counterpart_id else swap.person
    move(swap, "cancel", by=by, now=now, note=checked_reason(reason), on_behalf_of=instead_of(by, own))
    return swap


def _locked(swap: Swap, expected_version: int | None) -> Swap:
    """The swap as it is under the locks of its seats and people: everything `approve` will need, in one step."""
    seats = list(SwapSeat.objects.filter(swap=swap).values_list("assignment_id", "giver_id", "taker_id"))
    lock_seats([seat for seat, *_people in seats], {person for _seat, *people in seats for person in people})
    fresh = Swap.objects.select_related("period", "unit", "person", "counterpart").get(pk=swap.pk)
    if expected_version is not None and fresh.version != expected_version:
        raise Stale("stale_version", _("该换班刚被他人办理，请刷新后再看"), {"version": fresh.version})
    return fresh


def _checked_moves(swap: Swap, now: datetime) -> list[Move]:
    """What is to change hands, against the rows and rules as they are now."""
    if swap.expires_at <= now:
        raise RuleViolation("swap_expired", _("值班已经开始，该换班已过期"))
    rows = list(swap.seats.select_related("taker"))
    ids = [row.assignment_id for row in rows]
    seats = lock_seats(ids, ())
    moves = []
    for row in rows:
        seat = seats.get(row.assignment_id)
        if seat is None or seat.person_id != row.giver_id or not seat.start <= row.start < row.end <= seat.end:
            raise RuleViolation("seat_changed", _("班次已变动，该换班不能再办理"))
        moves.append(Move(seat, row.taker, row.start, row.end))
    check_takers(moves)
    return moves


def file_with_office(swap: Swap, moves: list[Move], *, by: User, now: datetime) -> None:
    """报备: the amendment is the filing with the county office."""
    revisions = carry_out(moves, reason=_revision_reason(swap), by=by, now=now)
    for one in moves:
        SwapSeat.objects.filter(swap=swap, assignment=one.seat).update(revision=revisions[one.seat.shift.period_id])


def _revision_reason(swap: Swap) -> str:
    """In the county's language. Every unit reads revisions: why somebody can't come stays with the swap."""
    with translation.override(LANGUAGE):
        return _now("%(kind)s：%(person)s → %(counterpart)s") % {
            "kind": swap.get_kind_display(),
            "person": swap.person.name,
            "counterpart": swap.counterpart.name,
        }


def _check_decide(by: User, swap: Swap) -> None:
    if swap.kind == SwapKind.EMERGENCY_COVER:
        check_review_cover(by, swap)
    else:
        check_decide_swap(by, swap)


def _table(swap: Swap) -> Machine:
    return transitions.EMERGENCY_COVER if swap.kind == SwapKind.EMERGENCY_COVER else transitions.SWAP


def instead_of(by: User | None, person: Person) -> str:
    """The name for the trail when no login of theirs has acted; empty when one has."""
    return "" if by is not None and by.person_id == person.pk else person.name
