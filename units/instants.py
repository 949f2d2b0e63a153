"""Instants in words that are stored: by the clock of the county, and with the year, so that they still read right later."""

from datetime import datetime

from django.utils.timezone import localtime


def local_minute(at: datetime) -> str:
    """2026-11-29 11:36. `at` is aware."""
    return f"{localtime(at):%Y-%m-%d %H:%M}"
