"""Swaps as pages show them: what waits for the reader, and the spans a duty is usually shared in."""

from dataclasses import dataclass
from datetime import datetime

from rostering.changes.models import Swap
from rostering.changes.permissions import can_answer_swap, can_decide_swap, can_review_cover, can_withdraw_swap
from rostering.enums import SwapKind, SwapState
from rostering.policies.queries.published import zone
from rostering.policies.rules.policy import local_instant
from rostering.rosters.models.assignment import Assignment
from units.models import User

MOST_WAITING = 30
WAITING = (SwapState.REQUESTED, SwapState.ACCEPTED, SwapState.IN_EFFECT)


@dataclass(frozen=True, slots=True)
class SwapView:
    """A swap with what this reader may do about it now. `on_behalf` names whom they would answer for."""

    swap: Swap
    may_answer: bool
    may_decide: bool
    may_reject: bool
    may_withdraw: bool
    on_behalf: str

    @property
    def is_review(self) -> bool:
        return self.swap.kind == SwapKind.EMERGENCY_COVER

    @property
    def waits_for_reader(self) -> bool:
        """Somebody else's answer isn't what one opens one's own page for."""
        return self.may_decide or (self.may_answer and not self.on_behalf)


@dataclass(frozen=True, slots=True)
class Part:
    """A usual part of a duty: before or after the night begins."""

    is_night: bool
    start: datetime
    end: datetime


def view_of(swap: Swap, user: User) -> SwapView:
    """Costs no query. The services decide again."""
    is_review = swap.kind == SwapKind.EMERGENCY_COVER
    may_decide = can_review_cover(user, swap) if is_review else can_decide_swap(user, swap)
    return SwapView(
        swap=swap,
        may_answer=swap.state == SwapState.REQUESTED and can_answer_swap(user, swap),
        may_decide=swap.state in (SwapState.ACCEPTED, SwapState.IN_EFFECT) and may_decide,
        may_reject=swap.state in WAITING and may_decide,
        may_withdraw=swap.is_open and can_withdraw_swap(user, swap),
        on_behalf="" if user.person_id == swap.counterpart_id else swap.counterpart.name,
    )


def waiting_swaps(user: User) -> list[SwapView]:
    """What is under way of one's own, and what a unit leader has to decide, the reader's turn first. Two queries."""
    if user.is_county_office and user.person_id is None:
        return []
    rows = Swap.objects.visible_to(user).filter(state__in=WAITING)
    if user.is_county_office and user.person_id is not None:
        rows = rows.concerning(user.person_id)
    found = [view_of(swap, user) for swap in rows.with_seats().order_by("expires_at")[:MOST_WAITING]]
    return sorted(found, key=lambda one: not one.waits_for_reader)


def usual_parts(own: Assignment, now: datetime) -> list[Part]:
    """Before and after nightfall, what of them has not begun. `own` needs `shift.period.policy` loaded."""
    policy = own.shift.period.policy
    if policy is None:
        return []
    nightfall = local_instant(own.shift.day, policy.night_start, zone())
    if not own.start < nightfall < own.end:
        return []
    parts = [Part(False, own.start, nightfall), Part(True, nightfall, own.end)]
    return [part for part in parts if part.start > now]
