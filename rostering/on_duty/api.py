"""Who is on duty at an instant."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.on_duty.queries.remembered import on_duty_now, unit_now
from rostering.on_duty.queries.resolver import OnDuty, on_duty_at
from rostering.on_duty.shapes import OnDutyShape
from units.api.fields import InstantField, TierField, instant_text
from units.api.inputs import PageQuery
from units.api.pagination import page_of_list
from units.api.views import ApiView, reader
from units.enums import Scope
from units.errors import InvalidInput
from units.models import Unit


class OnDutyQuery(PageQuery):
    at = InstantField(required=False)
    unit = serializers.CharField(required=False, max_length=32)
    tier = TierField(required=False)
    include = serializers.ChoiceField(choices=["next"], required=False)


class OnDutyNow(ApiView):
    """One row per assignment at `at` (now), tier by tier; with `include=next` each seat's next duty follows."""

    read_scope = Scope.ROSTER_READ
    query = OnDutyQuery
    shape = OnDutyShape
    is_list = True

    def get(self, request: Request) -> Response:
        at = self.params.get("at") or timezone.now()
        unit = self.params.get("unit")
        rows = self._rows(at)
        if unit is not None and not rows and not _is_known(request, unit):
            raise InvalidInput("unknown_unit", _("没有这个单位，或不在您的范围内"), field="unit")
        page = page_of_list(
            request,
            rows,
            self.params,
            lambda row: OnDutyShape.of(row, reader=self.user),
            pinned={"at": instant_text(at)},
        )
        return Response(page)

    def _rows(self, at: datetime) -> Sequence[OnDuty]:
        narrowed = {"at", "unit", "tier", "include"} & self.params.keys()
        if not narrowed and self.user.county_id is not None:
            return on_duty_now(self.user, at).value
        if self.user.county_id is not None and "unit" in narrowed and narrowed <= {"unit", "include"}:
            return unit_now(self.user, at, self.params["unit"], include_next="include" in narrowed).value
        return on_duty_at(
            at,
            user=self.user,
            unit_code=self.params.get("unit"),
            tier=self.params.get("tier"),
            include_next="include" in self.params,
        )


def _is_known(request: Request, code: str) -> bool:
    """Asked only when nobody was found, so that the usual answer costs one query less."""
    return Unit.objects.in_directory_of(reader(request)).filter(code=code).exists()
