"""What seats, who holds them and what stands against it look like."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from rostering.engine.problem import Reason
from rostering.enums import AssignmentState, DayKind, PeriodState
from rostering.policies.rules.policy import Phase, clip
from rostering.policies.shapes import PhaseShape, phase_shape
from rostering.reasons import reason_text, reasons_text
from rostering.rosters.models.shift import Assignment
from rostering.rosters.shapes import PeriodRef
from rostering.seats.queries.candidates import SeatCandidate
from rostering.seats.queries.coverage import Coverage, Gap, gap_sentence
from rostering.seats.queries.moves import ShownStep
from units.api.fields import (
    DayField,
    InstantField,
    TierField,
    instant_text,
    optional_instant,
    period_ref,
    person_ref,
    unit_ref,
)
from units.api.shapes import PersonRef, UnitRef
from units.kept import as_kept


class _OnDutyDay(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    unit = UnitRef()
    tier = TierField()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    period = PeriodRef()
    day = DayField()


class AssignmentShape(_OnDutyDay):
    """Who holds a seat, or a part of its shift; `person` null is a vacancy with its reason.

    `locked`: set or kept by hand, proposals leave it alone.
    """

    start = InstantField()
    end = InstantField()
    person = PersonRef(allow_null=True)
    state = serializers.ChoiceField(choices=list(AssignmentState))
    phases = PhaseShape(many=True)
    vacancy_reason = serializers.CharField(allow_blank=True)
    locked = serializers.BooleanField()
    acknowledged_at = InstantField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = InstantField()


class HolderShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    person = PersonRef(allow_null=True)
    start = InstantField()
    end = InstantField()
    state = serializers.ChoiceField(choices=list(AssignmentState))


class ShiftShape(_OnDutyDay):
    """A seat of a post on a duty day with those who hold it."""

    day_kind = serializers.ChoiceField(choices=list(DayKind))
    start = InstantField()
    end = InstantField()
    phases = PhaseShape(many=True)
    assignments = HolderShape(many=True)


class ReasonShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()


class CandidateShape(serializers.Serializer[Any]):
    """`reasons`: why not, or what to mind; `load`: burden points of three years."""

    person = PersonRef()
    allowed = serializers.BooleanField()
    reasons = ReasonShape(many=True)
    load = serializers.FloatField()


class GapShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["vacancy", "ineligible", "outdated", "unreachable"])
    assignment = serializers.UUIDField()
    unit = UnitRef()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    day = DayField()
    person = serializers.CharField(allow_null=True)
    reasons = ReasonShape(many=True)
    text = serializers.CharField()


class NotOnDutyShape(serializers.Serializer[Any]):
    """Somebody listed for none of the posts that their unit staffs in the period."""

    unit = serializers.CharField()
    person = serializers.CharField()


class CoverageShape(serializers.Serializer[Any]):
    """Of the units one sees."""

    complete = serializers.BooleanField()
    seats = serializers.IntegerField()
    filled = serializers.IntegerField()
    units = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    unconfirmed = serializers.ListField(child=serializers.CharField())
    returned = serializers.ListField(child=serializers.CharField(), help_text="of the unconfirmed, those sent back")
    gaps = GapShape(many=True)
    not_on_duty = NotOnDutyShape(many=True)


class SeatShape(serializers.Serializer[Any]):
    assignment = serializers.UUIDField()
    version = serializers.IntegerField()
    unit = UnitRef()
    day = DayField()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    start = InstantField()
    end = InstantField()
    before = PersonRef(allow_null=True)


class SeatStepShape(SeatShape):
    """`person` takes the seat; null leaves it empty."""

    person = PersonRef(allow_null=True)


def step_body(step: ShownStep) -> dict[str, Any]:
    person = step.person
    taker = person_ref(person.pk, person.name, person.position) if person else None
    return seat_body(step.seat) | {"person": taker}


def seat_body(seat: Assignment) -> dict[str, Any]:
    person = seat.person
    return {
        "assignment": str(seat.pk),
        "version": seat.version,
        "unit": unit_ref(seat.shift.unit.code, seat.shift.unit.name),
        "day": seat.shift.day.isoformat(),
        "post": seat.shift.post,
        "seat": seat.shift.seat,
        "start": instant_text(seat.start),
        "end": instant_text(seat.end),
        "before": person_ref(person.pk, person.name, person.position) if person else None,
    }


SHIFT_FIELDS = (
    "id", "unit__code", "unit__name", "tier", "post", "seat", "period_id", "period__name", "period__state", "day",
    "day_kind", "start", "end", "unit_id", "roster__words",
)  # fmt: skip


ASSIGNMENT_FIELDS = (
    "id", "shift_id", "start", "end", "person_id", "person__name", "person__position", "vacancy_causes",
    "is_pinned", "acknowledged_at", "version", "updated_at", "shift__unit__code", "shift__unit__name", "shift__tier",
    "shift__post", "shift__seat", "shift__day", "shift__period_id", "shift__period__name", "shift__period__state", "words", "shift__unit_id", "shift__roster__words",
)  # fmt: skip


def assignment_shape(row: Mapping[str, Any], phases: Iterable[Phase]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_ref(row["shift__unit__code"], row["shift__unit__name"]),
        "tier": row["shift__tier"],
        "post": row["shift__post"],
        "seat": row["shift__seat"],
        "period": period_ref(row["shift__period_id"], row["shift__period__name"]),
        "day": row["shift__day"].isoformat(),
        "start": instant_text(row["start"]),
        "end": instant_text(row["end"]),
        "person": person_ref(row["person_id"], row["person__name"], row["person__position"]),
        "state": _state(row, row["shift__period__state"]),
        "phases": [phase_shape(phase) for phase in clip(phases, row["start"], row["end"])],
        "vacancy_reason": "" if row["person_id"] else _vacancy_reason(row["vacancy_causes"]),
        "locked": row["is_pinned"],
        "acknowledged_at": optional_instant(row["acknowledged_at"]),
        "version": row["version"],
        "updated_at": instant_text(row["updated_at"]),
    }


def holder_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "person": person_ref(row["person_id"], row["person__name"], row["person__position"]),
        "start": instant_text(row["start"]),
        "end": instant_text(row["end"]),
        "state": _state(row, row["shift__period__state"]),
    }


def shift_shape(
    row: Mapping[str, Any], phases: Iterable[Phase], holders: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_ref(row["unit__code"], row["unit__name"]),
        "tier": row["tier"],
        "post": row["post"],
        "seat": row["seat"],
        "period": period_ref(row["period_id"], row["period__name"]),
        "day": row["day"].isoformat(),
        "day_kind": row["day_kind"],
        "start": instant_text(row["start"]),
        "end": instant_text(row["end"]),
        "phases": list(map(phase_shape, phases)),
        "assignments": list(map(holder_shape, holders)),
    }


def candidate_shape(candidate: SeatCandidate) -> dict[str, Any]:
    person = candidate.person
    return {
        "person": person_ref(person.pk, person.name, person.position),
        "allowed": candidate.allowed,
        "reasons": reasons_shape(candidate.reasons),
        "load": round(candidate.load, 2),
    }


def coverage_shape(found: Coverage) -> dict[str, Any]:
    return {
        "complete": found.is_complete,
        "seats": found.seats,
        "filled": found.filled,
        "units": found.units,
        "confirmed": found.confirmed,
        "unconfirmed": list(found.unconfirmed),
        "returned": list(found.returned),
        "gaps": list(map(_gap_shape, found.gaps)),
        "not_on_duty": [{"unit": unit, "person": person} for unit, person in found.not_on_duty],
    }


def _gap_shape(gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind,
        "assignment": gap.assignment_id,
        "unit": unit_ref(gap.unit_code, gap.unit_name),
        "post": gap.post,
        "seat": gap.seat,
        "day": gap.day.isoformat(),
        "person": gap.person_name or None,
        "reasons": reasons_shape(gap.reasons),
        "text": gap_sentence(gap),
    }


def reasons_shape(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    return [{"code": reason.code, "text": reason_text(reason)} for reason in reasons]


def _vacancy_reason(causes: Iterable[Mapping[str, Any]]) -> str:
    return reasons_text(Reason(cause["code"], cause.get("params", {})) for cause in causes)


def _state(row: Mapping[str, Any], period_state: str) -> str:
    """As Assignment.state, from values()."""
    if row["person_id"] is None:
        return AssignmentState.VACANT
    if period_state not in (PeriodState.PUBLISHED, PeriodState.CLOSED):
        return AssignmentState.PROPOSED
    return AssignmentState.ACKNOWLEDGED if row["acknowledged_at"] else AssignmentState.PUBLISHED
