"""谁能顶班: duties up for cover, and the answers of those who were asked."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.covers.models import Cover
from rostering.covers.services.answers import decline_cover, take_cover
from rostering.covers.services.asking import open_cover, withdraw_cover
from rostering.covers.shapes import CoverShape, cover_bodies
from rostering.enums import CoverState
from rostering.rosters.filters import chosen_rows
from units.api.etags import check_match, tagged
from units.api.inputs import Body, MirrorQuery
from units.api.nouns import NounDetail, NounList, NounView
from units.api.views import find
from units.enums import Scope
from units.models import Person


class CoversQuery(MirrorQuery):
    state = serializers.ChoiceField(choices=list(CoverState), required=False)
    unit = serializers.CharField(required=False, max_length=32)
    period = serializers.UUIDField(required=False)


class NewCover(Body):
    """A whole duty that has not begun."""

    assignment = serializers.UUIDField()
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class CoverNoun(NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    model = Cover
    shape = CoverShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return cover_bodies(rows, self.user)


class Covers(CoverNoun, NounList):
    """Duties up for cover, the latest first: the county's, the unit's, one's own and those one is asked for."""

    query = CoversQuery
    body = NewCover
    order = ("-requested_at", "-id")
    equal = ("state",)
    route = "api-cover"

    def wanted(self) -> dict[str, Any]:
        chosen = chosen_rows(self.user, self.params)
        return super().wanted() | {name: chosen.get(name) for name in ("unit", "period")}

    def post(self, request: Request) -> Response:
        cover = open_cover(assignment_id=self.given["assignment"], by=self.user, reason=self.given["reason"])
        return self.made(request, cover.pk)


class CoverDetail(CoverNoun, NounDetail):
    """One duty up for cover."""


class CoverAnswerBody(Body):
    """`person`: for whom leader and office answer; oneself by default."""

    person = serializers.UUIDField(required=False)


class CoverAnswer(CoverNoun):
    body = CoverAnswerBody
    service: ClassVar[Callable[..., Cover]]

    def post(self, request: Request, pk: UUID) -> Response:
        cover = find(self.rows(), pk=pk)
        check_match(request, {"version": cover.version})
        asked = find(Person.objects.filter(pk__in=cover.asks.values("person")), pk=self._whose())
        type(self).service(cover=cover, person=asked, by=self.user)
        return tagged(request, self.body_of(pk))

    def _whose(self) -> UUID | None:
        return self.given.get("person") or self.user.person_id


class TakeCover(CoverAnswer):
    """我来顶班: the first has it; the leader approves the substitution that it makes."""

    service = take_cover


class DeclineCover(CoverAnswer):
    """不能顶班."""

    service = decline_cover


class WithdrawCover(CoverNoun):
    """撤回 by whose duty it is, leader or office."""

    def post(self, request: Request, pk: UUID) -> Response:
        cover = find(self.rows(), pk=pk)
        check_match(request, {"version": cover.version})
        withdraw_cover(cover=cover, by=self.user)
        return tagged(request, self.body_of(pk))
