"""突发事件 and the numbered reports on them."""

from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertList, AlertView, UnitSpanQuery, named, named_units, unit_codes
from alerts.api.shapes import units_named
from alerts.enums import IncidentLevel, IncidentState, ReportKind
from alerts.incidents.models import Incident, IncidentReport
from alerts.incidents.services import reports
from alerts.incidents.shapes import IncidentReportShape, IncidentShape
from units.api.etags import check_match, tagged
from units.api.fields import InstantField
from units.api.inputs import Body, PageQuery
from units.api.nouns import NounDetail, NounView
from units.api.pagination import page_of_list
from units.api.views import find
from units.models import User


class IncidentsQuery(UnitSpanQuery):
    """By the time they became known, half-open; `unit`: involved."""

    state = serializers.ChoiceField(choices=list(IncidentState), required=False)
    level = serializers.ChoiceField(choices=list(IncidentLevel), required=False)


def _optional_text(longest: int, **options: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=longest, **options)


class NewIncident(Body):
    """`known_at` defaults to now; the first reports are due from it."""

    title = serializers.CharField(max_length=120)
    kind = serializers.CharField(max_length=60)
    level = serializers.ChoiceField(choices=list(IncidentLevel), required=False, default=IncidentLevel.ORDINARY)
    place = serializers.CharField(max_length=200)
    occurred_at = InstantField()
    known_at = InstantField(required=False)
    units = unit_codes(required=False, default=list)
    casualties = _optional_text(200, default="")
    losses = _optional_text(200, default="")
    secondary_damage = serializers.BooleanField(required=False, default=False)

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"source": _optional_text(120, default="")}


class IncidentView(AlertView, NounView):
    model = Incident
    shape = IncidentShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the units of all of them."""
        units = units_named(rows, Incident.units.through, "units")
        return [IncidentShape.body(row, units=units[row["id"]]) for row in rows]


class Incidents(IncidentView, AlertList):
    """Incidents, latest first: the county's, or those the unit is involved in."""

    query = IncidentsQuery
    body = NewIncident
    latest = "known_at"
    equal = ("state", "level")
    route = "api-incident"

    def wanted(self) -> dict[str, Any]:
        asked = super().wanted()
        return asked | {"units": asked.pop("unit", None)}

    def post(self, request: Request) -> Response:
        units = named_units(self.user, self.given["units"])
        incident = reports.record_incident(county=self.county, by=self.user, **self.given | {"units": units})
        return self.made(request, incident.pk)


class IncidentChanges(Body):
    title = serializers.CharField(required=False, max_length=120)
    kind = serializers.CharField(required=False, max_length=60)
    level = serializers.ChoiceField(choices=list(IncidentLevel), required=False)
    place = serializers.CharField(required=False, max_length=200)
    casualties = _optional_text(200)
    losses = _optional_text(200)
    secondary_damage = serializers.BooleanField(required=False)

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"source": _optional_text(120)}


class IncidentDetail(IncidentView, NounDetail):
    """One incident; the office corrects its facts while it is open."""

    body = IncidentChanges

    def patch(self, request: Request, pk: UUID) -> Response:
        incident = find(self.rows(), pk=pk)
        version = check_match(request, {"version": incident.version})
        reports.update_incident(incident=incident, by=self.user, expected_version=version, **self.given)
        return tagged(request, self.body_of(pk))


class NewReport(Body):
    kind = serializers.ChoiceField(choices=list(ReportKind))
    text = serializers.CharField(max_length=5000)
    reported_to = _optional_text(120, default="")


class IncidentReports(AlertView, NounView):
    """Reports by number, then those still owed. The final one closes the incident."""

    model = Incident
    query = PageQuery
    body = NewReport
    shape = IncidentReportShape
    write_status = 201
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        now = timezone.now()
        rows = IncidentReport.objects.filter(incident=find(self.rows(), pk=pk)).values(*self.columns())
        ordered = sorted(rows, key=lambda row: (row["number"] is None, row["number"] or row["due_at"]))
        return Response(page_of_list(request, ordered, self.params, partial(IncidentReportShape.body, now=now)))

    def post(self, request: Request, pk: UUID) -> Response:
        incident = find(self.rows(), pk=pk)
        check_match(request, {"version": incident.version})
        made = reports.report(incident=incident, by=self.user, **self.given)
        row = find(IncidentReport.objects.values(*self.columns()), pk=made.pk)
        return Response(IncidentReportShape.body(row, now=timezone.now()), status=201)


def named_incident(user: User, pk: UUID | None) -> Incident | None:
    return None if pk is None else named(Incident.objects.visible_to(user), "incident", pk=pk)
