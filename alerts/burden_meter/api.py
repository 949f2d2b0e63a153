"""减负账 for clients."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView
from alerts.burden_meter.forms import USUAL_DAYS
from alerts.burden_meter.queries import burden
from alerts.burden_meter.shapes import BurdenMeterShape
from units.api.fields import DayOrInstantField
from units.api.inputs import Query


class BurdenQuery(Query):
    """Half-open `[from, to)`; without them the last thirty days."""

    def get_fields(self) -> dict[str, Any]:
        span = {"from": DayOrInstantField(required=False), "to": DayOrInstantField(required=False)}
        return super().get_fields() | span


class BurdenMeterOfRange(AlertView):
    """What was asked of the people of the units: every unit for the office, one's own for everybody else."""

    query = BurdenQuery
    shape = BurdenMeterShape

    def get(self, request: Request) -> Response:
        end = self.params.get("to", timezone.now())
        start = self.params.get("from", end - timedelta(days=USUAL_DAYS))
        return Response(BurdenMeterShape.of(burden(self.user, self.county, start, end)))
