"""Figures of a statistic as people read them."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rostering.statistics.queries.headlines import written
from rostering.statistics.queries.statistics import Wanted, query_of

register = template.Library()


@register.filter
def figure(value: Any, measure: str = "count") -> str:
    """12, 1234.5 小时, 8.5 分钟, 97%; a dash for None."""
    return written(None if value is None else float(value), measure)


@register.simple_tag(takes_context=True)
def behind(context: Any, code: str, text: str) -> SafeString:
    """`text` as a link to the rows behind the figure, in the range the page shows."""
    path = reverse("analysis:rows", args=[code])
    return format_html('<a href="{}?{}">{}</a>', path, context["query"], text)


@register.simple_tag(takes_context=True)
def behind_period(context: Any, code: str, text: Any, period: Any) -> SafeString:
    """As `behind`, for the days of one period."""
    wanted = Wanted.of_days(period.first_day, period.last_day, context["wanted"].unit, context["wanted"].tier)
    return _link(code, wanted, text)


@register.simple_tag(takes_context=True)
def behind_unit(context: Any, code: str, text: Any, unit: Any) -> SafeString:
    """As `behind`, for one unit."""
    return _link(code, replace(context["wanted"], unit=unit), text)


def _link(code: str, wanted: Wanted, text: Any) -> SafeString:
    path = reverse("analysis:rows", args=[code])
    return format_html('<a href="{}?{}">{}</a>', path, urlencode(query_of(wanted)), text)


@register.simple_tag(takes_context=True)
def figure_link(context: Any, piece: Any, codes: Any) -> str:
    """A piece of a circular: a figure as a link to its rows, anything else as it is."""
    return figure_text(context, piece.name, piece.text, codes)


@register.simple_tag(takes_context=True)
def figure_text(context: Any, name: str, text: str, codes: Any) -> str:
    """`text` as a link to the rows of the figure called `name`; plain where that is no figure."""
    return behind(context, codes[name], text) if name in codes else text
