"""Whom an order calls in, unit by unit: its leader is asked to confirm them, and may exchange them on the roster."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.deadlines import SHORTEST_USE
from alerts.enums import Purpose
from alerts.instants import moment
from alerts.orders.models import OrderStaff, PostureOrder
from alerts.outbox.purposes import of_objects, register
from alerts.outbox.services.outbox import Message, enqueue
from alerts.permissions import check_confirm_staff
from alerts.transitions import ORDER_STAFF
from rostering.models import Assignment
from units.audit import services as audit
from units.counties.queries import people_leading
from units.db import held, write
from units.errors import RuleViolation
from units.models import User


def ask_units(order: PostureOrder, seats: Iterable[Assignment], now: datetime) -> None:
    """One row per unit with seats, and a message to its leaders; a unit that has one is asked anew. Within the transaction that
    issues the order, or publishes a further roster it reaches."""
    by_unit: dict[UUID, list[Assignment]] = defaultdict(list)
    for seat in seats:
        by_unit[seat.shift.unit_id].append(seat)
    staff = _rows_of(order, by_unit)
    leaders = people_leading(by_unit, today=timezone.localdate(now))
    messages = [_message(staff[unit_id], by_unit[unit_id], person_id, now) for unit_id, person_id in leaders]
    enqueue(messages, county_id=order.county_id, now=now)


def _rows_of(order: PostureOrder, by_unit: Mapping[UUID, Sequence[Assignment]]) -> dict[UUID, OrderStaff]:
    known = {row.unit_id: row for row in OrderStaff.objects.select_for_update().filter(order=order, unit__in=by_unit)}
    for unit_id, row in known.items():
        row.state = ORDER_STAFF.advance(row.state, "widen", RuleViolation("wrong_state", _("该升级令已经解除")))
        row.seats += len(by_unit[unit_id])
        row.confirmed_at, row.confirmed_by = None, None
        row.version += 1
        row.save(update_fields=["state", "seats", "confirmed_at", "confirmed_by", "version"])
    made = OrderStaff.objects.bulk_create(
        OrderStaff(county_id=order.county_id, order=order, unit_id=unit_id, seats=len(own))
        for unit_id, own in by_unit.items()
        if unit_id not in known
    )
    return known | {row.unit_id: row for row in made}


@write
def confirm_staff(*, staff: OrderStaff, by: User, now: datetime) -> OrderStaff:
    """The unit has seen who comes. Raises NotAllowed, RuleViolation `wrong_state` where it has, or the order is over."""
    check_confirm_staff(by, staff.unit_id)
    fresh = held(staff, related=("unit",))
    refused = RuleViolation("wrong_state", _("该单位已经确认，或升级令已经结束"))
    fresh.state = ORDER_STAFF.advance(fresh.state, "confirm", refused)
    fresh.confirmed_at, fresh.confirmed_by = now, by
    fresh.version += 1
    fresh.save(update_fields=["state", "confirmed_at", "confirmed_by", "version"])
    audit.record(
        by=by, action="order_staff.confirmed", row=fresh, county=fresh.county_id, unit=fresh.unit_id,
        after={"seats": fresh.seats},
    )  # fmt: skip
    return fresh


def release_units(order: PostureOrder) -> None:
    """The order is over: nobody is asked any more. Within the transaction that ends it."""
    step = ORDER_STAFF.step("release")
    OrderStaff.objects.filter(order=order, state__in=step.before).update(state=step.after, version=F("version") + 1)


def _message(staff: OrderStaff, own: list[Assignment], person_id: UUID, now: datetime) -> Message:
    order = staff.order
    names = dict.fromkeys(seat.person.name for seat in own if seat.person is not None)
    return Message(
        purpose=Purpose.STAFF_ORDERED,
        object_id=staff.pk,
        person_id=person_id,
        unit_id=staff.unit_id,
        due_at=now,
        useful_for=max(order.end - now, SHORTEST_USE),
        # Asked anew it is another message.
        level=staff.version - 1,
        params={
            "reason": order.reason,
            "unit": own[0].shift.unit.label,
            "seats": len(own),
            "names": list(names),
            "start": moment(min(seat.start for seat in own)),
            "end": moment(max(seat.end for seat in own)),
            "path": f"/posture-orders/{order.pk}/",
        },
    )


def still_asked(ids: Iterable[UUID]) -> set[UUID]:
    """Of these, those that nobody has confirmed and whose order isn't over."""
    rows = OrderStaff.objects.filter(pk__in=ids, state__in=ORDER_STAFF.step("confirm").before)
    return set(rows.values_list("pk", flat=True))


register(Purpose.STAFF_ORDERED, relevant=of_objects(still_asked))
