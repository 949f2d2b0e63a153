"""Notifications, and the ways to reach a person."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView, UnitSpanQuery, created, named
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
from rostering.rosters.filters import chosen_rows, given_only
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


class Notifications(AlertView):
    """Messages, latest first: one's own, or the county's log for the office. `channel=inbox` has each once."""

    query = NotificationsQuery
    shape = NotificationShape
    is_list = True

    def get(self, request: Request) -> Response:
        wanted = {
            **{name: self.params.get(name) for name in ("purpose", "channel", "state")},
            "read_at__isnull": self.params.get("unread"),
            "updated_at__gte": self.params.get("updated_since"),
            "created_at__gte": self.params.get("from"),
            "created_at__lt": self.params.get("to"),
        }
        rows = Notification.objects.visible_to(self.user)
        rows = rows.filter(**chosen_rows(self.user, self.params), **given_only(wanted))
        page = page_of_rows(
            request,
            rows.values(*NOTIFICATION_FIELDS),
            self.params,
            ("-created_at", "id"),
            lambda found: [notification_shape(row, self.user) for row in found],
        )
        return Response(page)


class NotificationDetail(AlertView):
    """One message."""

    shape = NotificationShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _message(self.user, pk))


class ReadNotification(AlertView):
    """Marks one's own message as read."""

    shape = NotificationShape

    def post(self, request: Request, pk: UUID) -> Response:
        notification = find(Notification.objects.visible_to(self.user), pk=pk)
        check_match(request, _message(self.user, pk))
        inbox.read_one(notification=notification, by=self.user, now=timezone.now())
        return tagged(request, _message(self.user, pk))


class RulesQuery(MirrorQuery):
    person = serializers.UUIDField(required=False)


class NewRule(Body):
    """`person` defaults to oneself. A code is sent to `address`; the rule counts once `verify/` got it back."""

    person = serializers.UUIDField(required=False)
    channel = serializers.ChoiceField(choices=[code for code in ChannelCode if code != ChannelCode.INBOX])
    address = serializers.CharField(max_length=300)


class ContactRules(AlertView):
    """Ways to reach people, in the order they are tried: the county's, the unit's or one's own, by role."""

    bucket = Bucket.CODES
    query = RulesQuery
    body = NewRule
    shape = ContactRuleShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        since = given_only({"updated_at__gte": self.params.get("updated_since")})
        rows = ContactRule.objects.visible_to(self.user).filter(**chosen_rows(self.user, self.params), **since)
        page = page_of_rows(
            request,
            rows.values(*RULE_FIELDS),
            self.params,
            ("person_id", "order", "id"),
            lambda found: [contact_rule_shape(row, self.user) for row in found],
        )
        return Response(page)

    def post(self, request: Request) -> Response:
        person = _person(self.user, self.given.get("person"))
        rule = contacts.add_rule(
            person=person, channel=self.given["channel"], address=self.given["address"], by=self.user
        )
        return created(request, _rule(self.user, rule.pk), "api-contact-rule")


class RuleChange(Body):
    """`order`: its place among the person's ways, 0 is tried first."""

    order = serializers.IntegerField(required=False, min_value=0, max_value=100)


class ContactRuleDetail(AlertView):
    """One way; PATCH moves it among the person's, DELETE takes it out."""

    body = RuleChange
    shape = ContactRuleShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _rule(self.user, pk))

    def delete(self, request: Request, pk: UUID) -> Response:
        rule = _found(self.user, pk)
        check_match(request, _rule(self.user, pk))
        contacts.remove_rule(rule=rule, by=self.user)
        return Response(status=204)

    def patch(self, request: Request, pk: UUID) -> Response:
        rule = _found(self.user, pk)
        check_match(request, _rule(self.user, pk))
        if "order" in self.given:
            contacts.move_rule(rule=rule, place=self.given["order"] + 1, by=self.user)
        return tagged(request, _rule(self.user, pk))


class ResendCode(AlertView):
    """Sends a new code; the one before is good no more."""

    bucket = Bucket.CODES
    shape = ContactRuleShape

    def post(self, request: Request, pk: UUID) -> Response:
        contacts.resend_code(rule=_found(self.user, pk), by=self.user)
        return tagged(request, _rule(self.user, pk))


class CodeBody(Body):
    code = serializers.CharField(max_length=12)


class VerifyContactRule(AlertView):
    """The code that came by this way closes the round trip."""

    bucket = Bucket.CODES
    body = CodeBody
    shape = ContactRuleShape

    def post(self, request: Request, pk: UUID) -> Response:
        rule = _found(self.user, pk)
        check_match(request, _rule(self.user, pk))
        contacts.verify_rule(rule=rule, code=self.given["code"], by=self.user)
        return tagged(request, _rule(self.user, pk))


def _person(user: User, wanted: UUID | None) -> Person:
    pk = wanted or user.person_id
    if pk is None:
        raise InvalidInput("person_required", _("请注明是谁的联系方式"), field="person")
    return named(Person.objects.visible_to(user).select_related("unit"), "person", pk=pk)


def _found(user: User, pk: UUID) -> ContactRule:
    return find(ContactRule.objects.visible_to(user).select_related("person__unit"), pk=pk)


def _message(user: User, pk: UUID) -> dict[str, Any]:
    return notification_shape(find(Notification.objects.visible_to(user).values(*NOTIFICATION_FIELDS), pk=pk), user)


def _rule(user: User, pk: UUID) -> dict[str, Any]:
    return contact_rule_shape(find(ContactRule.objects.visible_to(user).values(*RULE_FIELDS), pk=pk), user)
