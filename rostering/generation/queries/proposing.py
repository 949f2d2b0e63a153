"""What proposing anew would touch, before it is asked for."""

from dataclasses import dataclass

from django.db.models import Count, Q

from rostering.enums import RosterState
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod


@dataclass(frozen=True, slots=True)
class ToPropose:
    """`seats` of `units` that haven't filed may get somebody else; `kept` seats of theirs were given or locked by hand."""

    units: int
    seats: int
    kept: int


def to_propose(period: DutyPeriod) -> ToPropose:
    """One query."""
    rows = Assignment.objects.active().filter(shift__period=period, shift__roster__state=RosterState.DRAFT)
    kept = Q(is_pinned=True, person__isnull=False)
    found = rows.order_by().aggregate(
        units=Count("shift__roster", distinct=True), seats=Count("pk", filter=~kept), kept=Count("pk", filter=kept)
    )
    return ToPropose(**found)
