"""Offers and rings as pages show them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from rostering.enums import PeriodState, RingState
from rostering.rings.models import Ring, RingOffer, RingSeat
from rostering.rings.permissions import can_stand_for
from rostering.rosters.models.assignment import Assignment
from units.models import User

MOST_WAITING = 30
# As far as people plan; keeps the form short.
MOST_DAYS = 40


@dataclass(frozen=True, slots=True)
class RingView:
    """A ring with what this reader may do about it now. `own`: the duty they give in it."""

    ring: Ring
    own: RingSeat | None
    may_decide: bool

    @property
    def may_answer(self) -> bool:
        return self.own is not None and self.own.agreed_at is None and self.ring.state == RingState.PROPOSED

    @property
    def may_decline(self) -> bool:
        return self.own is not None and self.ring.state == RingState.PROPOSED

    @property
    def may_cancel(self) -> bool:
        return self.own is not None and self.ring.state == RingState.AGREED

    @property
    def may_approve(self) -> bool:
        return self.may_decide and self.ring.state == RingState.AGREED

    @property
    def may_reject(self) -> bool:
        return self.may_decide and self.ring.is_open

    @property
    def waits_for_reader(self) -> bool:
        return self.may_answer or self.may_approve


def shown(rows: "QuerySet[Ring]") -> "QuerySet[Ring]":
    """Loads what a page names: two queries however many there are."""
    seats = RingSeat.objects.select_related(
        "giver", "taker", "assignment__shift__unit", "assignment__shift__period", "revision"
    )
    seats = seats.order_by("assignment__start", "order")
    return rows.select_related("unit__county", "decided_by").prefetch_related(Prefetch("seats", queryset=seats))


def view_of(ring: Ring, user: User) -> RingView:
    """Costs no query where `shown`. The services decide again."""
    own = next((seat for seat in ring.seats.all() if user.person_id and seat.giver_id == user.person_id), None)
    return RingView(ring, own, can_stand_for(user, ring.unit_id))


def waiting_rings(user: User, now: datetime) -> list[RingView]:
    """What is under way of one's own or of the unit's, the reader's turn first. Two queries."""
    if user.is_county_office and user.person_id is None:
        return []
    rows = Ring.objects.visible_to(user).open().filter(expires_at__gt=now)
    if user.is_county_office:
        rows = rows.filter(seats__giver=user.person_id)
    found = [view_of(ring, user) for ring in shown(rows).order_by("expires_at")[:MOST_WAITING]]
    return sorted(found, key=lambda one: not one.waits_for_reader)


def board(user: User) -> list[RingOffer]:
    """Live offers that the reader sees, soonest first. One query."""
    rows = (
        RingOffer.objects.visible_to(user)
        .live()
        .select_related("person", "unit", "assignment__shift__unit", "assignment__shift__period")
    )
    return list(rows.order_by("expires_at", "pk")[:MOST_WAITING])


def days_to_choose(own: Assignment, now: datetime) -> list[date]:
    """Days on which colleagues of the unit hold published duties ahead. One query."""
    rows = Assignment.objects.active().filter(
        shift__unit=own.shift.unit_id, shift__period__state=PeriodState.PUBLISHED, start__gt=now, person__isnull=False
    )
    rows = rows.exclude(person=own.person_id).exclude(shift__day=own.shift.day)
    return list(rows.order_by("shift__day").values_list("shift__day", flat=True).distinct()[:MOST_DAYS])
