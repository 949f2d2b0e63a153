"""Notifications, and the ways to reach a person."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import MOST_UNITS, AlertList, AlertView, UnitSpanQuery, named
from alerts.enums import MUTABLE, ChannelCode, NotificationState, Purpose
from alerts.outbox.models import ContactRule, Notification
from alerts.outbox.queries import default_channels, readiness
from alerts.outbox.services import contacts, inbox, muting
from alerts.outbox.services import readiness as asking
from alerts.outbox.shapes import (
    ChoicesShape,
    ContactRuleShape,
    NotificationShape,
    ReadinessShape,
    SentShape,
    UnitReadyShape,
    texts_of,
)
from alerts.permissions import check_keeper
from units.api.etags import tagged
from units.api.inputs import Body, MirrorQuery, Query
from units.api.nouns import NounAct, NounDetail, NounView, RemovableNoun
from units.api.throttling import Bucket
from units.errors import InvalidInput
from units.models import Person, Unit, User


class NotificationsQuery(UnitSpanQuery):
    """By the time they were written, half-open. `unread`: not marked as read yet."""

    person = serializers.UUIDField(required=False)
    purpose = serializers.ChoiceField(choices=list(Purpose), required=False)
    channel = serializers.ChoiceField(choices=list(ChannelCode), required=False)
    state = serializers.ChoiceField(choices=list(NotificationState), required=False)
    unread = serializers.BooleanField(required=False, allow_null=False)


class NotificationView(AlertView, NounView):
    model = Notification
    shape = NotificationShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [NotificationShape.body(row, reader=self.user, **texts_of(row)) for row in rows]


class Notifications(NotificationView, AlertList):
    """Messages, latest first: one's own, or the county's log for the office. `channel=inbox` has each once."""

    query = NotificationsQuery
    latest = "created_at"
    equal = ("purpose", "channel", "state")

    def wanted(self) -> dict[str, Any]:
        return super().wanted() | {"read_at__isnull": self.params.get("unread")}


class NotificationDetail(NotificationView, NounDetail):
    """One message."""


class ReadNotification(NotificationView, NounAct):
    """Marks one's own message as read."""

    def act(self, row: Notification) -> None:
        inbox.read_one(notification=row, by=self.user, now=timezone.now())


class RulesQuery(MirrorQuery):
    person = serializers.UUIDField(required=False)


class NewRule(Body):
    """`person` defaults to oneself. A code is sent to `address`; the rule counts once `verify/` got it back."""

    person = serializers.UUIDField(required=False)
    channel = serializers.ChoiceField(choices=[code for code in ChannelCode if code != ChannelCode.INBOX])
    address = serializers.CharField(max_length=300)


class RuleView(AlertView, NounView):
    model = ContactRule
    related = ("person__unit",)
    shape = ContactRuleShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return ContactRuleShape.bodies(rows, reader=self.user)


class ContactRules(RuleView, AlertList):
    """Ways to reach people, in the order they are tried: the county's, the unit's or one's own, by role."""

    bucket = Bucket.CODES
    query = RulesQuery
    body = NewRule
    order = ("person_id", "order", "id")
    equal = ()
    route = "api-contact-rule"

    def post(self, request: Request) -> Response:
        person = _person(self.user, self.given.get("person"))
        rule = contacts.add_rule(
            person=person, channel=self.given["channel"], address=self.given["address"], by=self.user
        )
        return self.made(request, rule.pk)


class RuleChange(Body):
    """`order`: its place among the person's ways, 0 is tried first."""

    order = serializers.IntegerField(required=False, min_value=0, max_value=100)


class ContactRuleDetail(RuleView, RemovableNoun):
    """One way; PATCH moves it among the person's, DELETE takes it out."""

    body = RuleChange

    def remove(self, row: ContactRule) -> None:
        contacts.remove_rule(rule=row, by=self.user)

    def patch(self, request: Request, pk: UUID) -> Response:
        rule = self.row(request, pk)
        if "order" in self.given:
            contacts.move_rule(rule=rule, place=self.given["order"] + 1, by=self.user)
        return tagged(request, self.body_of(pk))


