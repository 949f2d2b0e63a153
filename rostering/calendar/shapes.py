"""What a day of the calendar looks like."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from rostering.calendar.queries.notice_words import finding_text
from rostering.calendar.queries.notices import Plan
from rostering.calendar.rules.notices.findings import Finding, Gravity
from rostering.calendar.rules.notices.notice import Notice, NoticeDay
from rostering.enums import DayKind
from units.api.fields import DayField
from units.api.objects import ObjectShape


class CalendarDayShape(ObjectShape):
    """`is_confirmed` false: the official notice isn't known, the kind is only weekday or weekend."""

    date = DayField()
    kind = serializers.ChoiceField(choices=list(DayKind))
    name = serializers.CharField(allow_blank=True)
    is_confirmed = serializers.BooleanField()
    is_edited = serializers.BooleanField()


class NoticeDayShape(ObjectShape):
    """A day that the notice names; `sentence` is the sentence that says it."""

    date = DayField(source="day")
    kind = serializers.ChoiceField(choices=list(DayKind))
    name = serializers.CharField()
    sentence = serializers.CharField()

    @staticmethod
    def read_sentence(one: NoticeDay, said: Sequence[str]) -> str:
        return said[one.sentence]


class NoticeFindingShape(ObjectShape):
    """What doesn't fit. `refused`: put it right in the text; `doubt`: send its `key` in `confirm`; `note`: only said."""

    code = serializers.CharField()
    key = serializers.CharField()
    gravity = serializers.ChoiceField(choices=list(Gravity))
    text = serializers.CharField()
    sentence = serializers.CharField(allow_blank=True)

    @staticmethod
    def read_text(one: Finding) -> str:
        return finding_text(one)

    @staticmethod
    def read_sentence(one: Finding, said: Sequence[str]) -> str:
        return "" if one.sentence is None else said[one.sentence]


class DayChangeShape(ObjectShape):
    """What accepting would make of a day."""

    date = DayField(source="day")
    before = CalendarDayShape()
    after = CalendarDayShape()


class NoticeShape(ObjectShape):
    """`year` null where the text doesn't say it; `is_whole_year`: every other day of the year becomes confirmed."""

    year = serializers.IntegerField(allow_null=True)
    is_whole_year = serializers.BooleanField(source="is_whole")
    holidays = serializers.ListField(child=serializers.CharField(), source="names")
    days = NoticeDayShape(many=True)
    findings = NoticeFindingShape(many=True)
    changes = DayChangeShape(many=True)
    confirmed_days = serializers.IntegerField()

    given = ("days", "findings", "changes", "confirmed_days")


def notice_shape(text: str, notice: Notice, plan: Plan | None) -> dict[str, Any]:
    said = [text[one.start : one.end] for one in notice.sentences]
    return NoticeShape.of(
        notice,
        days=NoticeDayShape.each(notice.days, said=said),
        findings=NoticeFindingShape.each(notice.findings, said=said),
        changes=DayChangeShape.each(plan.others if plan else ()),
        confirmed_days=plan.confirmed if plan else 0,
    )
