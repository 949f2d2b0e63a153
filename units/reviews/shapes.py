"""What tier reviews, their evidence, rounds, record and the screening's suggestions look like."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from units.api.fields import DayField, InstantField, TierField, instant_text, unit_ref
from units.api.rows import RowShape
from units.api.shapes import UnitRef
from units.enums import Cause, RecordState, Stage, SuggestionState
from units.reviews.models.evidence import Consultation, FunctionTransfer
from units.reviews.queries.dossiers import sentence
from units.reviews.rules.stages import IN_HAND, Missing
from units.units.api.affected import NeedShape

KINDS = ("function_transfer", "consultation")


class MissingShape(serializers.Serializer[Any]):
    """`units`: codes of those who have to bring it, empty for nobody's in particular."""

    code = serializers.CharField()
    detail = serializers.CharField()
    units = serializers.ListField(child=serializers.CharField())


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


class EvidenceShape(serializers.Serializer[Any]):
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


def missing_shape(missing: Iterable[Missing]) -> list[dict[str, Any]]:
    return [{"code": one.code, "detail": sentence(one), "units": list(one.units)} for one in missing]


def transfer_shape(row: FunctionTransfer) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": KINDS[0],
        "added_at": instant_text(row.added_at),
        "document_number": row.document_number,
        "document_date": row.document_date.isoformat(),
        "function": row.function,
        "from_unit": unit_ref(row.from_unit.code, row.from_unit.name),
        "to_unit": unit_ref(row.to_unit.code, row.to_unit.name),
        "file_name": row.file_name,
        "content_type": row.content_type,
        "size": row.size,
        "sha256": row.sha256,
        "file": reverse("api-tier-review-file", args=[row.review_id, row.pk]),
    }


def consultation_shape(row: Consultation) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": KINDS[1],
        "added_at": instant_text(row.recorded_at),
        "unit": unit_ref(row.unit.code, row.unit.name),
        "consulted_at": instant_text(row.consulted_at),
        "person_name": row.person_name,
        "opinion": row.opinion,
        "covers": row.covers,
    }


def evidence_shape(row: FunctionTransfer | Consultation) -> dict[str, Any]:
    return transfer_shape(row) if isinstance(row, FunctionTransfer) else consultation_shape(row)
