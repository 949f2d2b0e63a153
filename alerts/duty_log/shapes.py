"""The duty log, handovers and leave-post reports."""

from rest_framework import serializers

from alerts.api.shapes import IncidentRef
from alerts.enums import HandoverState, LeaveState, LogState
from units.api.fields import InstantField
from units.api.rows import RowShape, UserNameField
from units.api.shapes import PersonRef, UnitRef


class LogEntryShape(RowShape):
    id = serializers.UUIDField()
    unit = UnitRef()
    person = PersonRef(allow_null=True)
    at = InstantField()
    caller = serializers.CharField(allow_blank=True)
    caller_unit = serializers.CharField(allow_blank=True)
    matter = serializers.CharField(allow_blank=True)
    handled = serializers.CharField(allow_blank=True)
    reported_to = serializers.CharField(allow_blank=True)
    reported_at = InstantField(allow_null=True)
    incident = IncidentRef(allow_null=True)
    state = serializers.ChoiceField(choices=list(LogState))
    done_at = InstantField(allow_null=True)
    written_by = UserNameField(allow_null=True)
    written_at = InstantField()

    kept = True


class OpenItem(RowShape):
    id = serializers.UUIDField(source="logentry_id")
    at = InstantField(source="logentry__at")
    matter = serializers.CharField(source="logentry__matter")


class HandoverShape(RowShape):
    """`open_items`: what the log still had open when it was offered."""

    id = serializers.UUIDField()
    unit = UnitRef()
    assignment = serializers.UUIDField(source="outgoing_id")
    outgoing = PersonRef(source="outgoing__person", allow_null=True)
    incoming = PersonRef(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    open_items = OpenItem(many=True)
    state = serializers.ChoiceField(choices=list(HandoverState))
    offered_at = InstantField()
    offered_by = UserNameField(allow_null=True)
    accepted_at = InstantField(allow_null=True)
    accepted_by = UserNameField(allow_null=True)

    also = ("outgoing__words",)
    kept = True


class LeavePostShape(RowShape):
    id = serializers.UUIDField()
    unit = UnitRef()
    assignment = serializers.UUIDField(source="assignment_id")
    person = PersonRef()
    reason = serializers.CharField()
    incident = IncidentRef(allow_null=True)
    covered_by = PersonRef(allow_null=True)
    left_at = InstantField()
    expected_back = InstantField()
    state = serializers.ChoiceField(choices=list(LeaveState))
    returned_at = InstantField(allow_null=True)
    filed_by = UserNameField(allow_null=True)

    kept = True
