"""The rules of a county as a file for others, and a file of another county as a draft."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from rostering.permissions import check_draft_policies
from rostering.policies.models import PolicyVersion
from rostering.policy_lab.queries.comparing import Comparison, compared
from rostering.policy_lab.queries.files import file_of
from rostering.policy_lab.queries.versions import present_version
from rostering.policy_lab.rules.files import MOST_BYTES
from rostering.policy_lab.services.files import loaded, look_at_policy, read_policy, take_policy
from rostering.policy_lab.shapes import PolicyFileShape, TakenPolicyShape, policy_shape
from units.api.inputs import LARGEST, Body
from units.api.views import ApiView, find
from units.enums import Scope
from units.errors import InvalidInput


class PolicyFileDetail(ApiView):
    """A published version for other counties: rules and where they come from, no units, no people."""

    read_scope = Scope.ROSTER_READ
    shape = PolicyFileShape

    def get(self, request: Request, number: int) -> Response:
        versions = PolicyVersion.objects.visible_to(self.user).with_rules()
        found = versions.select_related("county__lead_office", "published_by__unit").prefetch_related("origins")
        return Response(file_of(find(found, number=number)))


class ImportPolicyBody(Body):
    """`file`: as another county's `policies/{number}/file/` gave it. `against`: the version to compare with, by default
    the one in force."""

    file = serializers.DictField()
    against = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)
    dry_run = serializers.BooleanField(required=False, default=False)


class ImportPolicy(ApiView):
    """A file becomes a draft that says where it came from; it is never published at once. A dry run answers 200."""

    write_scope = Scope.ROSTER_WRITE
    body = ImportPolicyBody
    shape = TakenPolicyShape
    write_status = 201
    body_limit = 2 * MOST_BYTES

    def post(self, request: Request) -> Response:
        check_draft_policies(self.user)
        given, against = self.given["file"], self._against()
        county, file = self.county, read_policy(given)
        if self.given["dry_run"]:
            tried = look_at_policy(county=county, file=file, by=self.user, against=against)
            return Response(_body(tried, dry_run=True))
        found = compared(loaded(take_policy(county=county, file=file, by=self.user)), against)
        location = reverse("api-policy", [found.version.number], request=request)
        return Response(_body(found, dry_run=False), status=201, headers={"Location": location})

    def _against(self) -> PolicyVersion | None:
        """Raises InvalidInput for a version that the caller can't see."""
        if "against" not in self.given:
            return present_version(self.county)
        found = PolicyVersion.objects.visible_to(self.user).with_rules().filter(number=self.given["against"]).first()
        if found is None:
            raise InvalidInput("unknown_version", _("没有这一版制度"), field="against")
        return found


def _body(found: Comparison, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "policy": policy_shape(found.version),
        "against": found.against.number if found.against else None,
        "changes": [{"cell": change.label, "before": change.before, "after": change.after} for change in found.changes],
        "new_tiers": found.new_tiers,
        "new_posts": found.new_posts,
        "gone_posts": found.gone_posts,
        "problems": found.problems,
    }
