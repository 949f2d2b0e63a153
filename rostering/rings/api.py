"""Offers on the boards of units, and the rings found on them."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.enums import RingState
from rostering.rings.models import MOST_EXTRA, Ring, RingOffer
from rostering.rings.services.answers import agree_ring, approve_ring, cancel_ring, decline_ring, reject_ring
from rostering.rings.services.offers import MOST_DAYS, offer_duty, withdraw_offer
from rostering.rings.shapes import OfferShape, RingShape, ring_bodies
from rostering.rosters.filters import chosen_rows
from units.api.etags import check_match, tagged
from units.api.inputs import Body, MirrorQuery
from units.api.nouns import NounDetail, NounList, NounView
from units.api.views import find
from units.enums import Scope
from units.models import Person
from units.people.api.people import ReasonBody


class OfUnitQuery(MirrorQuery):
    unit = serializers.CharField(required=False, max_length=32)


class NewOffer(Body):
    """A whole duty that has not begun; `days` empty = any."""

    assignment = serializers.UUIDField()
    days = serializers.ListField(child=serializers.DateField(), required=False, default=list, max_length=MOST_DAYS)
    extra = serializers.IntegerField(required=False, default=0, min_value=0, max_value=MOST_EXTRA)


class OfferView(NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    model = RingOffer
    shape = OfferShape


class Offers(OfferView, NounList):
    """What people would give and take, the latest first: the county's, the unit's or one's own."""

    query = OfUnitQuery
    body = NewOffer
    order = ("-offered_at", "-id")
    equal = ()
    route = "api-ring-offer"

    def wanted(self) -> dict[str, Any]:
        return super().wanted() | {"unit": chosen_rows(self.user, self.params).get("unit")}

    def post(self, request: Request) -> Response:
        offer = offer_duty(
            assignment_id=self.given["assignment"], by=self.user, days=self.given["days"], extra=self.given["extra"]
        )
        return self.made(request, offer.pk)


class OfferDetail(OfferView, NounDetail):
    """One offer."""


class WithdrawOffer(OfferView):
    """Takes it off the board."""

    def post(self, request: Request, pk: UUID) -> Response:
        withdraw_offer(offer=find(self.rows(), pk=pk), by=self.user)
        return tagged(request, self.body_of(pk))


class RingsQuery(OfUnitQuery):
    state = serializers.ChoiceField(choices=list(RingState), required=False)


class RingNoun(NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    model = Ring
    shape = RingShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return ring_bodies(rows)


class Rings(RingNoun, NounList):
    """Rings, the latest first: the county's, the unit's or those one takes part in."""

    query = RingsQuery
    order = ("-found_at", "-id")
    equal = ("state",)

    def wanted(self) -> dict[str, Any]:
        return super().wanted() | {"unit": chosen_rows(self.user, self.params).get("unit")}


class RingDetail(RingNoun, NounDetail):
    """One ring."""


class RingAnswerBody(Body):
    """`person`: for whom leader and office answer; oneself by default."""

    person = serializers.UUIDField(required=False)


class RingAnswer(RingNoun):
    body = RingAnswerBody
    service: ClassVar[Callable[..., Ring]]

    def post(self, request: Request, pk: UUID) -> Response:
        ring = find(self.rows(), pk=pk)
        check_match(request, {"version": ring.version})
        whose = self.given.get("person") or self.user.person_id
        person = find(Person.objects.filter(pk__in=ring.seats.values("giver")), pk=whose)
        type(self).service(ring=ring, person=person, by=self.user)
        return tagged(request, self.body_of(pk))


class AgreeRing(RingAnswer):
    """同意 by one of its people."""

    service = agree_ring


class DeclineRing(RingAnswer):
    """不同意 by one of its people, while others are still asked: nothing happens."""

    service = decline_ring


class CancelRing(RingAnswer):
    """撤回 by one of its people after all have agreed: nothing happens."""

    service = cancel_ring


class ApproveRing(RingNoun):
    """批准 by the unit's leader or the office: every duty changes hands, all or none."""

    def post(self, request: Request, pk: UUID) -> Response:
        ring = find(self.rows(), pk=pk)
        check_match(request, {"version": ring.version})
        approve_ring(ring=ring, by=self.user)
        return tagged(request, self.body_of(pk))


class RejectRing(RingNoun):
    """不予批准, with a reason."""

    body = ReasonBody

    def post(self, request: Request, pk: UUID) -> Response:
        ring = find(self.rows(), pk=pk)
        check_match(request, {"version": ring.version})
        reject_ring(ring=ring, by=self.user, reason=self.given["reason"])
        return tagged(request, self.body_of(pk))
