"""Every write of the calendar."""

from rostering.calendar.rules.official import FESTIVALS, KNOWN_YEARS
from rostering.calendar.services.days import LONGEST_EDIT, seed_calendar, set_days

__all__ = ["FESTIVALS", "KNOWN_YEARS", "LONGEST_EDIT", "seed_calendar", "set_days"]
