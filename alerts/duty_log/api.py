"""值班日志, 交接班, 离岗报备."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertList, AlertView, UnitSpanQuery, named
from alerts.duty_log import shapes
from alerts.duty_log.models import Handover, LeavePostReport, LogEntry
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import HandoverState, LeaveState, LogState
from alerts.incidents.api import named_incident
from rostering.models import Assignment
from units.api.fields import InstantField, local_day
from units.api.inputs import Body
from units.api.nouns import NounAct, NounDetail, NounView
from units.errors import InvalidInput
from units.models import Person, Unit, User


class LogQuery(UnitSpanQuery):
    """By the time of the matter, half-open."""

    state = serializers.ChoiceField(choices=list(LogState), required=False)
    incident = serializers.UUIDField(required=False)


def _text(longest: int) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=longest)


class NewEntry(Body):
    """`unit` defaults to one's own. `nothing_to_report` stands alone; everything else needs a `matter`."""

    unit = serializers.CharField(required=False, max_length=32)
    nothing_to_report = serializers.BooleanField(required=False, default=False)
    matter = serializers.CharField(required=False, max_length=500)
    at = InstantField(required=False)
    caller = _text(60)
    caller_unit = _text(100)
    handled = _text(500)
    reported_to = _text(100)
    reported_at = InstantField(required=False)
    incident = serializers.UUIDField(required=False, allow_null=True)
    is_done = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        others = sorted(attrs.keys() - {"unit", "nothing_to_report"})
        if attrs["nothing_to_report"] and others:
            raise ValidationError({others[0]: [ErrorDetail(_("无情况时不填其他内容。"), code="says_something")]})
        if not attrs["nothing_to_report"] and "matter" not in attrs:
            raise ValidationError({"matter": [ErrorDetail(_("请填写事项，或注明无情况。"), code="required")]})
        return attrs


class EntryView(AlertView, NounView):
    model = LogEntry
    shape = shapes.LogEntryShape


class LogEntries(EntryView, AlertList):
    """The log, latest first: the county's, or the unit's."""

    query = LogQuery
    body = NewEntry
    latest = "at"
    equal = ("state", "incident")
    route = "api-log-entry"

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        unit = _unit(self.user, given.pop("unit", None))
        if given.pop("nothing_to_report"):
            entry = duty_log.nothing_to_report(unit=unit, by=self.user)
        else:
            incident = named_incident(self.user, given.pop("incident", None))
            entry = duty_log.write_entry(unit=unit, by=self.user, incident=incident, **given)
        return self.made(request, entry.pk)


class LogEntryDetail(EntryView, NounDetail):
    """One entry."""


class FinishBody(Body):
    handled = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class CloseEntry(EntryView, NounAct):
    """办结."""

    body = FinishBody

    def act(self, row: LogEntry) -> None:
        duty_log.finish_entry(entry=row, by=self.user, handled=self.given["handled"])


class HandoversQuery(UnitSpanQuery):
    """By the time they were offered, half-open."""

    state = serializers.ChoiceField(choices=list(HandoverState), required=False)


class NewHandover(Body):
    """`assignment`: the duty that ends. Every open item of the unit's log goes with it."""

    assignment = serializers.UUIDField()
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=1000)


class HandoverView(AlertView, NounView):
    model = Handover
    shape = shapes.HandoverShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the open items of all of them."""
        items = _items_of(row["id"] for row in rows)
        return [shapes.HandoverShape.body(row, open_items=items[row["id"]]) for row in rows]


class Handovers(HandoverView, AlertList):
    """Handovers, latest first."""

    query = HandoversQuery
    body = NewHandover
    latest = "offered_at"
    route = "api-handover"

    def post(self, request: Request) -> Response:
        duty = _duty(self.user, self.given["assignment"])
        handover = handovers.offer_handover(assignment=duty, note=self.given["note"], by=self.user)
        return self.made(request, handover.pk)


class HandoverDetail(HandoverView, NounDetail):
    """One handover."""


class AcceptHandover(HandoverView, NounAct):
    """接班: the incoming person, or leader and office on their behalf."""

    related = ("incoming",)

    def act(self, row: Handover) -> None:
        handovers.accept_handover(handover=row, by=self.user)


class UndoHandover(HandoverView, NounAct):
    """撤回接班 within ten minutes, by whoever may take over: it waits again."""

    related = ("incoming",)

    def act(self, row: Handover) -> None:
        handovers.undo_acceptance(handover=row, by=self.user)


class WithdrawHandover(HandoverView, NounAct):
    """撤回交班 until it is taken over, by whoever may hand this duty over; it can be offered again."""

    related = ("outgoing__person",)

    def act(self, row: Handover) -> None:
        handovers.withdraw_handover(handover=row, by=self.user)


class LeavePostQuery(UnitSpanQuery):
    """By the time of leaving, half-open."""

    person = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=list(LeaveState), required=False)


class NewLeave(Body):
    """`assignment`: the duty that is left for a while; `covered_by`: a colleague of the unit."""

    assignment = serializers.UUIDField()
    reason = serializers.CharField(max_length=300)
    expected_back = InstantField()
    covered_by = serializers.UUIDField(required=False, allow_null=True, default=None)
    incident = serializers.UUIDField(required=False, allow_null=True, default=None)


class LeaveView(AlertView, NounView):
    model = LeavePostReport
    shape = shapes.LeavePostShape


class LeavePostReports(LeaveView, AlertList):
    """Who left a post when, latest first."""

    query = LeavePostQuery
    body = NewLeave
    latest = "left_at"
    route = "api-leave-post-report"

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        duty = _duty(self.user, given.pop("assignment"))
        cover = given.pop("covered_by")
        colleagues = Person.objects.filter(unit=duty.shift.unit_id).valid_on(local_day(timezone.now()))
        report = duty_log.report_leaving(
            assignment=duty,
            by=self.user,
            covered_by=None if cover is None else named(colleagues, "covered_by", pk=cover),
            incident=named_incident(self.user, given.pop("incident")),
            **given,
        )
        return self.made(request, report.pk)


class LeavePostDetail(LeaveView, NounDetail):
    """One report."""


class CloseLeave(LeaveView, NounAct):
    """销假: back at the post."""

    related = ("person",)

    def act(self, row: LeavePostReport) -> None:
        duty_log.report_return(report=row, by=self.user)


def _unit(user: User, code: str | None) -> Unit:
    """The unit named, else one's own, for the office the duty room's."""
    if code is not None:
        return named(Unit.objects.visible_to(user), "unit", code=code)
    own = user.unit or (user.county.lead_office if user.county else None)
    if own is None:
        raise InvalidInput("unit_required", _("请注明单位"), field="unit")
    return own


def _duty(user: User, pk: UUID) -> Assignment:
    rows = (
        Assignment.objects.visible_to(user)
        .in_force()
        .select_related("shift__period", "shift__unit", "shift__roster", "person")
    )
    return named(rows, "assignment", pk=pk)


def _items_of(ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    items: dict[UUID, list[Any]] = defaultdict(list)
    carried = Handover.open_items.through.objects.filter(handover__in=list(ids)).order_by("logentry__at")
    for row in carried.values("handover_id", *shapes.OpenItem.columns()):
        items[row["handover_id"]].append(shapes.OpenItem.body(row))
    return items
