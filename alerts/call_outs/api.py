"""紧急召集: kept ready or dispatched at once; those called acknowledge, decline, arrive."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import MOST_PEOPLE, AlertView, named, named_units, unit_codes
from alerts.call_outs.models import CallOut, Summons
from alerts.call_outs.queries import unreached_if_called
from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.call_outs.shapes import AWAITED, CallOutShape, ReachShape, SummonsShape
from alerts.enums import CallOutState, SummonsState
from alerts.incidents.api import named_incident
from alerts.permissions import check_command
from rostering.seats.queries.reach import unreached_of
from rostering.seats.shapes import UnreachedShape
from units.api.etags import check_match
from units.api.inputs import Body, MirrorQuery, Query, SpanQuery
from units.api.nouns import NounAct, NounDetail, NounList, NounView
from units.api.throttling import Bucket
from units.api.views import find
from units.errors import InvalidInput
from units.models import Person, Unit, User

NOBODY = {"called": 0, "acknowledged": 0, "arrived": 0, "overdue": 0}


class CallOutsQuery(MirrorQuery, SpanQuery):
    """By the time they were created, half-open. `updated_since`: they, or anybody called in them, have changed."""

    state = serializers.ChoiceField(choices=list(CallOutState), required=False)
    incident = serializers.UUIDField(required=False)
    is_drill = serializers.BooleanField(required=False, allow_null=False)


class NewCallOut(Body):
    """Names units (whoever is on duty there when it is dispatched), people, or both; `required`: how many must come.

    `dispatch` true sends it out at once; otherwise it waits for `dispatch/`.
    """

    matter = serializers.CharField(max_length=300)
    place = serializers.CharField(max_length=200)
    units = unit_codes(required=False, default=list)
    people = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=MOST_PEOPLE)
    incident = serializers.UUIDField(required=False, allow_null=True, default=None)
    is_drill = serializers.BooleanField(required=False, default=False)
    dispatch = serializers.BooleanField(required=False, default=False)

    def get_fields(self) -> dict[str, Any]:
        """`required` is a word of serializers."""
        number = serializers.IntegerField(required=False, default=1, min_value=1, max_value=5000)
        return super().get_fields() | {"required": number}


class CallOutView(AlertView, NounView):
    model = CallOut
    shape = CallOutShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the counts of all of them."""
        counts = _counts_of(row["id"] for row in rows)
        return [CallOutShape.body(row, **NOBODY | counts.get(row["id"], {})) for row in rows]

    def body_of(self, pk: UUID) -> dict[str, Any]:
        """With those called, in the order they were."""
        body, now = super().body_of(pk), timezone.now()
        rows = Summons.objects.visible_to(self.user).filter(call_out=pk)
        rows = rows.order_by(
            "unit__protocol_order", "level", "-person__rank", "person__protocol_order", "person__name", "id"
        ).values(*SummonsShape.columns())
        return body | {"summonses": SummonsShape.bodies(rows, now=now)}


class CallOuts(CallOutView, NounList):
    """Call-outs, latest first: the county's, or those that call somebody of the unit."""

    query = CallOutsQuery
    body = NewCallOut
    latest = "created_at"
    equal = ("state", "incident", "is_drill")
    route = "api-call-out"

    def changed(self, since: datetime) -> Q:
        moved = Summons.objects.filter(updated_at__gte=since).values("call_out_id")
        return super().changed(since) | Q(pk__in=moved)

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        service = call_outs.call_out if given.pop("dispatch") else call_outs.draft_call_out
        given |= {
            "units": named_units(self.user, given["units"]),
            "people": _named_people(self.user, given["people"]),
            "incident": named_incident(self.user, given["incident"]),
        }
        made = service(county=self.county, by=self.user, **given)
        return self.made(request, made.pk)


class CallOutDetail(CallOutView, NounDetail):
    """One call-out with the summonses of the units one sees."""


class CallOutAct(CallOutView, NounAct):
    related = ("county",)


class DispatchCallOut(CallOutAct):
    """Sends out one that was kept ready; each person's clocks start when their message has gone out."""

    def act(self, row: CallOut) -> None:
        call_outs.dispatch(call_out=row, by=self.user)


class CancelCallOut(CallOutAct):
    """Drops one that was never dispatched."""

    def act(self, row: CallOut) -> None:
        call_outs.cancel_call_out(call_out=row, by=self.user)


class OutcomeBody(Body):
    outcome = serializers.CharField(max_length=300)


class CloseCallOut(CallOutAct):
    """Ends it; those still on their way are released."""

    body = OutcomeBody

    def act(self, row: CallOut) -> None:
        call_outs.close_call_out(call_out=row, by=self.user, outcome=self.given["outcome"])


class SummonedBody(Body):
    """Whom it is about, by `summons` or `person`; without either oneself."""

    summons = serializers.UUIDField(required=False)
    person = serializers.UUIDField(required=False)


