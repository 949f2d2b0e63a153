"""What may be said of a day whose official notice isn't known."""

from datetime import date

from rostering.enums import DayKind

SATURDAY = 5


def kind_by_weekday(day: date) -> DayKind:
    """Weekday or weekend, nothing more: holidays are announced, never guessed."""
    return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY
