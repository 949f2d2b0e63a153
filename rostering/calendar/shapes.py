"""What a day of the calendar looks like."""

from typing import Any

from rest_framework import serializers

from rostering.calendar.models import CalendarDay
from rostering.calendar.queries.notice_words import finding_text
from rostering.calendar.queries.notices import Plan
from rostering.calendar.rules.notices.findings import Gravity
from rostering.calendar.rules.notices.notice import Notice
from rostering.enums import DayKind
from units.api.fields import DayField


class CalendarDayShape(serializers.Serializer[Any]):
    """`is_confirmed` false: the official notice isn't known, the kind is only weekday or weekend."""

    date = DayField()
    kind = serializers.ChoiceField(choices=list(DayKind))
    name = serializers.CharField(allow_blank=True)
    is_confirmed = serializers.BooleanField()
    is_edited = serializers.BooleanField()


def calendar_day_shape(day: CalendarDay) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind,
        "name": day.name,
        "is_confirmed": day.is_confirmed,
        "is_edited": day.is_edited,
    }


class NoticeDayShape(serializers.Serializer[Any]):
    """A day that the notice names; `sentence` is the sentence that says it."""

    date = DayField()
    kind = serializers.ChoiceField(choices=list(DayKind))
    name = serializers.CharField()
    sentence = serializers.CharField()


class NoticeFindingShape(serializers.Serializer[Any]):
    """What doesn't fit. `refused`: put it right in the text; `doubt`: send its `key` in `confirm`; `note`: only said."""

    code = serializers.CharField()
    key = serializers.CharField()
    gravity = serializers.ChoiceField(choices=list(Gravity))
    text = serializers.CharField()
    sentence = serializers.CharField(allow_blank=True)


class DayChangeShape(serializers.Serializer[Any]):
    """What accepting would make of a day."""

    date = DayField()
    before = CalendarDayShape()
    after = CalendarDayShape()


class NoticeShape(serializers.Serializer[Any]):
    """`year` null where the text doesn't say it; `is_whole_year`: every other day of the year becomes confirmed."""

    year = serializers.IntegerField(allow_null=True)
    is_whole_year = serializers.BooleanField()
    holidays = serializers.ListField(child=serializers.CharField())
    days = NoticeDayShape(many=True)
    findings = NoticeFindingShape(many=True)
    changes = DayChangeShape(many=True)
    confirmed_days = serializers.IntegerField()


def notice_shape(text: str, notice: Notice, plan: Plan | None) -> dict[str, Any]:
    said = [text[one.start : one.end] for one in notice.sentences]
    return {
        "year": notice.year,
        "is_whole_year": notice.is_whole,
        "holidays": list(notice.names),
        "days": [
            {"date": one.day.isoformat(), "kind": one.kind, "name": one.name, "sentence": said[one.sentence]}
            for one in notice.days
        ],
        "findings": [
            {
                "code": one.code,
                "key": one.key,
                "gravity": one.gravity,
                "text": finding_text(one),
                "sentence": "" if one.sentence is None else said[one.sentence],
            }
            for one in notice.findings
        ],
        "changes": [
            {
                "date": one.day.isoformat(),
                "before": calendar_day_shape(one.before),
                "after": calendar_day_shape(one.after),
            }
            for one in (plan.others if plan else ())
        ],
        "confirmed_days": plan.confirmed if plan else 0,
    }
