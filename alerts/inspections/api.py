"""检查计划: the year's checks of every body, their approval, the units seen, quiet days."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertList, AlertView, UnitQuery, named, named_unit
from alerts.enums import InspectionState
from alerts.inspections import services
from alerts.inspections.models import Inspection, InspectionVisit, QuietDay
from alerts.inspections.shapes import InspectionShape, InspectionVisitShape, QuietDayShape
from units.api.fields import DayField
from units.api.inputs import Body, MirrorQuery, PageQuery
from units.api.nouns import NounAct, NounDetail, NounView, RemovableNoun


class InspectionsQuery(MirrorQuery):
    year = serializers.IntegerField(required=False, min_value=2000, max_value=2100)
    state = serializers.ChoiceField(choices=list(InspectionState), required=False)


class NewInspection(Body):
    """`is_extra` waits for the county's approval and gives its `reason`."""

    department = serializers.CharField(max_length=100)
    subject = serializers.CharField(max_length=300)
    first_day = DayField()
    last_day = DayField()
    is_extra = serializers.BooleanField(required=False, default=False)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class InspectionView(AlertView, NounView):
    model = Inspection
    shape = InspectionShape


class Inspections(InspectionView, AlertList):
    """The plan, in the order of days."""

    query = InspectionsQuery
    body = NewInspection
    order = ("first_day", "id")
    equal = ("year", "state")
    route = "api-inspection"

    def post(self, request: Request) -> Response:
        return self.made(request, services.plan_inspection(county=self.county, by=self.user, **self.given).pk)


class InspectionDetail(InspectionView, NounDetail):
    """One check of the plan."""


class DecideInspectionBody(Body):
    approved = serializers.BooleanField()
    decision = serializers.CharField(max_length=300)


class DecideInspection(InspectionView, NounAct):
    body = DecideInspectionBody

    def act(self, row: Inspection) -> None:
        given = self.given
        services.decide(inspection=row, is_approved=given["approved"], decision=given["decision"], by=self.user)


class CancelInspection(InspectionView, NounAct):
    def act(self, row: Inspection) -> None:
        services.cancel(inspection=row, by=self.user)


class VisitsQuery(UnitQuery):
    inspection = serializers.UUIDField(required=False)


class NewInspectionVisit(Body):
    inspection = serializers.UUIDField()
    unit = serializers.CharField(max_length=32)
    day = DayField()
    result = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class InspectionVisits(AlertList):
    """Which unit was checked by whom on which day: the county's, or the unit's own."""

    model = InspectionVisit
    shape = InspectionVisitShape
    query = VisitsQuery
    body = NewInspectionVisit
    order = ("-day", "id")
    equal = ("inspection",)
    route = "api-inspection-visit"

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        inspection = named(Inspection.objects.visible_to(self.user), "inspection", pk=given.pop("inspection"))
        unit = named_unit(self.user, given.pop("unit"))
        return self.made(request, services.enter_visit(inspection=inspection, unit=unit, by=self.user, **given).pk)


class InspectionVisitDetail(AlertView, NounDetail):
    """One of them."""

    model = InspectionVisit
    shape = InspectionVisitShape


class NewQuietDay(Body):
    day = DayField()
    reason = serializers.CharField(required=False, allow_blank=True, max_length=100, default="")


class QuietDays(AlertList):
    """宁静日: nobody is checked."""

    model = QuietDay
    shape = QuietDayShape
    query = PageQuery
    body = NewQuietDay
    order = ("day", "id")
    equal = ()
    route = "api-quiet-day"

    def post(self, request: Request) -> Response:
        return self.made(request, services.declare_quiet_day(county=self.county, by=self.user, **self.given).pk)


class QuietDayDetail(AlertView, RemovableNoun):
    """One; DELETE withdraws it."""

    model = QuietDay
    shape = QuietDayShape
    related = ("county",)

    def remove(self, row: QuietDay) -> None:
        services.withdraw_quiet_day(quiet_day=row, by=self.user)
