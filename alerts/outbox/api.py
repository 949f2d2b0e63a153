"""Notifications, and the ways to reach a person."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import ActView, DetailView, ListView, RowView, UnitSpanQuery, created, named
from alerts.enums import ChannelCode, NotificationState, Purpose
from alerts.outbox.models import ContactRule, Notification
from alerts.outbox.services import contacts, inbox
from alerts.outbox.shapes import (
    NOTIFICATION_FIELDS,
    RULE_FIELDS,
    ContactRuleShape,
    NotificationShape,
    contact_rule_shape,
    notification_shape,
)
from rostering.rosters.filters import chosen_rows
from units.api.choosing import given_only
from units.api.etags import check_match, tagged
from units.api.inputs import Body, MirrorQuery
from units.api.pagination import page_of_rows
from units.api.throttling import Bucket
from units.api.views import find
from units.errors import InvalidInput
from units.models import Person, User


class NotificationsQuery(UnitSpanQuery):
    """By the time they were written, half-open. `unread`: not marked as read yet."""

    person = serializers.UUIDField(required=False)
    purpose = serializers.ChoiceField(choices=list(Purpose), required=False)
    channel = serializers.ChoiceField(choices=list(ChannelCode), required=False)
    state = serializers.ChoiceField(choices=list(NotificationState), required=False)
    unread = serializers.BooleanField(required=False, allow_null=False)


class NotificationView(RowView):
    model = Notification
    fields = NOTIFICATION_FIELDS
    shape = NotificationShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [notification_shape(row, self.user) for row in rows]


class Notifications(NotificationView, ListView):
    """Messages, latest first: one's own, or the county's log for the office. `channel=inbox` has each once."""

    query = NotificationsQuery
    latest = "created_at"
    equal = ("purpose", "channel", "state")

    def wanted(self) -> dict[str, Any]:
        return super().wanted() | {"read_at__isnull": self.params.get("unread")}


class NotificationDetail(NotificationView, DetailView):
    """One message."""


class ReadNotification(NotificationView, ActView):
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


class RuleView(RowView):
    model = ContactRule
    fields = RULE_FIELDS
    shape = ContactRuleShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [contact_rule_shape(row, self.user) for row in rows]

    def found(self, pk: UUID) -> ContactRule:
        rule: ContactRule = find(self.rows().select_related("person__unit"), pk=pk)
        return rule


class ContactRules(RuleView):
    """Ways to reach people, in the order they are tried: the county's, the unit's or one's own, by role."""

    bucket = Bucket.CODES
    query = RulesQuery
    body = NewRule
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        since = given_only({"updated_at__gte": self.params.get("updated_since")})
        rows = self.rows().filter(**chosen_rows(self.user, self.params), **since).values(*self.fields)
        return Response(page_of_rows(request, rows, self.params, ("person_id", "order", "id"), self.bodies))

    def post(self, request: Request) -> Response:
        person = _person(self.user, self.given.get("person"))
        rule = contacts.add_rule(
            person=person, channel=self.given["channel"], address=self.given["address"], by=self.user
        )
        return created(request, self.body_of(rule.pk), "api-contact-rule")


class RuleChange(Body):
    """`order`: its place among the person's ways, 0 is tried first."""

    order = serializers.IntegerField(required=False, min_value=0, max_value=100)


class ContactRuleDetail(RuleView, DetailView):
    """One way; PATCH moves it among the person's, DELETE takes it out."""

    body = RuleChange

    def delete(self, request: Request, pk: UUID) -> Response:
        rule = self.found(pk)
        check_match(request, self.body_of(pk))
        contacts.remove_rule(rule=rule, by=self.user)
        return Response(status=204)

    def patch(self, request: Request, pk: UUID) -> Response:
        rule = self.found(pk)
        check_match(request, self.body_of(pk))
        if "order" in self.given:
            contacts.move_rule(rule=rule, place=self.given["order"] + 1, by=self.user)
        return tagged(request, self.body_of(pk))


class ResendCode(RuleView):
    """Sends a new code; the one before is good no more."""

    bucket = Bucket.CODES

    def post(self, request: Request, pk: UUID) -> Response:
        contacts.resend_code(rule=self.found(pk), by=self.user)
        return tagged(request, self.body_of(pk))


class CodeBody(Body):
    code = serializers.CharField(max_length=12)


class VerifyContactRule(RuleView, ActView):
    """The code that came by this way closes the round trip."""

    bucket = Bucket.CODES
    body = CodeBody
    related = ("person__unit",)

    def act(self, row: ContactRule) -> None:
        contacts.verify_rule(rule=row, code=self.given["code"], by=self.user)


def _person(user: User, wanted: UUID | None) -> Person:
    pk = wanted or user.person_id
    if pk is None:
        raise InvalidInput("person_required", _("请注明是谁的联系方式"), field="person")
    return named(Person.objects.visible_to(user).select_related("unit"), "person", pk=pk)
