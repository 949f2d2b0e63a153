"""值守升级令."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import ActView, DetailView, RowView, created, named_units, unit_codes
from alerts.api.shapes import UNIT_COLUMNS, unit_refs
from alerts.enums import OrderState
from alerts.orders.models import PostureOrder
from alerts.orders.services import orders
from alerts.orders.shapes import ORDER_FIELDS, PostureOrderShape, order_shape
from rostering.enums import Posture
from units.api.choosing import given_only
from units.api.fields import InstantField, TierField
from units.api.inputs import Body, MirrorQuery, SpanQuery
from units.api.pagination import page_of_rows
from units.models import Unit


class OrdersQuery(MirrorQuery, SpanQuery):
    """Orders that hold somewhere within `[from, to)`."""

    state = serializers.ChoiceField(choices=list(OrderState), required=False)


class NewOrder(Body):
    """Names a tier, or units, or both."""

    reason = serializers.CharField(max_length=300)
    posture = serializers.ChoiceField(choices=list(Posture))
    start = InstantField()
    end = InstantField()
    tier = TierField(required=False, allow_null=True, default=None)
    units = unit_codes(required=False, default=list)


class OrderView(RowView):
    model = PostureOrder
    fields = ORDER_FIELDS
    shape = PostureOrderShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the units of all of them."""
        wanted = {pk for row in rows for pk in row["unit_ids"]}
        units = list(Unit.objects.filter(pk__in=wanted).values("id", *UNIT_COLUMNS))
        return [order_shape(row, _units_of(row, units)) for row in rows]


class PostureOrders(OrderView):
    """Orders, latest first; the whole county may read them."""

    query = OrdersQuery
    body = NewOrder
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        wanted = {
            "state": self.params.get("state"),
            "end__gt": self.params.get("from"),
            "start__lt": self.params.get("to"),
            "updated_at__gte": self.params.get("updated_since"),
        }
        rows = self.rows().filter(**given_only(wanted))
        if {"from", "to"} & self.params.keys():
            rows = rows.filter(withdrawn_at__isnull=True)
        rows = rows.values(*ORDER_FIELDS)
        return Response(page_of_rows(request, rows, self.params, ("-number", "id"), self.bodies))

    def post(self, request: Request) -> Response:
        given = self.given | {"tier": self.given["tier"] or "", "units": named_units(self.user, self.given["units"])}
        order = orders.issue_order(county=self.county, by=self.user, **given)
        return created(request, self.body_of(order.pk), "api-posture-order")


class PostureOrderDetail(OrderView, DetailView):
    """One order."""


class CloseOrder(OrderView, ActView):
    """Ends it now; what was raised until then stays on record. One that hasn't begun is withdrawn without a trace in
    anybody's duty."""

    def act(self, row: PostureOrder) -> None:
        orders.end_order(order=row, by=self.user)


def _units_of(row: dict[str, Any], units: list[dict[str, Any]]) -> list[dict[str, str]]:
    return unit_refs(row["words"], "units", [unit for unit in units if unit["id"] in row["unit_ids"]])