class ResendCode(RuleView, NounAct):
    """Sends a new code; the one before is good no more."""

    bucket = Bucket.CODES

    def act(self, row: ContactRule) -> None:
        contacts.resend_code(rule=row, by=self.user)


class CodeBody(Body):
    code = serializers.CharField(max_length=12)


class VerifyContactRule(RuleView, NounAct):
    """The code that came by this way closes the round trip."""

    bucket = Bucket.CODES
    body = CodeBody

    def act(self, row: ContactRule) -> None:
        contacts.verify_rule(rule=row, code=self.given["code"], by=self.user)


class ChoicesBody(Body):
    """`wanted`: those of the purposes that may be chosen which go outside the inbox."""

    wanted = serializers.ListField(
        child=serializers.ChoiceField(choices=[str(code) for code in MUTABLE]), max_length=len(MUTABLE)
    )


class MessageChoices(AlertView):
    """Which reminders one hears outside the inbox; everything else can't be turned off."""

    body = ChoicesBody
    shape = ChoicesShape

    def get(self, request: Request) -> Response:
        return Response({"wanted": muting.wanted_of(self._own())})

    def patch(self, request: Request) -> Response:
        return Response({"wanted": muting.choose(person=self._own(), wanted=self.given["wanted"], by=self.user)})

    def _own(self) -> Person:
        return named(Person.objects.select_related("unit"), "person", pk=self.user.person_id)


class ReadinessQuery(Query):
    """`unit`: that one alone."""

    unit = serializers.CharField(required=False, max_length=32)


class ReachRule(Body):
    unreached_is_gap = serializers.BooleanField()


class Readiness(AlertView):
    """联络准备: by unit who has verified what. PATCH says whether somebody without a verified way is a gap at publication."""

    query = ReadinessQuery
    body = ReachRule
    shape = ReadinessShape

    def get(self, request: Request) -> Response:
        return Response(self._answer(self.params.get("unit", "")))

    def patch(self, request: Request) -> Response:
        asking.set_reach_rule(county=self.county, is_gap=self.given["unreached_is_gap"], by=self.user)
        return Response(self._answer(""))

    def _answer(self, code: str) -> dict[str, Any]:
        check_keeper(self.user)
        self.county.refresh_from_db()
        return {
            "has_channel": bool(default_channels()),
            "unreached_is_gap": self.county.unreached_is_gap,
            "units": UnitReadyShape.each(readiness(self.user, timezone.now(), code=code)),
        }


class AskBody(Body):
    """Codes of units; without them everybody whom the caller keeps."""

    units = serializers.ListField(
        child=serializers.CharField(max_length=32), required=False, default=list, max_length=MOST_UNITS
    )


class AskToVerify(AlertView):
    """A code to everybody who takes part in duty and has no verified way, at most one a day to each."""

    bucket = Bucket.CODES
    body = AskBody
    shape = SentShape

    def post(self, request: Request) -> Response:
        check_keeper(self.user)
        kept = (
            Unit.objects.visible_to(self.user)
            .filter(self.user.led("pk"))
            .active()
            .in_protocol_order()
            .select_related("county")
        )
        codes = self.given["units"]
        units = list(kept.filter(code__in=codes)) if codes else list(kept)
        if codes and len(units) < len(set(codes)):
            raise InvalidInput("unknown_unit", _("没有这个单位，或不在您的范围内"), field="units")
        found = asking.ask_to_verify(units=units, by=self.user)
        return Response({"sent": found.sent, "waiting": found.waiting, "without": found.without})


def _person(user: User, wanted: UUID | None) -> Person:
    pk = wanted or user.person_id
    if pk is None:
        raise InvalidInput("person_required", _("请注明是谁的联系方式"), field="person")
    return named(Person.objects.visible_to(user).select_related("unit"), "person", pk=pk)
