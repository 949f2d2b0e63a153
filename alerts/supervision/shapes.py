"""Rounds and the units seen on them."""

from rest_framework import serializers

from alerts.enums import SupervisionState
from units.api.fields import InstantField
from units.api.rows import RowShape, UserNameField
from units.api.shapes import PersonRef, UnitRef


class VisitShape(RowShape):
    """`found` empty: nothing was wrong. `task`: what follows it up."""

    unit = UnitRef()
    at = InstantField()
    found = serializers.CharField(allow_blank=True)
    task = serializers.UUIDField(source="task_id", allow_null=True)

    kept = True


class SupervisionShape(RowShape):
    id = serializers.UUIDField()
    unit = UnitRef()
    leader = PersonRef()
    route = serializers.CharField()
    state = serializers.ChoiceField(choices=list(SupervisionState))
    started_at = InstantField()
    ended_at = InstantField(allow_null=True)
    recorded_by = UserNameField(allow_null=True)
    version = serializers.IntegerField()

    kept = True
