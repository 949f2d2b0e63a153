"""Days and instants as people say them, by the clock of the county."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _

register = template.Library()


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def _say(value: date | datetime | None, shape: str) -> str:
    return formatted(_local(value), shape) if value else ""


@register.filter
def long_day(value: date | datetime | None) -> str:
    """2026年6月19日 星期五"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("Y年n月j日 l"))


@register.filter
def short_day(value: date | datetime | None) -> str:
    """6月19日 星期五"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("n月j日 l"))


@register.filter
def month_day(value: date | datetime | None) -> str:
    """6月19日"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("n月j日"))


@register.filter
def moment(value: datetime | None) -> str:
    """6月19日 20:00"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("n月j日 H:i"))


@register.filter
def full_moment(value: datetime | None) -> str:
    """2026年6月19日 20:00:00"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("Y年n月j日 H:i:s"))


@register.filter
def clock(value: datetime | None) -> str:
    """20:00"""
    return _say(value, "H:i")


@register.filter
def month(value: date | datetime | None) -> str:
    """2026年6月"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("Y年n月"))


@register.filter
def full_minute(value: datetime | None) -> str:
    """2026年6月19日 20:00"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("Y年n月j日 H:i"))


@register.filter
def full_day(value: date | datetime | None) -> str:
    """2026年6月19日"""
    # Translators: letters as in Django's date formats.
    return _say(value, _("Y年n月j日"))
