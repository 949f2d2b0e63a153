"""The duty rules: versions, and what they say at an instant."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.api.schema import TIERS, PolicyShape, ResolvedShape
from rostering.api.shapes import policy_shape
from rostering.models import PolicyVersion
from rostering.selectors.policy import obligation_shape, resolve_obligation
from units.api.etags import tagged
from units.api.fields import InstantField
from units.api.inputs import PageQuery, Query
from units.api.pagination import page_of_list
from units.api.views import ApiView, find
from units.domain.enums import Scope


class Policies(ApiView):
    """Versions with their posts and phases, newest first."""

    read_scope = Scope.ROSTER_READ
    query = PageQuery
    shape = PolicyShape
    is_list = True

    def get(self, request: Request) -> Response:
        versions = PolicyVersion.objects.visible_to(self.user).with_rules().order_by("-number")
        return Response(page_of_list(request, list(versions), self.params, policy_shape))


class PolicyDetail(ApiView):
    """One version."""

    read_scope = Scope.ROSTER_READ
    shape = PolicyShape

    def get(self, request: Request, number: int) -> Response:
        version: Any = find(PolicyVersion.objects.visible_to(self.user).with_rules(), number=number)
        # A published version never changes; its own number is not a version of this resource.
        return tagged(request, policy_shape(version))


class ResolveQuery(Query):
    tier = serializers.ChoiceField(choices=TIERS)
    post = serializers.CharField(max_length=40)
    at = InstantField()


class ResolvePolicy(ApiView):
    """What (tier, post) owes at an instant, and from when to when."""

    read_scope = Scope.ROSTER_READ
    query = ResolveQuery
    shape = ResolvedShape

    def get(self, request: Request) -> Response:
        phase = resolve_obligation(self.county, self.params["tier"], self.params["post"], self.params["at"])
        return Response(obligation_shape(phase))
