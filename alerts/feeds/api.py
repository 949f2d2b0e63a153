"""Calendar feeds: secret addresses of one's own duties or of a unit's roster. docs/feeds.md says what they show."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from alerts.api.base import ShowsSecret, created, named_unit
from alerts.enums import FeedLayout
from alerts.feeds import services as feeds
from alerts.feeds.models import Feed
from alerts.permissions import check_subscribe
from units.api.choosing import given_only
from units.api.etags import tagged
from units.api.fields import InstantField, instant_text, optional_instant, unit_ref
from units.api.inputs import Body, PageQuery
from units.api.pagination import page_of_rows
from units.api.shapes import UnitRef
from units.api.views import ApiView, find
from units.enums import Scope
from units.models import User


class FeedShape(serializers.Serializer[Any]):
    """`unit` null: one's own duties. `hint`: the end of the secret, to tell addresses apart."""

    id = serializers.UUIDField()
    unit = UnitRef(allow_null=True)
    layout = serializers.ChoiceField(choices=list(FeedLayout))
    hint = serializers.CharField()
    created_at = InstantField()
    revoked_at = InstantField(allow_null=True)


class NewFeedShape(FeedShape):
    """`secret` and the `url` made of it are shown now and never again."""

    secret = serializers.CharField()
    url = serializers.CharField()


FIELDS = ("id", "unit__code", "unit__name", "layout", "hint", "created_at", "revoked_at")


class FeedsQuery(PageQuery):
    revoked = serializers.BooleanField(required=False, allow_null=False)


class NewFeed(Body):
    """`unit` by code; without it one's own duties. `layout`: one entry per duty, or one for each stretch of posture."""

    unit = serializers.CharField(max_length=32, required=False, allow_null=True, default=None)
    layout = serializers.ChoiceField(choices=list(FeedLayout), required=False, default=FeedLayout.SHIFTS)


class FeedView(ApiView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_READ


class Feeds(FeedView, ShowsSecret):
    """One's own addresses, latest first. The answer to a POST alone has the secret."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_READ
    query = FeedsQuery
    body = NewFeed
    shape = FeedShape
    write_shape = NewFeedShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        revoked = self.params.get("revoked")
        wanted = given_only({"revoked_at__isnull": None if revoked is None else not revoked})
        rows = Feed.objects.visible_to(self.user).filter(**wanted).values(*FIELDS)
        return Response(page_of_rows(request, rows, self.params, ("-created_at", "id"), _bodies))

    def post(self, request: Request) -> Response:
        unit = None if self.given["unit"] is None else named_unit(self.user, self.given["unit"])
        check_subscribe(self.user, unit)
        made = feeds.create_feed(by=self.user, unit=unit, layout=FeedLayout(self.given["layout"]))
        return created(request, _body(self.user, made.pk), "api-feed")

    def secret_of(self, body: dict[str, Any]) -> str:
        return feeds.secret_of(UUID(body["id"]))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(answer.data, dict) and "secret" in answer.data:
            path = reverse("alerts:feed", [answer.data["secret"]], request=request)
            answer.data = {**answer.data, "url": path}
        return answer


class FeedDetail(FeedView):
    """One address, without its secret."""

    shape = FeedShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _body(self.user, pk))


class RevokeFeed(FeedView):
    """From the next request on the address leads nowhere."""

    shape = FeedShape

    def post(self, request: Request, pk: UUID) -> Response:
        feeds.revoke_feed(feed=find(Feed.objects.visible_to(self.user), pk=pk), by=self.user)
        return tagged(request, _body(self.user, pk))


def _body(user: User, pk: UUID) -> dict[str, Any]:
    return _bodies([find(Feed.objects.visible_to(user).values(*FIELDS), pk=pk)])[0]


def _bodies(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "id": str(row["id"]),
            "unit": unit_ref(row["unit__code"], row["unit__name"]) if row["unit__code"] else None,
            "layout": row["layout"],
            "hint": row["hint"],
            "created_at": instant_text(row["created_at"]),
            "revoked_at": optional_instant(row["revoked_at"]),
        }
        for row in rows
    ]
