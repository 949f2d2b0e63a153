"""值守升级令."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView, named, named_units, unit_codes
from alerts.api.shapes import UNIT_COLUMNS, unit_refs
from alerts.enums import OrderState
from alerts.orders.models import EXTRA_COLUMNS, MOST_EXTRA, OrderStaff, PostureOrder
from alerts.orders.queries import effect_of, staff_of, warnings_of
from alerts.orders.services import orders
from alerts.orders.services.staff import confirm_staff
from alerts.orders.shapes import OrderEffectShape, OrderStaffShape, PostureOrderShape
from alerts.permissions import check_command
from rostering.enums import ExtraKind, Posture
from units.api.etags import check_match, tagged
from units.api.fields import InstantField, TierField
from units.api.inputs import Body, MirrorQuery, PageQuery, Query, SpanQuery
from units.api.nouns import NounAct, NounDetail, NounList, NounView
from units.api.pagination import page_of_list
from units.api.views import find
from units.models import Unit


class OrdersQuery(MirrorQuery, SpanQuery):
    """Orders that hold somewhere within `[from, to)`."""

    state = serializers.ChoiceField(choices=list(OrderState), required=False)


def _count() -> serializers.IntegerField:
    return serializers.IntegerField(required=False, default=0, min_value=0, max_value=MOST_EXTRA)


def _extras(given: dict[str, Any]) -> dict[ExtraKind, int]:
    """Takes the four counts out of what was given."""
    return {kind: given.pop(column) for column, kind in EXTRA_COLUMNS.items()}


class NewOrder(Body):
    """Names a tier, or units, or both. The counts are people more per unit and duty day, called in beside the roster; with
    posture `phone_standby` nobody else is raised. `warning`: the one it is begun from, which ends it unless it is to stand on."""

    reason = serializers.CharField(max_length=300)
    posture = serializers.ChoiceField(choices=list(Posture))
    start = InstantField()
    end = InstantField()
    tier = TierField(required=False, allow_null=True, default=None)
    units = unit_codes(required=False, default=list)
    extra_leaders = _count()
    extra_staff = _count()
    extra_backups = _count()
    field_team = _count()
    warning = serializers.UUIDField(required=False, allow_null=True, default=None)
    ends_with_warning = serializers.BooleanField(required=False, default=True)


class OrderView(AlertView, NounView):
    model = PostureOrder
    shape = PostureOrderShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the units of all of them."""
        wanted = {pk for row in rows for pk in row["unit_ids"]}
        units = list(Unit.objects.filter(pk__in=wanted).values("id", *UNIT_COLUMNS))
        return [PostureOrderShape.body(row, units=_units_of(row, units)) for row in rows]


class PostureOrders(OrderView, NounList):
    """Orders, latest first; the whole county may read them."""

    query = OrdersQuery
    body = NewOrder
    order = ("-number", "id")
    equal = ("state",)
    route = "api-posture-order"

    def rows(self) -> QuerySet[PostureOrder, PostureOrder]:
        rows = super().rows()
        return rows.filter(withdrawn_at__isnull=True) if {"from", "to"} & self.params.keys() else rows

    def wanted(self) -> dict[str, Any]:
        span = {"end__gt": self.params.get("from"), "start__lt": self.params.get("to")}
        return super().wanted() | span

    def post(self, request: Request) -> Response:
        given = self.given | {"tier": self.given["tier"] or "", "units": named_units(self.user, self.given["units"])}
        given["extras"] = _extras(given)
        if given["warning"]:
            given["warning"] = named(warnings_of(self.user), "warning", pk=given["warning"])
        order = orders.issue_order(county=self.county, by=self.user, **given)
        return self.made(request, order.pk)


class PostureOrderDetail(OrderView, NounDetail):
    """One order."""


class CloseOrder(OrderView, NounAct):
    """Ends it now; what was raised until then stays on record. One that hasn't begun is withdrawn without a trace in
    anybody's duty."""

    def act(self, row: PostureOrder) -> None:
        orders.end_order(order=row, by=self.user)


class OrderReachQuery(Query):
    """An order as it would be issued; `units`: their codes, divided by commas."""

    posture = serializers.ChoiceField(choices=list(Posture))
    start = InstantField()
    end = InstantField()
    tier = TierField(required=False, default="")
    units = serializers.CharField(required=False, default="", max_length=4000)
    extra_leaders = _count()
    extra_staff = _count()
    extra_backups = _count()
    field_team = _count()


class OrderReach(AlertView):
    """Before an order: what it would change, whom it would call in, and whom no message about it reaches."""

    query = OrderReachQuery
    shape = OrderEffectShape

    def get(self, request: Request) -> Response:
        check_command(self.user)
        given = dict(self.params)
        codes = [code for code in given.pop("units").split(",") if code]
        units = [unit.pk for unit in named_units(self.user, codes)]
        given["extras"] = _extras(given)
        found = effect_of(county_id=self.county.pk, unit_ids=units, now=timezone.now(), **given)
        return Response(OrderEffectShape.of(found))


class OrderStaffList(AlertView, NounView):
    """Whom an order has called in, unit by unit, of the units one sees."""

    model = PostureOrder
    query = PageQuery
    shape = OrderStaffShape
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        staff = staff_of(find(self.rows(), pk=pk), self.user)
        return Response(page_of_list(request, staff, self.params, OrderStaffShape.of))


class ConfirmStaff(AlertView, NounView):
    """确认增派: the unit has seen who comes."""

    model = OrderStaff
    shape = OrderStaffShape

    def post(self, request: Request, pk: UUID) -> Response:
        row = find(self.rows().select_related("order", "unit"), pk=pk)
        check_match(request, {"version": row.version})
        confirm_staff(staff=row, by=self.user, now=timezone.now())
        found = next(one for one in staff_of(row.order, self.user) if one.staff.pk == pk)
        return tagged(request, OrderStaffShape.of(found))


def _units_of(row: dict[str, Any], units: list[dict[str, Any]]) -> list[dict[str, str]]:
    return unit_refs(row["words"], "units", [unit for unit in units if unit["id"] in row["unit_ids"]])
