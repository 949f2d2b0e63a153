"""A pasted notice: what it would make of the calendar, and taking it."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.calendar.queries.notices import plan_of
from rostering.calendar.services.notices import LONGEST_TEXT, accept_notice, read_checked
from rostering.calendar.shapes import NoticeShape, notice_shape
from rostering.permissions import check_manage_calendar
from units.api.inputs import Body
from units.api.touching import TouchingBody, TouchingView
from units.api.views import ApiView
from units.enums import Scope


class NoticeText(Body):
    """`year` only where the text has none of its own."""

    text = serializers.CharField(max_length=LONGEST_TEXT)
    year = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=2000, max_value=2100)


class NoticePreview(ApiView):
    """Reads a notice and writes nothing: its days, what doesn't fit, and what would change."""

    write_scope = Scope.ROSTER_WRITE
    body = NoticeText
    shape = NoticeShape

    def post(self, request: Request) -> Response:
        check_manage_calendar(self.user)
        text = self.given["text"]
        notice = read_checked(text, self.given["year"])
        return Response(notice_shape(text, notice, plan_of(self.county, notice)))


class NoticeBody(TouchingBody, NoticeText):
    confirm = serializers.ListField(
        child=serializers.CharField(max_length=2000),
        required=False,
        default=list,
        help_text="keys of the doubts of the preview that have been looked at (409 confirmation_needed else)",
    )
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class CalendarNotice(TouchingView):
    """Takes a notice: all its days at once; the rest of its year is confirmed where it arranges the whole of it."""

    write_scope = Scope.ROSTER_WRITE
    body = NoticeBody
    shape = NoticeShape

    def post(self, request: Request) -> Response:
        accepted = accept_notice(county=self.county, by=self.user, **self.given)
        return Response(notice_shape(self.given["text"], accepted.notice, accepted.plan))
