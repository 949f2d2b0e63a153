"""What seats, who holds them and what stands against it look like."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from rostering.engine.problem import Reason
from rostering.enums import AssignmentState, DayKind, NoWay, PeriodState
from rostering.policies.rules.policy import Phase, clip
from rostering.policies.shapes import PhaseShape, phase_shape
from rostering.reasons import reason_text, reasons_text
from rostering.rosters.shapes import PeriodRef
from rostering.seats.queries.candidates import SeatCandidate
from rostering.seats.queries.coverage import Coverage, Gap, gap_sentence
from rostering.seats.queries.moves import ShownStep
from rostering.seats.queries.reach import Unreached
from units.api.fields import DayField, InstantField, TierField, person_ref, unit_ref
from units.api.rows import RowShape
from units.api.shapes import PersonRef, UnitRef

# What as_kept reads beside a seat's own words: its unit, its roster.
_SEAT_WORDS = ("shift_id", "shift__period__state", "shift__unit_id", "shift__roster__words")


class AssignmentShape(RowShape):
    """Who holds a seat, or a part of its shift; `person` null is a vacancy with its reason.

    `locked`: set or kept by hand, proposals leave it alone.
    """

    id = serializers.UUIDField()
    unit = UnitRef(source="shift__unit")
    tier = TierField(source="shift__tier")
    post = serializers.CharField(source="shift__post")
    seat = serializers.IntegerField(source="shift__seat")
    period = PeriodRef(source="shift__period")
    day = DayField(source="shift__day")
    start = InstantField()
    end = InstantField()
    person = PersonRef(allow_null=True)
    state = serializers.ChoiceField(choices=list(AssignmentState))
    phases = PhaseShape(many=True)
    vacancy_reason = serializers.CharField(allow_blank=True)
    locked = serializers.BooleanField(source="is_pinned")
    acknowledged_at = InstantField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = InstantField()

    also = (*_SEAT_WORDS, "vacancy_causes")
    kept = True

    @staticmethod
    def read_state(row: Mapping[str, Any]) -> str:
        return _state(row)

    @staticmethod
    def read_phases(row: Mapping[str, Any], phases: Iterable[Phase]) -> list[dict[str, Any]]:
        """Those of the shift, cut to the part that is held."""
        return [phase_shape(phase) for phase in clip(phases, row["start"], row["end"])]

    @staticmethod
    def read_vacancy_reason(row: Mapping[str, Any]) -> str:
        causes = () if row["person_id"] else row["vacancy_causes"]
        return reasons_text(Reason(cause["code"], cause.get("params", {})) for cause in causes)


class HolderShape(RowShape):
    id = serializers.UUIDField()
    person = PersonRef(allow_null=True)
    start = InstantField()
    end = InstantField()
    state = serializers.ChoiceField(choices=list(AssignmentState))

    also = (*_SEAT_WORDS, "acknowledged_at")
    kept = True

    @staticmethod
    def read_state(row: Mapping[str, Any]) -> str:
        return _state(row)


class ShiftShape(RowShape):
    """A seat of a post on a duty day with those who hold it."""

    id = serializers.UUIDField()
    unit = UnitRef()
    tier = TierField()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    period = PeriodRef()
    day = DayField()
    day_kind = serializers.ChoiceField(choices=list(DayKind))
    start = InstantField()
    end = InstantField()
    phases = PhaseShape(many=True)
    assignments = HolderShape(many=True)

    also = ("unit_id", "period__state", "roster__words")


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


class UnreachedShape(serializers.Serializer[Any]):
    """Somebody whom no message reaches for certain; `text` is `why` as a sentence."""

    person = PersonRef()
    unit = UnitRef()
    why = serializers.ChoiceField(choices=list(NoWay))
    text = serializers.CharField()


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
    unreached = UnreachedShape(many=True)


class SeatShape(RowShape):
    assignment = serializers.UUIDField(source="id")
    version = serializers.IntegerField()
    unit = UnitRef(source="shift__unit")
    day = DayField(source="shift__day")
    post = serializers.CharField(source="shift__post")
    seat = serializers.IntegerField(source="shift__seat")
    start = InstantField()
    end = InstantField()
    before = PersonRef(source="person", allow_null=True)


class SeatStepShape(SeatShape):
    """`person` takes the seat; null leaves it empty."""

    person = PersonRef(allow_null=True)

    given = ("person",)


def step_body(step: ShownStep) -> dict[str, Any]:
    person = step.person
    taker = person_ref(person.pk, person.name, person.position) if person else None
    return SeatStepShape.of(step.seat, person=taker)


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
        "unreached": unreached_shape(found.unreached),
    }


def unreached_shape(found: Iterable[Unreached]) -> list[dict[str, Any]]:
    return [
        {
            "person": person_ref(one.person_id, one.name, one.position),
            "unit": unit_ref(one.unit_code, one.unit_name),
            "why": one.why,
            "text": str(one.reason),
        }
        for one in found
    ]


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


def _state(row: Mapping[str, Any]) -> str:
    """As Assignment.state, from values()."""
    if row["person_id"] is None:
        return AssignmentState.VACANT
    if row["shift__period__state"] not in (PeriodState.PUBLISHED, PeriodState.CLOSED):
        return AssignmentState.PROPOSED
    return AssignmentState.ACKNOWLEDGED if row["acknowledged_at"] else AssignmentState.PUBLISHED
