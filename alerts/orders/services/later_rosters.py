"""A roster that is published while orders are in force gets their people, as those got them that were published before."""

from datetime import datetime

from alerts.enums import OrderState
from alerts.orders.models import PostureOrder
from alerts.orders.queries import ask_of
from alerts.orders.services.staff import ask_units
from rostering.extras.services.seating import seat_extras
from rostering.models import DutyPeriod
from units.db import lock
from units.models import User


def staff_published(*, period: DutyPeriod, by: User | None, now: datetime) -> None:
    """Within the publishing transaction, once the period is published."""
    # Whoever issues or ends an order at this moment waits: neither misses the other.
    lock(f"posture-orders:{period.county_id}")
    orders = PostureOrder.objects.filter(county=period.county_id, state=OrderState.IN_FORCE, end__gt=now)
    for order in orders.order_by("number"):
        if order.extras:
            seats = seat_extras(ask_of(order, since=now), reason=order.called, by=by, now=now, period=period)
            ask_units(order, seats, now)
