"""The least a request could cost: the same rows and columns by `values()`, as JSON, for whoever asks."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from rostering.models import Assignment, ShiftPhase
from rostering.on_duty.queries.resolver import DIRECTORY_ORDER, FIELDS, LOOK_AHEAD
from rostering.policies.shapes import PHASE_COLUMNS
from rostering.rosters.models.assignment import AssignmentQuerySet
from rostering.seats.shapes import AssignmentShape

NARROW = (
    "id", "start", "end", "person__name", "person__position", "person__mobile", "shift__unit__code",
    "shift__unit__name", "shift__unit__duty_phone", "shift__tier", "shift__post", "shift__seat",
)  # fmt: skip


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def on_duty(request: HttpRequest) -> HttpResponse:
    """Everybody on duty in the county now. One query."""
    return _as_json(_now(_of_county(request), timezone.now()))


def narrow(request: HttpRequest) -> HttpResponse:
    """As `on_duty` without what is owed: who sits where, in twelve columns. One query."""
    rows = _of_county(request).on_duty_at(timezone.now())
    return _as_json(list(rows.order_by("shift__unit__protocol_order").values(*NARROW)))


def unit_now_and_next(request: HttpRequest) -> HttpResponse:
    """One unit's duty now and the next of each seat. Two queries."""
    at = timezone.now()
    rows = _of_county(request).filter(shift__unit__code=request.GET["unit"])
    coming = rows.in_force().filter(
        shift__start__gt=at,
        shift__start__lte=at + LOOK_AHEAD,
        shift__phases__start__lte=F("start"),
        shift__phases__end__gt=F("start"),
    )
    seat = ("shift__unit_id", "shift__post", "shift__seat")
    following = coming.order_by(*seat, "start").distinct(*seat).values(*FIELDS)
    return _as_json([*_now(rows, at), *following])


def roster(request: HttpRequest) -> HttpResponse:
    """A unit's assignments in a period with the phases of their shifts. Two queries."""
    period, unit = UUID(request.GET["period"]), request.GET["unit"]
    rows = Assignment.objects.active().filter(shift__period=period, shift__unit__code=unit)
    phases = ShiftPhase.objects.filter(shift__period=period, shift__unit__code=unit)
    return _as_json(
        [*rows.order_by("start", "shift__post_order", "shift__seat").values(*AssignmentShape.columns())],
        [*phases.order_by("start").values("shift_id", *PHASE_COLUMNS)],
    )


def _of_county(request: HttpRequest) -> AssignmentQuerySet:
    return Assignment.objects.filter(shift__period__county_id=UUID(request.GET["county"]))


def _now(rows: AssignmentQuerySet, at: datetime) -> list[dict[str, Any]]:
    found = rows.on_duty_at(at).filter(shift__phases__start__lte=at, shift__phases__end__gt=at)
    return list(found.order_by(*DIRECTORY_ORDER).values(*FIELDS))


def _as_json(*lists: list[dict[str, Any]]) -> HttpResponse:
    return HttpResponse(json.dumps(lists, default=str, ensure_ascii=False), content_type="application/json")
