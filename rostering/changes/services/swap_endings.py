"""How swaps end by themselves: the duty changes hands otherwise, or begins before everybody has agreed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.changes.models import Swap, SwapSeat
from rostering.enums import SwapKind, SwapState
from rostering.rosters.models.period import DutyPeriod
from rostering.signals import swap_moved
from rostering.states import advance
from units.audit import services as audit
from units.db import lock, write
from units.errors import RuleViolation
from units.models import User

# A tick ends so many, each in its own transaction; the next one takes the rest.
EXPIRED_AT_ONCE = 500
ENDINGS = frozenset(SwapState) - {SwapState.REQUESTED, SwapState.ACCEPTED, SwapState.IN_EFFECT}


def move(swap: Swap, action: str, *, by: User | None, now: datetime, note: str = "", on_behalf_of: str = "") -> None:
    """One step along the table, with its time, its trail and its announcement. `swap` was read under its lock.

    Raises RuleViolation `wrong_state`, or `busy` when somebody else has taken a step since it was read.
    """
    table = transitions.EMERGENCY_COVER if swap.kind == SwapKind.EMERGENCY_COVER else transitions.SWAP
    before, state = swap.state, advance(table, swap.state, action)
    swap.state = state
    if note:
        swap.note = note
    if state in ENDINGS:
        swap.ended_at = now
        SwapSeat.objects.filter(swap=swap).update(is_open=False)
    fields = ("state", "note", "ended_at", "answered_at", "answered_by", "decided_at", "decided_by")
    values = {name: getattr(swap, name) for name in fields}
    won = Swap.objects.filter(pk=swap.pk, version=swap.version).update(
        **values, version=F("version") + 1, updated_at=now
    )
    if not won:
        raise RuleViolation("busy", _("其他人正在修改，请稍后再试"))
    swap.version += 1
    audit.record(
        by=by,
        action=f"swap.{state}",
        row=swap,
        county=swap.period.county_id,
        unit=swap.unit_id,
        before={"state": before},
        after={"state": state},
        reason=note,
        on_behalf_of=on_behalf_of,
        now=now,
    )
    swap_moved.send(sender=Swap, swap=swap, by=by, now=now)


def supersede(*, assignment_ids: Collection[UUID], by: User | None, now: datetime) -> None:
    """Ends what is open on seats that have just changed hands. Within the amending transaction, under its locks."""
    for swap in _fresh(Swap.objects.open().filter(seats__assignment__in=assignment_ids, seats__is_open=True)):
        move(swap, "supersede", by=by, now=now)


def expire_of_period(period: DutyPeriod, *, by: User | None, now: datetime) -> None:
    """Ends what nobody has agreed to before the period was closed. Within the closing transaction, under its lock."""
    of_period = Q(period=period) | Q(seats__assignment__shift__period=period)
    for swap in _fresh(Swap.objects.open().filter(of_period)):
        move(swap, "expire", by=by, now=now)


def expire_due(*, now: datetime) -> int:
    """Ends what nobody has agreed to before it was to begin. Returns how many. Safe to run twice."""
    due = Swap.objects.due_to_expire(now).order_by("expires_at").values_list("pk", flat=True)[:EXPIRED_AT_ONCE]
    return sum(_expire(pk, now) for pk in due)


@write
def _expire(pk: UUID, now: datetime) -> bool:
    lock_swap(pk)
    for swap in _fresh(Swap.objects.due_to_expire(now).filter(pk=pk)):
        move(swap, "expire", by=None, now=now)
        return True
    return False


def lock_swap(pk: UUID) -> None:
    """Takes the locks of the periods whose seats it is about: amendments of those seats take them too."""
    periods = SwapSeat.objects.filter(swap=pk).values_list("assignment__shift__period_id", flat=True)
    lock(*(DutyPeriod(pk=period) for period in set(periods)))


def _fresh(rows: "QuerySet[Swap]") -> list[Swap]:
    return list(rows.select_related("period", "unit", "person", "counterpart").distinct())
