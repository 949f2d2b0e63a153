"""The county's rules of rosters: how strictly each is meant, from a day on."""

from datetime import date
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.engine.problem import Strength
from rostering.fairness.queries.roster_rules import rules_row
from rostering.fairness.services.roster_rules import NUMBER_FIELDS, STRENGTH_FIELDS, change_rules
from rostering.fairness.shapes.preferences import RosterRulesShape, rules_body
from units.api.etags import check_match, tagged
from units.api.fields import DayField, local_day
from units.api.inputs import Query
from units.api.touching import TouchingBody, TouchingView
from units.enums import Scope


class RulesQuery(Query):
    """The rules of a roster that begins on `at`; without it, today."""

    at = DayField(required=False)


class RulesBody(TouchingBody):
    """What it doesn't name goes on as it is."""

    effective_from = DayField()

    def get_fields(self) -> dict[str, Any]:
        strengths = {n: serializers.ChoiceField(choices=list(Strength), required=False) for n in STRENGTH_FIELDS}
        numbers = {
            name: serializers.IntegerField(
                required=False, allow_null=name == "max_in_period", min_value=lowest, max_value=highest
            )
            for name, (lowest, highest) in NUMBER_FIELDS.items()
        }
        return super().get_fields() | strengths | numbers


class Rules(TouchingView):
    """Read by all who read rosters, set by the office."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = RulesQuery
    body = RulesBody
    shape = RosterRulesShape

    def get(self, request: Request) -> Response:
        return tagged(request, self._rules(self.params.get("at")))

    def patch(self, request: Request) -> Response:
        check_match(request, self._rules(None))
        changes = dict(self.given)
        effective_from = changes.pop("effective_from")
        rules = change_rules(county=self.county, effective_from=effective_from, changes=changes, by=self.user)
        return tagged(request, rules_body(rules))

    def _rules(self, day: date | None) -> dict[str, Any]:
        return rules_body(rules_row(self.county.pk, day or local_day(timezone.now())))
