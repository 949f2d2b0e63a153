"""查岗: plans with their draw, single checks, and the one tap that answers them."""

import secrets
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import (
    ActView,
    AlertView,
    DetailView,
    ListView,
    RowView,
    TextBody,
    UnitSpanQuery,
    created,
    named,
    named_unit,
)
from alerts.checks.models import Check, CheckPlan
from alerts.checks.services import checks
from alerts.checks.services.answers import answering
from alerts.checks.shapes import CHECK_FIELDS, CHECK_PLAN_FIELDS, CheckPlanShape, CheckShape, check_shape
from alerts.checks.shapes import check_plan_shape as plan_shape
from alerts.deadlines import CHECK_ANSWER_MINUTES, CHECKS_PER_PERIOD, QUIET_HOURS
from alerts.enums import CheckOutcome, CheckState
from rostering.models import DutyPeriod
from rostering.rosters.filters import chosen_rows
from units.api.etags import tagged
from units.api.inputs import Body, PageQuery
from units.api.pagination import page_of_rows
from units.api.throttling import Bucket
from units.api.views import find
from units.models import User
from units.people.api import ReasonBody

# Exact in every JSON reader.
LARGEST_SEED = 2**53 - 1
LONGEST_ANSWER = 120


class PlansQuery(PageQuery):
    period = serializers.UUIDField(required=False)


class NewPlan(Body):
    """Without `seed` one is drawn; it is recorded either way."""

    period = serializers.UUIDField()
    seed = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_SEED)
    cap = serializers.IntegerField(required=False, default=CHECKS_PER_PERIOD, min_value=1, max_value=20)
    answer_minutes = serializers.IntegerField(
        required=False, default=CHECK_ANSWER_MINUTES, min_value=1, max_value=LONGEST_ANSWER
    )
    quiet_start = serializers.TimeField(required=False, default=QUIET_HOURS[0], input_formats=["%H:%M"])
    quiet_end = serializers.TimeField(required=False, default=QUIET_HOURS[1], input_formats=["%H:%M"])


class CheckPlans(AlertView):
    """Plans, latest first: the office's; for units those whose draw is over, to be replayed."""

    query = PlansQuery
    body = NewPlan
    shape = CheckPlanShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        rows = _plans(self.user).filter(**chosen_rows(self.user, self.params))
        order = ("-drawn_from", "id")
        return Response(page_of_rows(request, rows, self.params, order, lambda found: list(map(plan_shape, found))))

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        period = named(DutyPeriod.objects.visible_to(self.user), "period", pk=given.pop("period"))
        quiet = (given.pop("quiet_start"), given.pop("quiet_end"))
        seed = given.pop("seed", secrets.randbelow(LARGEST_SEED))
        plan = checks.plan_checks(period=period, by=self.user, seed=seed, quiet=quiet, **given)
        return created(request, plan_shape(find(_plans(self.user), pk=plan.pk)), "api-check-plan")


class CheckPlanDetail(AlertView):
    """One plan."""

    shape = CheckPlanShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, plan_shape(find(_plans(self.user), pk=pk)))


class ChecksQuery(UnitSpanQuery):
    """By the time they are due, half-open."""

    period = serializers.UUIDField(required=False)
    person = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=list(CheckState), required=False)
    outcome = serializers.ChoiceField(choices=list(CheckOutcome), required=False)


class NewCheck(Body):
    """An unplanned check. `exception`: in spite of the cap and of quiet hours."""

    unit = serializers.CharField(max_length=32)
    reason = serializers.CharField(max_length=300)
    exception = serializers.BooleanField(required=False, default=False)
    answer_minutes = serializers.IntegerField(
        required=False, default=CHECK_ANSWER_MINUTES, min_value=1, max_value=LONGEST_ANSWER
    )


class CheckView(RowView):
    model = Check
    fields = CHECK_FIELDS
    shape = CheckShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return list(map(check_shape, rows))


class Checks(CheckView, ListView):
    """Checks, latest first. Those planned for later are the office's alone to know."""

    query = ChecksQuery
    body = NewCheck
    latest = "due_at"
    equal = ("state", "outcome")

    def post(self, request: Request) -> Response:
        unit = named_unit(self.user, self.given["unit"])
        check = checks.ask_unit(by=self.user, **self.given | {"unit": unit})
        return created(request, self.body_of(check.pk), "api-check")


class CheckDetail(CheckView, DetailView):
    """One check."""


class SendCheck(CheckView, ActView):
    """Asks a planned check at once instead of at its drawn time."""

    def act(self, row: Check) -> None:
        checks.send_now(check=row, by=self.user)


class AnswerBody(Body):
    """`person`: on whose behalf; without it oneself if one has been asked, else the person first asked."""

    person = serializers.UUIDField(required=False)


class AcknowledgeCheck(CheckView, ActView):
    """收到: the person asked, a colleague it was escalated to, or leader and office on their behalf."""

    bucket = Bucket.ANSWERS
    body = AnswerBody

    def act(self, row: Check) -> None:
        now = timezone.now()
        person = answering(check=row, by=self.user, now=now, person_id=self.given.get("person"))
        checks.answer(check=row, person=person, now=now, by=self.user)


class CancelCheck(CheckView, ActView):
    """Planned, or asked and not yet answered."""

    body = ReasonBody

    def act(self, row: Check) -> None:
        checks.cancel_check(check=row, by=self.user, reason=self.given["reason"])


class NoteBody(Body):
    note = serializers.CharField(max_length=300)


class CloseCheck(CheckView, ActView):
    """The office has phoned: what came of it."""

    body = NoteBody

    def act(self, row: Check) -> None:
        checks.close_check(check=row, by=self.user, note=self.given["note"])


class ReplyToCheck(CheckView, ActView):
    """What the unit says about it."""

    body = TextBody

    def act(self, row: Check) -> None:
        checks.reply_for_unit(check=row, by=self.user, text=self.given["text"])


def _plans(user: User) -> Any:
    return CheckPlan.objects.visible_to(user).annotate(made=Count("checks")).values(*CHECK_PLAN_FIELDS)
