"""快报/专报: what leaves the house."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView
from alerts.bulletins.models import Bulletin, BulletinSending
from alerts.bulletins.queries import beginning
from alerts.bulletins.services import drafting, issuing
from alerts.bulletins.shapes import BulletinShape, SendingShape
from alerts.enums import BulletinSeries, BulletinStage, BulletinState, SendingWay
from alerts.incidents.api import named_incident
from alerts.permissions import check_command
from units.api.etags import check_match, tagged
from units.api.fields import InstantField
from units.api.inputs import Body, MirrorQuery
from units.api.nouns import NounAct, NounDetail, NounList, NounView
from units.api.views import find


class BulletinsQuery(MirrorQuery):
    """`incident`: its id."""

    state = serializers.ChoiceField(choices=list(BulletinState), required=False)
    series = serializers.ChoiceField(choices=list(BulletinSeries), required=False)
    incident = serializers.UUIDField(required=False)


def _text(longest: int) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=longest)


class BulletinChanges(Body):
    """What is left out stays; of a new one it is what the incident says."""

    series = serializers.ChoiceField(choices=list(BulletinSeries), required=False)
    stage = serializers.ChoiceField(choices=list(BulletinStage), required=False)
    title = serializers.CharField(required=False, max_length=120)
    occurred_at = InstantField(required=False)
    place = _text(200)
    matter = _text(3000)
    casualties = _text(300)
    scope = _text(300)
    measures = _text(3000)
    trend = _text(3000)
    reporter = _text(120)
    recipients = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=20)

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"source": _text(120)}


class NewBulletin(BulletinChanges):
    """A draft; with `incident` it begins with the facts of that one."""

    incident = serializers.UUIDField(required=False, allow_null=True, default=None)


class BulletinView(AlertView, NounView):
    """The county office's alone."""

    model = Bulletin
    shape = BulletinShape
    related = ("county", "incident", "corrects")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_command(self.user)

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for what was sent of all of them."""
        ids = [row["id"] for row in rows]
        sent: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        columns = ("bulletin_id", *SendingShape.columns())
        for one in BulletinSending.objects.filter(bulletin__in=ids).values(*columns).order_by("sent_at", "created_at"):
            sent[one["bulletin_id"]].append(one)
        first, now = {pk: found[0]["sent_at"] for pk, found in sent.items()}, timezone.now()
        return [
            BulletinShape.body(row, sendings=SendingShape.bodies(sent[row["id"]]), first_sent=first, now=now)
            for row in rows
        ]


class Bulletins(BulletinView, NounList):
    """The latest first."""

    query = BulletinsQuery
    body = NewBulletin
    order = ("-created_at", "id")
    equal = ("state", "series", "incident")
    route = "api-bulletin"

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        incident = named_incident(self.user, given.pop("incident"))
        values: dict[str, Any] = {"series": BulletinSeries.DUTY, "stage": BulletinStage.INITIAL, "title": ""}
        values |= beginning(self.county, incident) | given
        made = drafting.draft_bulletin(county=self.county, by=self.user, incident=incident, **values)
        return self.made(request, made.pk)


class BulletinDetail(BulletinView, NounDetail):
    """One bulletin; a draft may be written on."""

    body = BulletinChanges

    def patch(self, request: Request, pk: UUID) -> Response:
        row = find(self.rows(), pk=pk)
        version = check_match(request, {"version": row.version})
        drafting.edit_bulletin(bulletin=row, by=self.user, expected_version=version, **self.given)
        return tagged(request, self.body_of(pk))


class IssueBody(Body):
    signer = serializers.CharField(max_length=60)


class IssueBulletin(BulletinView, NounAct):
    """签发, once nothing is missing: numbered, and never changed again."""

    body = IssueBody

    def act(self, row: Bulletin) -> None:
        issuing.issue_bulletin(bulletin=row, by=self.user, signer=self.given["signer"])


class SendBody(Body):
    """`sent_at` defaults to now."""

    recipient = serializers.CharField(max_length=60)
    way = serializers.ChoiceField(choices=list(SendingWay))
    sent_at = InstantField(required=False)
    note = _text(200)


class SendBulletin(BulletinView, NounAct):
    """Records that it has gone out to somebody."""

    body = SendBody

    def act(self, row: Bulletin) -> None:
        issuing.record_sending(bulletin=row, by=self.user, **self.given)


class RetractBody(Body):
    reason = serializers.CharField(max_length=300)


class RetractBulletin(BulletinView, NounAct):
    """撤回, with the reason; it stays on record."""

    body = RetractBody

    def act(self, row: Bulletin) -> None:
        issuing.retract_bulletin(bulletin=row, by=self.user, reason=self.given["reason"])


class CorrectBulletin(BulletinView, NounView):
    """A draft that, once signed, takes the place of this one."""

    write_status = 201

    def post(self, request: Request, pk: UUID) -> Response:
        made = drafting.begin_correction(bulletin=self.row(request, pk), by=self.user)
        return tagged(request, self.body_of(made.pk), status=201)


class DiscardBulletin(BulletinView, NounAct):
    """Gives a draft up; it stays on record."""

    def act(self, row: Bulletin) -> None:
        drafting.discard_bulletin(bulletin=row, by=self.user)
