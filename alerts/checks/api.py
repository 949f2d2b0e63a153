"""查岗: plans with their draw, single checks, and the one tap that answers them."""

import secrets

from django.db.models import Count, QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertList, AlertView, TextBody, UnitSpanQuery, named, named_unit
from alerts.checks.models import Check, CheckPlan
from alerts.checks.services import checks
from alerts.checks.services.answers import answering
from alerts.checks.shapes import CheckPlanShape, CheckShape
from alerts.enums import CheckOutcome, CheckState
from rostering.models import DutyPeriod
from units.api.inputs import Body, PageQuery
from units.api.nouns import NounAct, NounDetail, NounView
from units.api.throttling import Bucket
from units.people.api.people import ReasonBody

# Exact in every JSON reader.
LARGEST_SEED = 2**53 - 1
LONGEST_ANSWER = 120


class PlansQuery(PageQuery):
    period = serializers.UUIDField(required=False)


class NewPlan(Body):
    """Without `seed` one is drawn; it is recorded either way. What else is left out is as the county's settings say."""

    period = serializers.UUIDField()
    seed = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_SEED)
    cap = serializers.IntegerField(required=False, min_value=1, max_value=20)
    answer_minutes = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_ANSWER)
    quiet_start = serializers.TimeField(required=False, input_formats=["%H:%M"])
    quiet_end = serializers.TimeField(required=False, input_formats=["%H:%M"])


class PlanView(AlertView, NounView):
    model = CheckPlan
    shape = CheckPlanShape

    def rows(self) -> QuerySet[CheckPlan, CheckPlan]:
        rows: QuerySet[CheckPlan, CheckPlan] = super().rows()
        return rows.annotate(made=Count("checks"))


class CheckPlans(PlanView, AlertList):
    """Plans, latest first: the office's; for units those whose draw is over, to be replayed."""

    query = PlansQuery
    body = NewPlan
    order = ("-drawn_from", "id")
    equal = ()
    route = "api-check-plan"

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        period = named(DutyPeriod.objects.visible_to(self.user), "period", pk=given.pop("period"))
        quiet = (given.pop("quiet_start", None), given.pop("quiet_end", None))
        seed = given.pop("seed", secrets.randbelow(LARGEST_SEED))
        plan = checks.plan_checks(period=period, by=self.user, seed=seed, quiet=quiet, **given)
        return self.made(request, plan.pk)


class CheckPlanDetail(PlanView, NounDetail):
    """One plan."""


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
    answer_minutes = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_ANSWER)


class CheckView(AlertView, NounView):
    model = Check
    shape = CheckShape


class Checks(CheckView, AlertList):
    """Checks, latest first. Those planned for later are the office's alone to know."""

    query = ChecksQuery
    body = NewCheck
    latest = "due_at"
    equal = ("state", "outcome")
    route = "api-check"

    def post(self, request: Request) -> Response:
        unit = named_unit(self.user, self.given["unit"])
        check = checks.ask_unit(by=self.user, **self.given | {"unit": unit})
        return self.made(request, check.pk)


class CheckDetail(CheckView, NounDetail):
    """One check."""


class SendCheck(CheckView, NounAct):
    """Asks a planned check at once instead of at its drawn time."""

    def act(self, row: Check) -> None:
        checks.send_now(check=row, by=self.user)


class AnswerBody(Body):
    """`person`: on whose behalf; without it oneself if one has been asked, else the person first asked."""

    person = serializers.UUIDField(required=False)


class AcknowledgeCheck(CheckView, NounAct):
    """收到: the person asked, a colleague it was escalated to, or leader and office on their behalf."""

    bucket = Bucket.ANSWERS
    body = AnswerBody

    def act(self, row: Check) -> None:
        now = timezone.now()
        person = answering(check=row, by=self.user, now=now, person_id=self.given.get("person"))
        checks.answer(check=row, person=person, now=now, by=self.user)


class CancelCheck(CheckView, NounAct):
    """Planned, or asked and not yet answered."""

    body = ReasonBody

    def act(self, row: Check) -> None:
        checks.cancel_check(check=row, by=self.user, reason=self.given["reason"])


class NoteBody(Body):
    note = serializers.CharField(max_length=300)


class CloseCheck(CheckView, NounAct):
    """The office has phoned: what came of it."""

    body = NoteBody

    def act(self, row: Check) -> None:
        checks.close_check(check=row, by=self.user, note=self.given["note"])


class ReplyToCheck(CheckView, NounAct):
    """What the unit says about it."""

    body = TextBody

    def act(self, row: Check) -> None:
        checks.reply_for_unit(check=row, by=self.user, text=self.given["text"])
