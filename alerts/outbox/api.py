"""Notifications, and the ways to reach a person."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertList, AlertView, UnitSpanQuery, named
from alerts.enums import ChannelCode, NotificationState, Purpose
from alerts.outbox.models import ContactRule, Notification
from alerts.outbox.services import contacts, inbox
from alerts.outbox.shapes import ContactRuleShape, NotificationShape, texts_of
from units.api.etags import tagged
from units.api.inputs import Body, MirrorQuery
from units.api.nouns import NounAct, NounDetail, NounView, RemovableNoun
from units.api.throttling import Bucket
from units.errors import InvalidInput
from units.models import Person, User


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


def _person(user: User, wanted: UUID | None) -> Person:
    pk = wanted or user.person_id
    if pk is None:
        raise InvalidInput("person_required", _("请注明是谁的联系方式"), field="person")
    return named(Person.objects.visible_to(user).select_related("unit"), "person", pk=pk)
