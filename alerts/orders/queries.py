"""What an order would do before it is issued: whose duty it raises, whom it calls in, and whom no message about it reaches;
afterwards who comes, unit by unit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils import timezone

from alerts.deadlines import LONGEST_ORDER
from alerts.enums import OrderState, StaffState
from alerts.orders.models import OrderStaff, PostureOrder
from rostering.enums import ExtraKind
from rostering.extras.queries import Ask, regular_shifts, seats_of_orders, uncovered
from rostering.extras.services.seating import called_in
from rostering.models import Assignment
from rostering.policies.rules.raising import Overlay, Raise
from rostering.seats.queries.obligations import restated
from rostering.seats.queries.reach import Unreached, unreached_among
from units.models import Unit, User

if TYPE_CHECKING:
    from alerts.warnings.models import PublicWarning


@dataclass(frozen=True, slots=True)
class UnitCalled:
    """The seats an order would add in one unit, each with whom the engine proposes."""

    unit: Unit
    seats: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class OrderEffect:
    """`shifts` would owe more than they do, `told` people hold them or are called in and hear of it; `unreached` of those
    don't. `uncovered` units have no published roster for all of the span, and nobody is added there in the rest."""

    shifts: int
    told: int
    unreached: tuple[Unreached, ...]
    called: tuple[UnitCalled, ...] = ()
    uncovered: tuple[Unit, ...] = ()

    @property
    def seats(self) -> int:
        return sum(len(one.seats) for one in self.called)

    @property
    def vacant(self) -> int:
        return sum(seat.person_id is None for one in self.called for seat in one.seats)


NOTHING = OrderEffect(0, 0, ())


def effect_of(
    *,
    county_id: UUID,
    tier: str,
    unit_ids: Collection[UUID],
    posture: str,
    start: datetime,
    end: datetime,
    now: datetime,
    extras: Mapping[ExtraKind, int] | None = None,
) -> OrderEffect:
    """Of an order for `[start, end)` that names these units or a whole tier. Nothing for a span that would be refused.
    As many queries for a county as for one unit."""
    start = max(start, now)
    if not start < end <= start + LONGEST_ORDER or not (tier or unit_ids):
        return NOTHING
    order = Overlay(Raise(start, end, posture), tier, frozenset(unit_ids))
    raised = restated(county_id, start, end, more=[order])
    held = Assignment.objects.in_force().filter(shift__in=raised, start__lt=end, end__gt=start, person__isnull=False)
    told = {pk for pk in held.values_list("person", flat=True) if pk is not None}
    ask = Ask(uuid4(), county_id, order, {kind: count for kind, count in (extras or {}).items() if count})
    beside = regular_shifts(ask) if ask.wanted else []
    seats = called_in(ask, beside, more=[order])
    told |= {one.vacancy.person_id for one in seats if one.vacancy.person_id is not None}
    return OrderEffect(
        shifts=len(raised),
        told=len(told),
        unreached=unreached_among(told, timezone.localdate(now)),
        called=_by_unit(one.vacancy for one in seats),
        uncovered=tuple(uncovered(ask, beside)) if ask.wanted else (),
    )


def warnings_of(user: User) -> "QuerySet[PublicWarning]":
    """Those an order may be begun from. Warnings stand above orders: they are reached by the order's own key alone."""
    model: Any = PostureOrder._meta.get_field("warning").related_model
    found: QuerySet[PublicWarning] = model.objects.visible_to(user)
    return found


def is_running(order: PostureOrder, now: datetime) -> bool:
    """In force or to come: it can still be ended."""
    return order.state == OrderState.IN_FORCE and order.end > now


def ask_of(order: PostureOrder, since: datetime | None = None) -> Ask:
    """What the order asks of published rosters, of its hours from `since` on."""
    overlay = order.as_overlay()
    if since is not None:
        overlay = replace(overlay, raised=replace(overlay.raised, start=max(order.start, since)))
    return Ask(order.pk, order.county_id, overlay, order.extras)


@dataclass(frozen=True, slots=True)
class UnitStaff:
    """Whom an order has called in of one unit, and whether the unit has confirmed them."""

    staff: OrderStaff
    seats: tuple[Assignment, ...]

    @property
    def vacant(self) -> int:
        return sum(seat.person_id is None for seat in self.seats)

    @property
    def is_asked(self) -> bool:
        return self.staff.state == StaffState.ASKED


def staff_of(order: PostureOrder, user: User) -> list[UnitStaff]:
    """Of the units this reader sees, in protocol order. As many queries for a county as for one unit."""
    rows = OrderStaff.objects.visible_to(user).filter(order=order).select_related("unit", "confirmed_by")
    seats: dict[UUID, list[Assignment]] = defaultdict(list)
    for seat in seats_of_orders([order.pk]):
        seats[seat.shift.unit_id].append(seat)
    ordered = rows.order_by("unit__protocol_order", "unit__code")
    return [UnitStaff(row, tuple(seats[row.unit_id])) for row in ordered]


def _by_unit(seats: Iterable[Assignment]) -> tuple[UnitCalled, ...]:
    found: dict[Unit, list[Assignment]] = defaultdict(list)
    for seat in seats:
        found[seat.shift.unit].append(seat)
    return tuple(UnitCalled(unit, tuple(own)) for unit, own in found.items())
