"""The audit trail for the county office and the auditor."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from units.api.choosing import chosen_unit
from units.api.inputs import SpanQuery
from units.api.nouns import NounList
from units.api.shapes import AuditEventShape
from units.audit.models import AuditEvent
from units.enums import Scope


class AuditQuery(SpanQuery):
    unit = serializers.CharField(required=False, max_length=32)
    action = serializers.CharField(required=False, max_length=60)
    object_type = serializers.CharField(required=False, max_length=60)
    object_id = serializers.CharField(required=False, max_length=64)
    part_of = serializers.UUIDField(required=False)


class AuditEvents(NounList):
    """Who did what, newest first. An import is one event; what it did to each row is `part_of` it, and is listed where that, an
    `action` or an object is asked for."""

    read_scope = Scope.AUDIT_READ
    query = AuditQuery
    model = AuditEvent
    shape = AuditEventShape
    latest = "at"
    order = ("-at", "-id")
    equal = ("action", "object_type", "object_id", "part_of")

    def wanted(self) -> dict[str, Any]:
        return super().wanted() | {"unit": chosen_unit(self.user, self.params)}

    def rows(self) -> "QuerySet[Any, Any]":
        found = AuditEvent.objects.visible_to(self.user)
        return found if any(self.params.get(name) for name in self.equal) else found.acts()
