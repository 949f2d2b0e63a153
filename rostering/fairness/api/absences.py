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
from rest_framework.reverse import reverse

from rostering.enums import AbsenceState
from rostering.fairness.models.absence import Absence
from rostering.fairness.queries.leave_kinds import kinds_of
from rostering.fairness.rules.leave import LeaveTextError, read_span
from rostering.fairness.services.absences import (
    LONGEST_REASON,
    approve_absence,
    cancel_absence,
    record_absence,
    reject_absence,
)
from rostering.fairness.shapes.absences import (
    ABSENCE_FIELDS,
    AbsenceKindShape,
    AbsenceShape,
    absence_kind_shape,
    absence_shape,
)
from rostering.labels import LEAVE_TEXT_ERRORS
from rostering.policies.queries.published import zone
from rostering.rosters.filters import chosen_rows, given_only
from units.api.etags import check_match, tagged
from units.api.fields import InstantField
from units.api.inputs import MirrorQuery, PageQuery, SpanQuery
from units.api.pagination import page_of_list, page_of_rows
from units.api.views import ApiView, find
from units.enums import Scope
from units.errors import InvalidInput
from units.models import Person, User
from units.units.api.affected import TouchingBody, TouchingView


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
        return Response(page_of_list(request, kinds, self.params, absence_kind_shape))


class Absences(TouchingView):
    """Absences: the county's, the unit's or one's own, by role."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = AbsencesQuery
    body = NewAbsence
    shape = AbsenceShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        wanted = {
            "person": chosen.get("person"),
            "person__unit": chosen.get("unit"),
            "end__gt": self.params.get("from"),
            "start__lt": self.params.get("to"),
            "updated_at__gte": self.params.get("updated_since"),
        }
        rows = Absence.objects.visible_to(self.user).filter(**given_only(wanted))
        if "state" in self.params:
            rows = rows.filter(state=self.params["state"])
        elif "updated_since" not in self.params:
            # A mirror has to learn what was taken back; everybody else sees what stands.
            rows = rows.standing()
        rows = rows.values(*ABSENCE_FIELDS)
        page = page_of_rows(request, rows, self.params, ("start", "id"), lambda found: list(map(absence_shape, found)))
        return Response(page)

    def post(self, request: Request) -> Response:
        person = Person.objects.visible_to(self.user).filter(pk=self.given["person"]).first()
        if person is None:
            raise InvalidInput("unknown_person", _("没有这个人员"), field="person")
        absence = record_absence(by=self.user, **self.given | {"person": person})
        location = reverse("api-absence", [absence.pk], request=request)
        return tagged(request, _body(self.user, absence.pk), status=201, location=location)


class AbsenceDetail(ApiView):
    """One absence; DELETE takes it back: it binds nobody and stays on record."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    shape = AbsenceShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _body(self.user, pk))

    def delete(self, request: Request, pk: UUID) -> Response:
        absence = _found(self.user, pk)
        check_match(request, _body(self.user, pk))
        cancel_absence(absence=absence, by=self.user)
        return Response(status=204)


class Decision(TouchingBody):
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_REASON)


class ApproveAbsence(TouchingView):
    """批准: by the unit's leader or the office; from now on it binds the roster."""

    write_scope = Scope.ROSTER_WRITE
    body = Decision
    shape = AbsenceShape

    def post(self, request: Request, pk: UUID) -> Response:
        absence = _found(self.user, pk)
        check_match(request, _body(self.user, pk))
        approve_absence(absence=absence, by=self.user, **self.given)
        return tagged(request, _body(self.user, pk))


class RejectAbsence(TouchingView):
    """不予批准, with the reason."""

    write_scope = Scope.ROSTER_WRITE
    body = Decision
    shape = AbsenceShape

    def post(self, request: Request, pk: UUID) -> Response:
        absence = _found(self.user, pk)
        check_match(request, _body(self.user, pk))
        reject_absence(absence=absence, by=self.user, **self.given)
        return tagged(request, _body(self.user, pk))


def _found(user: User, pk: UUID) -> Absence:
    return find(Absence.objects.visible_to(user).standing().select_related("person__unit"), pk=pk)


def _body(user: User, pk: UUID) -> dict[str, Any]:
    return absence_shape(find(Absence.objects.visible_to(user).standing().values(*ABSENCE_FIELDS), pk=pk))
