"""The duty rules: versions, and what they say at an instant; drafts, edited and published."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from rostering.generation.api.jobs import job_body
from rostering.generation.services.laying_anew import reached_by
from rostering.generation.shapes import JobShape
from rostering.permissions import check_draft_policies
from rostering.policies.models import PolicyVersion
from rostering.policies.queries.published import obligation_shape, resolve_obligation
from rostering.policies.shapes import ResolvedShape
from rostering.policy_lab.api.drafts import DraftBody, draft_changes
from rostering.policy_lab.queries.versions import version_problems
from rostering.policy_lab.services import drafts as policy_drafts
from rostering.policy_lab.services.publication import earliest_date, problem_shape, publish_policy
from rostering.policy_lab.services.simulations import start_simulation
from rostering.policy_lab.shapes import PolicyShape, ValidationShape, policy_shape
from units.api.etags import check_match, tagged
from units.api.fields import DayField, InstantField, TierField, local_day, period_ref
from units.api.inputs import LARGEST, Body, PageQuery, Query
from units.api.pagination import page_of_list
from units.api.touching import TouchingBody, TouchingView
from units.api.views import ApiView, find
from units.enums import Scope
from units.errors import InvalidInput
from units.models import User


class NewPolicy(Body):
    """`from_version`: the one to start from, by default the one in force."""

    from_version = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)
    name = serializers.CharField(required=False, max_length=100)


class Policies(ApiView):
    """Versions with their posts and phases, newest first; a new draft is a copy of one."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = PageQuery
    body = NewPolicy
    shape = PolicyShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        versions = _versions(self.user).order_by("-number")
        return Response(page_of_list(request, list(versions), self.params, policy_shape))

    def post(self, request: Request) -> Response:
        check_draft_policies(self.user)
        source = None
        if "from_version" in self.given:
            source = _versions(self.user).filter(number=self.given["from_version"]).first()
            if source is None:
                raise InvalidInput("unknown_version", _("没有这一版制度"), field="from_version")
        draft = policy_drafts.clone_policy(
            county=self.county, by=self.user, source=source, name=self.given.get("name", "")
        )
        location = reverse("api-policy", [draft.number], request=request)
        return tagged(request, policy_body(self.user, draft.number), status=201, location=location)


class PolicyDetail(ApiView):
    """One version; a draft may be edited, sound or not."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    body = DraftBody
    shape = PolicyShape

    def get(self, request: Request, number: int) -> Response:
        return tagged(request, policy_body(self.user, number))

    def patch(self, request: Request, number: int) -> Response:
        version, edits = _found(request, self.user, number)
        changes = draft_changes(self.given, version)
        policy_drafts.update_draft(version=version, changes=changes, by=self.user, expected_edits=edits)
        return tagged(request, policy_body(self.user, number))


class ValidatePolicy(ApiView):
    """What keeps a version from being published, each problem with tier, post and field."""

    write_scope = Scope.ROSTER_WRITE
    shape = ValidationShape

    def post(self, request: Request, draft: int) -> Response:
        version, _edits = _found(request, self.user, draft)
        check_draft_policies(self.user)
        problems = [problem_shape(problem) for problem in version_problems(version)]
        earliest = earliest_date(version, local_day(timezone.now()))
        reached = [period_ref(period.pk, period.name) for period in reached_by(version, earliest)]
        return Response(
            {"sound": not problems, "earliest": earliest.isoformat(), "problems": problems}
            | ({"open_periods": reached} if reached else {})
        )


class SimulateBody(Body):
    """Recorded duty days from `first_day` to `last_day`, both included."""

    first_day = DayField()
    last_day = DayField()


class SimulatePolicy(ApiView):
    """Figures of a version over recorded duty, in the background; the job's `result` holds them."""

    write_scope = Scope.ROSTER_WRITE
    body = SimulateBody
    shape = JobShape
    write_status = 202

    def post(self, request: Request, draft: int) -> Response:
        version, _edits = _found(request, self.user, draft)
        job = start_simulation(version=version, by=self.user, **self.given)
        location = reverse("api-job", [job.pk], request=request)
        return Response(job_body(self.user, job.pk), status=202, headers={"Location": location})


class PublishPolicyBody(TouchingBody):
    effective_from = DayField()


class PublishPolicy(TouchingView):
    """The draft governs from `effective_from` on; the next draft is opened with it."""

    write_scope = Scope.ROSTER_APPROVE
    body = PublishPolicyBody
    shape = PolicyShape

    def post(self, request: Request, draft: int) -> Response:
        version, edits = _found(request, self.user, draft)
        publish_policy(version=version, effective_from=self.given["effective_from"], by=self.user, expected_edits=edits)
        return tagged(request, policy_body(self.user, draft))


class DiscardPolicy(ApiView):
    """Gives a draft up; its rounds stay on record."""

    write_scope = Scope.ROSTER_WRITE
    shape = PolicyShape

    def post(self, request: Request, draft: int) -> Response:
        version, edits = _found(request, self.user, draft)
        policy_drafts.discard_draft(version=version, by=self.user, expected_edits=edits)
        return tagged(request, policy_body(self.user, draft))


class ResolveQuery(Query):
    tier = TierField()
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


def policy_body(user: User, number: int) -> dict[str, Any]:
    return policy_shape(find(_versions(user), number=number))


def _versions(user: User) -> Any:
    rows = PolicyVersion.objects.visible_to(user).with_rules().select_related("county", "cloned_from")
    return rows.prefetch_related("unit_staffing__unit", "origins")


def _found(request: Request, user: User, number: int) -> tuple[PolicyVersion, int | None]:
    """The version a write is about, still as If-Match wants it, with the edits to hold it to (None without the header)."""
    version = find(_versions(user), number=number)
    # `version` in the body is the number people know it by; the whole body says whether it has changed.
    check_match(request, policy_shape(version), whole=True)
    return version, version.edits if "If-Match" in request.headers else None
