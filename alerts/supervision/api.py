"""值班督导: rounds, the units seen on them, their end."""

from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertList, AlertView, UnitSpanQuery, named, named_unit
from alerts.enums import SupervisionState
from alerts.supervision import services
from alerts.supervision.models import Supervision, Visit
from alerts.supervision.shapes import SupervisionShape, VisitShape
from alerts.who_answers import county_leaders
from units.api.etags import check_match
from units.api.inputs import Body, PageQuery
from units.api.nouns import NounAct, NounDetail, NounView
from units.api.pagination import page_of_rows
from units.api.views import find


class SupervisionsQuery(UnitSpanQuery):
    """By the time they began, half-open; `unit`: the leader's own."""

    state = serializers.ChoiceField(choices=list(SupervisionState), required=False)


class NewSupervision(Body):
    """`leader`: a county leader; `route`: where to."""

    leader = serializers.UUIDField()
    route = serializers.CharField(max_length=200)


class SupervisionView(AlertView, NounView):
    model = Supervision
    shape = SupervisionShape


class Supervisions(SupervisionView, AlertList):
    """Rounds, latest first: the county's; one's own, and those that saw one's unit."""

    query = SupervisionsQuery
    body = NewSupervision
    latest = "started_at"
    route = "api-supervision"

    def post(self, request: Request) -> Response:
        people = county_leaders(self.county, timezone.now()).select_related("unit")
        leader = named(people, "leader", pk=self.given["leader"])
        made = services.start(leader=leader, route=self.given["route"], by=self.user)
        return self.made(request, made.pk)


class SupervisionDetail(SupervisionView, NounDetail):
    """One round."""


class EndSupervision(SupervisionView, NounAct):
    def act(self, row: Supervision) -> None:
        services.end(supervision=row, by=self.user)


class NewRoundVisit(Body):
    """`follow_up`: what was `found` becomes a task of the unit."""

    unit = serializers.CharField(max_length=32)
    found = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")
    follow_up = serializers.BooleanField(required=False, default=False)


class Visits(AlertView, NounView):
    """Units seen on a round, in order."""

    model = Supervision
    query = PageQuery
    body = NewRoundVisit
    shape = VisitShape
    write_status = 201
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        rows = Visit.objects.filter(supervision=find(self.rows(), pk=pk)).values(*self.columns(), "id")
        return Response(page_of_rows(request, rows, self.params, ("id",), self.bodies))

    def post(self, request: Request, pk: UUID) -> Response:
        unit = named_unit(self.user, self.given["unit"])
        supervision = find(self.rows(), pk=pk)
        check_match(request, {"version": supervision.version})
        made = services.visit(supervision=supervision, by=self.user, **self.given | {"unit": unit})
        row = find(Visit.objects.values(*self.columns()), pk=made.pk)
        return Response(self.bodies([row])[0], status=201)
