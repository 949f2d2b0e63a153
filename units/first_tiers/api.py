"""First tiers: the sheet of the county, and deciding units on it."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from units.api.fields import DayField, TierField
from units.api.inputs import PageQuery
from units.api.pagination import page_of_list
from units.api.touching import TouchingBody, TouchingView
from units.api.views import ApiView
from units.enums import Scope
from units.first_tiers.queries import sheet_of
from units.first_tiers.services import LONGEST_REASON, Decision, decide_first_tiers
from units.first_tiers.shapes import FirstTierShape
from units.permissions import check_manage_county
from units.units.api.endings import MOST_UNITS


class FirstTiers(ApiView):
    """Every active unit in protocol order: its past years in figures, the rows behind them, the tier they point to."""

    read_scope = Scope.ROSTER_WRITE
    query = PageQuery
    shape = FirstTierShape
    is_list = True

    def get(self, request: Request) -> Response:
        check_manage_county(self.user, self.county)
        rows = sheet_of(self.county, timezone.now())
        return Response(page_of_list(request, rows, self.params, FirstTierShape.of))


class FirstTierDecisionBody(serializers.Serializer[Any]):
    unit = serializers.CharField(max_length=32, help_text="the unit's code")
    tier = TierField()
    reason = serializers.CharField(max_length=LONGEST_REASON)


class DecideBody(TouchingBody):
    """Units that aren't named stay open. `effective_from` for those without any tier yet (today)."""

    decisions = serializers.ListField(child=FirstTierDecisionBody(), min_length=1, max_length=MOST_UNITS)
    effective_from = DayField(required=False)


class DecidedShape(serializers.Serializer[Any]):
    decided = FirstTierShape(many=True)


class DecideFirstTiers(TouchingView):
    """Records the first tier of each unit named, with its reason; 409 `tier_needs_review` where something rests on it."""

    write_scope = Scope.ROSTER_WRITE
    body = DecideBody
    shape = DecidedShape

    def post(self, request: Request) -> Response:
        decisions = [Decision(one["unit"], one["tier"], one["reason"]) for one in self.given["decisions"]]
        day = self.given.get("effective_from") or timezone.localdate()
        decide_first_tiers(county=self.county, decisions=decisions, effective_from=day, by=self.user)
        codes = {one.code for one in decisions}
        rows = [row for row in sheet_of(self.county, timezone.now()) if row.unit.code in codes]
        return Response({"decided": FirstTierShape.each(rows)})
