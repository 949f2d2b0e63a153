"""What a day of the calendar looks like."""

from rest_framework import serializers

from rostering.enums import DayKind
from units.api.fields import DayField
from units.api.rows import RowShape


class CalendarDayShape(RowShape):
    """`is_confirmed` false: the official notice isn't known, the kind is only weekday or weekend."""

    date = DayField()
    kind = serializers.ChoiceField(choices=list(DayKind))
    name = serializers.CharField(allow_blank=True)
    is_confirmed = serializers.BooleanField()
    is_edited = serializers.BooleanField()
