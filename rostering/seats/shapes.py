"""What seats, who holds them and what stands against it look like."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from rostering.engine.problem import Reason
from rostering.enums import AssignmentState, DayKind, NoWay, PeriodState
from rostering.policies.rules.policy import Phase, clip
from rostering.policies.shapes import PhaseShape
from rostering.reasons import reason_text, reasons_text
from rostering.rosters.shapes import PeriodRef
from rostering.seats.queries.coverage import Coverage, Gap, gap_sentence
from rostering.seats.queries.moves import ShownStep
from rostering.seats.queries.reach import Unreached
from units.api.fields import DayField, InstantField, TierField, person_ref
from units.api.objects import ObjectShape
from units.api.rows import RoundedField, RowShape, TextOrNullField
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
        return PhaseShape.each(clip(phases, row["start"], row["end"]))

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


class ReasonShape(ObjectShape):
    code = serializers.CharField()
    text = serializers.CharField()

    @staticmethod
    def read_text(reason: Reason) -> str:
        return reason_text(reason)


class CandidateShape(ObjectShape):
    """`reasons`: why not, or what to mind; `load`: burden points of three years."""

    person = PersonRef()
    allowed = serializers.BooleanField()
    reasons = ReasonShape(many=True)
    load = RoundedField()


class GapShape(ObjectShape):
    kind = serializers.ChoiceField(choices=["vacancy", "ineligible", "outdated", "unreachable"])
    assignment = serializers.UUIDField(source="assignment_id")
    unit = UnitRef()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    day = DayField()
    person = TextOrNullField(allow_null=True, source="person_name")
    reasons = ReasonShape(many=True)
    text = serializers.CharField()

    @staticmethod
    def read_text(gap: Gap) -> str:
        return gap_sentence(gap)


class NotOnDutyShape(serializers.Serializer[Any]):
    """Somebody listed for none of the posts that their unit staffs in the period."""

    unit = serializers.CharField()
    person = serializers.CharField()


class UnreachedShape(ObjectShape):
    """Somebody whom no message reaches for certain; `text` is `why` as a sentence."""

    person = PersonRef()
    unit = UnitRef()
    why = serializers.ChoiceField(choices=list(NoWay))
    text = serializers.CharField()

    @staticmethod
    def read_text(one: Unreached) -> str:
        return str(one.reason)


class CoverageShape(ObjectShape):
    """Of the units one sees."""

    complete = serializers.BooleanField(source="is_complete")
    seats = serializers.IntegerField()
    filled = serializers.IntegerField()
    units = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    unconfirmed = serializers.ListField(child=serializers.CharField())
    returned = serializers.ListField(child=serializers.CharField(), help_text="of the unconfirmed, those sent back")
    gaps = GapShape(many=True)
    not_on_duty = NotOnDutyShape(many=True)
    unreached = UnreachedShape(many=True)

    @staticmethod
    def read_not_on_duty(found: Coverage) -> list[dict[str, str]]:
        return [{"unit": unit, "person": person} for unit, person in found.not_on_duty]


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


class SeatNowShape(RowShape):
    """A seat as it is, for whoever has just changed many."""

    assignment = serializers.UUIDField(source="id")
    version = serializers.IntegerField()
    unit = UnitRef(source="shift__unit")
    day = DayField(source="shift__day")
    post = serializers.CharField(source="shift__post")
    seat = serializers.IntegerField(source="shift__seat")
    person = PersonRef(allow_null=True)
    locked = serializers.BooleanField(source="is_pinned")


class LeftSeatShape(ObjectShape):
    """Somebody whom rules keep off the seat, with every reason."""

    assignment = serializers.UUIDField(source="assignment_id")
    person = serializers.CharField(source="person_name")
    reasons = ReasonShape(many=True)


class SeatStepShape(SeatShape):
    """`person` takes the seat; null leaves it empty."""

    person = PersonRef(allow_null=True)

    given = ("person",)


def step_body(step: ShownStep) -> dict[str, Any]:
    person = step.person
    taker = person_ref(person.pk, person.name, person.position) if person else None
    return SeatStepShape.of(step.seat, person=taker)


def _state(row: Mapping[str, Any]) -> str:
    """As Assignment.state, from values()."""
    if row["person_id"] is None:
        return AssignmentState.VACANT
    if row["shift__period__state"] not in (PeriodState.PUBLISHED, PeriodState.CLOSED):
        return AssignmentState.PROPOSED
    return AssignmentState.ACKNOWLEDGED if row["acknowledged_at"] else AssignmentState.PUBLISHED
