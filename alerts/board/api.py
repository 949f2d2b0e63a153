"""What is true of each unit now, over and above who is on duty: the states of units, the most urgent first."""

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.board.queries.unit_states import UnitRow, UnitState, units_in_states
from units.api.fields import TierField, unit_ref
from units.api.inputs import PageQuery
from units.api.objects import ObjectShape
from units.api.pagination import page_of_list
from units.api.shapes import UnitRef
from units.api.views import ApiView
from units.enums import Scope


class UnitStatesShape(ObjectShape):
    unit = UnitRef()
    tier = TierField(allow_null=True)
    states = serializers.ListField(child=serializers.ChoiceField(choices=list(UnitState)))

    @staticmethod
    def read_unit(row: UnitRow) -> dict[str, str]:
        return unit_ref(row.code, row.name)


class UnitStatesQuery(PageQuery):
    unit = serializers.CharField(required=False, max_length=32)
    state = serializers.ChoiceField(choices=list(UnitState), required=False)


class UnitStates(ApiView):
    """Every unit of the directory in use with all its states, the most urgent first, as the board shows them."""

    read_scope = Scope.ROSTER_READ
    query = UnitStatesQuery
    shape = UnitStatesShape
    is_list = True

    def get(self, request: Request) -> Response:
        rows = units_in_states(
            timezone.now(), user=self.user, unit_code=self.params.get("unit"), state=self.params.get("state")
        )
        return Response(page_of_list(request, rows, self.params, UnitStatesShape.of))
