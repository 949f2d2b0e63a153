"""Rounds of consultation on a draft policy, units' comments and the office's answers."""

from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from rostering.policies.models import PolicyVersion
from rostering.policy_lab.models import PolicyComment, PolicyRound
from rostering.policy_lab.services import consultation
from rostering.policy_lab.shapes import PolicyCommentShape, PolicyRoundShape
from units.api.choosing import chosen_unit
from units.api.etags import check_match, tagged
from units.api.fields import TierField
from units.api.inputs import LARGEST, Body, PageQuery
from units.api.pagination import page_of_rows
from units.api.views import ApiView, find
from units.enums import Scope
from units.errors import InvalidInput, RuleViolation
from units.models import Unit, User


class PolicyRounds(ApiView):
    """Rounds of a version, first to last, with their summaries; POST opens the next one."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = PageQuery
    shape = PolicyRoundShape
    write_status = 201
    is_list = True

    def get(self, request: Request, draft: int) -> Response:
        rows = _rounds(self.user).filter(policy__number=draft)
        return Response(page_of_rows(request, rows, self.params, ("number", "id"), PolicyRoundShape.bodies))

    def post(self, request: Request, draft: int) -> Response:
        version = find(PolicyVersion.objects.visible_to(self.user), number=draft)
        opened = consultation.open_round(version=version, by=self.user)
        location = reverse("api-policy-round", [draft, opened.pk], request=request)
        return tagged(request, _round_body(self.user, draft, opened.pk), status=201, location=location)


class PolicyRoundDetail(ApiView):
    """One round."""

    read_scope = Scope.ROSTER_READ
    shape = PolicyRoundShape

    def get(self, request: Request, draft: int, pk: UUID) -> Response:
        return tagged(request, _round_body(self.user, draft, pk))


class SummaryBody(Body):
    summary = serializers.CharField(max_length=consultation.LONGEST_SUMMARY)


class CloseRound(ApiView):
    """Ends a round with its summary, once every comment has its answer."""

    write_scope = Scope.ROSTER_WRITE
    body = SummaryBody
    shape = PolicyRoundShape

    def post(self, request: Request, draft: int, pk: UUID) -> Response:
        rows = PolicyRound.objects.visible_to(self.user).select_related("policy")
        policy_round = find(rows, pk=pk, policy__number=draft)
        check_match(request, _round_body(self.user, draft, pk))
        consultation.close_round(policy_round=policy_round, summary=self.given["summary"], by=self.user)
        return tagged(request, _round_body(self.user, draft, pk))


class CommentsQuery(PageQuery):
    round = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)
    unit = serializers.CharField(required=False, max_length=32)


class NewComment(Body):
    """`unit`: by default one's own. `field` as in `validate/`: `seats`, `phases/0/posture`; tier and post null for the
    version's own cells, such as `night_start`."""

    unit = serializers.CharField(required=False, max_length=32)
    tier = TierField(required=False, allow_null=True, default=None)
    post = serializers.CharField(required=False, allow_null=True, default=None, max_length=40)
    field = serializers.CharField(max_length=60)
    text = serializers.CharField(max_length=consultation.LONGEST_TEXT)


class PolicyComments(ApiView):
    """Comments on a version: all for the office, the unit's own for its leader. POST comments in the open round."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = CommentsQuery
    body = NewComment
    shape = PolicyCommentShape
    write_status = 201
    is_list = True

    def get(self, request: Request, draft: int) -> Response:
        rows = PolicyComment.objects.visible_to(self.user).filter(round__policy__number=draft)
        if "round" in self.params:
            rows = rows.filter(round__number=self.params["round"])
        unit = chosen_unit(self.user, self.params)
        if unit is not None:
            rows = rows.filter(unit=unit)
        found = rows.values(*PolicyCommentShape.columns())
        return Response(page_of_rows(request, found, self.params, ("created_at", "id"), PolicyCommentShape.bodies))

    def post(self, request: Request, draft: int) -> Response:
        version = find(PolicyVersion.objects.visible_to(self.user), number=draft)
        comment = consultation.add_comment(
            policy_round=_running_round(version),
            unit=_speaking_unit(self.user, self.given),
            tier=self.given["tier"] or "",
            post=self.given["post"] or "",
            field=self.given["field"],
            text=self.given["text"],
            by=self.user,
        )
        location = reverse("api-policy-comment", [draft, comment.pk], request=request)
        return tagged(request, _comment_body(self.user, draft, comment.pk), status=201, location=location)


class PolicyCommentDetail(ApiView):
    """One comment with its answer."""

    read_scope = Scope.ROSTER_READ
    shape = PolicyCommentShape

    def get(self, request: Request, draft: int, pk: UUID) -> Response:
        return tagged(request, _comment_body(self.user, draft, pk))


class CommentAnswerBody(Body):
    answer = serializers.CharField(max_length=consultation.LONGEST_TEXT)


class AnswerComment(ApiView):
    """The office's answer to a comment; may be put better until the round is closed."""

    write_scope = Scope.ROSTER_WRITE
    body = CommentAnswerBody
    shape = PolicyCommentShape

    def post(self, request: Request, draft: int, pk: UUID) -> Response:
        rows = PolicyComment.objects.visible_to(self.user).select_related("round__policy")
        comment = find(rows, pk=pk, round__policy__number=draft)
        check_match(request, _comment_body(self.user, draft, pk))
        consultation.answer_comment(comment=comment, text=self.given["answer"], by=self.user)
        return tagged(request, _comment_body(self.user, draft, pk))


def _running_round(version: PolicyVersion) -> PolicyRound:
    running = version.rounds.open().select_related("policy").first()
    if running is None:
        raise RuleViolation("no_open_round", _("本草案现在没有征求意见"))
    return running


def _speaking_unit(user: User, given: dict[str, Any]) -> Unit:
    own: Unit | None = user.speaking_unit or user.unit
    if "unit" not in given and own is not None:
        return own
    unit = chosen_unit(user, given)
    if unit is None:
        raise InvalidInput("no_unit", _("请写明单位"), field="unit")
    return unit


def _rounds(user: User) -> "QuerySet[PolicyRound, dict[str, Any]]":
    """With how many comments the reader may see, and how many of them wait."""
    seen = PolicyComment.objects.visible_to(user).filter(round=OuterRef("pk")).order_by().values("round")
    counted = PolicyRound.objects.visible_to(user).annotate(
        seen=Coalesce(Subquery(seen.annotate(n=Count("pk")).values("n")), 0),
        waiting=Coalesce(Subquery(seen.annotate(n=Count("pk", filter=Q(answered_at=None))).values("n")), 0),
    )
    rows: QuerySet[PolicyRound, dict[str, Any]] = counted.values(*PolicyRoundShape.columns())
    return rows


def _round_body(user: User, draft: int, pk: UUID) -> dict[str, Any]:
    return PolicyRoundShape.body(find(_rounds(user), pk=pk, policy__number=draft))


def _comment_body(user: User, draft: int, pk: UUID) -> dict[str, Any]:
    rows = PolicyComment.objects.visible_to(user).values(*PolicyCommentShape.columns())
    return PolicyCommentShape.body(find(rows, pk=pk, round__policy__number=draft))
