"""Several proposals for an open period, to be compared; taking one; taking a step back; locking seats."""

from typing import Any
from uuid import UUID

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from rostering.engine.tiers import Tier
from rostering.enums import Emphasis, JobState, StepKind
from rostering.generation.api.jobs import job_body
from rostering.generation.queries.proposals import changes, find_offer, offers
from rostering.generation.services.proposals import adopt_proposal, discard_proposal, start_proposals
from rostering.generation.services.undo import undo_step
from rostering.generation.shapes import JobShape
from rostering.jobs.models import Job
from rostering.permissions import check_manage_periods
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.api.assignments import AssignmentView, found_seat
from rostering.seats.services.assignments import lock_seat
from rostering.seats.shapes import SeatStepShape, step_body
from units.api.etags import check_match, tagged
from units.api.fields import InstantField, instant_text
from units.api.inputs import LARGEST, Body
from units.api.rows import RowShape
from units.api.views import ApiView, find
from units.enums import Scope
from units.models import User


class ObjectiveTierShape(serializers.Serializer[Any]):
    """One tier of the objective, less is better; nothing below `bound` is possible."""

    name = serializers.ChoiceField(choices=list(Tier))
    value = serializers.IntegerField()
    bound = serializers.IntegerField()
    proven = serializers.BooleanField()


class ProposalShape(serializers.Serializer[Any]):
    """`tiers` and counts are null until it is ready; `present` is what the tiers came to on the seats as they stood."""

    id = serializers.UUIDField()
    emphasis = serializers.ChoiceField(choices=list(Emphasis))
    seed = serializers.IntegerField()
    state = serializers.ChoiceField(choices=list(JobState))
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    vacancies = serializers.IntegerField(allow_null=True)
    people = serializers.IntegerField(allow_null=True)
    tiers = ObjectiveTierShape(many=True, allow_null=True)
    present = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    failure = serializers.CharField(allow_blank=True)
    created_at = InstantField()


class ProposalsShape(serializers.Serializer[Any]):
    proposals = ProposalShape(many=True)


class ProposalDetailShape(ProposalShape):
    """`changes` are the first of `changed` seats that would have another holder than now."""

    changed = serializers.IntegerField()
    changes = SeatStepShape(many=True)


class ProposalsBody(Body):
    """One proposal for each emphasis; `seed` draws between equally good plans."""

    emphases = serializers.ListField(
        child=serializers.ChoiceField(choices=list(Emphasis)), min_length=1, max_length=len(Emphasis)
    )
    seed = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST)


class PeriodProposals(ApiView):
    """The proposals of a period, oldest first; POST asks for more, made in the background."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    body = ProposalsBody
    shape = ProposalsShape
    write_status = 202

    def get(self, request: Request, pk: UUID) -> Response:
        return Response(_listed(_period(self.user, pk), self.user))

    def post(self, request: Request, pk: UUID) -> Response:
        period = _period(self.user, pk)
        emphases = [Emphasis(one) for one in self.given["emphases"]]
        start_proposals(period=period, emphases=emphases, by=self.user, seed=self.given.get("seed"))
        return Response(_listed(period, self.user), status=202)


class ProposalDetail(ApiView):
    """What it comes to and what it would change. DELETE throws it away."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    shape = ProposalDetailShape

    def get(self, request: Request, pk: UUID) -> Response:
        found = _found(self.user, pk)
        different = changes(found, self.user)
        return Response(
            {**_proposal(found), "changed": different.count, "changes": list(map(step_body, different.lines))}
        )

    def delete(self, request: Request, pk: UUID) -> Response:
        discard_proposal(proposal=_found(self.user, pk), by=self.user)
        return Response(status=204)


class AdoptProposal(ApiView):
    """Puts it on the seats in the background: each unit held against the rules of now, those that can't be left alone."""

    write_scope = Scope.ROSTER_WRITE
    shape = JobShape
    write_status = 202

    def post(self, request: Request, pk: UUID) -> Response:
        job = adopt_proposal(proposal=_found(self.user, pk), by=self.user)
        location = reverse("api-job", [job.pk], request=request)
        return Response(job_body(self.user, job.pk), status=202, headers={"Location": location})


class UndoneShape(RowShape):
    """The step taken back: who made it, when, and how many seats are as they were."""

    kind = serializers.ChoiceField(choices=list(StepKind))
    by = serializers.CharField(allow_blank=True)
    at = InstantField()
    seats = serializers.IntegerField()


class UndoStep(ApiView):
    """Takes the last step of an open period back: a change by hand, a generation, a proposal taken."""

    write_scope = Scope.ROSTER_WRITE
    shape = UndoneShape

    def post(self, request: Request, pk: UUID) -> Response:
        step = undo_step(period=find(DutyPeriod.objects.visible_to(self.user), pk=pk), by=self.user)
        return Response(UndoneShape.of(step))


class LockBody(Body):
    """`version`: the one the caller looked at."""

    locked = serializers.BooleanField()
    version = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)


class LockAssignment(AssignmentView):
    """Keeps the person on the seat when the rest is proposed anew, or lets them go again."""

    body = LockBody

    def post(self, request: Request, pk: UUID) -> Response:
        assignment = found_seat(self.user, pk)
        matched = check_match(request, {"version": assignment.version})
        version = self.given.get("version", assignment.version if matched is None else matched)
        lock_seat(assignment=assignment, locked=self.given["locked"], by=self.user, expected_version=version)
        return tagged(request, self.body_of(pk))


def _period(user: User, pk: UUID) -> DutyPeriod:
    check_manage_periods(user)
    return find(DutyPeriod.objects.visible_to(user), pk=pk)


def _found(user: User, pk: UUID) -> Job:
    check_manage_periods(user)
    found = find_offer(user, pk)
    if found is None:
        raise Http404
    return found


def _listed(period: DutyPeriod, user: User) -> dict[str, Any]:
    return {"proposals": [_proposal(offer.job) for offer in offers(period, user)]}


def _proposal(job: Job) -> dict[str, Any]:
    result = job.result if job.state == JobState.SUCCEEDED and job.result else {}
    return {
        "id": str(job.pk),
        "emphasis": job.parameters["emphasis"],
        "seed": job.seed,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "vacancies": result.get("vacancies"),
        "people": result.get("people"),
        "tiers": result.get("tiers"),
        "present": result.get("present"),
        "failure": job.failure,
        "created_at": instant_text(job.created_at),
    }
