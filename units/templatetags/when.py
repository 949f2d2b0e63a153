"""units/when.py as filters of templates."""

from django import template

from units import when

register = template.Library()

for name in (
    "long_day",
    "weekday",
    "short_day",
    "month_day",
    "moment",
    "full_moment",
    "clock",
    "month",
    "full_minute",
    "full_day",
):
    register.filter(name, getattr(when, name))
