"""值守回溯 for clients."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView, named_unit
from alerts.past.permissions import check_retrace, check_see_past
from alerts.past.queries import retrace
from alerts.past.services import sign_sheet
from alerts.past.shapes import PastShape, PastSheetShape
from units.api.fields import InstantField
from units.api.inputs import Body, Query
from units.errors import InvalidInput
from units.models import Unit


class PastQuery(Query):
    """`valid`: which instant; `known`: as it was known when; without them now. `unit`: of one alone, a leader's own."""

    valid = InstantField(required=False)
    known = InstantField(required=False)
    unit = serializers.CharField(required=False, max_length=32)


class PastBody(Body):
    """As the query of `past/`."""

    valid = InstantField(required=False)
    known = InstantField(required=False)
    unit = serializers.CharField(required=False, max_length=32)


class PastView(AlertView):
    def wanted(self, given: dict[str, Any]) -> tuple[datetime, datetime, Unit | None, datetime]:
        """valid, known, unit and now."""
        check_see_past(self.user)
        now = timezone.now()
        known = given.get("known", now)
        if known > now:
            raise InvalidInput("time_in_future", _("已知截至不能晚于现在"), field="known")
        code = given.get("unit")
        unit = named_unit(self.user, code) if code else None
        if unit is None and self.user.managed_unit_ids is not None:
            unit = self.user.speaking_unit
        check_retrace(self.user, unit)
        return given.get("valid", known), known, unit, now


class Past(PastView):
    """Who owed what at an instant, by which policy and revision, who had been told and had answered, as it was known."""

    query = PastQuery
    shape = PastShape

    def get(self, request: Request) -> Response:
        valid, known, unit, _now = self.wanted(self.params)
        return Response(PastShape.of(retrace(valid, known, user=self.user, unit=unit)))


class PastSheet(PastView):
    """The same as a signed sheet."""

    body = PastBody
    shape = PastSheetShape

    def post(self, request: Request) -> Response:
        valid, known, unit, now = self.wanted(self.given)
        return Response(sign_sheet(valid=valid, known=known, unit=unit, by=self.user, now=now))
