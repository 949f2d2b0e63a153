"""Shifts, and who holds them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.enums import AssignmentState
from rostering.policies.rules.policy import Phase
from rostering.policies.shapes import PHASE_COLUMNS, PhaseShape, phase_of
from rostering.rosters.filters import chosen_rows
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.shift import Shift, ShiftPhase
from rostering.rosters.permissions import check_file
from rostering.rosters.queries import unit_order
from rostering.seats.queries.candidates import seat_candidates
from rostering.seats.services.assignments import acknowledge, replace_person
from rostering.seats.shapes import AssignmentShape, CandidateShape, HolderShape, ShiftShape
from units.api.choosing import given_only
from units.api.etags import check_match, tagged
from units.api.inputs import LARGEST, Body, MirrorQuery, PageQuery, SpanQuery
from units.api.nouns import NounAct, NounDetail, NounView
from units.api.pagination import page_of_list, page_of_rows
from units.api.views import ApiView, find
from units.counties.remembered import Memory, version_of
from units.enums import Scope
from units.kept import as_kept
from units.models import User

# Nothing in a published roster changes with time alone.
KEPT_FOR = timedelta(days=1)
_pulled: Memory[dict[str, Any]] = Memory(64)


class ShiftsQuery(SpanQuery):
    """Shifts that overlap `[from, to)`."""

    period = serializers.UUIDField(required=False)
    unit = serializers.CharField(required=False, max_length=32)
    person = serializers.UUIDField(required=False)
    vacant = serializers.BooleanField(required=False, allow_null=False)


class AssignmentsQuery(ShiftsQuery, MirrorQuery):
    """Assignments that overlap `[from, to)`."""


class Shifts(NounView):
    """Seats of posts on duty days, with those who hold them."""

    read_scope = Scope.ROSTER_READ
    model = Shift
    query = ShiftsQuery
    shape = ShiftShape
    is_list = True

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        rows = self.rows().filter(**_span(self.params))
        rows = rows.filter(**{name: chosen[name] for name in ("period", "unit") if name in chosen})
        holders = Assignment.objects.active().filter(**_holder(chosen, self.params))
        if "person" in chosen or "vacant" in self.params:
            rows = rows.filter(pk__in=holders.values("shift"))
        order = ("start", "unit_order", "post_order", "seat", "id")
        rows = rows.annotate(unit_order=unit_order("roster")).values(*self.columns(), "unit_order", "post_order")
        return Response(page_of_rows(request, rows, self.params, order, self.bodies))

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Two queries: phases and holders of all of them."""
        ids = [row["id"] for row in rows]
        phases = _phases_of(ids)
        holders = defaultdict(list)
        held = Assignment.objects.active().filter(shift__in=ids).order_by("start")
        for row in held.values(*HolderShape.columns()):
            holders[row["shift_id"]].append(HolderShape.body(row))
        return [
            ShiftShape.body(as_kept(row), phases=PhaseShape.each(phases[row["id"]]), assignments=holders[row["id"]])
            for row in rows
        ]


