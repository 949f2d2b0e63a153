"""Why somebody sits on a seat, and putting somebody there over a rule."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.rosters.permissions import check_file
from rostering.seats.api.assignments import AssignmentView, found_seat
from rostering.seats.queries.why import How, why_holder
from rostering.seats.services.designating import designate
from rostering.seats.shapes import CandidateShape
from units.api.etags import check_match, tagged
from units.api.inputs import LARGEST, Body
from units.api.views import ApiView
from units.enums import Scope


class DesignationShape(serializers.Serializer[Any]):
    """`rules`: codes of those set aside."""

    rules = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField()
    by = serializers.CharField()


class WhyShape(serializers.Serializer[Any]):
    """`how` null for a vacancy. `better` would improve something, `others` would cost something or nothing."""

    how = serializers.ChoiceField(choices=list(How), allow_null=True)
    designation = DesignationShape(allow_null=True)
    better = CandidateShape(many=True)
    others = CandidateShape(many=True)
    refused = serializers.IntegerField()


class WhyAssignment(ApiView):
    """Who else could have sat there, and what decides between them. For those who may replace."""

    read_scope = Scope.ROSTER_WRITE
    shape = WhyShape

    def get(self, request: Request, pk: UUID) -> Response:
        assignment = found_seat(self.user, pk)
        check_file(self.user, assignment.shift.roster)
        why = why_holder(assignment)
        if why is None:
            return Response({"how": None, "designation": None, "better": [], "others": [], "refused": 0})
        return Response(
            {
                "how": why.how,
                "designation": why.designation,
                "better": CandidateShape.each(why.better),
                "others": [CandidateShape.of(one) for group in why.others for one in group.people],
                "refused": sum(count for _text, count in why.refused),
            }
        )


class DesignateBody(Body):
    """`version`: the one the caller looked at."""

    person = serializers.UUIDField()
    reason = serializers.CharField(max_length=500)
    version = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)


class DesignateAssignment(AssignmentView):
    """领导指定: seats somebody whom rules keep off that may be set aside; the reason is printed on the roster."""

    body = DesignateBody

    def post(self, request: Request, pk: UUID) -> Response:
        assignment = found_seat(self.user, pk)
        matched = check_match(request, {"version": assignment.version})
        version = self.given.get("version", assignment.version if matched is None else matched)
        designate(
            assignment=assignment,
            person_id=self.given["person"],
            reason=self.given["reason"],
            by=self.user,
            expected_version=version,
        )
        return tagged(request, self.body_of(pk))
