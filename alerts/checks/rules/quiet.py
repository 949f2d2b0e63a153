"""Quiet hours: checks wait, call-outs never do (domain §4)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet(at: datetime, start: time, end: time, zone: ZoneInfo) -> bool:
    """Whether `[start, end)` by the wall clock holds at `at`; it may go over midnight. Equal ends: never quiet."""
    clock = at.astimezone(zone).time()
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def after_quiet(at: datetime, start: time, end: time, zone: ZoneInfo) -> datetime:
    """`at`, or the end of the quiet hours it falls in."""
    if not is_quiet(at, start, end, zone):
        return at
    local = at.astimezone(zone)
    day = local.date() if local.time() < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=zone)
