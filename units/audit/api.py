"""The audit trail for the county office and the auditor."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from units.api import shapes
from units.api.choosing import chosen_unit
from units.api.inputs import SpanQuery
from units.api.pagination import page_of_rows
from units.api.views import ApiView
from units.audit.models import AuditEvent
from units.enums import Scope


class AuditQuery(SpanQuery):
    unit = serializers.CharField(required=False, max_length=32)
    action = serializers.CharField(required=False, max_length=60)
    object_type = serializers.CharField(required=False, max_length=60)
    object_id = serializers.CharField(required=False, max_length=64)


class AuditEvents(ApiView):
    """Who did what, newest first."""

    read_scope = Scope.AUDIT_READ
    query = AuditQuery
    shape = shapes.AuditEventShape
    is_list = True

    def get(self, request: Request) -> Response:
        rows = AuditEvent.objects.visible_to(self.user)
        unit = chosen_unit(self.user, self.params)
        exact = {name: self.params[name] for name in ("action", "object_type", "object_id") if name in self.params}
        span = {"at__gte": self.params.get("from"), "at__lt": self.params.get("to"), "unit": unit}
        rows = rows.filter(**exact, **{name: value for name, value in span.items() if value is not None})
        page = page_of_rows(
            request,
            rows.values(*shapes.AUDIT_FIELDS),
            self.params,
            ("-at", "-id"),
            lambda found: list(map(shapes.audit_shape, found)),
        )
        return Response(page)
