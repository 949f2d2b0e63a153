"""投诉建议: written, answered, taken back."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertList, AlertView, UnitSpanQuery
from alerts.complaints import services
from alerts.complaints.models import Complaint
from alerts.complaints.shapes import ComplaintShape
from alerts.enums import ComplaintAbout, ComplaintKind, ComplaintState
from units.api.inputs import Body
from units.api.nouns import NounAct, NounDetail, NounView


class ComplaintsQuery(UnitSpanQuery):
    """By the time they were written, half-open."""

    state = serializers.ChoiceField(choices=list(ComplaintState), required=False)
    kind = serializers.ChoiceField(choices=list(ComplaintKind), required=False)


class NewComplaint(Body):
    """`is_anonymous`: the leader of the writer's unit doesn't see who wrote it."""

    kind = serializers.ChoiceField(choices=list(ComplaintKind))
    about = serializers.ChoiceField(choices=list(ComplaintAbout))
    text = serializers.CharField(max_length=services.LONGEST_COMPLAINT)
    is_anonymous = serializers.BooleanField(required=False, default=False)


class ComplaintView(AlertView, NounView):
    model = Complaint
    shape = ComplaintShape

    def rows(self) -> Any:
        rows: Any = super().rows()
        return rows.as_seen_by(self.user)


class Complaints(ComplaintView, AlertList):
    """Latest first: the county's for the office; one's own; of the unit's people for whoever leads it."""

    query = ComplaintsQuery
    body = NewComplaint
    latest = "written_at"
    equal = ("state", "kind")
    route = "api-complaint"

    def post(self, request: Request) -> Response:
        made = services.write_complaint(county=self.county, by=self.user, **self.given)
        return self.made(request, made.pk)


class ComplaintDetail(ComplaintView, NounDetail):
    """One of them."""


class ComplaintAnswerBody(Body):
    answer = serializers.CharField(max_length=services.LONGEST_COMPLAINT)


class AnswerComplaint(ComplaintView, NounAct):
    """答复, by the county office."""

    body = ComplaintAnswerBody

    def act(self, row: Complaint) -> None:
        services.answer(complaint=row, answer=self.given["answer"], by=self.user, now=timezone.now())


class WithdrawComplaint(ComplaintView, NounAct):
    """Taken back by whoever wrote it."""

    def act(self, row: Complaint) -> None:
        services.withdraw(complaint=row, by=self.user, now=timezone.now())
