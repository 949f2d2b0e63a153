"""Lines about people whom orders call in."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.orders.models import OrderStaff
from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line
from alerts.transitions import ORDER_STAFF


def staff_to_confirm(reader: Reader) -> Iterable[Line]:
    """Of the units one leads, who comes; the office sees it on the order. One query."""
    if not reader.leads:
        return
    rows = OrderStaff.objects.visible_to(reader.user).filter(
        reader.user.led("unit"), state__in=ORDER_STAFF.step("confirm").before, order__end__gt=reader.now
    )
    for one in rows.select_related("unit", "order").order_by("order__start", "pk")[:MOST]:
        words = {"unit": one.unit.label, "seats": one.seats, "reason": one.order.reason}
        title = _("%(reason)s：%(unit)s增派 %(seats)s 个席位，请确认或调换") % words
        path = reverse("alerts:order", args=[one.order_id])
        # An order that holds at once leaves no time to be late in.
        due = one.order.start if one.order.start > reader.now else None
        reader.changes_at(one.order.start, one.order.end)
        yield Line(Kind.ORDER_STAFF, title, path, _("去确认"), due=due)
