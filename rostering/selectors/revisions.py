"""Revisions of a period as they were, and what differs between two."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from rostering.models import DutyPeriod, RevisionEntry, Shift


@dataclass(frozen=True, slots=True)
class SeatChange:
    """A seat whose holders differ: `before`/`after` are the holders as stored in RevisionEntry."""

    shift: Shift
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]


def holders_at(period: DutyPeriod, number: int) -> dict[Any, RevisionEntry]:
    """Shift id → its entry as of revision `number`. One query."""
    entries = (
        RevisionEntry.objects.filter(revision__period=period, revision__number__lte=number)
        .annotate(number=F("revision__number"))
        .order_by("shift_id", "-number")
        .distinct("shift_id")
    )
    return {entry.shift_id: entry for entry in entries.select_related("shift__unit")}


def revision_diff(period: DutyPeriod, number: int, against: int) -> list[SeatChange]:
    """What changed from revision `against` to revision `number`, in protocol order."""
    before, after = holders_at(period, against), holders_at(period, number)
    changes = [
        SeatChange(entry.shift, _held(before.get(pk)), entry.holders)
        for pk, entry in after.items()
        if _held(before.get(pk)) != entry.holders
    ]
    return sorted(changes, key=_protocol_order)


def _held(entry: RevisionEntry | None) -> list[dict[str, Any]]:
    return entry.holders if entry else []


def _protocol_order(change: SeatChange) -> tuple[Any, ...]:
    shift = change.shift
    return (shift.unit.protocol_order, shift.day, shift.post_order, shift.seat)
