"""Revisions of a period: what was published and amended when, and what each changed."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.periods.shapes import DiffShape, RevisionShape, seat_change_body
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RosterRevision
from rostering.seats.queries.revisions import revision_diff
from units.api.inputs import PageQuery, Query
from units.api.pagination import page_of_rows
from units.api.views import ApiView, find
from units.enums import Scope
from units.errors import InvalidInput


class Revisions(ApiView):
    """What was published and amended when, oldest first."""

    read_scope = Scope.ROSTER_READ
    query = PageQuery
    shape = RevisionShape
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        period = find(DutyPeriod.objects.visible_to(self.user), pk=pk)
        return Response(page_of_rows(request, revision_rows(period), self.params, ("number",), RevisionShape.bodies))


class DiffQuery(Query):
    against = serializers.IntegerField(required=False, min_value=0, max_value=1_000_000)


class RevisionDiff(ApiView):
    """What a revision changed, by default against the one before it; against 0 = everything."""

    read_scope = Scope.ROSTER_READ
    query = DiffQuery
    shape = DiffShape

    def get(self, request: Request, pk: UUID, number: int) -> Response:
        period = find(DutyPeriod.objects.visible_to(self.user), pk=pk)
        against = self.params.get("against", number - 1)
        known = {0, *period.revisions.values_list("number", flat=True)}
        if number not in known - {0}:
            raise Http404
        if against not in known:
            raise InvalidInput("unknown_revision", _("没有这一版"), field="against")
        seen = self.user.unit_ids
        changes = [c for c in revision_diff(period, number, against) if seen is None or c.shift.unit_id in seen]
        return Response({"number": number, "against": against, "changes": list(map(seat_change_body, changes))})


def revision_rows(period: DutyPeriod) -> Any:
    return (
        RosterRevision.objects.filter(period=period).annotate(seats=Count("entries")).values(*RevisionShape.columns())
    )
