"""Calendar feeds: secret addresses of one's own duties or of a unit's roster. docs/feeds.md says what they show."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from alerts.api.base import ShowsSecret, named_unit
from alerts.enums import FeedLayout
from alerts.feeds import services as feeds
from alerts.feeds.models import Feed
from alerts.permissions import check_subscribe
from units.api.fields import InstantField
from units.api.inputs import Body, PageQuery
from units.api.nouns import NounAct, NounDetail, NounList, NounView
from units.api.rows import RowShape
from units.api.shapes import UnitRef
from units.enums import Scope


class FeedShape(RowShape):
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

    given = ("secret", "url")


class FeedsQuery(PageQuery):
    revoked = serializers.BooleanField(required=False, allow_null=False)


class NewFeed(Body):
    """`unit` by code; without it one's own duties. `layout`: one entry per duty, or one for each stretch of posture."""

    unit = serializers.CharField(max_length=32, required=False, allow_null=True, default=None)
    layout = serializers.ChoiceField(choices=list(FeedLayout), required=False, default=FeedLayout.SHIFTS)


class FeedView(NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_READ
    model = Feed
    shape = FeedShape


class Feeds(FeedView, NounList, ShowsSecret):
    """One's own addresses, latest first. The answer to a POST alone has the secret."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_READ
    query = FeedsQuery
    body = NewFeed
    write_shape = NewFeedShape
    order = ("-created_at", "id")
    route = "api-feed"

    def wanted(self) -> dict[str, Any]:
        revoked = self.params.get("revoked")
        return {"revoked_at__isnull": None if revoked is None else not revoked}

    def post(self, request: Request) -> Response:
        unit = None if self.given["unit"] is None else named_unit(self.user, self.given["unit"])
        check_subscribe(self.user, unit)
        made = feeds.create_feed(by=self.user, unit=unit, layout=FeedLayout(self.given["layout"]))
        return self.made(request, made.pk)

    def secret_of(self, body: dict[str, Any]) -> str:
        return feeds.secret_of(UUID(body["id"]))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(answer.data, dict) and "secret" in answer.data:
            path = reverse("alerts:feed", [answer.data["secret"]], request=request)
            answer.data = {**answer.data, "url": path}
        return answer


class FeedDetail(FeedView, NounDetail):
    """One address, without its secret."""


class RevokeFeed(FeedView, NounAct):
    """From the next request on the address leads nowhere."""

    def act(self, row: Feed) -> None:
        feeds.revoke_feed(feed=row, by=self.user)
