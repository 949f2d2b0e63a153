"""Why a seat is empty, and what would fill it."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.generation.queries.vacancies import why_vacant
from rostering.rosters.permissions import check_file
from rostering.seats.api.assignments import found_seat
from rostering.seats.shapes import ReasonShape
from units.api.rows import RowShape
from units.api.views import ApiView
from units.enums import Scope


class WaiverShape(RowShape):
    """One thing to give up; `absence` or `assignment` say which leave or pinned seat, where it is one."""

    code = serializers.CharField()
    text = serializers.CharField()
    person = serializers.UUIDField(source="person_id")
    absence = serializers.UUIDField(source="absence_id", allow_null=True)
    assignment = serializers.UUIDField(source="assignment_id", allow_null=True)


class WhyVacantShape(serializers.Serializer[Any]):
    """`causes`: rules of which none is to spare; `ways`: each a smallest set of things to give up.

    `can_be_filled`: vacant, and nothing stands in the way, if need be others move.
    """

    vacant = serializers.BooleanField()
    causes = ReasonShape(many=True)
    ways = serializers.ListField(child=WaiverShape(many=True))
    can_be_filled = serializers.BooleanField()


class AssignmentVacancy(ApiView):
    """Asked of the roster as it stands now; all empty for a seat with a holder. For those who may replace."""

    read_scope = Scope.ROSTER_WRITE
    shape = WhyVacantShape

    def get(self, request: Request, pk: UUID) -> Response:
        assignment = found_seat(self.user, pk)
        check_file(self.user, assignment.shift.roster)
        if assignment.person_id is not None:
            return Response({"vacant": False, "causes": [], "ways": [], "can_be_filled": False})
        why = why_vacant(assignment)
        return Response(
            {
                "vacant": True,
                "causes": ReasonShape.each(why.causes),
                "ways": list(map(WaiverShape.each, why.ways)),
                "can_be_filled": why.can_be_filled,
            }
        )