class SummonsAct(AlertView, NounView):
    """What one person answers; `answer` calls the service."""

    bucket = Bucket.ANSWERS
    body = SummonedBody
    model = Summons
    shape = SummonsShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return SummonsShape.bodies(rows, now=timezone.now())

    def post(self, request: Request, pk: UUID) -> Response:
        call_out = find(CallOut.objects.visible_to(self.user).select_related("county"), pk=pk)
        check_match(request, {"version": call_out.version})
        summons = self._spoken_of(call_out)
        self.answer(summons, timezone.now())
        return Response(self.body_of(summons.pk))

    def answer(self, summons: Summons, now: datetime) -> None:
        raise NotImplementedError

    def _spoken_of(self, call_out: CallOut) -> Summons:
        """The summons the caller names; the caller's own when none is named."""
        rows = Summons.objects.visible_to(self.user).filter(call_out=call_out).with_call()
        if "summons" in self.given:
            return named(rows, "summons", pk=self.given["summons"])
        if "person" in self.given:
            return named(rows, "person", person=self.given["person"])
        own = rows.filter(person=self.user.person_id).first() if self.user.person_id else None
        if own is None:
            raise InvalidInput("summons_required", _("请注明是哪一位被召集人"), field="summons")
        return own


class AcknowledgeCallOut(SummonsAct):
    """收到, by oneself or on somebody's behalf."""

    def answer(self, summons: Summons, now: datetime) -> None:
        summons_answers.acknowledge(summons=summons, by=self.user, now=now)


class DeclineBody(SummonedBody):
    reason = serializers.CharField(max_length=300)


class DeclineCallOut(SummonsAct):
    """暂时无法到岗: the unit's next person is called at once."""

    body = DeclineBody

    def answer(self, summons: Summons, now: datetime) -> None:
        summons_answers.decline(summons=summons, reason=self.given["reason"], by=self.user, now=now)


class ArriveBody(SummonedBody):
    """`confirmed_by`: who received them, when it isn't the caller."""

    confirmed_by = serializers.CharField(required=False, default="", allow_blank=True, max_length=150)


class ArriveAtCallOut(SummonsAct):
    """到岗, by oneself or whoever receives them; the server's time counts."""

    body = ArriveBody

    def answer(self, summons: Summons, now: datetime) -> None:
        confirmed_by = self.given["confirmed_by"].strip()
        summons_answers.arrive(summons=summons, by=self.user, now=now, confirmed_by=confirmed_by)


def _named_people(user: User, ids: list[UUID]) -> list[Person]:
    rows = Person.objects.visible_to(user).filter(pk__in=ids).select_related("unit")
    known = {person.pk: person for person in rows}
    if any(pk not in known for pk in ids):
        raise InvalidInput("unknown_person", _("没有这个人员"), field="people")
    return list(known.values())


def _counts_of(ids: Iterable[UUID]) -> dict[UUID, Any]:
    missing = Q(arrived_at__isnull=True, late_from__lte=timezone.now(), state__in=AWAITED)
    rows = Summons.objects.filter(call_out__in=list(ids)).values("call_out_id").annotate(
        called=Count("pk"),
        acknowledged=Count("pk", filter=Q(acknowledged_at__isnull=False)),
        arrived=Count("pk", filter=Q(state=SummonsState.ARRIVED)),
        overdue=Count("pk", filter=missing | Q(overdue_at__isnull=False)),
    )  # fmt: skip
    return {row["call_out_id"]: row for row in rows}


class ReachQuery(Query):
    """`units`: their codes, `people`: their ids; divided by commas. One of the two at least."""

    units = serializers.CharField(required=False, default="", max_length=4000)
    people = serializers.CharField(required=False, default="", max_length=20000)


class Reach(AlertView):
    """Before a call-out, a check, a change or a return: whom of these units, on duty now or standing in, and of the
    people named, no message reaches for certain."""

    query = ReachQuery
    shape = ReachShape

    def get(self, request: Request) -> Response:
        check_command(self.user)
        now = timezone.now()
        codes, ids = ([part for part in self.params[name].split(",") if part] for name in ("units", "people"))
        if not codes and not ids:
            raise InvalidInput("nobody_named", _("请注明单位或人员"), field="units")
        units = Unit.objects.visible_to(self.user).filter(code__in=codes)
        if units.count() < len(set(codes)):
            raise InvalidInput("unknown_unit", _("没有这个单位，或不在您的范围内"), field="units")
        found = {one.person_id: one for one in unreached_if_called(list(units.values_list("pk", flat=True)), now)}
        named = _named_people(self.user, _uuids(ids))
        found |= {one.person_id: one for one in unreached_of(named, timezone.localdate(now))}
        return Response({"unreached": UnreachedShape.each(found.values())})


def _uuids(ids: Iterable[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in ids]
    except ValueError as error:
        raise InvalidInput("unknown_person", _("没有这个人员"), field="people") from error
