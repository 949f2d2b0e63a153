"""减负账 for clients."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView
from alerts.burden_meter.forms import USUAL_DAYS
from alerts.burden_meter.queries import burden
from alerts.burden_meter.shapes import BurdenMeterShape
from rostering.policies.queries.published import zone
from units.api.fields import DayOrInstantField
from units.api.inputs import Query
from units.errors import InvalidInput


class BurdenQuery(Query):
    """Half-open `[from, to)`; without them the last thirty days."""

    def get_fields(self) -> dict[str, Any]:
        span = {"from": DayOrInstantField(required=False), "to": DayOrInstantField(required=False)}
        return super().get_fields() | span


def _instant(value: date) -> datetime:
    """A day stands for the midnight it begins with, by the county's clock."""
    return value if isinstance(value, datetime) else datetime.combine(value, time.min, zone())


class BurdenMeterOfRange(AlertView):
    """What was asked of the people of the units: every unit for the office, one's own for everybody else."""

    query = BurdenQuery
    shape = BurdenMeterShape

    def get(self, request: Request) -> Response:
        end = _instant(self.params.get("to", timezone.now()))
        start = _instant(self.params.get("from", end - timedelta(days=USUAL_DAYS)))
        if end <= start:
            raise InvalidInput("span_inverted", _("结束须晚于开始。"), field="to")
        return Response(BurdenMeterShape.of(burden(self.user, self.county, start, end)))
