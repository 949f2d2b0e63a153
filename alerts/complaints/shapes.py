"""投诉建议 for clients."""

from rest_framework import serializers

from alerts.enums import ComplaintAbout, ComplaintKind, ComplaintState
from units.api.fields import InstantField
from units.api.rows import RowShape, TextOrNullField, UserNameField
from units.api.shapes import UnitRef


class ComplaintShape(RowShape):
    """`writer` null: anonymous towards the reader. `unit` null: of no unit."""

    id = serializers.UUIDField()
    unit = UnitRef(allow_null=True)
    writer = TextOrNullField(source="shown_writer", allow_null=True)
    is_anonymous = serializers.BooleanField()
    kind = serializers.ChoiceField(choices=list(ComplaintKind))
    about = serializers.ChoiceField(choices=list(ComplaintAbout))
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=list(ComplaintState))
    written_at = InstantField()
    due_at = InstantField()
    answer = serializers.CharField(allow_blank=True)
    answered_by = UserNameField(allow_null=True)
    answered_at = InstantField(allow_null=True)
    version = serializers.IntegerField()

    kept = True
