"""查岗: plans with their draw, single checks, and the one tap that answers them."""

import secrets
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView, TextBody, UnitSpanQuery, created, named, named_unit
from alerts.checks.models import Check, CheckPlan
from alerts.checks.services import checks
from alerts.checks.services.answers import answering
from alerts.checks.shapes import CHECK_FIELDS, CHECK_PLAN_FIELDS, CheckPlanShape, CheckShape, check_shape
from alerts.checks.shapes import check_plan_shape as plan_shape
from alerts.deadlines import CHECK_ANSWER_MINUTES, CHECKS_PER_PERIOD, QUIET_HOURS
from alerts.enums import CheckOutcome, CheckState
from rostering.models import DutyPeriod
from rostering.rosters.filters import chosen_rows, given_only
from units.api.etags import check_match, tagged
from units.api.inputs import Body, PageQuery
from units.api.pagination import page_of_rows
from units.api.throttling import Bucket
from units.api.views import find, reader
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


class Checks(AlertView):
    """Checks, latest first. Those planned for later are the office's alone to know."""

    query = ChecksQuery
    body = NewCheck
    shape = CheckShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        wanted = {
            "state": self.params.get("state"),
            "outcome": self.params.get("outcome"),
            "updated_at__gte": self.params.get("updated_since"),
            "due_at__gte": self.params.get("from"),
            "due_at__lt": self.params.get("to"),
        }
        rows = Check.objects.visible_to(self.user).filter(**chosen_rows(self.user, self.params), **given_only(wanted))
        page = page_of_rows(
            request,
            rows.values(*CHECK_FIELDS),
            self.params,
            ("-due_at", "id"),
            lambda found: list(map(check_shape, found)),
        )
        return Response(page)

    def post(self, request: Request) -> Response:
        unit = named_unit(self.user, self.given["unit"])
        check = checks.ask_unit(by=self.user, **self.given | {"unit": unit})
        return created(request, _body(self.user, check.pk), "api-check")


class CheckDetail(AlertView):
    """One check."""

    shape = CheckShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _body(self.user, pk))


class SendCheck(AlertView):
    """Asks a planned check at once instead of at its drawn time."""

    shape = CheckShape

    def post(self, request: Request, pk: UUID) -> Response:
        checks.send_now(check=_found(request, pk), by=self.user)
        return tagged(request, _body(self.user, pk))


class AnswerBody(Body):
    """`person`: on whose behalf; without it oneself if one has been asked, else the person first asked."""

    person = serializers.UUIDField(required=False)


class AcknowledgeCheck(AlertView):
    """收到: the person asked, a colleague it was escalated to, or leader and office on their behalf."""

    bucket = Bucket.ANSWERS
    body = AnswerBody
    shape = CheckShape

    def post(self, request: Request, pk: UUID) -> Response:
        check, now = _found(request, pk), timezone.now()
        person = answering(check=check, by=self.user, now=now, person_id=self.given.get("person"))
        checks.answer(check=check, person=person, now=now, by=self.user)
        return tagged(request, _body(self.user, pk))


class CancelCheck(AlertView):
    """Planned, or asked and not yet answered."""

    body = ReasonBody
    shape = CheckShape

    def post(self, request: Request, pk: UUID) -> Response:
        checks.cancel_check(check=_found(request, pk), by=self.user, reason=self.given["reason"])
        return tagged(request, _body(self.user, pk))


class NoteBody(Body):
    note = serializers.CharField(max_length=300)


class CloseCheck(AlertView):
    """The office has phoned: what came of it."""

    body = NoteBody
    shape = CheckShape

    def post(self, request: Request, pk: UUID) -> Response:
        checks.close_check(check=_found(request, pk), by=self.user, note=self.given["note"])
        return tagged(request, _body(self.user, pk))


class ReplyToCheck(AlertView):
    """What the unit says about it."""

    body = TextBody
    shape = CheckShape

    def post(self, request: Request, pk: UUID) -> Response:
        checks.reply_for_unit(check=_found(request, pk), by=self.user, text=self.given["text"])
        return tagged(request, _body(self.user, pk))


def _found(request: Request, pk: UUID) -> Check:
    """The check a write is about, still as If-Match wants it."""
    check = find(Check.objects.visible_to(reader(request)), pk=pk)
    check_match(request, {"version": check.version})
    return check


def _body(user: User, pk: UUID) -> dict[str, Any]:
    return check_shape(find(Check.objects.visible_to(user).values(*CHECK_FIELDS), pk=pk))


def _plans(user: User) -> Any:
    return CheckPlan.objects.visible_to(user).annotate(made=Count("checks")).values(*CHECK_PLAN_FIELDS)
