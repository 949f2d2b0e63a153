"""What tier reviews, their evidence, rounds, record and the screening's suggestions look like."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from units.api.fields import DayField, InstantField, TierField, instant_text
from units.api.objects import ABSENT, ObjectShape
from units.api.rows import RowShape
from units.api.shapes import UnitRef
from units.enums import Cause, RecordState, Stage, SuggestionState
from units.reviews.models.evidence import Consultation, FunctionTransfer
from units.reviews.queries.dossiers import sentence
from units.reviews.rules.stages import IN_HAND, Missing
from units.units.api.affected import NeedShape

KINDS = ("function_transfer", "consultation")
Piece = FunctionTransfer | Consultation


class MissingShape(ObjectShape):
    """`units`: codes of those who have to bring it, empty for nobody's in particular."""

    code = serializers.CharField()
    detail = serializers.CharField()
    units = serializers.ListField(child=serializers.CharField())

    @staticmethod
    def read_detail(one: Missing) -> str:
        return sentence(one)


class ReviewShape(RowShape):
    """`started_by`: unit or office. `step_due_at` null outside the stages that are worked on."""

    id = serializers.UUIDField()
    unit = UnitRef()
    current_tier = TierField()
    wanted_tier = TierField()
    reason = serializers.CharField()
    started_by = serializers.ChoiceField(choices=["unit", "office"])
    stage = serializers.ChoiceField(choices=list(Stage))
    stage_since = InstantField()
    step_due_at = InstantField(allow_null=True)
    is_overdue = serializers.BooleanField()
    document_number = serializers.CharField()
    decision_reason = serializers.CharField()
    effective_date = DayField(allow_null=True)
    decided_at = InstantField(allow_null=True)
    withdrawn_reason = serializers.CharField()
    created_at = InstantField()
    updated_at = InstantField()
    version = serializers.IntegerField()

    also = ("by_office",)
    kept = True

    @staticmethod
    def read_started_by(row: Mapping[str, Any]) -> str:
        return "office" if row["by_office"] else "unit"

    @staticmethod
    def read_is_overdue(row: Mapping[str, Any], now: datetime) -> bool:
        return row["stage"] in IN_HAND and row["step_due_at"] is not None and row["step_due_at"] < now


class ReviewDetailShape(ReviewShape):
    """`missing`: what has to be there before the review can leave its stage. `needs`: what the unit has to have for the
    posts of the tier it wants; only for the unit and the office."""

    missing = MissingShape(many=True)
    needs = NeedShape(many=True)


class EvidenceShape(ObjectShape):
    """A function transfer with its file, or the word of a related unit (`kind`); the other kind's members are absent."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    added_at = InstantField()
    document_number = serializers.CharField(required=False)
    document_date = DayField(required=False)
    function = serializers.CharField(required=False)
    from_unit = UnitRef(required=False)
    to_unit = UnitRef(required=False)
    file_name = serializers.CharField(required=False)
    content_type = serializers.CharField(required=False)
    size = serializers.IntegerField(required=False)
    sha256 = serializers.CharField(required=False)
    file = serializers.CharField(required=False, help_text="Address of the file itself")
    unit = UnitRef(required=False)
    consulted_at = InstantField(required=False)
    person_name = serializers.CharField(required=False)
    opinion = serializers.CharField(required=False)
    covers = serializers.BooleanField(required=False, allow_null=True)

    @staticmethod
    def read_kind(row: Piece) -> str:
        return KINDS[isinstance(row, Consultation)]

    @staticmethod
    def read_added_at(row: Piece) -> str:
        return instant_text(row.recorded_at if isinstance(row, Consultation) else row.added_at)

    @staticmethod
    def read_file(row: Piece) -> Any:
        return (
            ABSENT if isinstance(row, Consultation) else reverse("api-tier-review-file", args=[row.review_id, row.pk])
        )


class RoundShape(RowShape):
    """`closed_at` null while it is open."""

    number = serializers.IntegerField()
    question = serializers.CharField()
    finding = serializers.CharField()
    open_points = serializers.CharField()
    opened_at = InstantField()
    closed_at = InstantField(allow_null=True)


class RecordShape(RowShape):
    """`body` is what the SHA-256 over its canonical JSON covers (keys in order, no blanks, UTF-8)."""

    state = serializers.ChoiceField(choices=list(RecordState))
    body = serializers.JSONField()  # type: ignore[assignment]  # a field is no attribute of its serializer
    sha256 = serializers.CharField(source="checksum")
    compiled_at = InstantField(allow_null=True)
    frozen_at = InstantField(allow_null=True)


class SuggestionShape(RowShape):
    """`wanted_tier` null: the facts don't point to one. `review`: the one started from it."""

    id = serializers.UUIDField()
    unit = UnitRef()
    cause = serializers.ChoiceField(choices=list(Cause))
    tier = TierField()
    wanted_tier = TierField(allow_null=True)
    since = DayField()
    figures = serializers.DictField(child=serializers.IntegerField())
    state = serializers.ChoiceField(choices=list(SuggestionState))
    reason = serializers.CharField()
    review = serializers.UUIDField(source="review_id", allow_null=True)
    found_at = InstantField()
