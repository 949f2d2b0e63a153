"""Leave and unavailability of people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.enums import AbsenceState
from rostering.fairness.models.absence import Absence
from rostering.fairness.queries.leave import kinds_of
from rostering.fairness.rules.leave import LeaveTextError, read_span
from rostering.fairness.services.absences import (
    LONGEST_REASON,
    approve_absence,
    cancel_absence,
    record_absence,
    reject_absence,
)
from rostering.fairness.shapes.absences import AbsenceKindShape, AbsenceShape
from rostering.labels import LEAVE_TEXT_ERRORS
from rostering.policies.queries.published import zone
from rostering.rosters.filters import chosen_rows, person_named
from units.api.etags import tagged
from units.api.fields import InstantField
from units.api.inputs import MirrorQuery, PageQuery, SpanQuery
from units.api.nouns import NounList, NounView, RemovableNoun
from units.api.pagination import page_of_list
from units.api.touching import TouchingBody, TouchingView
from units.api.views import READS, ApiView
from units.enums import Scope


class AbsencesQuery(MirrorQuery, SpanQuery):
    """Absences that overlap `[from, to)`; those taken back only when asked for, or for a mirror."""

    person = serializers.UUIDField(required=False)
    unit = serializers.CharField(required=False, max_length=32)
    state = serializers.ChoiceField(choices=list(AbsenceState), required=False)


class NewAbsence(TouchingBody):
    """When: `start` and `end`, or `days` as people say it (`6月19日上午`, `6月19日下午至6月21日`). `kind`: a code of
    `absence-kinds/`, or a word for it."""

    person = serializers.UUIDField()
    kind = serializers.CharField(max_length=20)
    start = InstantField(required=False)
    end = InstantField(required=False)
    days = serializers.CharField(required=False, max_length=60)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = {"start", "end", "days"} & set(attrs)
        if given not in ({"start", "end"}, {"days"}):
            field = "days" if "days" in given else ("start" if "start" not in given else "end")
            said = ErrorDetail(str(_("请填写 start 和 end，或只填写 days。")), code="span_required")
            raise serializers.ValidationError({field: [said]})
        if "days" in attrs:
            attrs["start"], attrs["end"] = _span(attrs.pop("days"))
        return attrs


def _span(days: str) -> tuple[datetime, datetime]:
    try:
        return read_span(days, timezone.localdate(), zone())
    except LeaveTextError as error:
        raise serializers.ValidationError(
            {"days": [ErrorDetail(str(LEAVE_TEXT_ERRORS[error.code]), code=error.code)]}
        ) from error


class AbsenceKinds(ApiView):
    """Kinds of leave in use, the usual ones first, then the county's own."""

    read_scope = Scope.ROSTER_READ
    query = PageQuery
    shape = AbsenceKindShape
    is_list = True

    def get(self, request: Request) -> Response:
        kinds = [kind for kind in kinds_of(self.county) if kind.is_active]
        return Response(page_of_list(request, kinds, self.params, AbsenceKindShape.of))


class AbsenceView(TouchingView, NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    model = Absence
    shape = AbsenceShape
    related = ("person__unit",)


class Absences(AbsenceView, NounList):
    """Absences: the county's, the unit's or one's own, by role."""

    query = AbsencesQuery
    body = NewAbsence
    order = ("start", "id")
    route = "api-absence"

    def rows(self) -> Any:
        """A mirror has to learn what was taken back; everybody else sees what stands."""
        rows: Any = super().rows()
        if self.request.method in READS and not {"state", "updated_since"} & set(self.params):
            return rows.standing()
        return rows

    def wanted(self) -> dict[str, Any]:
        chosen = chosen_rows(self.user, self.params)
        return {
            "person": chosen.get("person"),
            "person__unit": chosen.get("unit"),
            "end__gt": self.params.get("from"),
            "start__lt": self.params.get("to"),
            "state": self.params.get("state"),
        }

    def post(self, request: Request) -> Response:
        person = person_named(self.user, self.given["person"], "person")
        return self.made(request, record_absence(by=self.user, **self.given | {"person": person}).pk)


class StandingAbsence(AbsenceView):
    def rows(self) -> Any:
        rows: Any = super().rows()
        return rows.standing()


class AbsenceDetail(StandingAbsence, RemovableNoun):
    """One absence; DELETE takes it back: it binds nobody and stays on record."""

    def remove(self, row: Absence) -> None:
        cancel_absence(absence=row, by=self.user)


class Decision(TouchingBody):
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_REASON)


class ApproveAbsence(StandingAbsence):
    """批准: by the unit's leader or the office; from now on it binds the roster."""

    body = Decision

    def post(self, request: Request, pk: UUID) -> Response:
        approve_absence(absence=self.row(request, pk), by=self.user, **self.given)
        return tagged(request, self.body_of(pk))


class RejectAbsence(StandingAbsence):
    """不予批准, with the reason."""

    body = Decision

    def post(self, request: Request, pk: UUID) -> Response:
        reject_absence(absence=self.row(request, pk), by=self.user, **self.given)
        return tagged(request, self.body_of(pk))
