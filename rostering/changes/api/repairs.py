"""Proposals that put a published roster right after somebody can't come; `amend/` takes their changes as they stand."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.changes.queries.repairs import Proposal, shown_steps
from rostering.changes.services.apply_repair import repair
from rostering.fairness.queries.lost_seats import Lost
from rostering.permissions import check_repair
from rostering.rosters.filters import chosen_rows
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.shapes import ReasonShape, SeatShape, SeatStepShape, step_body
from units.api.inputs import Body
from units.api.views import ApiView, find
from units.enums import Scope
from units.models import User


class RepairBody(Body):
    """Which seats: of a unit, of a person, or one seat that its holder gives up; without any all that this caller may change."""

    unit = serializers.CharField(required=False, max_length=32)
    person = serializers.UUIDField(required=False)
    seat = serializers.UUIDField(required=False)


class LostShape(SeatShape):
    """A seat whose holder can't come, or that has none, and why."""

    reasons = ReasonShape(many=True)


class RepairProposalShape(serializers.Serializer[Any]):
    """`smallest`: proven that fewer changes can't fill as many seats."""

    changes = SeatStepShape(many=True)
    changed = serializers.IntegerField()
    unfilled = serializers.IntegerField()
    smallest = serializers.BooleanField()


class RepairShape(serializers.Serializer[Any]):
    lost = LostShape(many=True)
    proposals = RepairProposalShape(many=True)


class RepairPeriod(ApiView):
    """Seats that have lost their holder and at most three ways to fill them, the smallest change first. Changes nothing."""

    write_scope = Scope.ROSTER_WRITE
    body = RepairBody
    shape = RepairShape

    def post(self, request: Request, pk: UUID) -> Response:
        period = find(DutyPeriod.objects.visible_to(self.user), pk=pk)
        check_repair(self.user)
        chosen = chosen_rows(self.user, self.given)
        found = repair(
            period=period,
            by=self.user,
            now=timezone.now(),
            unit_id=chosen.get("unit"),
            person_id=chosen.get("person"),
            seat_id=self.given.get("seat"),
        )
        return Response(
            {
                "lost": list(map(_lost, found.lost)),
                "proposals": [_proposal(proposal, self.user) for proposal in found.proposals],
            }
        )


def _lost(one: Lost) -> dict[str, Any]:
    return LostShape.of(one.assignment, reasons=[ReasonShape.of(one.reason)])


def _proposal(proposal: Proposal, user: User) -> dict[str, Any]:
    return {
        "changes": list(map(step_body, shown_steps(proposal, user))),
        "changed": len(proposal.steps),
        "unfilled": proposal.unfilled,
        "smallest": proposal.is_smallest,
    }
