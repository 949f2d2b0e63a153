"""The counties of a city: now, their statistics, what they have reported. Every method but reading is refused."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.cities.queries import counties_now, county_now, figures_of, incidents_told, reports_of
from alerts.cities.shapes import CityReportShape, CountyBoardShape, CountyNowShape, ToldIncidentShape
from rostering.statistics.api import StatisticsShape
from rostering.statistics.queries.statistics import Wanted, usual_span
from units.api.fields import DayOrInstantField, local_day
from units.api.inputs import PageQuery, Query
from units.api.pagination import page_of_list
from units.api.views import ApiView, find
from units.cities.queries import counties_of
from units.enums import Scope
from units.models import County

MOST_TOLD = 200


class CityView(ApiView):
    """Of a city's office; an unknown county and one of another city are the same 404."""

    read_scope = Scope.COUNTIES_READ

    def chosen(self, code: str) -> County:
        return find(counties_of(self.user), code=code)


class Counties(CityView):
    """Every county of the city as it stands now."""

    query = PageQuery
    shape = CountyNowShape
    is_list = True

    def get(self, request: Request) -> Response:
        found = counties_now(self.user, timezone.now())
        return Response(page_of_list(request, found, self.params, CountyNowShape.of))


class CountyBoard(CityView):
    """One county now: who is on duty, and the incidents under way or owed to the city."""

    shape = CountyBoardShape

    def get(self, _request: Request, code: str) -> Response:
        county, now = self.chosen(code), timezone.now()
        told = incidents_told(self.user).filter(county=county)[:MOST_TOLD]
        one = county_now(self.user, county, now)
        return Response(CountyBoardShape.of(one, told=ToldIncidentShape.each(told)))


class SpanQuery(Query):
    """Half-open `[from, to)`; without them the last twelve months."""

    def get_fields(self) -> dict[str, Any]:
        span = {"from": DayOrInstantField(required=False), "to": DayOrInstantField(required=False)}
        return super().get_fields() | span


class ReportsQuery(PageQuery, SpanQuery):
    """By when they were signed."""


class CountyStatistics(CityView):
    """One county's figures of a range, as its own office reads them."""

    query = SpanQuery
    shape = StatisticsShape

    def get(self, _request: Request, code: str) -> Response:
        wanted = Wanted(*_span(self.params))
        return Response(StatisticsShape.of(figures_of(self.user, self.chosen(code), wanted)))


class CountyReports(CityView):
    """What one county has sent to the city, the latest first."""

    query = ReportsQuery
    shape = CityReportShape
    is_list = True

    def get(self, request: Request, code: str) -> Response:
        start, end = (_instant(bound) for bound in _span(self.params))
        reports = list(reports_of(self.user, self.chosen(code)).filter(issued_at__gte=start, issued_at__lt=end))
        return Response(page_of_list(request, reports, self.params, CityReportShape.of))


def _span(params: Mapping[str, Any]) -> tuple[date | datetime, date | datetime]:
    start, end = usual_span(local_day(timezone.now()))
    return params.get("from", start), params.get("to", end)


def _instant(bound: date | datetime) -> datetime:
    """A day stands for its midnight."""
    return bound if isinstance(bound, datetime) else timezone.make_aware(datetime.combine(bound, time()))
