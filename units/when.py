"""Days and instants as people say them, by the clock of the county.

The short forms leave the year out where nobody misses it: beside a day of the same year, or, on a page, in this year.
What is printed or kept names the day it stands beside, so that it reads the same next year.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def _say(value: date | datetime | None, shape: str) -> str:
    return formatted(_local(value), shape) if value else ""


def long_day(value: date | datetime | None) -> str:
    """2026年6月19日 星期五"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("Y年n月j日 l"))


def weekday(value: date | datetime | None) -> str:
    """星期五"""
    return _say(value, "l")


def _needs_year(value: date | datetime | None, beside: date | datetime | None) -> bool:
    """Whether `value` lies in another year than `beside`, or than today where nothing stands beside it."""
    other = _local(beside) if beside else timezone.localdate()
    return value is not None and _local(value).year != other.year


def short_day(value: date | datetime | None, beside: date | datetime | None = None) -> str:
    """6月19日 星期五; 2025年6月19日 星期四 in another year than `beside`."""
    # Translators: letters as in Django's date formats.
    return long_day(value) if _needs_year(value, beside) else _say(value, _("n月j日 l"))


def month_day(value: date | datetime | None, beside: date | datetime | None = None) -> str:
    """6月19日; 2025年6月19日 in another year than `beside`."""
    # Translators: letters as in Django's date formats.
    return full_day(value) if _needs_year(value, beside) else _say(value, _("n月j日"))


def moment(value: datetime | None, beside: date | datetime | None = None) -> str:
    """6月19日 20:00; 2025年6月19日 20:00 in another year than `beside`."""
    # Translators: letters as in Django's date formats.
    return full_minute(value) if _needs_year(value, beside) else _say(value, _("n月j日 H:i"))


def full_moment(value: datetime | None) -> str:
    """2026年6月19日 20:00:00"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("Y年n月j日 H:i:s"))


def clock(value: datetime | None) -> str:
    """20:00"""
    return _say(value, "H:i")


def month(value: date | datetime | None) -> str:
    """2026年6月"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("Y年n月"))


def full_minute(value: datetime | None) -> str:
    """2026年6月19日 20:00"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("Y年n月j日 H:i"))


def full_day(value: date | datetime | None) -> str:
    """2026年6月19日"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("Y年n月j日"))


def local_minute(at: datetime) -> str:
    """2026-11-29 11:36, for words that are stored: with the year, and the same in every language. `at` is aware."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
