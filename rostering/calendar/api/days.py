"""The county's calendar."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.calendar.queries.days import days_between
from rostering.calendar.services import set_days
from rostering.calendar.shapes import CalendarDayShape
from rostering.enums import DayKind
from units.api.etags import check_match, tagged
from units.api.fields import DayField, local_day
from units.api.inputs import SpanQuery
from units.api.pagination import page_of_list
from units.api.touching import TouchingBody, TouchingView
from units.api.views import ApiView
from units.enums import Scope
from units.errors import NotAllowed
from units.models import County, User

LONGEST_SPAN = timedelta(days=1100)
ONE_DAY = timedelta(days=1)


class CalendarQuery(SpanQuery):
    """Without `from`, this year begins it; without `to`, it is a year long."""

    span_field = DayField
    kind = serializers.ChoiceField(choices=list(DayKind), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first = attrs.get("from") or local_day(timezone.now()).replace(month=1, day=1)
        end = attrs.get("to") or date(first.year + 1, 1, 1)
        attrs = super().validate(attrs | {"from": first, "to": end})
        if end - first > LONGEST_SPAN:
            raise ValidationError({"to": [ErrorDetail(_("一次最多查询三年。"), code="span_too_long")]})
        return attrs


class CalendarDays(ApiView):
    """One row per day; days whose official notice isn't known are unconfirmed."""

    read_scope = Scope.ROSTER_READ
    query = CalendarQuery
    shape = CalendarDayShape
    is_list = True

    def get(self, request: Request) -> Response:
        first, end = self.params["from"], self.params["to"]
        days = days_between(_county(self.user), first, end - ONE_DAY)
        if "kind" in self.params:
            days = [day for day in days if day.kind == self.params["kind"]]
        pinned = {"from": first.isoformat(), "to": end.isoformat()}
        return Response(page_of_list(request, days, self.params, CalendarDayShape.of, pinned=pinned))


class DayBody(TouchingBody):
    kind = serializers.ChoiceField(choices=list(DayKind))
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
    confirm = serializers.BooleanField(
        required=False, default=False, help_text="a legal holiday on a day that the law doesn't name (409 else)"
    )


class CalendarDayDetail(TouchingView):
    """One day; the county office sets it as the official notice says."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    body = DayBody
    shape = CalendarDayShape

    def get(self, request: Request, day: str) -> Response:
        return tagged(request, _body(self.user, _day_or_404(day)))

    def patch(self, request: Request, day: str) -> Response:
        on = _day_or_404(day)
        check_match(request, _body(self.user, on))
        confirmed = self.given.pop("confirm")
        rows = set_days(county=self.county, first=on, last=on, by=self.user, confirmed=confirmed, **self.given)
        return tagged(request, CalendarDayShape.of(rows[0]))


def _county(user: User) -> County:
    """The user's county without asking the database for more than its key. Raises NotAllowed where there is none."""
    if user.county_id is None:
        raise NotAllowed("no_county", _("您的账号没有所属的县"))
    return County(pk=user.county_id)


def _body(user: User, day: date) -> dict[str, Any]:
    return CalendarDayShape.of(days_between(_county(user), day, day)[0])


def _day_or_404(text: str) -> date:
    try:
        return DayField().to_internal_value(text)
    except ValidationError as error:
        raise Http404 from error