class AssignmentView(NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    model = Assignment
    shape = AssignmentShape
    related = ("shift__roster", "shift__period", "shift__unit")

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the phases of all of them."""
        phases = _phases_of(row["shift_id"] for row in rows)
        return [AssignmentShape.body(row, phases=phases[row["shift_id"]]) for row in rows]


class Assignments(AssignmentView):
    """Who holds which seat, in the order of time and protocol."""

    query = AssignmentsQuery
    is_list = True

    def get(self, request: Request) -> Response:
        """The first page of one unit's roster is what clients pull again and again: kept while the county stands still."""
        if self.params.keys() != {"period", "unit", "page_size"} or self.user.county_id is None:
            return Response(self._page(request))
        now = timezone.now()

        def build() -> tuple[dict[str, Any], datetime]:
            page = self._page(request)
            return page, now + KEPT_FOR if _is_in_force(page["results"]) else now

        # What differs between readers of one address is which units they see.
        key = (
            self.user.county_id,
            self.user.is_auditor,
            self.user.unit_ids,
            request.build_absolute_uri(),
            get_language(),
        )
        return Response(_pulled.recall(key, version=version_of(self.user.county_id), now=now, build=build).value)

    def _page(self, request: Request) -> dict[str, Any]:
        wanted = {
            "shift__period": self.params.get("period"),
            "shift__unit__code": self.params.get("unit"),
            "updated_at__gte": self.params.get("updated_since"),
        }
        rows = self.rows().filter(**given_only(wanted), **_span(self.params), **_holder(self.params, self.params))
        order = ("start", "unit_order", "shift__post_order", "shift__seat", "id")
        rows = rows.annotate(unit_order=unit_order("shift__roster", "shift__unit"))
        rows = rows.values(*self.columns(), "unit_order", "shift__post_order")
        page = page_of_rows(request, rows, self.params, order, self.bodies)
        if not page["results"]:
            # Nothing there, or a name that isn't known: asked only now, so that the usual pull costs two queries less.
            chosen_rows(self.user, self.params)
        return page


def _is_in_force(bodies: list[dict[str, Any]]) -> bool:
    """Whether they are a published period's: the seats of an open one are written without moving the county's version."""
    return any(body["state"] in (AssignmentState.PUBLISHED, AssignmentState.ACKNOWLEDGED) for body in bodies)


class ReplaceBody(Body):
    """`person` null leaves the seat vacant; `version`: the one the caller looked at."""

    person = serializers.UUIDField(allow_null=True)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
    version = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)


class AssignmentDetail(AssignmentView, NounDetail):
    """One seat's holder. PATCH seats somebody else; in a published period that is an amendment and needs a reason."""

    body = ReplaceBody

    def patch(self, request: Request, pk: UUID) -> Response:
        assignment = found_seat(self.user, pk)
        matched = check_match(request, {"version": assignment.version})
        replace_person(
            assignment=assignment,
            person_id=self.given["person"],
            by=self.user,
            expected_version=self._expected(assignment.version if matched is None else matched),
            reason=self.given["reason"],
        )
        return tagged(request, self.body_of(pk))

    def _expected(self, read: int) -> int:
        """The version named in the body, else the one read when the request came in."""
        return int(self.given.get("version", read))


class AssignmentCandidates(ApiView):
    """Everybody of the unit, allowed first, the others with every reason against them. For those who may replace."""

    read_scope = Scope.ROSTER_WRITE
    query = PageQuery
    shape = CandidateShape
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        assignment = found_seat(self.user, pk)
        check_file(self.user, assignment.shift.roster)
        return Response(page_of_list(request, seat_candidates(assignment), self.params, CandidateShape.of))


class AcknowledgeAssignment(AssignmentView, NounAct):
    """收到: the person themselves, or leader and office on their behalf."""

    def act(self, row: Assignment) -> None:
        acknowledge(assignment=row, by=self.user)


def found_seat(user: User, pk: UUID) -> Assignment:
    rows = Assignment.objects.visible_to(user).select_related("shift__roster", "shift__period", "shift__unit")
    return find(rows, pk=pk)


def _span(params: dict[str, Any]) -> dict[str, Any]:
    return given_only({"end__gt": params.get("from"), "start__lt": params.get("to")})


def _holder(chosen: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    return given_only({"person": chosen.get("person"), "person__isnull": params.get("vacant")})


def _phases_of(shift_ids: Iterable[UUID]) -> dict[UUID, list[Phase]]:
    phases = defaultdict(list)
    rows = ShiftPhase.objects.filter(shift__in=set(shift_ids)).order_by("start")
    for row in rows.values("shift_id", *PHASE_COLUMNS):
        phases[row["shift_id"]].append(phase_of(row))
    return phases
